/** Currencies that stand in headings of amounts. */
export const CURRENCY_CODES = [
  "USD", "EUR", "GBP", "CHF", "JPY", "CNY", "CAD", "AUD", "NZD", "INR", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "BRL", "MXN", "ZAR", "SGD", "HKD", "ILS", "AED", "TRY", "KRW"
];

/** The currencies that a sign may stand for: a dollar or a crown may be anybody's. */
export const CURRENCIES_BY_SIGN: Readonly<Record<string, readonly string[]>> = {
  "€": ["EUR"], "£": ["GBP"], "₹": ["INR"], "₪": ["ILS"], "zł": ["PLN"], kr: ["SEK", "NOK", "DKK"], "¥": ["JPY", "CNY"], "￥": ["JPY", "CNY"], 円: ["JPY"],
  $: ["USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"], US$: ["USD"], CA$: ["CAD"], C$: ["CAD"], AU$: ["AUD"], A$: ["AUD"], NZ$: ["NZD"], S$: ["SGD"], HK$: ["HKD"], R$: ["BRL"]
};
