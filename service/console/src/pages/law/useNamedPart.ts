import { useEffect } from "react";
import { useLocation } from "react-router";

/** Brings the part of the page that the address names (`#I6`) into view once it is there. */
export function useNamedPart(): void {
  const { hash } = useLocation();
  useEffect(() => {
    document.getElementById(hash.slice(1))?.scrollIntoView({ block: "start" });
  }, [hash]);
}
