interface StretchProps {
  className: string;
  /** Where it begins and how long it is, in percent of what holds it; without, the class says so. */
  left?: number;
  width?: number;
}

/** A stretch of a line whose place is reckoned, and so cannot stand in a style sheet. */
export function Stretch({ className, left, width }: StretchProps) {
  const percent = (part: number | undefined) => (part === undefined ? undefined : `${part}%`);
  return <div className={className} style={{ left: percent(left), width: percent(width) }} />;
}
