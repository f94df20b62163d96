import {describe, expect, it} from "vitest";
import {
  countOf, day, money, moneyInFull, month, number, numbersApart, percent, percentBeside, percentNumber, percentRange, plural, points, pointsWithRange, probability,
  quarter, quarterFrom, rate, ratio, ratioBeside, ratioRange, signed, symbolOf, SYMBOLS, useSampleSizes
} from "../../src/components/format.ts";

describe("format", () => {
  it("groups thousands and uses the true minus", () => {
    expect([number(1012), number(-4), number(3.06, 1), number(-0.2)]).toEqual(["1,012", "−4", "3.1", "0"]);
  });

  it("writes a share in whole percents with a narrow no-break space", () => {
    expect([percent(0.3354), percent(1), percent(0), percentNumber(0.228, 1)]).toEqual(["34\u202f%", "100\u202f%", "0\u202f%", "22.8"]);
  });

  it("keeps the digit that tells a share from 0 and from 100", () => {
    expect([percent(0.004), percent(0.996), percent(0.00004), percent(-0.003)])
      .toEqual(["0.4\u202f%", "99.6\u202f%", "0.004\u202f%", "−0.3\u202f%"]);
  });

  it("treats dust of floating point as the whole number it is", () => {
    expect([percent(1 + 1e-12), points(1e-15), ratio(1 - 1e-12)]).toEqual(["100\u202f%", "0", "1.00"]);
  });

  it("writes the limits of a rate with an en dash, or with “to” where one is negative", () => {
    expect([percentRange(0.276, 0.411), percentRange(-0.03, 0.11), percentRange(0.0004, 0.09)])
      .toEqual(["28–41\u202f%", "−3 to 11\u202f%", "0.04–9.0\u202f%"]);
  });

  it("writes both limits with a decimal where one needs it, but none and all", () => {
    expect([percentRange(0.983, 0.9991), percentRange(0.9901, 0.9996), percentRange(0, 0.004), percentRange(0.972, 1), percentRange(0.97, 0.9996, 1)])
      .toEqual(["98.3–99.9\u202f%", "99.0–99.96\u202f%", "0–0.4\u202f%", "97–100\u202f%", "97.00–99.96\u202f%"]);
    expect([ratioRange(0.98, 1.06, 1), ratioRange(0.83, 0.998), ratioRange(null, 0.998)]).toEqual(["0.98–1.06", "0.830–0.998", "––0.998"]);
  });

  it("tells a share of revenue over 100 from 100 by one decimal", () => {
    expect([percentNumber(1.00002), percentNumber(1.004), percentNumber(1.04)]).toEqual(["100", "100.4", "104"]);
  });

  it("signs differences and never writes −0", () => {
    expect([points(0.132), points(-0.0031), points(0), signed(0.04, 1), signed(-3)]).toEqual(["+13", "−0.3", "0", "+0.04", "−3"]);
    expect(pointsWithRange(0.13, 0.0031, 0.2)).toBe("+13 (+0.3 to +20)");
    expect(pointsWithRange(0.13, null, null)).toBe("+13");
  });

  it("keeps the side of a ratio that is nearly 1", () => {
    expect([ratio(1.5), ratio(1.004), ratio(0.9996), ratio(1), ratio(254.2)]).toEqual(["1.50", "1.004", "0.9996", "1.00", "254"]);
    expect(ratioRange(1.268, 1.744)).toBe("1.27–1.74");
  });

  it("shows a count in place of a rate of too few, which are under ten unless fitproof.yaml says otherwise", () => {
    expect(rate({value: 3 / 8, low: 0.1, high: 0.7, count: 3, n: 8})).toBe("3 of 8");
    expect(rate({value: 0.335, low: 0.28, high: 0.41, count: 71, n: 212})).toBe("34\u202f% (28–41\u202f%), n\u00a0212");
    expect(rate({value: null, n: null})).toBe("too few to show");
    useSampleSizes({few: 8, firm: 30});
    expect(rate({value: 3 / 8, low: 0.1, high: 0.7, count: 3, n: 8})).toBe("38\u202f% (10–70\u202f%), n\u00a08");
    useSampleSizes(null);
    expect(countOf(0, 0)).toBe("0 of 0");
  });

  it("writes money by the currency, short or in full", () => {
    expect([money(6_420_000, {currency: "USD"}), money(74_000, {currency: "EUR"}), money(-950, {currency: "GBP"}), money(1e9, {currency: "JPY"})])
      .toEqual(["$6.42\u202fM", "€74\u202fk", "−£950", "¥1\u202fbn"]);
    expect([money(999_999, {currency: "USD"}), money(-0.2, {currency: "USD"}), money(12, {currency: "CHF"}), money(12, {currency: "nonsense"}), money(1234)])
      .toEqual(["$1\u202fM", "$0", "CHF\u00a012", "nonsense\u00a012", "1.23\u202fk"]);
    expect([15_000, 6_020, 999_960, 12].map((value) => money(value, {currency: "USD", isInColumn: true}))).toEqual(["$15.0\u202fk", "$6.02\u202fk", "$1.00\u202fM", "$12"]);
    expect(moneyInFull(-6_420_118.4, {currency: "USD"})).toBe("−$6,420,118");
  });

  it("calls the usual currencies what Intl calls them", () => {
    expect(Object.fromEntries(Object.keys(SYMBOLS).map((currency) => [currency, symbolOf(currency)]))).toEqual(SYMBOLS);
  });

  it("rounds and groups as Intl does", () => {
    for (const value of [0, 0.5, 1.005, 2.5, -2.5, 0.05, 999.95, 999_999.5, 1234567.891, -98765.4321, 4.35, 1e-7, 2.675, 1.0049999]) {
      for (const digits of [0, 1, 2, 3]) {
        const expected = new Intl.NumberFormat("en", {minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: "negative"}).format(value).replace("-", "−");
        expect(number(value, digits)).toBe(expected);
      }
    }
  });

  it("names fiscal quarters by the year they end in, and says that it is a fiscal one where it is not the calendar's", () => {
    expect([quarter("2025-01-01"), quarter(new Date("2025-10-01")), quarter("2025-02-01", 2), quarter("2025-01-01", 2), quarter("2024-11-01", 2)])
      .toEqual(["2025 Q1", "2025 Q4", "FY2026 Q1", "FY2025 Q4", "FY2025 Q4"]);
  });

  it("names calendar quarters by their months where fiscal ones are cut elsewhere", () => {
    expect([quarterFrom("2025-01-01"), quarterFrom("2025-02-01", 2), quarterFrom("2025-01-01", 7), quarterFrom("2025-01-01", 2), quarterFrom(new Date("2025-10-01"), 3)])
      .toEqual(["2025 Q1", "FY2026 Q1", "FY2025 Q3", "2025 Jan–Mar", "2025 Oct–Dec"]);
  });

  it("writes calendar days in UTC, whatever the reader's zone", () => {
    expect([day("2025-12-31"), day(new Date("2025-01-01T00:00:00Z")), month("2025-12-01")]).toEqual(["31 Dec 2025", "1 Jan 2025", "Dec 2025"]);
  });

  it("writes a dash for what is unknown, and never NaN", () => {
    for (const f of [number, percent, points, ratio, money, probability, day]) expect(f(null)).toBe("–");
    expect([number(NaN), percent(Infinity), day("not a day")]).toEqual(["–", "–", "–"]);
  });

  it("writes small probabilities as a bound", () => {
    expect([probability(0.0004), probability(0.0412), probability(0.41)]).toEqual(["<\u202f0.001", "0.041", "0.41"]);
    expect([probability(0.1), probability(0.1012), probability(0.0996)], "up to 0.10 is a signal, over it none").toEqual(["0.10", "0.101", "0.100"]);
  });

  it("counts one and many", () => {
    expect([plural(1, "deal"), plural(1012, "deal"), plural(2, "company", "companies")]).toEqual(["1 deal", "1,012 deals", "2 companies"]);
  });
});

describe("numbers beside others", () => {
  it("keep the digit that shows on which side of a bar they are, or that tells them apart", () => {
    expect([0.4, 0.4004, 0.404, 0.41].map((share) => percentBeside(share, 0.4))).toEqual(["40\u202f%", "40.04\u202f%", "40.4\u202f%", "41\u202f%"]);
    expect([1.2961, 1.3, 1.31].map((lift) => ratioBeside(lift, 1.3))).toEqual(["1.296", "1.30", "1.31"]);
    expect([numbersApart(45.2, 45.4), numbersApart(45.2, 45.9), numbersApart(45.2, 45.2), numbersApart(45.21, 45.24)]).toEqual([["45.2", "45.4"], ["45", "46"], ["45", "45"], ["45.21", "45.24"]]);
  });
});
