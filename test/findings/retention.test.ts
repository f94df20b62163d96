import {afterEach, describe, expect, it} from "vitest";
import type {Database} from "../../pipeline/database.ts";
import type {Finding} from "../../pipeline/findings/finding.ts";
import {retentionFindings} from "../../pipeline/findings/retention.ts";
import {ratioOfSums} from "../../pipeline/statistics/ratio.ts";
import {modelDatabase, runModels} from "../support/runModel.ts";
import {ofFigure} from "./read.ts";

const EMPTY = {customer_survival_tests: "", customer_survival_summary: "", mrr_movements: "", retention_notes: "", churn_contradictions: ""};
const HEAD = "cohort_unit | dimension | segment | cohort_month | months_since | cohort_count | account_count | surviving_count | active_count | starting_mrr | mrr | retained_mrr | survival_rate | survival_rate_low | survival_rate_high";

/** A pooled row, or with a month one cohort. */
function cohort(dimension: string, segment: string, months: number, kept: number, of: number, month = "", cohorts = month ? 1 : 4): string {
  return `quarter_age | ${dimension} | ${segment} | ${month} | ${months} | ${cohorts} | ${of} | ${kept} | ${kept} | 100 | 90 | 80 | ${kept / of} | 0.1 | 0.9`;
}

const STARTED = "month | all | all | 2023-01-01 | 0 | 1 | 5 | 5 | 5 | 100 | 100 | 100 | 1 | 1 | 1";
let db: Database | undefined;
afterEach(() => db?.close());

async function said(cohorts: readonly string[], given: Record<string, string | number> = {}): Promise<Finding[]> {
  db = await modelDatabase({...EMPTY, cohort_retention: [HEAD, STARTED, ...cohorts].join("\n"), ...given});
  return retentionFindings(db);
}

const TESTS = "time_unit | dimension | segment_count | chi_square | df | p_value | q_value";

describe("the retention page's finding", () => {
  it("names who stays longest and shortest in the dimension that separates most clearly, and its scope shows the two", async () => {
    const findings = await said([
      cohort("all", "all", 12, 150, 200), cohort("industry", "R&D=x", 12, 90, 100), cohort("industry", "SaaS", 12, 40, 80), cohort("industry", "unknown", 12, 1, 90), cohort("industry", "few", 12, 29, 29)
    ], {customer_survival_tests: `${TESTS}\nmonth | industry | 3 | 9 | 2 | 0.003 | 0.006\nmonth | region | 2 | 1 | 1 | 0.4 | 0.4`});
    const [headline] = findings.filter((row) => row.figure === "headline");
    expect(headline!.text).toContain("**Industry R&D=x** stays longest among segments with 30 or more customers of that age: **90\u202f%** of 100 are still customers after 12 months, against **50\u202f%** of 80 of **industry SaaS**");
    expect(headline!.text).toContain("1 of 2 dimensions separates who stays beyond chance.");
    expect(Object.fromEntries(new URLSearchParams(headline!.scope))).toEqual({left: "industry/R&D=x", right: "industry/SaaS"});
    expect(headline!.least).toBe(80);
    const both = await said([cohort("all", "all", 12, 150, 200), cohort("industry", "a", 12, 90, 100), cohort("industry", "b", 12, 40, 80)], {customer_survival_tests: `${TESTS}\nmonth | industry | 2 | 9 | 1 | 0.003 | 0.006`});
    expect(ofFigure(both, "headline")[0]).toMatch(/^\*\*Industry a\*\* stays longest: /);
  });

  it("says that none separates, with the smallest q, where no test is a signal", async () => {
    const findings = await said([cohort("all", "all", 12, 150, 200), cohort("industry", "a", 12, 90, 100), cohort("industry", "b", 12, 60, 100)],
      {customer_survival_tests: `${TESTS}\nmonth | industry | 2 | 1 | 1 | 0.21 | 0.21\nmonth | region | 2 | 1 | 1 | 0.4 | 0.4`});
    expect(ofFigure(findings, "headline")).toEqual(["**75\u202f%** of **200** customers are still there after 12 months (10–90\u202f%); of 2 dimensions, **none separates** who stays from who leaves beyond chance (smallest q 0.21)."]);
    const alone = await said([cohort("all", "all", 12, 150, 200), cohort("industry", "a", 12, 90, 100), cohort("industry", "b", 12, 60, 100)],
      {customer_survival_tests: `${TESTS}\nmonth | industry | 2 | 1 | 1 | 0.21 | 0.21`});
    expect(ofFigure(alone, "headline")[0]).toContain("; **industry** does not separate who stays from who leaves beyond chance (q 0.21).");
  });

  it("speaks of the oldest age where none has reached twelve months, of counts under ten, and of nothing without cohorts", async () => {
    expect(ofFigure(await said([cohort("all", "all", 6, 15, 20), cohort("all", "all", 3, 19, 20)]), "headline")[0]).toContain("after 6 months");
    expect(ofFigure(await said([cohort("all", "all", 12, 7, 9)]), "headline")[0]).toBe("**7 of 9** customers are still there after 12 months: too few for a rate.");
    expect(ofFigure(await said([cohort("all", "all", 3, 30, 30, "", 2)]), "headline")[0]).toContain("too early to say");
    db = await modelDatabase({...EMPTY, cohort_retention: ""});
    expect(await retentionFindings(db)).toEqual([]);
  });

  it("says why the segments of a dimension cannot be compared: one alone, too many, nobody who left, or nobody left beside", async () => {
    const text = async (watched: number, ...segments: string[]) => ofFigure(await said([], {
      customer_survival_tests: `${TESTS}\nmonth | industry | ${watched} | | | |`,
      customer_survival_summary: ["time_unit | dimension | segment | account_count", ...segments.map((segment) => `month | industry | ${segment} | 9`)].join("\n")
    }), "survival")[0];
    expect(await text(0, "a", "unknown")).toBe("Only one segment of industry has customers, so nothing can be compared");
    expect(await text(0, "unknown")).toBe("No segment of industry has customers, so nothing can be compared");
    expect(await text(0, "a", "b")).toBe("No customer of any segment of industry has left, so nothing can be compared");
    expect(await text(501, "a", "b")).toBe("The 501 segments of industry are too many for a test, so nothing can be compared");
    expect(await text(1, "a", "b")).toBe("No two segments of industry had customers when one left, so nothing can be compared");
  });

  it("calls a dimension by the word that its control has", async () => {
    const clauses = (await said([cohort("annual_revenue", "1M–<10M", 12, 40, 80)])).filter((row) => row.figure === "cohorts");
    expect(ofFigure(clauses, "cohorts", "cohort_unit=quarter_age&measure=survival")).toEqual(["**50\u202f%** of revenue 1M–<10M after 12 months"]);
  });

  it("keeps each segment's clauses in a part of its own", async () => {
    const findings = await said([cohort("industry", "SaaS", 12, 40, 80)]);
    const clauses = findings.filter((row) => row.figure === "cohorts");
    expect(clauses.map((row) => row.part)).toEqual(clauses.map(() => "retention/industry/SaaS"));
    expect(ofFigure(clauses, "cohorts", "cohort_unit=quarter_age&measure=survival")).toEqual(["**50\u202f%** of industry SaaS after 12 months"]);
    expect(ofFigure(clauses, "cohorts", "cohort_unit=quarter_age&measure=net"), "NRR that is withheld has no clause").toEqual([]);
  });

  it("says that ages by calendar count from the end of the quarter in which customers began, which by age they do not", async () => {
    const byCalendar = cohort("all", "all", 12, 40, 80).replace("quarter_age", "quarter_calendar");
    const findings = await said([cohort("all", "all", 12, 48, 80), byCalendar]);
    expect(ofFigure(findings, "cohorts", "cohort_unit=quarter_age&measure=survival")).toEqual(["**60\u202f%** of all customers after 12 months"]);
    expect(ofFigure(findings, "cohorts", "cohort_unit=quarter_calendar&measure=survival")).toEqual(["**50\u202f%** of all customers after 12 months from the end of the first quarter"]);
  });

  it("says of money how many cohorts grew, since its sum depends on how many there are; nothing where NRR is withheld", async () => {
    const HEADS = `${HEAD} | net_retention`;
    const rows = (net: string) => ["100", "80", "120"].map((mrr, i) => `quarter_age | all | all | 2023-0${3 * i + 1}-01 | 12 | 1 | 30 | 20 | 20 | 90 | ${mrr} | 80 | 0.7 | 0.5 | 0.8 | ${net}`);
    const given = (net: string) => ({cohort_retention: [HEADS, `${STARTED} | 1`, `${cohort("all", "all", 12, 60, 90)} | ${net}`, ...rows(net)].join("\n")});
    expect(ofFigure(await said([], given("1.1")), "cohorts", "cohort_unit=quarter_age&measure=mrr")).toEqual(["**2 of 3 cohorts** of all customers after 12 months pay more than in month 0"]);
    expect(ofFigure(await said([], given("")), "cohorts", "cohort_unit=quarter_age&measure=mrr")).toEqual([]);
  });
});

/** Quarter cohorts at twelve months: the earlier half keeps `early`, the later half `late`. */
function quarters(dimension: string, segment: string, early: number, late: number, size = 50, count = 8): string[] {
  return Array.from({length: count}, (_, i) => {
    const start = `${2021 + Math.floor(i / 4)}-${String(3 * (i % 4) + 1).padStart(2, "0")}-01`;
    return cohort(dimension, segment, 12, i < count / 2 ? early : late, size, start);
  });
}

describe("whether it is getting better", () => {
  it("sets the last four quarters at an age against the four before", async () => {
    const [text] = ofFigure(await said(quarters("all", "all", 30, 45)), "trend", "measure=survival");
    expect(text).toMatch(/^\*\*Better\*\* beyond chance: of those who began in 2022 Q1–Q4 \*\*90\u202f%\*\* of 200 are still there after 12 months, of 2021 Q1–Q4 \*\*60\u202f%\*\* of 200: \+30 \(.*\) points$/);
  });

  it("sets halves against each other where there are fewer, and says how many customers would show five points", async () => {
    const [text] = ofFigure(await said(quarters("all", "all", 30, 31, 50, 4)), "trend", "measure=survival");
    expect(text).toContain("No change beyond chance: of those who began in 2021 Q3–Q4 **62\u202f%** of 100 are still there after 12 months, of 2021 Q1–Q2 **60\u202f%** of 100");
    expect(text).toContain("points (to see 5 points would take about");
    expect(ofFigure(await said(quarters("all", "all", 30, 31, 50, 2)), "trend", "measure=survival")[0]).toContain("Too young");
  });

  it("asks for no customers to show five points where there are none to gain", async () => {
    const [text] = ofFigure(await said(quarters("all", "all", 49, 49)), "trend", "measure=survival");
    expect(text).toContain("**98\u202f%** of 200");
    expect(text).not.toContain("to see 5 points");
  });

  it("calls one segment in many better only by q", async () => {
    // 34 against 45 of 50: p is 0.01 alone, and q 0.1 or less among few, 0.2 among twenty that do not change.
    const one = quarters("industry", "one", 31, 35);
    const alone = ofFigure(await said(one), "trend", "measure=survival")[0]!;
    const many = await said([...one, ...Array.from({length: 20}, (_, i) => quarters("region", `r${i}`, 30, 30)).flat()]);
    expect(alone).toContain("**Better** beyond chance");
    expect(many.find((row) => row.figure === "trend" && row.scope === "measure=survival" && row.part === "retention/industry/one")!.text).toContain("No change beyond chance");
  });
});

describe("the intervals of a cohort's revenue", () => {
  it("are those of a ratio of sums over its accounts, at 12 months of their own age, pooled and by quarter", async () => {
    const accounts = [
      {id: "a", from: "2022-01-10", mrr: 100, change: "2022-08-15", to: 160}, {id: "b", from: "2022-01-20", mrr: 50, change: "2022-05-05", to: 0},
      {id: "c", from: "2022-02-03", mrr: 80, change: null, to: 80}, {id: "d", from: "2022-03-01", mrr: 40, change: "2022-10-01", to: 30}
    ];
    const lines = accounts.flatMap(({id, from, mrr, change, to}) => [
      `crm | ${id}1 | ${id} | ${from} | ${change ?? ""} | ${mrr}`, ...(change && to > 0 ? [`crm | ${id}2 | ${id} | ${change} |  | ${to}`] : [])]);
    db = await runModels(["cohort_retention"], {
      as_of: "2024-06-30", raw_files: "entity | source | file\nsubscriptions | crm | s.csv",
      raw_subscriptions: ["source | subscription_id | account_id | started_on | ended_on | mrr", ...lines].join("\n")
    });
    const rows = await db.rows<Record<string, number | null>>(`
      select gross_retention, gross_retention_low, gross_retention_high, net_retention, net_retention_low, net_retention_high
      from cohort_retention where cohort_unit = 'quarter_age' and months_since = 12`);
    const sums = (end: (x: number, y: number) => number) => ratioOfSums(accounts.reduce((sum, {mrr: x, to}) => {
      const y = end(x, to);
      return {n: sum.n + 1, y: sum.y + y, x: sum.x + x, yy: sum.yy + y * y, xy: sum.xy + x * y, xx: sum.xx + x * x};
    }, {n: 0, y: 0, x: 0, yy: 0, xy: 0, xx: 0}));
    const [gross, net] = [sums(Math.min), sums((_, y) => y)];
    expect(rows).toHaveLength(2);
    for (const row of rows) {
      expect(row).toEqual({
        gross_retention: expect.closeTo(gross.estimate!, 12), gross_retention_low: expect.closeTo(Math.max(0, gross.low!), 9), gross_retention_high: expect.closeTo(Math.min(1, gross.high!), 9),
        net_retention: expect.closeTo(net.estimate!, 12), net_retention_low: expect.closeTo(Math.max(0, net.low!), 9), net_retention_high: expect.closeTo(net.high!, 9)
      });
    }
    const [none] = await db.rows("select gross_retention_low, net_retention_high from cohort_retention where cohort_unit = 'month' and cohort_month is null and months_since = 9");
    expect(none, "no limits at other ages").toEqual({gross_retention_low: null, net_retention_high: null});
  });
});
