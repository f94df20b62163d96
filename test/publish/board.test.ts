import {cpSync, mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {openDatabase, type Database} from "../../pipeline/database.ts";
import {grouped} from "../../pipeline/grouped.ts";
import {PUBLISHED} from "../../pipeline/publish/marts.ts";
import {publishedFiles} from "../../pipeline/publish/published.ts";
import {runPipeline} from "../../pipeline/run.ts";
import {rows} from "../../src/components/rows.ts";

const folder = mkdtempSync(join(tmpdir(), "fitproof-board-"));
const texts = new Map<string, string>();
const tables = new Map<string, Record<string, unknown>[]>();
/** Every run of text in any file that the site ships, once each: dictionaries repeat from part to part. */
let shipped: string;
let db: Database;

beforeAll(async () => {
  cpSync(fileURLToPath(new URL("../../workspaces/sample", import.meta.url)), join(folder, "sample"), {recursive: true, filter: (path) => !/\/(build|dist|history)$/.test(path)});
  const {database} = await runPipeline({workspace: join(folder, "sample"), database: join(folder, "run.duckdb")});
  db = await openDatabase(database, {readOnly: true});
  for await (const {path, bytes} of publishedFiles(db, PUBLISHED, "board", 5)) {
    texts.set(path, new TextDecoder().decode(bytes));
    if (path.endsWith(".arrow") && !/-\d+\.arrow$/.test(path)) tables.set(path.slice("marts/".length, -".arrow".length), rows(bytes.slice().buffer));
  }
  shipped = [...new Set([...texts.values()].flatMap((text) => text.match(/[^\p{Cc}\uFFFD]{3,}/gu) ?? []))].join("\n");
});
afterAll(() => {
  db?.close();
  rmSync(folder, {recursive: true, force: true});
});

const key = (row: Record<string, unknown>) => [row["period_window"], row["deal_type"], row["dimension"]].join("/");

describe("the board edition of the sample", () => {
  it.each([
    ["an account", "select distinct name from raw_accounts where length(name) > 5"],
    ["an account's domain", "select distinct domain as name from raw_accounts where domain is not null"],
    ["an account id", "select distinct account_id as name from raw_accounts where length(account_id) > 5"],
    ["an opportunity", "select distinct name from raw_opportunities where length(name) > 5"],
    ["an owner", "select distinct owner as name from raw_opportunities where length(owner) > 3"]
  ])("holds the name of no one: %s", async (_, sql) => {
    const names = (await db.rows<{name: string}>(sql)).map((row) => row.name);
    expect(names.length).toBeGreaterThan(3);
    expect(names.filter((name) => shipped.includes(name))).toEqual([]);
  });

  it("shows no cell that rests on fewer than five", () => {
    const small: string[] = [];
    let shown = 0;
    for (const mart of PUBLISHED) {
      if (typeof mart.board !== "object") continue;
      for (const {on, columns} of mart.board.groups) {
        // A group that hides others only, such as an amount for its number of wins, leaves the number to the deals decided.
        if (columns && !columns.includes(on)) continue;
        for (const row of tables.get(mart.name) ?? []) {
          if (typeof row[on] !== "number") continue;
          shown += 1;
          if (row[on] < 5) small.push(`${mart.name}.${on} = ${row[on]}`);
        }
      }
    }
    expect(small).toEqual([]);
    expect(shown).toBeGreaterThan(1000);
  });

  it("says nothing in words of a cell that it hides", () => {
    const hidden = tables.get("icp_validation")!.filter((row) => row["is_hidden"]);
    expect(hidden.length).toBeGreaterThan(0);
    expect(hidden.filter((row) => ["reasons", "deals_for_lift", "deals_needed", "needed_by"].some((column) => row[column] !== null))).toEqual([]);
  });

  it("says in words no sum of cells of which it hides some", () => {
    const cells = tables.get("icp_version_comparison")!, sums = tables.get("findings_icp_versions")!.filter((row) => row["figure"] === "moves" || row["figure"] === "moved");
    expect(cells.some((row) => row["is_hidden"])).toBe(true);
    expect(sums.length).toBeGreaterThan(1);
    expect(sums.filter((row) => row["text"] !== null)).toEqual([]);
  });

  it("names no share of won revenue beside a bar that it does not draw", () => {
    const said = (figure: string, icp: unknown) => tables.get("findings_index")!.find((row) => row["figure"] === figure && row["scope"] === `icp=${icp}`)?.["text"];
    const bars = grouped(tables.get("judged_tiers")!.filter((row) => tables.get("icp_register")!.some((version) => version["is_in_force"] && version["icp"] === row["icp"] && version["version"] === row["version"])), (row) => String(row["icp"]));
    const partial = [...bars].filter(([, rows]) => rows.some((row) => row["won_amount_share"] === null)).map(([icp]) => icp);
    expect(partial).toContain("main");
    for (const icp of partial) expect(said("tiers", icp) ?? said("tiers-wins", icp)).not.toContain("revenue");
  });

  it("has no sentence of the accounts page, which it goes without", () => {
    expect(tables.get("findings_accounts")).toEqual([]);
  });

  it("shows no deals of a segment and deal type in which fewer than five accounts have any", async () => {
    const few = new Set((await db.rows<{segment: string}>(`
      select concat_ws('/', int_deals.type, segments.dimension, segments.segment) as segment
      from (select *, unnest([deal_type::varchar, 'all']) as type from int_deals) as int_deals
      inner join int_opportunities_resolved as opportunities using (opportunity_key)
      inner join int_profile_segments on int_deals.profile_key = int_profile_segments.profile_key
      inner join int_segments as segments using (segment_key)
      where int_deals.outcome in ('won', 'lost')
      group by 1 having count(distinct coalesce('account ' || opportunities.account_key, 'deal ' || opportunity_key)) < 5`)).map((row) => row.segment));
    // Deals enough, and accounts enough for all deal types together.
    expect(few.has("expansion/industry/Education")).toBe(true);
    const shown = ["win_rate_by_segment", "win_rate_by_quarter", "win_curve", "win_model", "loss_reasons", "loss_competitors", "icp_outside_segments"]
      .flatMap((name) => tables.get(name)!.filter((row) => few.has(`${row["deal_type"] ?? "new_business"}/${row["dimension"]}/${row["segment"]}`) && !row["is_hidden"]));
    expect(shown).toEqual([]);
  });

  it("lets no few deals be had as the difference between two choices of them, or between two cuts of the score", () => {
    const small: string[] = [];
    const tiers = tables.get("icp_tiers")!;
    const of = (row: Record<string, unknown>, sample: string) => tiers.find((other) => other["sample"] === sample && ["icp", "version", "scenario", "tier"].every((name) => other[name] === row[name]))?.["decided_count"];
    // The reign of a version in force is all the time since it began.
    const inForce = tables.get("icp_register")!.filter((row) => row["is_in_force"]);
    const isInForce = (row: Record<string, unknown>) => inForce.some((version) => version["icp"] === row["icp"] && version["version"] === row["version"]);
    let compared = 0;
    for (const [whole, part] of [["all", "in_sample"], ["all", "out_of_time"], ["out_of_time", "judged"], ["out_of_time", "own_reign"], ["out_of_time", "inbound"], ["own_reign", "judged"], ["own_reign", "inbound"]] as const) {
      for (const row of tiers.filter((row) => row["sample"] === whole && (whole !== "own_reign" || isInForce(row)))) {
        const [n, m] = [row["decided_count"], of(row, part)];
        if (typeof n !== "number" || typeof m !== "number") continue;
        compared += 1;
        if (n - m > 0 && n - m < 5) small.push(`${whole} less ${part}: ${n - m}`);
      }
    }
    const cuts = grouped(tables.get("icp_gains")!, (row) => `${row["icp"]}/${row["version"]}/${row["sample"]}`);
    for (const [name, rows] of cuts) for (const count of ["decided_count", "account_count"]) {
      const shown = rows.map((row) => row[count]).filter((n) => typeof n === "number").toSorted((a, b) => a - b);
      shown.forEach((n, i) => { if (i > 0 && n > shown[i - 1]! && n - shown[i - 1]! < 5) small.push(`${name} ${count}`); });
      compared += shown.length;
    }
    expect(small).toEqual([]);
    expect(compared).toBeGreaterThan(50);
  });

  it("lets no hidden cell be had as the total less the others", async () => {
    const segments = tables.get("win_rate_by_segment")!;
    const totals = new Map(segments.filter((row) => row["dimension"] === "all").map((row) => [[row["period_window"], row["deal_type"]].join("/"), row["decided_count"]]));
    const families = new Map<string, Record<string, unknown>[]>();
    for (const row of segments) if (row["dimension"] !== "all") families.set(key(row), [...(families.get(key(row)) ?? []), row]);
    let checked = 0;
    for (const [name, family] of families) {
      const hidden = family.filter((row) => row["is_hidden"]);
      const total = totals.get(name.split("/").slice(0, 2).join("/"));
      if (!hidden.length || typeof total !== "number" || hidden.length === family.length) continue;
      const rest = total - family.reduce((sum, row) => sum + Number(row["decided_count"] ?? 0), 0);
      checked += 1;
      expect({name, hidden: hidden.length, rest}).toSatisfy(({hidden: n, rest: r}: {hidden: number; rest: number}) => r === 0 || (n >= 2 && r >= 5));
    }
    expect(checked).toBeGreaterThan(5);
  });

  it("lets no customers of a hidden segment or cohort be had from the curves of the others, or from other months of theirs", () => {
    const survival = grouped(tables.get("customer_survival")!, (row) => `${row["time_unit"]}/${row["dimension"]}`);
    const cohorts = grouped(tables.get("cohort_retention")!.filter((row) => row["cohort_unit"] === "month"), (row) => `${row["dimension"]}/${row["segment"]}`);
    const countsBy = (rows: readonly Record<string, unknown>[], name: string, count: string) =>
      new Map([...grouped(rows, (row) => String(row[name]))].map(([value, own]) => [value, Math.max(...own.map((row) => Number(row[count] ?? 0)))]));
    const small: string[] = [];
    let compared = 0;
    const compare = (name: string, whole: number, counts: readonly number[]) => {
      const hidden = counts.filter((count) => count === 0).length;
      if (!hidden || !whole) return;
      compared += 1;
      const rest = whole - counts.reduce((a, b) => a + b, 0);
      if (hidden === 1 || rest < 5) small.push(`${name}: ${rest}`);
    };
    for (const [name, rows] of survival) {
      const [unit, dimension] = name.split("/");
      if (dimension !== "all") compare(name, countsBy(survival.get(`${unit}/all`)!, "segment", "at_risk").get("all")!, [...countsBy(rows, "segment", "at_risk").values()]);
    }
    for (const [name, rows] of cohorts) {
      const known = countsBy(rows.filter((row) => row["cohort_month"] !== null), "cohort_month", "account_count");
      for (const [month, own] of grouped(rows, (row) => String(row["months_since"]))) {
        const pooled = own.find((row) => row["cohort_month"] === null)?.["account_count"];
        compare(`${name} after ${month}`, Number(pooled ?? 0), own.filter((row) => row["cohort_month"] !== null).map((row) => known.get(String(row["cohort_month"]))!));
      }
    }
    expect(small).toEqual([]);
    expect(compared).toBeGreaterThan(50);
  });

  it("shows no amount of fewer than five deals won or lost", () => {
    const rowsWithAmounts = ["win_rate_by_segment", "win_rate_by_quarter"].flatMap((name) => tables.get(name)!);
    expect(rowsWithAmounts.filter((row) => Number(row["won_count"]) < 5 && row["won_amount"] !== null)).toEqual([]);
    expect(rowsWithAmounts.filter((row) => Number(row["lost_count"]) < 5 && row["lost_amount"] !== null)).toEqual([]);
    expect(rowsWithAmounts.some((row) => Number(row["won_amount"]) > 0)).toBe(true);
  });

  it("gives no amount of fewer than five rows that are left out, as what is read less what is used", async () => {
    const internal = await db.rows<{export: string; left_out_count: number; amount_read: number}>("select export, rows_read - used_count as left_out_count, amount_read from reconciliation where amount_read is not null");
    const few = internal.filter(({left_out_count: count}) => count > 0 && count < 5).map((row) => row.export);
    expect(few.length).toBeGreaterThan(0);
    const shown = tables.get("reconciliation")!.filter((row) => few.includes(String(row["export"])));
    expect(shown.map((row) => [row["amount_read"], row["amount_used"], typeof row["used_count"]])).toEqual(few.map(() => [null, null, "number"]));
  });

  it("has the same rows as the internal one, hidden cells among them", () => {
    const segments = tables.get("win_rate_by_segment")!;
    const hidden = segments.filter((row) => row["is_hidden"]);
    expect(hidden.length).toBeGreaterThan(0);
    expect(hidden.every((row) => row["win_rate"] === null && row["decided_count"] === null && typeof row["segment"] === "string")).toBe(true);
    expect(segments.some((row) => !row["is_hidden"])).toBe(true);
  });
});
