import {describe, expect, it} from "vitest";
import type {Cell} from "../../pipeline/cells.ts";
import {leakAudit} from "../../pipeline/leaks/leakAudit.ts";
import {runModels, type Given} from "../support/runModel.ts";

/** Won and lost deals, each with the cells of column `x` in order; what is left is empty. */
interface Deals {
  readonly won: number;
  readonly lost: number;
  readonly wonFilled: number;
  readonly lostFilled: number;
  readonly wonValues?: readonly string[];
  readonly lostValues?: readonly string[];
  readonly name?: string;
}

const fillUp = (n: number, filled: number, values: readonly string[]) => Array.from({length: n}, (_, i) => (i < filled ? values[i % values.length]! : ""));

function given({won, lost, wonFilled, lostFilled, wonValues = ["v"], lostValues = ["v"], name = "x"}: Deals): Given {
  const rows = [...fillUp(won, wonFilled, wonValues).map((x) => `won | ${x}`), ...fillUp(lost, lostFilled, lostValues).map((x) => `lost | ${x}`)];
  return {
    raw_opportunities: [`source | opportunity_id | stage | ${name}`, ...rows.map((row, i) => `crm | ${i} | ${row}`)].join("\n"),
    config_outcomes: "value | outcome\nwon | won\nlost | lost",
    config_columns: `entity | column_name | type | is_present | is_attribute | header\nopportunities | ${name} | text | true | true | ${name}`
  };
}

async function audited(input: Given, column = "x"): Promise<Record<string, Cell>> {
  const db = await runModels(["leak_audit"], input);
  try {
    return (await db.rows(`select * from leak_audit where "column" = '${column}'`))[0]!;
  } finally {
    db.close();
  }
}

const flags = async (deals: Deals) => String((await audited(given(deals), deals.name))["flags"]).split("; ").filter(Boolean);

describe("leak_audit", () => {
  it("flags no column that is filled alike and says nothing", async () => {
    const row = await audited(given({won: 100, lost: 100, wonFilled: 90, lostFilled: 90, wonValues: ["a", "b"], lostValues: ["a", "b"]}));
    expect(row).toMatchObject({won_fill_rate: 0.9, lost_fill_rate: 0.9, populated_lift: 1, empty_lift: 1, flags: "", is_flagged: false, is_usable_in_criteria: true});
  });

  it("flags what is at least 80 % empty and filled where deals are won: lift over 1.5 filled, under 0.6 empty", async () => {
    // 500 of 1,000 won. Filled 200, 200 of them won: lift 2; empty 800, 300 won: lift 0.75, not under 0.6.
    expect(await flags({won: 500, lost: 500, wonFilled: 200, lostFilled: 0})).not.toContain("mostly empty, and filled where deals are won");
    // 200 of 1,000 won. Filled 200, 110 won: lift 2.75; empty 800, 90 won: lift 0.5625.
    const said = "mostly empty, and filled where deals are won";
    expect(await flags({won: 200, lost: 800, wonFilled: 110, lostFilled: 90})).toContain(said);
    // Filled 210: 79 % empty.
    expect(await flags({won: 200, lost: 800, wonFilled: 115, lostFilled: 95})).not.toContain(said);
  });

  it("flags what hardly any won deal lacks: a lift of its empty cells under 0.3", async () => {
    const said = "deals without it are hardly ever won";
    // Half are won; 200 empty, of which 29 or 30 won: lift 0.29 and 0.30.
    expect(await flags({won: 500, lost: 500, wonFilled: 471, lostFilled: 329})).toContain(said);
    expect(await flags({won: 500, lost: 500, wonFilled: 470, lostFilled: 330})).not.toContain(said);
  });

  it("flags nothing for what under 10 decided deals show", async () => {
    // A quarter are won. Of 9 without it none: three in forty columns that say nothing would look so; of 10 it is a rate.
    expect(await flags({won: 100, lost: 300, wonFilled: 100, lostFilled: 291})).toEqual([]);
    expect(await flags({won: 100, lost: 300, wonFilled: 100, lostFilled: 290})).toEqual(["deals without it are hardly ever won"]);
    // Filled 9 of 60, each of them won; and a value of each of 9 that tells the outcome.
    expect(await flags({won: 12, lost: 48, wonFilled: 9, lostFilled: 0})).not.toContain("mostly empty, and filled where deals are won");
    expect(await flags({won: 20, lost: 20, wonFilled: 5, lostFilled: 4, wonValues: ["a"], lostValues: ["b"]})).toEqual([]);
    expect(await flags({won: 20, lost: 20, wonFilled: 5, lostFilled: 5, wonValues: ["a"], lostValues: ["b"]})).toEqual(["its values nearly tell the outcome"]);
  });

  it("flags values that nearly tell the outcome: Bergsma's V² over 0.3", async () => {
    const said = "its values nearly tell the outcome";
    const values = (share: number) => ({wonValues: fillUp(100, share, ["a"]).map((v) => v || "b"), lostValues: fillUp(100, share, ["b"]).map((v) => v || "a")});
    const deals = {won: 100, lost: 100, wonFilled: 100, lostFilled: 100};
    // A 2 × 2 table of 78 and 22: φ² = 0.56² = 0.3136; of 77 and 23: 0.2916.
    expect(await flags({...deals, ...values(78)})).toContain(said);
    expect(await flags({...deals, ...values(77)})).not.toContain(said);
  });

  it("flags one value on every won deal and another on every lost one", async () => {
    expect(await flags({won: 100, lost: 100, wonFilled: 100, lostFilled: 100, wonValues: ["yes"], lostValues: ["no"]})).toContain("its values nearly tell the outcome");
  });

  it.each(["nan", "inf", "-inf"])("cuts numbers among which is %s", async (other) => {
    const wonValues = Array.from({length: 100}, (_, i) => String(i));
    expect(await flags({won: 100, lost: 100, wonFilled: 100, lostFilled: 100, wonValues, lostValues: [other]})).toContain("its values nearly tell the outcome");
  });

  it("takes values that differ in case alone for one, as a criterion does", async () => {
    const deals = {won: 100, lost: 100, wonFilled: 100, lostFilled: 100, wonValues: ["ACME", "Globex"], lostValues: ["acme", "globex"]};
    expect(await audited(given(deals))).toMatchObject({cramers_v: 0, is_flagged: false});
  });

  it("takes an export's own columns x, x_low and x_high for three texts", async () => {
    const input = {
      raw_opportunities: ["source | opportunity_id | stage | x | x_low | x_high", ...Array.from({length: 40}, (_, i) => `crm | ${i} | ${i % 2 ? "won" : "lost"} | ${i} a | ${i} b | ${i} c`)].join("\n"),
      config_outcomes: "value | outcome\nwon | won\nlost | lost",
      config_columns: "entity | column_name | type | is_present | is_attribute | header"
    };
    for (const column of ["x", "x_low", "x_high"]) expect(await audited(input, column)).toMatchObject({won_fill_rate: 1, flags: ""});
  });

  it("cuts numbers at their deciles", async () => {
    const numbers = (from: number) => Array.from({length: 100}, (_, i) => String(from + i));
    // Over and under 100: every decile is all won or all lost.
    expect(await flags({won: 100, lost: 100, wonFilled: 100, lostFilled: 100, wonValues: numbers(101), lostValues: numbers(1)})).toContain("its values nearly tell the outcome");
    // Texts that are all different say nothing, whatever they are.
    expect(await flags({won: 100, lost: 100, wonFilled: 100, lostFilled: 100, wonValues: numbers(101).map((n) => `w${n}`), lostValues: numbers(1).map((n) => `l${n}`)})).toEqual([]);
  });

  it("puts equal numbers in one decile, whatever their decimals", async () => {
    const inHundredths = (values: readonly number[]) => values.map((value) => (value / 100).toFixed(2));
    const wonNumbers = Array.from({length: 11}, (_, i) => 334 + i), lostNumbers = wonNumbers.filter((_, i) => i % 2 > 0);
    const deals = {won: 99, lost: 45, wonFilled: 99, lostFilled: 45};
    const whole = await audited(given({...deals, wonValues: wonNumbers.map(String), lostValues: lostNumbers.map(String)}));
    expect(await audited(given({...deals, wonValues: inHundredths(wonNumbers), lostValues: inHundredths(lostNumbers)}))).toEqual(whole);
  });

  it("flags a fill rate that differs by 20 points or more between won and lost", async () => {
    const said = "filled more often on one outcome";
    expect(await flags({won: 200, lost: 200, wonFilled: 140, lostFilled: 100})).toContain(said);
    expect(await flags({won: 200, lost: 200, wonFilled: 139, lostFilled: 100})).not.toContain(said);
    // On lost deals too; and not on so few that chance may have done it: p is 0.043 and 0.069.
    expect(await flags({won: 200, lost: 200, wonFilled: 100, lostFilled: 140})).toContain(said);
    expect(await flags({won: 40, lost: 40, wonFilled: 27, lostFilled: 18})).toContain(said);
    expect(await flags({won: 30, lost: 30, wonFilled: 20, lostFilled: 13})).not.toContain(said);
  });

  it.each(["close_reason", "Contract_Signed__c", "Onboarding_Status__c", "invoice_id", "renewal_date"])("flags the name %s", async (name) => {
    expect(await flags({won: 50, lost: 50, wonFilled: 50, lostFilled: 50, name})).toContain("its name speaks of the close");
  });

  it.each(["contractors", "closest_office", "industry_group"])("does not take %s for a word of the close", async (name) => {
    expect(await flags({won: 50, lost: 50, wonFilled: 50, lostFilled: 50, name})).toEqual([]);
  });

  it.each(["leak_is_won", "c0", "account_key"])("audits a column that is called %s, as one of our own is or was", async (name) => {
    expect(await audited(given({won: 50, lost: 50, wonFilled: 40, lostFilled: 50, name}), name)).toMatchObject({won_fill_rate: 0.8, lost_fill_rate: 1});
  });

  it("audits the columns of accounts among deals that have an account", async () => {
    const row = await audited({
      raw_opportunities: "source | opportunity_id | stage | account_id\ncrm | 1 | won | a\ncrm | 2 | lost | a\ncrm | 3 | lost | b\ncrm | 4 | lost |",
      raw_accounts: "source | account_id | industry\ncrm | a | X\ncrm | b |",
      config_outcomes: "value | outcome\nwon | won\nlost | lost",
      config_columns: "entity | column_name | type | is_present | is_attribute | header\naccounts | industry | text | true | false | Industry"
    }, "industry");
    expect(row).toMatchObject({export: "accounts", won_count: 1, lost_count: 2, won_fill_rate: 1, lost_fill_rate: 0.5});
  });

  it("audits what a criterion reads from subscriptions alone, among deals that have an account: only customers have it", async () => {
    const deal = (i: number, outcome: string) => `crm | ${i} | ${outcome} | ${outcome}${i}`;
    const input = {
      raw_opportunities: ["source | opportunity_id | stage | account_id", ...Array.from({length: 60}, (_, i) => deal(i, i < 20 ? "won" : "lost")), "crm | 60 | lost |"].join("\n"),
      raw_accounts: ["source | account_id", ...Array.from({length: 60}, (_, i) => `crm | ${i < 20 ? "won" : "lost"}${i}`)].join("\n"),
      raw_subscriptions: ["source | account_id | started_on | mrr | plan", ...Array.from({length: 20}, (_, i) => `crm | won${i} | 2024-01-01 | 10 | Pro`)].join("\n"),
      config_outcomes: "value | outcome\nwon | won\nlost | lost",
      config_columns: "entity | column_name | type | is_present | is_attribute | header\nsubscriptions | plan | text | true | false | Plan",
      subscription_value_columns: "['plan']"
    };
    expect(await audited(input, "plan")).toMatchObject({export: "subscriptions", header: "Plan", won_count: 20, lost_count: 40, won_fill_rate: 1, lost_fill_rate: 0, empty_lift: 0, is_usable_in_criteria: false});
    // Where accounts have it too, theirs count.
    expect(await audited({...input, account_value_columns: "['plan']"}, "plan")).toBeUndefined();
  });

  it("never lets a column that states the outcome be a criterion", async () => {
    expect(await audited(given({won: 50, lost: 50, wonFilled: 50, lostFilled: 50}), "stage")).toMatchObject({is_outcome: true, is_usable_in_criteria: false});
  });

  it("counts each of five thousand columns and one", async () => {
    const db = await runModels(["leak_audit"], given({won: 1, lost: 1, wonFilled: 1, lostFilled: 0}));
    await db.exec(`create or replace table raw_opportunities as select *, ${Array.from({length: 5000}, (_, i) => `x as x${i}`).join(", ")} from raw_opportunities`);
    await leakAudit.build(db);
    try {
      expect(await db.rows(`select count(*) as n from leak_audit where won_count = 1 and lost_count = 1 and won_fill_rate = 1 and lost_fill_rate = 0 and "column" like 'x%'`)).toEqual([{n: 5001}]);
    } finally {
      db.close();
    }
  });
});
