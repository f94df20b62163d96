import {describe, expect, it} from "vitest";
import {type Given, runModel, runModels} from "../../support/runModel.ts";

const byKey = <Row extends Readonly<Record<string, unknown>>>(rows: readonly Row[]) => rows.toSorted((a, b) => Number(a["row_key"]) - Number(b["row_key"]));

/** The monthly price, or the exclusion, of each row by its id; all rows are of one account, unless told otherwise. */
async function lines(rows: string, given: Given = {}): Promise<Record<string, unknown>> {
  const [header, ...texts] = rows.trim().split("\n");
  const ids = texts.map((text, i) => text.split("|")[0]!.trim() || `row ${i + 1}`);
  const result = await runModel("int_subscription_lines", {
    stg_subscriptions: [`row_key | source | account_id | ${header!}`, ...texts.map((text, i) => `${i + 1} | billing | a | ${text}`)].join("\n"),
    int_account_ids: "child_source | account_id | account_key\nbilling | a | 1",
    ...given
  });
  return Object.fromEntries(result.toSorted((a, b) => Number(a["row_key"]) - Number(b["row_key"]))
    .map((row) => [ids[Number(row["row_key"]) - 1], row["exclusion"] ?? row["mrr"]]));
}

describe("int_subscription_lines", () => {
  it("prices a line from mrr, else arr over 12, else amount over its term, else unit amount times quantity over its interval", async () => {
    expect(await lines(`
      subscription_id | started_on | mrr | arr  | amount | term_months | unit_amount | quantity | interval
      mrr             | 2024-01-01 | 10  | 9999 |        |             |             |          |
      arr             | 2024-01-01 |     | 1200 | 5      | 1           |             |          |
      amount          | 2024-01-01 |     |      | 3600   | 36          | 7           |          |
      month           | 2024-01-01 |     |      |        |             | 12.5        | 4        | monthly
      quarter         | 2024-01-01 |     |      |        |             | 30          | 2        | Quarter
      year            | 2024-01-01 |     |      |        |             | 120         |          | annual
      none            | 2024-01-01 |     |      |        |             | 8           | 3        |
      fortnight       | 2024-01-01 |     |      |        |             | 6           | 2        | fortnight
      week            | 2024-01-01 |     |      |        |             | 3           | 4        | Week
      day             | 2024-01-01 |     |      |        |             | 1           |          | daily
      blue-moon       | 2024-01-01 |     |      |        |             | 8           | 3        | blue moon
      no-term         | 2024-01-01 |     |      | 3600   |             |             |          |
      nothing         | 2024-01-01 |     |      |        |             |             |          |`)).toEqual({
      mrr: 10, arr: 100, amount: 100, month: 50, quarter: 20, year: 10, none: 24, fortnight: 26, week: 52, day: 30.42,
      "blue-moon": "no price per month", "no-term": "no price per month", nothing: "no price per month"
    });
  });

  it("reads how many intervals a price is for, beside the interval or in it", async () => {
    expect(await lines(`
      subscription_id | started_on | unit_amount | quantity | interval     | interval_count
      quarter         | 2024-01-01 | 30          | 2        | month        | 3
      two-years       | 2024-01-01 | 240         |          | year         | 2
      in-words        | 2024-01-01 | 60          |          | every 6 months |
      iso             | 2024-01-01 | 90          |          | P3M          |
      two-weeks       | 2024-01-01 | 12          |          | 2 weeks      |
      german          | 2024-01-01 | 30          |          | vierteljährlich |
      none            | 2024-01-01 | 30          |          |              | 3
      never           | 2024-01-01 | 30          |          | month        | 0`)).toEqual({
      quarter: 20, "two-years": 10, "in-words": 10, iso: 30, "two-weeks": 26, german: 10, none: 10, never: "no price per month"
    });
  });

  it("prices what is large, in currencies that are small", async () => {
    expect(await lines(`
      subscription_id | started_on | mrr       | unit_amount | quantity | interval | currency
      seats           | 2024-01-01 |           | 20000.5     | 6000     | month    |
      large           | 2024-01-01 | 900000000 |             |          |          | KWD
      rupiah          | 2024-01-01 | 123456789 |             |          |          | IDR
      a-year          | 2024-01-01 |           | 9000000000  | 12       | year     | IDR`, {int_exchange_rates: "currency | rate\nKWD | 3.25\nIDR | 0.0000613512"}))
      .toEqual({seats: 120_003_000, large: 2_925_000_000, rupiah: 7574.22, "a-year": 552_160.8});
  });

  it("rounds to cents half up, once and exactly", async () => {
    // 100.02 / 12 = 8.335, which is 8.33 in doubles; 0.1 / 12 = 0.00833; 1 / 3 of 100 = 33.33.
    expect(await lines(`
      subscription_id | started_on | arr    | amount | term_months
      half            | 2024-01-01 | 100.02 |        |
      small           | 2024-01-01 | 0.10   |        |
      third           | 2024-01-01 |        | 100    | 3
      one-and-a-half  | 2024-01-01 |        | 150    | 1.5`)).toEqual({half: 8.34, small: 0.01, third: 33.33, "one-and-a-half": 100});
  });

  it("converts other currencies at the rate of as_of, before rounding", async () => {
    expect(await lines(`
      subscription_id | started_on | mrr | arr | currency
      usd             | 2024-01-01 | 10  |     | usd
      eur             | 2020-01-01 | 10  |     | EUR
      eur-year        | 2024-01-01 |     | 100 | eur
      blank           | 2024-01-01 | 10  |     |`, {int_exchange_rates: "currency | rate\nEUR | 1.085"}))
      .toEqual({usd: 10, eur: 10.85, "eur-year": 9.04, blank: 10});
  });

  it("counts trials as 0 and keeps them", async () => {
    expect(await lines(`
      subscription_id | started_on | mrr | is_trial
      trial           | 2024-01-01 | 10  | true
      free            | 2024-01-01 | 0   | false`)).toEqual({trial: 0, free: 0});
  });

  it("counts nothing before a trial has ended, and nothing of what ended with it", async () => {
    const rows = await runModel("int_subscription_lines", {
      stg_subscriptions: `
        row_key | source  | account_id | subscription_id | started_on | ended_on   | trial_ended_on | mrr | is_trial
        1       | billing | a          | paid            | 2024-01-15 |            | 2024-04-14     | 10  | false
        2       | billing | a          | left            | 2024-01-15 | 2024-04-14 | 2024-04-14     | 10  |
        3       | billing | a          | a day           | 2024-01-15 | 2024-04-15 | 2024-04-14     | 10  |
        4       | billing | a          | none            | 2024-01-15 |            | 2024-01-15     | 10  |
        5       | billing | a          | in trial        | 2024-01-15 |            | 2024-04-14     | 10  | true`,
      int_account_ids: "child_source | account_id | account_key\nbilling | a | 1"
    });
    expect(rows.toSorted((a, b) => Number(a["row_key"]) - Number(b["row_key"])).map((row) => [row["started_on"], row["mrr"], row["is_trial"], row["exclusion"]])).toEqual([
      ["2024-04-14", 10, false, null], ["2024-01-15", 0, true, null], ["2024-04-14", 10, false, null], ["2024-01-15", 10, false, null], ["2024-01-15", 0, true, null]
    ]);
  });

  it("counts nothing of what ended with its trial where the last day is paid too, in the days that the export has", async () => {
    const rows = `
      subscription_id | started_on | ended_on   | trial_ended_on | mrr
      left            | 2024-01-15 | 2024-01-31 | 2024-01-31     | 10
      stayed a day    | 2024-01-15 | 2024-02-01 | 2024-01-31     | 10`;
    expect(await lines(rows, {end_is_inclusive: true})).toEqual({left: 0, "stayed a day": 10});
  });

  it("leaves out what ends on or before the day it starts", async () => {
    const rows = `
      subscription_id | started_on | ended_on   | mrr
      same            | 2024-01-31 | 2024-01-31 | 10
      before          | 2024-01-31 | 2024-01-30 | 10
      one-day         | 2024-01-31 | 2024-02-01 | 10`;
    const empty = "ends on or before the day it starts";
    expect(await lines(rows)).toEqual({same: empty, before: empty, "one-day": 10});
    expect(await lines(rows, {end_is_inclusive: true})).toEqual({same: 10, before: empty, "one-day": 10});
  });

  it("leaves out rows without an account, a start or with a negative price", async () => {
    expect(await lines(`
      subscription_id | started_on | mrr
      no-start        |            | 10
      negative        | 2024-01-01 | -10`)).toEqual({"no-start": "no start date", negative: "negative MRR"});
    expect(await lines(`
      subscription_id | started_on | mrr
      no-account      | 2024-01-01 | 10`, {int_account_ids: "child_source | account_id | account_key\nbilling | b | 2"})).toEqual({"no-account": "no account"});
  });
});

describe("int_invoice_lines", () => {
  const invoices = `
    row_key | period_start | period_end | amount
    1       | 2024-01-01   | 2024-02-01 | 100
    2       | 2024-01-01   | 2024-01-31 | 100
    3       | 2024-01-15   | 2025-01-14 | 1200
    4       | 2024-01-31   | 2024-02-29 | 50
    5       | 2024-01-01   | 2024-01-11 | 100
    6       | 2024-01-01   | 2024-01-01 | 100
    7       | 2024-01-01   |            | 100
    8       | 2024-03-01   | 2024-04-01 | -100`;
  const int_invoice_accounts = ["row_key | account_key", ...[1, 2, 3, 4, 5, 6, 7, 8].map((key) => `${key} | 1`)].join("\n");

  it("spreads an amount over whole months, ends in or out, else over days at 365.25 a year", async () => {
    const rows = await runModel("int_invoice_lines", {mrr_from: "invoices", stg_invoices: invoices, int_invoice_accounts});
    expect(byKey(rows).map((row) => [row["ended_on"], row["mrr"], row["exclusion"]])).toEqual([
      ["2024-02-01", 100, null],
      ["2024-02-01", 100, null],
      ["2025-01-15", 100, null],
      ["2024-02-29", 50, null],
      ["2024-01-11", 304.38, null],
      ["2024-01-01", null, "ends on or before the day it starts"],
      [null, null, "no end of the period"],
      ["2024-04-01", -100, "negative amount"]
    ]);
  });

  it("takes a credit off the invoices of its account for its period, never below nothing, and none for another period", async () => {
    const rows = await runModel("int_invoice_lines", {
      mrr_from: "invoices",
      stg_invoices: `
        row_key | period_start | period_end | amount
        1       | 2024-01-01   | 2024-01-31 | 100
        2       | 2024-01-01   | 2024-02-01 | 50
        3       | 2024-01-01   | 2024-01-31 | -120
        4       | 2024-02-01   | 2024-02-29 | 100
        5       | 2024-02-01   | 2024-02-29 | -150
        6       | 2024-03-01   | 2024-03-31 | -10
        7       | 2024-01-01   | 2024-01-31 | 70
        8       | 2024-01-01   | 2024-01-31 | -70`,
      int_invoice_accounts: ["row_key | account_key", ...[1, 2, 3, 4, 5, 6].map((key) => `${key} | 1`), "7 | 2", "8 |"].join("\n")
    });
    expect(byKey(rows).map((row) => [row["mrr"], row["exclusion"]])).toEqual([
      [0, null], [30, null], [-120, "credit, taken off an invoice for the same period"],
      [0, null], [-150, "credit, taken off an invoice for the same period"],
      [-10, "negative amount"],
      [70, null], [-70, "no account"]
    ]);
  });

  it.each([
    ["out", [
      ["2024-01-31", "2024-02-29"], ["2024-02-29", "2024-03-31"], ["2024-03-31", "2024-04-30"], ["2024-04-30", "2024-05-31"],
      ["2024-11-30", "2025-02-28"], ["2024-02-29", "2025-02-28"], ["2025-02-28", "2025-03-28"], ["2025-02-28", "2025-03-30"], ["2025-04-30", "2025-05-30"]
    ], (end: string) => end],
    ["in", [
      ["2025-01-31", "2025-02-27"], ["2025-02-28", "2025-03-30"], ["2025-03-31", "2025-04-29"], ["2025-04-30", "2025-05-30"],
      ["2025-02-28", "2025-03-29"], ["2025-02-28", "2025-05-30"]
    ], dayAfter]
  ] as const)("takes periods that are billed on a day that some months lack for whole months, ends %s", async (_, periods, after) => {
    const rows = await runModel("int_invoice_lines", {
      mrr_from: "invoices",
      stg_invoices: ["row_key | period_start | period_end | amount", ...periods.map(([start, end], i) => {
        const months = Math.round((Date.parse(end) - Date.parse(start)) / 86_400_000 / 30.4);
        return `${i + 1} | ${start} | ${end} | ${months * 100}`;
      })].join("\n"),
      int_invoice_accounts: ["row_key | account_key", ...periods.map((_period, i) => `${i + 1} | 1`)].join("\n")
    });
    expect(byKey(rows).map((row) => row["mrr"])).toEqual(periods.map(() => 100));
    expect(byKey(rows).map((row) => row["ended_on"])).toEqual(periods.map(([, end]) => after(end)));
  });

  it("lets the whole months of a source say whether the part of a month before them includes its last day", async () => {
    const rows = await runModel("int_invoice_lines", {
      mrr_from: "invoices",
      stg_invoices: `
        row_key | source | period_start | period_end | amount
        1       | in     | 2024-01-15   | 2024-01-31 | 55.85
        2       | in     | 2024-02-01   | 2024-02-29 | 100
        3       | in     | 2024-03-01   | 2024-03-01 | 3.29
        4       | out    | 2024-01-15   | 2024-02-01 | 55.85
        5       | out    | 2024-02-01   | 2024-03-01 | 100
        6       | out    | 2024-03-01   | 2024-03-01 | 3.29
        7       |        | 2024-01-15   | 2024-01-31 | 52.57`,
      int_invoice_accounts: "row_key | account_key\n1 | 1\n2 | 1\n3 | 1\n4 | 2\n5 | 2\n6 | 2\n7 | 3"
    });
    expect(byKey(rows).map((row) => [row["ended_on"], row["mrr"], row["exclusion"]])).toEqual([
      ["2024-02-01", 100, null], ["2024-03-01", 100, null], ["2024-03-02", 100.14, null],
      ["2024-02-01", 100, null], ["2024-03-01", 100, null], ["2024-03-01", null, "ends on or before the day it starts"],
      ["2024-01-31", 100.01, null]
    ]);
  });

  it("converts what is large, spread over days too", async () => {
    const rows = await runModel("int_invoice_lines", {
      mrr_from: "invoices", int_exchange_rates: "currency | rate\nEUR | 1.1",
      stg_invoices: `
        row_key | period_start | period_end | amount   | currency
        1       | 2024-01-01   | 2024-02-01 | 20000000 | EUR
        2       | 2024-01-01   | 2024-01-11 | 20000000 | EUR`,
      int_invoice_accounts: "row_key | account_key\n1 | 1\n2 | 1"
    });
    expect(byKey(rows).map((row) => row["mrr"])).toEqual([22_000_000, 66_962_500]);
  });

  it("is read only where mrr_from says so", async () => {
    expect(await runModel("int_invoice_lines", {stg_invoices: invoices, int_invoice_accounts})).toEqual([]);
  });
});

describe("int_mrr_snapshot_lines", () => {
  /** What becomes of each row: account, day and MRR. */
  async function snapshots(given: readonly (readonly [account: number, day: string, mrr: number | ""])[]): Promise<unknown[]> {
    const rows = await runModel("int_mrr_snapshot_lines", {
      mrr_from: "mrr_snapshots",
      stg_mrr_snapshots: ["row_key | account_id | month | mrr", ...given.map(([account, day, mrr], i) => `${i} | ${account} | ${day} | ${mrr}`)].join("\n"),
      int_mrr_snapshot_accounts: ["row_key | account_key", ...given.map(([account], i) => `${i} | ${account}`)].join("\n")
    });
    return rows.toSorted((a, b) => Number(a["row_key"]) - Number(b["row_key"])).map((row) => row["exclusion"] ?? [row["started_on"], row["ended_on"], row["mrr"]]);
  }
  const earlier = "an earlier day of its month";

  it("lets a row stand for its whole month and adds up rows of one day", async () => {
    expect(await snapshots([[1, "2024-02-29", 100], [1, "2024-02-29", 5], [2, "2024-02-01", 7]])).toEqual([
      ["2024-02-01", "2024-03-01", 100], ["2024-02-01", "2024-03-01", 5], ["2024-02-01", "2024-03-01", 7]
    ]);
  });

  it("lets the last day of a month count where all accounts are looked at on several: who is missing then has left", async () => {
    expect(await snapshots([[1, "2024-02-08", 10], [2, "2024-02-08", 20], [1, "2024-02-15", 11], [2, "2024-02-15", 20], [1, "2024-02-22", 12], [3, "2024-02-22", 30], [2, "2024-03-07", 40]])).toEqual([
      earlier, earlier, earlier, earlier, ["2024-02-01", "2024-03-01", 12], ["2024-02-01", "2024-03-01", 30], ["2024-03-01", "2024-04-01", 40]
    ]);
  });

  it("lets each account's own last day with an MRR count where few are seen on several", async () => {
    expect(await snapshots([[1, "2024-02-08", 10], [1, "2024-02-12", 11], [1, "2024-02-20", ""], [2, "2024-02-01", 20], [3, "2024-02-29", 30]])).toEqual([
      earlier, ["2024-02-01", "2024-03-01", 11], "no MRR", ["2024-02-01", "2024-03-01", 20], ["2024-02-01", "2024-03-01", 30]
    ]);
  });

  it("lets each customer's own last day count where several customers are one account", async () => {
    const rows = await runModel("int_mrr_snapshot_lines", {
      mrr_from: "mrr_snapshots",
      stg_mrr_snapshots: `
        row_key | account_id | account_domain | account_name | month      | mrr
        1       | child-1    |                |              | 2024-02-08 | 10
        2       | child-1    |                |              | 2024-02-12 | 11
        3       | child-2    |                | before       | 2024-02-12 | 19
        4       | child-2    |                | renamed      | 2024-02-20 | 20
        5       |            | child-3.com    |              | 2024-02-15 | 30
        6       |            |                | Child 4      | 2024-02-01 | 40
        7       | other-1    |                |              | 2024-02-01 | 50
        8       | other-2    |                |              | 2024-02-01 | 60`,
      int_mrr_snapshot_accounts: ["row_key | account_key", ...[1, 2, 3, 4, 5, 6].map((key) => `${key} | 1`), "7 | 2", "8 | 3"].join("\n")
    });
    expect(rows.toSorted((a, b) => Number(a["row_key"]) - Number(b["row_key"])).map((row) => row["exclusion"] ?? row["mrr"]))
      .toEqual([earlier, 11, earlier, 20, 30, 40, 50, 60]);
  });
});

describe("int_won_deal_lines", () => {
  it("spreads a won deal's amount over the months of its contract, from the day it closed", async () => {
    const rows = await runModel("int_won_deal_lines", {
      mrr_from: "won_deals",
      int_opportunities: `
        opportunity_key | account_key | outcome | resolved_on | amount | term_months
        1               | 1           | won     | 2024-01-31  | 1200   | 12
        2               | 1           | won     | 2024-01-31  | 100    |
        3               | 1           | lost    | 2024-01-31  | 100    | 1
        4               |             | won     | 2024-01-31  | 100    | 1
        5               | 1           | won     | 2024-01-15  | 1200   | 1.5
        6               |             | won     |             | 1200   | 12
        7               | 1           | won     | 2024-01-31  | -600   | 12`
    });
    expect(rows.map((row) => [row["row_key"], row["ended_on"], row["mrr"], row["exclusion"]])).toEqual([
      [1, "2025-01-31", 100, null],
      [2, null, null, "no contract term"],
      [4, "2024-02-29", 100, "no account"],
      [5, "2024-03-01", 800, null],
      [6, null, 100, "no closing date"],
      [7, "2025-01-31", -50, "negative amount"]
    ]);
  });
});

describe("customers known only from subscriptions", () => {
  it("have the values of the subscription that started first, a trial's too, and of one that does not count only where no other does", async () => {
    const db = await runModels(["int_account_values", "int_accounts"], {
      as_of: "2024-06-30", subscription_value_columns: "[plan]",
      raw_files: "entity | source | file\nsubscriptions | crm | s.csv",
      raw_subscriptions: `
        source | account_id | plan  | started_on | ended_on   | trial_ended_on | mrr
        crm    | trial      | First | 2024-01-01 |            | 2024-03-01     | 10
        crm    | trial      | Later | 2024-02-01 |            |                | 10
        crm    | in-trial   | First | 2024-06-15 |            | 2024-07-15     | 10
        crm    | in-trial   | Later | 2024-07-01 |            |                | 10
        crm    | same-day   | First | 2024-01-01 |            |                | 0
        crm    | same-day   | Later | 2024-01-01 |            |                | 10
        crm    | empty      | Empty | 2024-01-01 | 2024-01-01 |                | 10
        crm    | empty      | First | 2024-02-01 |            |                | 10
        crm    | no-price   | First | 2024-01-01 |            |                |
        crm    | planned    | Later | 2024-07-01 |            |                | 10`
    });
    try {
      expect(await db.rows("select account_id, value from int_account_values inner join int_accounts using (account_key) order by account_id")).toEqual(
        ["empty", "in-trial", "no-price", "same-day", "trial"].map((account_id) => ({account_id, value: "First"})));
    } finally {
      db.close();
    }
  });
});

describe("customers known only from won deals", () => {
  const given: Given = {
    as_of: "2024-06-30", mrr_from: "won_deals", opportunity_value_columns: "[product]",
    raw_files: "entity | source | file\naccounts | crm | a.csv\nopportunities | crm | o.csv",
    config_outcomes: "value | outcome\nwon | won\nlost | lost",
    config_dimensions: "dimension | dimension_order | column_name | kind\nproduct | 1 | product | value",
    raw_accounts: "source | account_id | name\ncrm | A1 | Acme",
    raw_opportunities: `
      source | opportunity_id | account_id | account_name | stage | closed_on  | amount | term_months | product
      crm    | second         | X9         |              | won   | 2024-03-15 | 600    | 12          | Retail
      crm    | first          | X9         |              | won   | 2024-01-15 | 1200   | 12          | SaaS
      crm    | found          |            | acme         | won   | 2024-01-15 | 240    | 12          | SaaS
      crm    | by-name        |            | Bravo        | won   | 2024-02-15 | 120    | 12          |
      crm    | lost           | X8         |              | lost  | 2024-01-15 | 1200   | 12          | SaaS
      crm    | later          | X7         |              | won   | 2024-07-01 | 1200   | 12          | SaaS
      crm    | nameless       |            |              | won   | 2024-01-15 | 1200   | 12          | SaaS`
  };

  it("pay from their first contract, with the values of their earliest deal", async () => {
    const db = await runModels(["mrr_movements", "int_accounts"], given);
    try {
      expect(await db.rows("select account_id, is_exported from int_accounts")).toEqual([
        {account_id: "A1", is_exported: true}, {account_id: "X9", is_exported: false}, {account_id: "bravo", is_exported: false}
      ]);
      expect(await db.rows("select dimension, segment, closing_count, closing_mrr from mrr_movements where month = '2024-06-01'")).toEqual([
        {dimension: "all", segment: "all", closing_count: 3, closing_mrr: 180},
        {dimension: "product", segment: "SaaS", closing_count: 1, closing_mrr: 150},
        {dimension: "product", segment: "unknown", closing_count: 2, closing_mrr: 30}
      ]);
    } finally {
      db.close();
    }
  });

  it("are none where revenue is read from elsewhere", async () => {
    const db = await runModels(["int_accounts"], {...given, mrr_from: "subscriptions"});
    try {
      expect(await db.rows("select account_id from int_accounts")).toEqual([{account_id: "A1"}]);
    } finally {
      db.close();
    }
  });
});

describe("int_mrr_lines", () => {
  it("knows no start after as_of, and takes an end after as_of as a plan", async () => {
    expect(await runModel("int_mrr_lines", {
      as_of: "2024-06-30",
      int_subscriptions: `
        account_key | started_on | ended_on   | mrr
        1           | 2024-01-01 | 2024-06-30 | 1
        2           | 2024-01-01 | 2024-07-01 | 2
        3           | 2024-06-30 |            | 3
        4           | 2024-07-01 |            | 4`
    })).toEqual([
      {account_key: 1, started_on: "2024-01-01", ended_on: "2024-06-30", mrr: 1},
      {account_key: 2, started_on: "2024-01-01", ended_on: null, mrr: 2},
      {account_key: 3, started_on: "2024-06-30", ended_on: null, mrr: 3}
    ]);
  });
});

function dayAfter(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
}
