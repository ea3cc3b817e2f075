import { useEffect, useState } from "react";

type Doing = Readonly<Record<string, (at: number) => void>>;

/** Whether a key was pressed for the page, and not into a field, a menu or together with Ctrl. */
export function isForPage(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const target = event.target as HTMLElement | null;
  const isField = target?.closest(
    "input, textarea, select, [contenteditable], [role=combobox], [role=dialog], [role=menu]",
  );
  const isPressed = event.key === "Enter" && target?.closest("a, button");
  return !isField && !isPressed;
}

/** A place in a list that j and k move, and what other keys do there. */
export function useListKeys(length: number, doing: Doing) {
  const [at, setAt] = useState(0);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (!isForPage(event)) return;
      if (event.key === "j" || event.key === "k")
        setAt((now) => Math.max(0, Math.min(length - 1, now + (event.key === "j" ? 1 : -1))));
      else if (doing[event.key]) {
        event.preventDefault();
        doing[event.key]?.(at);
      }
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  });
  return { at, move: setAt };
}
