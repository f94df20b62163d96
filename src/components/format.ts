/**
 * How numbers are written, once for the whole site: true minus, narrow no-break space before a percent sign, en dash in ranges,
 * and never more certainty than a number has. Rates come in [0, 1]. Null is an en dash.
 */
export const NONE = "–";
const MINUS = "\u2212", THIN = "\u202f";

/**
 * How a locale writes, as data: found with Intl where a run is computed and a site is built, so that no page waits for Intl.
 * The sentences are English, so digits are Latin, the calendar is Gregorian, and a month has a name in English locales alone.
 */
export interface Writing {
  readonly decimal: string;
  readonly group: string;
  /** Digits of the last group and of those before it, and how many digits a number has before any are apart. */
  readonly sizes: readonly [last: number, others: number];
  readonly least: number;
  /** The workspace's currency, and what stands before and after an amount in it. */
  readonly currency: string | null;
  readonly before: string;
  readonly after: string;
  /** `D`, `DD`, `MM`, `MMM`, `YYYY`, and what stands between them. */
  readonly day: readonly string[];
  readonly month: readonly string[];
}

/** Without a `locale` in fitproof.yaml. */
const PLAIN: Writing = {decimal: ".", group: ",", sizes: [3, 3], least: 4, currency: null, before: "", after: "", day: ["D", " ", "MMM", " ", "YYYY"], month: ["MMM", " ", "YYYY"]};

let writing: Writing | null = null;

/** Writes from here on as the locale does; null: plainly. */
export function useWriting(next: Writing | null): void {
  writing = next ?? PLAIN;
}

function current(): Writing {
  if (!writing) useWriting(stated<Writing>("writing"));
  return writing!;
}

// A page names its own in the head: Framework has no other way to hand it to components.
function stated<T>(what: string): T | null {
  const content = typeof document === "undefined" ? null : document.querySelector(`meta[name="fitproof-${what}"]`)?.getAttribute("content");
  return content ? (JSON.parse(content) as T) : null;
}

/** From `few` on a rate is shown, from `firm` on as more than indicative: `min_decided` and `shown_decided` of fitproof.yaml. */
export interface SampleSizes {
  readonly few: number;
  readonly firm: number;
}

let sizes: SampleSizes | null = null;

/** Tells samples apart by these sizes from here on; null: 10 and 30. */
export function useSampleSizes(next: SampleSizes | null): void {
  sizes = next ?? {few: 10, firm: 30};
}

/** Those of the workspace. */
export function sampleSizes(): SampleSizes {
  if (!sizes) useSampleSizes(stated<SampleSizes>("samples"));
  return sizes!;
}

export interface MoneyOptions {
  /** ISO 4217 code of the workspace. */
  readonly currency?: string | null;
}

/** A count or a measure: `1,012`, `3.7`, `−4`. */
export function number(value: number | null | undefined, digits = 0): string {
  if (!isNumber(value)) return NONE;
  return signless(value, digits) ? fixed(0, digits) : fixed(value, digits);
}

/** A share: `34 %`. One that rounds to 0 or to 100 without being it keeps the digit that shows it: `0.4 %`, `99.6 %`. */
export function percent(value: number | null | undefined, digits = 0): string {
  return isNumber(value) ? `${percentNumber(value, digits)}${THIN}%` : NONE;
}

/** The same without the sign, for columns whose head says %. */
export function percentNumber(value: number | null | undefined, digits = 0): string {
  if (!isNumber(value)) return NONE;
  return fixed(100 * value, percentDigits(value, digits));
}

/** An interval of shares: `28–41 %`; with limits under 0, `−3 to 11 %`; where one limit needs a decimal both have it: `98.3–99.9 %`. */
export function percentRange(low: number | null | undefined, high: number | null | undefined, digits = 0): string {
  if (!isNumber(low) && !isNumber(high)) return NONE;
  const [from, to] = [percentDigits(low, digits), percentDigits(high, digits)];
  return `${range(percentNumber(low, isWhole(low) ? digits : besides(to, digits)), percentNumber(high, isWhole(high) ? digits : besides(from, digits)))}${THIN}%`;
}

/** Two shares that are read against each other: where one needs a decimal both have it, `99.8 %` and `99.4 %`. */
export function percentPair(a: number | null | undefined, b: number | null | undefined): [string, string] {
  const [ofA, ofB] = [percentDigits(a, 0), percentDigits(b, 0)];
  return [percent(a, isWhole(a) ? 0 : besides(ofB, 0)), percent(b, isWhole(b) ? 0 : besides(ofA, 0))];
}

/** A ratio, such as a lift or odds: `1.50`. One that rounds to 1 without being it keeps the digit that shows its side. */
export function ratio(value: number | null | undefined, digits = 2): string {
  if (!isNumber(value)) return NONE;
  return value >= 100 ? fixed(value, 0) : fixed(value, ratioDigits(value, digits));
}

/** A ratio beside the bar that it is held to: one that rounds to the bar without being it keeps the digit that shows its side. */
export function ratioBeside(value: number | null | undefined, bar: number, digits = 2): string {
  return isNumber(value) ? ratio(value, digitsBeside(value, bar, digits)) : NONE;
}

/** The same of a share. */
export function percentBeside(value: number | null | undefined, bar: number): string {
  return isNumber(value) ? percent(value, digitsBeside(100 * value, 100 * bar, 0)) : NONE;
}

/** Two numbers with as many digits as tell them apart, at most two: `46` and `50`, `45.3` and `45.4`. */
export function numbersApart(a: number, b: number): [string, string] {
  const digits = [0, 1].find((d) => number(a, d) !== number(b, d)) ?? (number(a, 2) === number(b, 2) ? 0 : 2);
  return [number(a, digits), number(b, digits)];
}

/** `1.27–1.74`; where one limit needs a digit more, both have it: `0.830–0.998`. */
export function ratioRange(low: number | null | undefined, high: number | null | undefined, digits = 2): string {
  if (!isNumber(low) && !isNumber(high)) return NONE;
  return range(ratio(low, besides(ratioDigits(high, digits), digits)), ratio(high, besides(ratioDigits(low, digits), digits)));
}

/** A difference of shares in points, signed: `+13`, `−0.3`, never `−0`. */
export function points(value: number | null | undefined, digits = 0): string {
  return isNumber(value) ? signed(100 * value, digits) : NONE;
}

/** The same with its unit: `+1 point`, `−3 points`. */
export function pointsSaid(value: number | null | undefined): string {
  const text = points(value);
  return `${text} ${/^[+\u2212]1$/.test(text) ? "point" : "points"}`;
}

/** A difference of shares with its interval: `+13 (+6 to +20)`. */
export function pointsWithRange(value: number | null | undefined, low: number | null | undefined, high: number | null | undefined): string {
  if (!isNumber(value)) return NONE;
  return isNumber(low) || isNumber(high) ? `${points(value)} (${points(low)} to ${points(high)})` : points(value);
}

/** A signed number: `+4`, `−0.3`, `0`. */
export function signed(value: number | null | undefined, digits = 0): string {
  if (!isNumber(value)) return NONE;
  const text = fixed(value, Math.max(digits, digitsBeside(value, 0, digits)));
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** `3 of 8`: what is said in place of a rate where there are too few. */
export function countOf(count: number | null | undefined, total: number | null | undefined): string {
  return `${number(count)} of ${number(total)}`;
}

/** A whole rate: `34 % (28–41 %), n 212`; of too few only the count: `3 of 8`. */
export function rate(
  row: {readonly value: number | null; readonly low?: number | null; readonly high?: number | null; readonly count?: number | null; readonly n: number | null}
): string {
  if (row.n === null) return "too few to show";
  if (row.n < sampleSizes().few) return isNumber(row.count) ? countOf(row.count, row.n) : `n ${number(row.n)}`;
  const interval = isNumber(row.low) || isNumber(row.high) ? ` (${percentRange(row.low, row.high)})` : "";
  return `${percent(row.value)}${interval}, n${"\u00a0"}${number(row.n)}`;
}

/** Money, short: `$6.42 M`, `€74 k`, `−£950`. Three significant figures from a thousand on; in a column also where the last ones are 0: `€74.0 k`. */
export function money(value: number | null | undefined, {currency = null, isInColumn = false}: MoneyOptions & {readonly isInColumn?: boolean} = {}): string {
  if (!isNumber(value)) return NONE;
  const size = Math.abs(value);
  const [divisor, unit] = size >= 999.5e6 ? [1e9, "bn"] : size >= 999.5e3 ? [1e6, "M"] : size >= 999.5 ? [1e3, "k"] : [1, ""];
  const scaled = size / divisor;
  const digits = divisor === 1 ? 0 : scaled >= 99.95 ? 0 : scaled >= 9.995 ? 1 : 2;
  const text = isInColumn ? fixed(scaled, digits) : trimmed(fixed(scaled, digits));
  return withCurrency(`${text}${unit ? THIN + unit : ""}`, currency, value < 0 && !signless(scaled, digits));
}

/** Money in full: `$6,420,118`. */
export function moneyInFull(value: number | null | undefined, {currency = null}: MoneyOptions = {}): string {
  if (!isNumber(value)) return NONE;
  return withCurrency(fixed(Math.abs(value), 0), currency, value < 0 && !signless(value, 0));
}

/** A q or p value: `0.08`, `< 0.001`. One that rounds to 0.10, up to which it speaks against chance, without being it keeps the digit that shows its side. */
export function probability(value: number | null | undefined): string {
  if (!isNumber(value)) return NONE;
  return value < 0.001 ? `<${THIN}${fixed(0.001, 3)}` : fixed(value, value < 0.1 ? 3 : digitsBeside(value, 0.1, 2));
}

/** `31 Dec 2025`, or as the locale writes it. Dates are calendar days in UTC; texts are ISO dates. */
export function day(value: Date | string | null | undefined): string {
  const date = dateOf(value);
  return date ? dated(date, current().day) : NONE;
}

/** `Dec 2025`. */
export function month(value: Date | string | null | undefined): string {
  const date = dateOf(value);
  return date ? dated(date, current().month) : NONE;
}

/** `2025 Q4`; `FY2026 Q1` of a fiscal year that is not the calendar's, named by the year it ends in. */
export function quarter(value: Date | string | null | undefined, fiscalYearStartMonth = 1): string {
  const date = dateOf(value);
  if (!date) return NONE;
  const months = (date.getUTCMonth() - (fiscalYearStartMonth - 1) + 12) % 12;
  const startsInYearBefore = fiscalYearStartMonth > 1 && date.getUTCMonth() >= fiscalYearStartMonth - 1;
  return `${fiscalYearStartMonth > 1 ? "FY" : ""}${date.getUTCFullYear() + (startsInYearBefore ? 1 : 0)} Q${Math.floor(months / 3) + 1}`;
}

/** The three months from the first of one on: the fiscal quarter that begins then, else, as a calendar quarter beside other fiscal ones, `2025 Jan–Mar`. */
export function quarterFrom(firstDay: Date | string | null | undefined, fiscalYearStartMonth = 1): string {
  const date = dateOf(firstDay);
  if (!date || (date.getUTCMonth() + 1 - fiscalYearStartMonth) % 3 === 0) return quarter(firstDay, fiscalYearStartMonth);
  const first = date.getUTCMonth();
  return `${date.getUTCFullYear()} ${MONTHS[first]}–${MONTHS[(first + 2) % 12]}`;
}

/** `1 deal`, `1,012 deals`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

/** Beside 0 and 100; over 100, where shares of revenue go, one decimal says enough. */
function percentDigits(value: number | null | undefined, digits: number): number {
  if (!isNumber(value)) return digits;
  const besideWhole = digitsBeside(100 * value, 100, digits);
  return Math.max(digits, digitsBeside(100 * value, 0, digits), value < 1 || besideWhole <= 1 ? besideWhole : digits);
}

function ratioDigits(value: number | null | undefined, digits: number): number {
  return isNumber(value) ? Math.max(digits, digitsBeside(value, 1, digits)) : digits;
}

/** The decimals of a limit beside one that needs `other`: at most one more than asked for. */
function besides(other: number, digits: number): number {
  return Math.min(other, digits + 1);
}

/** Exactly none or all. */
function isWhole(share: number | null | undefined): boolean {
  return share === 0 || share === 1;
}

/** The decimals at which `value` no longer reads as `reference`; `digits` where it already does not, at most 4. */
export function digitsBeside(value: number, reference: number, digits: number): number {
  if (value === reference || Math.abs(value - reference) < 5e-7) return digits;
  for (let d = digits; d <= 4; ++d) if (Number(value.toFixed(d)) !== reference) return d;
  return digits;
}

function isNumber(value: number | null | undefined): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function signless(value: number, digits: number): boolean {
  return Number(value.toFixed(digits)) === 0;
}

/**
 * With thousands apart, and rounded as it is written: 1.005 to 1.01. What Intl would write, which costs a page 30 ms before its first number.
 */
function fixed(value: number, digits: number): string {
  const size = Math.abs(value);
  const text = (size < 1e-6 || size >= 1e15 ? size : Math.round(Number(`${size}e${digits}`)) / 10 ** digits).toFixed(digits);
  const point = text.indexOf(".");
  const {decimal} = current();
  return `${value < 0 && /[1-9]/.test(text) ? MINUS : ""}${grouped(point < 0 ? text : text.slice(0, point))}${point < 0 ? "" : decimal + text.slice(point + 1)}`;
}

function grouped(digits: string): string {
  const {group, sizes: [last, others], least} = current();
  if (digits.length < least) return digits;
  const groups = [digits.slice(-last)];
  for (let end = digits.length - last; end > 0; end -= others) groups.unshift(digits.slice(Math.max(0, end - others), end));
  return groups.join(group);
}

function dated(date: Date, pattern: readonly string[]): string {
  const [day, month] = [date.getUTCDate(), date.getUTCMonth()];
  const values: Readonly<Record<string, string>> = {
    D: String(day), DD: String(day).padStart(2, "0"), MM: String(month + 1).padStart(2, "0"), MMM: MONTHS[month]!, YYYY: String(date.getUTCFullYear())
  };
  return pattern.map((part) => values[part] ?? part).join("");
}

function range(low: string, high: string): string {
  return low.startsWith(MINUS) || high.startsWith(MINUS) ? `${low} to ${high}` : `${low}–${high}`;
}

function trimmed(text: string): string {
  const {decimal} = current();
  if (!text.includes(decimal)) return text;
  const short = text.replace(/0+$/, "");
  return short.endsWith(decimal) ? short.slice(0, -decimal.length) : short;
}

/** An amount with its currency, before or after it as the locale has it. */
function withCurrency(amount: string, currency: string | null, isNegative: boolean): string {
  const {currency: own, before, after} = current();
  return `${isNegative ? MINUS : ""}${currency && currency === own ? `${before}${amount}${after}` : `${symbol(currency)}${amount}`}`;
}

/** The usual ones stand here, because Intl costs a page 25 ms before its first amount. */
export const SYMBOLS: Readonly<Record<string, string>> = {
  USD: "$", EUR: "€", GBP: "£", JPY: "¥", CNY: "¥", INR: "₹", CAD: "$", AUD: "$", NZD: "$", SGD: "$", HKD: "$", MXN: "$", BRL: "R$", CHF: "CHF\u00a0", SEK: "kr\u00a0",
  NOK: "kr\u00a0", DKK: "kr\u00a0", PLN: "zł", CZK: "Kč", ILS: "₪", KRW: "₩", ZAR: "R"
};
const symbols = new Map(Object.entries(SYMBOLS));

function symbol(currency: string | null): string {
  if (!currency) return "";
  const known = symbols.get(currency) ?? symbolOf(currency);
  symbols.set(currency, known);
  return known;
}

/** What Intl calls a currency: its narrow symbol, followed by a space where that is letters. */
export function symbolOf(currency: string): string {
  try {
    const part = new Intl.NumberFormat("en", {style: "currency", currency, currencyDisplay: "narrowSymbol"})
      .formatToParts(0).find((p) => p.type === "currency")?.value ?? currency;
    return /^[A-Za-z]{2,}$/.test(part) ? `${part}\u00a0` : part;
  } catch {
    return `${currency}\u00a0`;
  }
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function dateOf(value: Date | string | null | undefined): Date | null {
  if (value === null || value === undefined) return null;
  const date = typeof value === "string" ? new Date(value.length === 10 ? `${value}T00:00:00Z` : value) : value;
  return Number.isNaN(date.getTime()) ? null : date;
}
