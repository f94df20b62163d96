import {describe, expect, it} from "vitest";
import {runModel, runModels, type Given} from "../support/runModel.ts";

const OUTCOMES = {
  config_outcomes: `
    value       | outcome
    closed won  | won
    closed lost | lost
    qualifying  | open
  `
};

async function deals(given: Given, columns: string): Promise<Record<string, unknown>[]> {
  const db = await runModels(["int_opportunities", "int_deals"], {...OUTCOMES, ...given});
  try {
    return await db.rows(`
      select ${columns}
      from int_opportunities
      inner join (select opportunity_key, closed_window from int_deals) using (opportunity_key)
      order by opportunity_id`);
  } finally {
    db.close();
  }
}

describe("the outcome of a deal", () => {
  it("follows the lists, then won with closed, then the stage's plain name; a loss reason refines a loss", async () => {
    expect(await deals({
      config_loss_reasons: `
        value     | outcome
        no budget | no_decision
        bad fit   | disqualified
      `,
      raw_opportunities: `
        opportunity_id | stage         | is_won | is_closed | loss_reason
        a-list         |  CLOSED WON   | false  | true      |
        b-flag-won     | Signed        | true   | true      |
        c-flag-lost    | Gone          | false  | true      |
        d-flag-open    | Talking       | false  | false     |
        e-plain        | Won           |        |           |
        f-no-decision  | Closed Lost   |        |           | No Budget
        g-disqualified | Closed Lost   |        |           | bad fit
        h-lost         | Closed Lost   |        |           | price
        i-won-reason   | Closed Won    |        |           | No Budget
      `
    }, "opportunity_id, outcome")).toEqual([
      {opportunity_id: "a-list", outcome: "won"},
      {opportunity_id: "b-flag-won", outcome: "won"},
      {opportunity_id: "c-flag-lost", outcome: "lost"},
      {opportunity_id: "d-flag-open", outcome: "open"},
      {opportunity_id: "e-plain", outcome: "won"},
      {opportunity_id: "f-no-decision", outcome: "no_decision"},
      {opportunity_id: "g-disqualified", outcome: "disqualified"},
      {opportunity_id: "h-lost", outcome: "lost"},
      {opportunity_id: "i-won-reason", outcome: "won"}
    ]);
  });

  it("is open where the deal was closed after as_of, and not on that very day", async () => {
    expect(await deals({
      as_of: "2024-06-30",
      raw_opportunities: `
        opportunity_id | stage      | created_on | closed_on
        won-after      | Closed Won | 2024-01-01 | 2024-07-01
        won-on-the-day | Closed Won | 2024-01-01 | 2024-06-30
      `
    }, "opportunity_id, outcome, resolved_on, is_closed_after_as_of")).toEqual([
      {opportunity_id: "won-after", outcome: "open", resolved_on: null, is_closed_after_as_of: true},
      {opportunity_id: "won-on-the-day", outcome: "won", resolved_on: "2024-06-30", is_closed_after_as_of: false}
    ]);
  });
});

describe("the days of a deal", () => {
  it("leave out impossible and missing dates, and keep the deal", async () => {
    expect(await deals({
      raw_opportunities: `
        opportunity_id | stage      | created_on | closed_on  | cycle_days
        a-same-day     | Closed Won | 2024-03-01 | 2024-03-01 |
        b-impossible   | Closed Won | 2024-03-02 | 2024-03-01 |
        c-undated      | Closed Won |            | 2024-03-01 |
        d-given        | Closed Won |            |            | 12
        e-open         | Qualifying | 2024-03-01 | 2024-05-01 |
      `
    }, "opportunity_id, cycle_days, is_closed_before_created, closed_window is not null as is_dated")).toEqual([
      {opportunity_id: "a-same-day", cycle_days: 0, is_closed_before_created: false, is_dated: true},
      {opportunity_id: "b-impossible", cycle_days: null, is_closed_before_created: true, is_dated: true},
      {opportunity_id: "c-undated", cycle_days: null, is_closed_before_created: false, is_dated: true},
      {opportunity_id: "d-given", cycle_days: 12, is_closed_before_created: false, is_dated: false},
      {opportunity_id: "e-open", cycle_days: null, is_closed_before_created: false, is_dated: false}
    ]);
  });

  it("fall into the fiscal quarters that are complete at as_of", async () => {
    // The fiscal year starts in February: at 30 June 2024 the quarter from 1 May is not complete, the one to 30 April is.
    expect(await deals({
      as_of: "2024-06-30", fiscal_year_start_month: 2,
      raw_opportunities: `
        opportunity_id | stage      | closed_on
        a              | Closed Won | 2024-05-01
        b              | Closed Won | 2024-04-30
        c              | Closed Won | 2023-05-01
        d              | Closed Won | 2023-04-30
        e              | Closed Won | 2022-04-30
      `
    }, "opportunity_id, closed_quarter, closed_window")).toEqual([
      {opportunity_id: "a", closed_quarter: "2024-05-01", closed_window: 3},
      {opportunity_id: "b", closed_quarter: "2024-02-01", closed_window: 1},
      {opportunity_id: "c", closed_quarter: "2023-05-01", closed_window: 1},
      {opportunity_id: "d", closed_quarter: "2023-02-01", closed_window: 2},
      {opportunity_id: "e", closed_quarter: "2022-02-01", closed_window: 3}
    ]);
  });

  it("count a quarter as complete on its last day", async () => {
    const rows = await deals({
      as_of: "2024-06-30",
      raw_opportunities: `
        opportunity_id | stage      | closed_on
        a              | Closed Won | 2024-06-30
      `
    }, "closed_window");
    expect(rows).toEqual([{closed_window: 1}]);
  });
});

describe("amounts", () => {
  it("in other currencies are converted at one rate, that of as_of", async () => {
    expect(await deals({
      as_of: "2024-06-30", currency: "USD",
      exchange_rates: `
        currency | date       | rate
        EUR      | 2024-01-01 | 1.10
        EUR      | 2024-06-01 | 1.05
        EUR      | 2024-07-01 | 2.00
        VND      | 2024-06-01 | 0.0000393123
      `,
      raw_opportunities: `
        opportunity_id | stage      | amount | currency
        a              | Closed Won | 100    | eur
        b              | Closed Won | 100    | USD
        c              | Closed Won | 100    |
        d              | Closed Won | 9876543210.5 | VND
        e              | Closed Won | 98765432100  | EUR
      `
    }, "opportunity_id, amount")).toEqual([
      {opportunity_id: "a", amount: 105}, {opportunity_id: "b", amount: 100}, {opportunity_id: "c", amount: 100},
      {opportunity_id: "d", amount: 388_269.63}, {opportunity_id: "e", amount: 103_703_703_705}
    ]);
  });
});

describe("the type of a deal", () => {
  it("is that of its pipeline where it has none of its own, and new business where neither says", async () => {
    expect(await deals({
      config_deal_types: `
        value     | deal_type
        renewals  | renewal
        upsell    | expansion
      `,
      raw_opportunities: `
        opportunity_id | stage      | deal_type | pipeline
        a              | Closed Won | Upsell    | Renewals
        b              | Closed Won |           | Renewals
        c              | Closed Won |           | Sales
        d              | Closed Won |           |
      `
    }, "opportunity_id, deal_type")).toEqual([
      {opportunity_id: "a", deal_type: "expansion"}, {opportunity_id: "b", deal_type: "renewal"}, {opportunity_id: "c", deal_type: "new_business"}, {opportunity_id: "d", deal_type: "new_business"}
    ]);
  });
});

describe("the segment of a value", () => {
  it("is the band that holds it or the whole of its range, from the lower end on, before the upper; a range across two has none", async () => {
    const rows = await runModel("int_value_segments", {
      config_dimensions: "dimension | dimension_order | column_name | kind\nsize | 1 | employees | bands",
      config_bands: "dimension | low | high | label | segment_order\nsize | -infinity | 50 | <50 | 1\nsize | 50 | 200 | 50–199 | 2\nsize | 200 | infinity | 200+ | 3",
      int_account_values: `
        account_key | column_name | value
        1           | employees   | 49
        2           | employees   | 50
        3           | employees   | 199
        4           | employees   | 200
        5           | employees   | 50–199
        6           | employees   | 51-200
        7           | employees   | 200–
        8           | employees   | 150–
        9           | employees   | many
      `
    });
    expect(Object.fromEntries(rows.map(({value, segment}) => [value, segment]))).toEqual({"49": "<50", "50": "50–199", "199": "50–199", "200": "200+", "50–199": "50–199", "200–": "200+"});
  });
});
