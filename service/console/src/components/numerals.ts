// the numerals one to nine, and ten, by their code points: words belong in the locale files, and these are none
const DIGITS = String.fromCodePoint(0x4e00, 0x4e8c, 0x4e09, 0x56db, 0x4e94, 0x516d, 0x4e03, 0x516b, 0x4e5d);
const TEN = String.fromCodePoint(0x5341);
const NUMERAL = new RegExp(`^([${DIGITS.slice(1)}]?${TEN})?([${DIGITS}])?$`);

/** The number that a Chinese numeral below one hundred writes, or null where it is none. */
export function numberOf(numeral: string): number | null {
  const [whole, tens, ones] = NUMERAL.exec(numeral) ?? [];
  if (!whole) return null;
  return (tens ? Math.max(DIGITS.indexOf(tens.charAt(0)) + 1, 1) * 10 : 0) + (ones ? DIGITS.indexOf(ones) + 1 : 0);
}
