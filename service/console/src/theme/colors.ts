/** Every colour of the console. Pairs of text and ground meet WCAG AA. */
export const COLORS = {
  primary: "#1d4f91",
  primaryHover: "#163d70",
  primaryGround: "#e6eef8",
  primaryGroundHover: "#d6e4f5",
  primaryBorder: "#b7cdea",
  success: "#2b7a0b",
  successGround: "#eef8e8",
  warning: "#8a5a00",
  warningGround: "#fff7e0",
  warningBorder: "#f0d58a",
  error: "#c02626",
  errorGround: "#fdf0ef",
  text: "#1f2937",
  textSecondary: "#5c6470",
  textPlaceholder: "#6b7280",
  surface: "#ffffff",
  surfaceQuiet: "#f6f8fb",
  ground: "#f3f5f8",
  frame: "#e3e7ed",
  line: "#eef1f5",
  idle: "#a9b4c4",
  marker: "#c2410c",
} as const;

/** What charts fill areas with, where no text stands on the colour. */
export const CHART_COLORS = {
  eligible: "#4f9d2f",
  refer: "#e0a800",
  ineligible: "#cf4a4a",
  line: COLORS.line,
  gap: COLORS.surface,
  heat: ["#eaf1fa", "#9dbbe0", COLORS.primary],
  textOnLight: "#10233f",
  textOnDark: COLORS.surface,
} as const;

/** Gives the style sheets every colour as a custom property: `textSecondary` as `--color-text-secondary`. */
export function provideColors(root: HTMLElement): void {
  for (const [name, color] of Object.entries(COLORS)) {
    root.style.setProperty(`--color-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, color);
  }
}
