import {readFileSync} from "node:fs";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import type {Database} from "../../../pipeline/database.ts";
import {runModels} from "../../support/runModel.ts";

interface Segment {
  segment: string; n_open: number; n_closed: number; won: number; lost: number; win_rate: number | null; wilson_lower: number | null;
  wilson_upper: number | null; amount_win_rate: number | null; cycle_median: number | null; cycle_q25: number | null; cycle_q75: number | null;
  diff: number | null; diff_lower: number | null; diff_upper: number | null; p: number | null; eb_mean: number | null;
  eb_lower: number | null; eb_upper: number | null;
}

const FOLDER = new URL("../../goldens/opportunities/", import.meta.url);

/** The exported deals as the fixture's rows: won 1, 0 or blank for open; a deal without a close date is open. */
function exported(name: string): string {
  const [header, ...lines] = readFileSync(new URL(`${name}.csv`, FOLDER), "utf8").trim().split(/\r?\n/);
  const names = header!.split(",");
  const rows = lines.map((line) => Object.fromEntries(line.split(",").map((cell, i) => [names[i]!, cell])));
  return [
    "source | opportunity_id | stage | amount | created_on | closed_on | segment",
    ...rows.map((row) => {
      const stage = row["closed_date"] === "" || row["won"] === "" ? "open" : Number(row["won"]) === 1 ? "won" : "lost";
      return ["crm", row["opportunity_id"], stage, row["amount"], row["created_date"], row["closed_date"], row["segment"]].join(" | ");
    })
  ].join("\n");
}

describe.each(["opps", "tiny"])("the deals of goldens/opportunities/%s", (name) => {
  const expected = JSON.parse(readFileSync(new URL(`${name}.expected.json`, FOLDER), "utf8")) as {overall: Segment; segments: Segment[]};
  let db: Database;
  let rows: Map<string, Record<string, number | null>>;

  beforeAll(async () => {
    db = await runModels(["win_rate_by_segment"], {
      as_of: "2030-12-31",
      raw_opportunities: exported(name),
      config_dimensions: `
        dimension | dimension_order | column_name | kind
        segment   | 1               | segment     | value
      `,
      opportunity_value_columns: "[segment]"
    });
    const found = await db.rows<Record<string, number | null> & {segment: string}>(
      "from win_rate_by_segment where period_window = 'all' and deal_type = 'all'");
    rows = new Map(found.map((row) => [row.segment, row]));
  });
  afterAll(() => db.close());

  const keys: [keyof Segment, string][] = [
    ["n_open", "open_count"], ["n_closed", "decided_count"], ["won", "won_count"], ["lost", "lost_count"], ["win_rate", "win_rate"],
    ["wilson_lower", "win_rate_low"], ["wilson_upper", "win_rate_high"], ["cycle_median", "median_cycle_days"],
    ["cycle_q25", "cycle_days_p25"], ["cycle_q75", "cycle_days_p75"]
  ];

  it("have the published counts, rates, limits and quartiles, segment by segment and in all", () => {
    for (const segment of [expected.overall, ...expected.segments]) {
      const row = rowOf(segment.segment);
      for (const [golden, column] of keys) same(row[column]!, segment[golden] as number | null, `${segment.segment} ${column}`);
    }
  });

  it("differ from the rest as published, with the published limits", () => {
    for (const segment of expected.segments) {
      const row = rowOf(segment.segment);
      same(row["difference"]!, segment.diff, `${segment.segment} difference`);
      same(row["difference_low"]!, segment.diff_lower, `${segment.segment} difference_low`);
      same(row["difference_high"]!, segment.diff_upper, `${segment.segment} difference_high`);
      // The missing group and segments under min_decided are no hypotheses here.
      if (row["p_value"] !== null) same(row["p_value"]!, segment.p, `${segment.segment} p_value`);
    }
  });

  function rowOf(segment: string): Record<string, number | null> {
    const row = rows.get(segment === "(all)" ? "all" : segment === "(missing)" ? "unknown" : segment);
    expect(row, segment).toBeDefined();
    return row!;
  }
});

function same(actual: number | null, golden: number | null, what: string): void {
  if (golden === null) expect(actual, what).toBeNull();
  else expect(actual, what).toSatisfy((value: number | null) => value !== null && Math.abs(value - golden) <= 1e-9 * Math.abs(golden) + 1e-12);
}
