/** What a number's format makes of it: days since 1900 are dates only by their format. */
export type NumberKind = "number" | "date" | "time" | "timestamp";

/** ECMA-376 part 1, 18.8.30: the formats that a workbook need not define, 27–36 and 50–58 those of East Asia. */
const BUILT_IN = new Map<number, NumberKind>([
  ...[14, 15, 16, 17].map((id) => [id, "date"] as const),
  ...[18, 19, 20, 21, 45, 47].map((id) => [id, "time"] as const),
  [22, "timestamp"],
  ...Array.from({length: 10}, (_, i) => [27 + i, "date"] as const),
  ...Array.from({length: 9}, (_, i) => [50 + i, "date"] as const)
]);

/** The kind of a number format, by its own code where the workbook has one, else by its number. */
export function numberKind(id: number, code: string | undefined): NumberKind {
  if (code === undefined) return BUILT_IN.get(id) ?? "number";
  const first = code.replace(/"[^"]*"|\\.|_.|\*./g, "").split(";")[0]!.toLowerCase();
  // [h]:mm is a length of time, which is a number.
  if (/\[(?:h+|m+|s+)\]/.test(first)) return "number";
  const letters = first.replace(/\[[^\]]*\]/g, "").replace(/am\/pm|a\/p|general/g, "h");
  if (letters === "h") return "number";
  const hasTime = /[hs]/.test(letters);
  const hasDate = /[yd]|mmm/.test(letters) || (/m/.test(letters) && !hasTime);
  return hasDate ? (hasTime ? "timestamp" : "date") : hasTime ? "time" : "number";
}

const WHOLE = /^-?[1-9]\d{0,14}$/;

/** A stored number as text: ISO for dates and times, else the 15 digits that Excel keeps, without an exponent. */
export function numberText(stored: string, kind: NumberKind, is1904: boolean): string {
  if (kind === "number" && WHOLE.test(stored)) return stored;
  const number = Number(stored);
  if (stored.trim() === "" || !Number.isFinite(number)) return stored;
  if (kind === "number" || number < 0 || number >= 2_958_466) return plainNumber(number);
  // Rounded to the millisecond first: 0.99999999 is midnight.
  const days = Math.round(number * 86_400_000) / 86_400_000;
  if (kind === "time" && days < 1) return time(days);
  // Excel counts a 29 February 1900 that never was: before it, days are one further from the epoch.
  const epoch = is1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, days < 60 ? 31 : 30);
  const instant = new Date(epoch + Math.round(days * 86_400) * 1000).toISOString();
  return kind === "date" ? instant.slice(0, 10) : `${instant.slice(0, 10)} ${instant.slice(11, 19)}`;
}

function time(days: number): string {
  return new Date(Math.round(days * 86_400) * 1000).toISOString().slice(11, 19);
}

function plainNumber(number: number): string {
  const rounded = Number(number.toPrecision(15));
  const text = String(rounded);
  if (!text.includes("e")) return text;
  return Math.abs(rounded) >= 1 ? BigInt(rounded).toString() : rounded.toFixed(20).replace(/0+$/, "");
}
