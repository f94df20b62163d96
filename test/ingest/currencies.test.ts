import {describe, expect, it} from "vitest";
import {DEALS, ingested, stopped} from "./workspace.ts";

describe("currencies", () => {
  it("does not add up amounts whose own signs are of several currencies where no column tells them", async () => {
    const deals = (header: string, ...rows: string[]) => stopped("  opportunities: {files: [o.csv], outcomes: {won: [Won]}}", {"o.csv": `stage,amount${header}\n${rows.join("\n")}\n`});
    expect(await deals("", 'Won,"EUR 1,000.00"', "Won,€20", "Won,$30", "Won,40")).toBe(
      "exports/o.csv: amount: the amounts are in several currencies, and no column says in which: $ (1), EUR (1), € (1)\n  Export the currency too and map it under exports.opportunities.columns.currency, or export amounts that are converted to one.");
    expect(await deals("", "Won,$30", "Won,USD 20", "Won,US$ 20", "Won,10k", "Won,Europe")).toBe("");
    expect(await deals(",currency", "Won,$30,USD", "Won,USD 20,USD")).toBe("");
  });

  it("asks for exchange rates where amounts are in other currencies", async () => {
    const exports = DEALS.replace("{opp", "{currency: cur, opp");
    const deals = {"deals.csv": "id,stage,amount,created,closed,cur\n1,Won,1,2024-01-01,2024-02-01,usd\n2,Won,1,2024-01-01,2024-02-01,EUR\n"};
    expect(await stopped(exports, deals)).toMatchInlineSnapshot(`
      "fitproof.yaml:5: exports.opportunities: amounts in a currency without an exchange rate to USD by 2024-02-01: 'EUR' (1)
        Name a file with the columns currency, date and rate under exchange_rates, or set currency to the one that the amounts are in."
    `);
    const run = await ingested(exports, {...deals, "rates.csv": "Currency,Date,Rate\neur,2024-01-01,1.1\n"}, {rest: "exchange_rates: rates.csv\n"});
    expect(await run.rows("from exchange_rates")).toEqual([{currency: "EUR", date: "2024-01-01", rate: 1.1}]);
  });

  it("takes two rates of one currency on one day for a problem where they differ, and names both lines", async () => {
    const exports = DEALS.replace("{opp", "{currency: cur, opp");
    const deals = {"deals.csv": "id,stage,amount,created,closed,cur\n1,Won,1,2024-01-01,2024-02-01,EUR\n"};
    const rates = (...lines: readonly string[]) => stopped(exports, {...deals, "rates.csv": ["currency,date,rate", ...lines, ""].join("\n")}, {rest: "exchange_rates: rates.csv\n"});
    expect(await rates("EUR,2024-01-01,1.1", "GBP,2024-01-01,1.3", "eur,2024-01-01,1.2")).toMatchInlineSnapshot(`
      "exports/rates.csv:4: rate: is another rate for EUR on 2024-01-01 than line 2 has (1.1): 1.2
        Correct the file of exchange rates."
    `);
    expect(await rates("EUR,2024-01-01,1.1", "EUR,2024-01-01,1.10", "EUR,2024-01-02,1.2")).toBe("");
  });

  it("asks what the name of a currency means where an export gives no code", async () => {
    const exports = DEALS.replace("{opp", "{currency: cur, opp");
    const deals = {"deals.csv": "id,stage,amount,created,closed,cur\n1,Won,1,2024-01-01,2024-02-01,US Dollar\n"};
    expect(await stopped(exports, deals)).toMatch(/: 'US Dollar' \(1\)\n {2}Say which code a name means, such as `values: \{currency: \{US Dollar: USD\}\}` under exports\.opportunities\.$/);
    expect(await stopped(`${exports}    values: {currency: {US Dollar: USD}}\n`, deals)).toBe("");
  });
});
