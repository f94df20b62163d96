import {afterEach, describe, expect, it} from "vitest";
import {day, money, moneyInFull, month, number, percent, percentRange, points, probability, quarter, ratio, signed, useWriting} from "../../src/components/format.ts";
import {writingOf} from "../../pipeline/findings/writing.ts";

afterEach(() => useWriting(null));

describe("the locale of a workspace", () => {
  it("is the reference design's where none is stated", () => {
    useWriting(null);
    expect([number(1234.5, 1), percent(0.345, 1), money(6_420_118, {currency: "EUR"}), day("2025-12-31"), month("2025-12-01")])
      .toEqual(["1,234.5", "34.5\u202f%", "€6.42\u202fM", "31 Dec 2025", "Dec 2025"]);
  });

  it.each([
    ["de-DE", "1.234,5", "6,42\u202fM\u00a0€", "6.420.118\u00a0€", "31.12.2025", "12/2025"],
    ["fr-FR", "1\u202f234,5", "6,42\u202fM\u00a0€", "6\u202f420\u202f118\u00a0€", "31/12/2025", "12/2025"],
    ["en-US", "1,234.5", "€6.42\u202fM", "€6,420,118", "Dec 31, 2025", "Dec 2025"],
    ["en-GB", "1,234.5", "€6.42\u202fM", "€6,420,118", "31 Dec 2025", "Dec 2025"],
    ["en-IN", "1,234.5", "€6.42\u202fM", "€64,20,118", "31 Dec 2025", "Dec 2025"],
    ["sv-SE", "1\u00a0234,5", "6,42\u202fM\u00a0€", "6\u00a0420\u00a0118\u00a0€", "2025-12-31", "2025-12"]
  ])("writes numbers, money and dates as %s does", (tag, decimal, short, full, date, monthOnly) => {
    useWriting(writingOf(tag, "EUR"));
    expect([number(1234.5, 1), money(6_420_118, {currency: "EUR"}), moneyInFull(6_420_118, {currency: "EUR"}), day("2025-12-31"), month("2025-12-01")])
      .toEqual([decimal, short, full, date, monthOnly]);
  });

  it("keeps the true minus, the digits that show a side and the zeros that say nothing off, whatever the separators", () => {
    useWriting(writingOf("de-DE", "EUR"));
    expect([signed(-0.3, 0), points(-0.003), ratio(1.002), percentRange(-0.03, 0.11), money(-1500, {currency: "EUR"}), money(15_000, {currency: "EUR"}), money(-0.2, {currency: "EUR"}), probability(0.0001)])
      .toEqual(["−0,3", "−0,3", "1,002", "−3 to 11\u202f%", "−1,5\u202fk\u00a0€", "15\u202fk\u00a0€", "0\u00a0€", "<\u202f0,001"]);
  });

  it("keeps Latin digits, the Gregorian calendar and no marks of direction, since the sentences are English", () => {
    for (const tag of ["ar-EG", "fa-IR", "th-TH", "he-IL", "ja-JP-u-ca-japanese", "hi-IN-u-nu-deva"]) {
      useWriting(writingOf(tag, "ILS"));
      const text = [number(-1234.5, 1), money(-6_420_118, {currency: "ILS"}), day("2025-12-31"), month("2025-12-01"), quarter("2025-12-31")].join(" ");
      expect([...text].filter((c) => /[\u200e\u200f\u061c]/.test(c) || (/\p{Nd}/u.test(c) && !/[0-9]/.test(c))), tag).toEqual([]);
      expect(text, tag).toContain("2025");
    }
  });
});
