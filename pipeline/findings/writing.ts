import type {Writing} from "./format.ts";

/** How a run writes, by the keys and values of its `config_settings`; null where fitproof.yaml states no locale. */
export function writingOfSettings(settings: ReadonlyMap<string, string>): Writing | null {
  const locale = settings.get("locale");
  return locale ? writingOf(locale, settings.get("currency") || null) : null;
}

/** How a locale (a BCP 47 tag) writes numbers, dates and amounts of a currency. */
export function writingOf(tag: string, currency: string | null): Writing {
  const locale = new Intl.Locale(tag, {numberingSystem: "latn", calendar: "gregory"}).toString(), isEnglish = new Intl.Locale(tag).language === "en";
  const parts = new Intl.NumberFormat(locale).formatToParts(1234567.5);
  const of = (type: string) => parts.find((part) => part.type === type)?.value.replaceAll(DIRECTION, "") ?? "";
  const digits = parts.filter(({type}) => type === "integer").map(({value}) => value.length);
  const money = currency ? new Intl.NumberFormat(locale, {style: "currency", currency, currencyDisplay: "narrowSymbol", maximumFractionDigits: 0}).formatToParts(1) : [];
  const at = money.findIndex(({type}) => type === "integer");
  const beside = (list: readonly Intl.NumberFormatPart[]) => list.map(({value}) => value).join("").replaceAll(DIRECTION, "").replaceAll(" ", "\u00a0");
  const pattern = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, {...options, year: "numeric", month: isEnglish ? "short" : "2-digit", timeZone: "UTC"})
    .formatToParts(Date.UTC(2025, 10, 3)).map(({type, value}) => (type === "day" ? "D".repeat(value.length) : type === "month" ? (isEnglish ? "MMM" : "MM") : type === "year" ? "YYYY" : value.replaceAll(DIRECTION, "")));
  const before = beside(money.slice(0, Math.max(0, at)));
  return {
    decimal: of("decimal") || ".", group: of("group"), sizes: [digits.at(-1) ?? 3, digits.length > 2 ? digits[1]! : 3], least: new Intl.NumberFormat(locale).formatToParts(1234).some(({type}) => type === "group") ? 4 : 5,
    currency, before: /^[A-Za-z]{2,}$/.test(before) ? `${before}\u00a0` : before, after: beside(money.slice(at + 1)),
    day: pattern({day: isEnglish ? "numeric" : "2-digit"}), month: pattern({})
  };
}

const DIRECTION = /[\u200e\u200f\u061c]/g;
