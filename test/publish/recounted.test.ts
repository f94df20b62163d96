import {cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {openDatabase, type Database} from "../../pipeline/database.ts";
import {grouped} from "../../pipeline/grouped.ts";
import {PUBLISHED} from "../../pipeline/publish/marts.ts";
import {publishedFiles} from "../../pipeline/publish/published.ts";
import {runPipeline} from "../../pipeline/run.ts";
import {randomSource} from "../../pipeline/statistics/random.ts";
import {rows} from "../../src/components/rows.ts";

// A reader of the board edition, who has nothing but its files, against the deals themselves, row by row, by rules of this test's own.

type Row = Readonly<Record<string, unknown>>;

interface Deal {
  readonly account: string;
  readonly outcome: string;
  readonly type: string;
  readonly created: string | null;
  readonly closed: string | null;
  readonly quarter: string | null;
  /** From created to closed, or to the data date. */
  readonly days: number | null;
  readonly reason: string | null;
  readonly competitor: string | null;
  readonly isInbound: boolean;
  readonly segments: Readonly<Record<string, string>>;
  readonly icp: readonly {readonly icp: string; readonly version: string; readonly tier: string; readonly score: number | null; readonly samples: readonly string[]}[];
}

const MINIMUM = 5;
const folder = mkdtempSync(join(tmpdir(), "fitproof-recounted-"));
const tables = new Map<string, Row[]>();
let db: Database;
let deals: readonly Deal[];

beforeAll(async () => {
  cpSync(fileURLToPath(new URL("../../workspaces/sample", import.meta.url)), folder, {recursive: true, filter: (path) => !/\/(build|dist|history)$/.test(path)});
  fewAccounts(folder);
  const {database} = await runPipeline({workspace: folder});
  db = await openDatabase(database, {readOnly: true});
  for await (const {path, bytes} of publishedFiles(db, PUBLISHED, "board", MINIMUM)) {
    if (path.endsWith(".arrow") && !/-\d+\.arrow$/.test(path)) tables.set(path.slice("marts/".length, -".arrow".length), rows(bytes.slice().buffer));
  }
  deals = await readDeals();
});
afterAll(() => {
  db?.close();
  rmSync(folder, {recursive: true, force: true});
});

/** Gives most deals of the sample to few of its accounts, as a reseller's or a group's: there are deals enough then, and too few accounts. */
function fewAccounts(workspace: string): void {
  const random = randomSource(7);
  const ids = readFileSync(join(workspace, "exports/Account.csv"), "utf8").split("\n").slice(1).filter(Boolean).map((line) => line.split(",")[0]!);
  const file = join(workspace, "exports/Opportunity.csv");
  const [head, ...lines] = readFileSync(file, "utf8").split("\n").filter(Boolean);
  const at = head!.split(",").indexOf("AccountId");
  writeFileSync(file, [head, ...lines.map((line) => {
    if (random() > 0.8) return line;
    return line.split(",").map((cell, i) => (i === at ? ids[Math.floor(ids.length * random() ** 6)]! : cell)).join(",");
  }), ""].join("\n"));
}

async function readDeals(): Promise<Deal[]> {
  const facts = await db.rows<Record<string, string | number | boolean | null>>(`
    select
      coalesce('account ' || facts.account_id, 'named ' || coalesce(raw.account_id, raw.account_domain, raw.account_name), 'deal ' || facts.opportunity_key) as account,
      outcome, facts.deal_type as type, facts.created_on::varchar as created, facts.closed_on::varchar as closed, closed_quarter::varchar as quarter,
      coalesce(facts.cycle_days, case when outcome = 'open' then (date '2025-12-31' - facts.created_on) end)::integer as days,
      facts.loss_reason as reason, facts.competitor, is_inbound, segments::json::varchar as segments, icp::json::varchar as icp
    from opportunity_facts as facts
    inner join raw_opportunities as raw on facts.opportunity_key = raw.rowid`);
  return facts.map((row) => ({
    ...row, isInbound: row["is_inbound"] === true, days: Number(row["days"]) >= 0 && row["days"] !== null ? row["days"] : null,
    segments: JSON.parse(String(row["segments"])), icp: row["icp"] === null ? [] : JSON.parse(String(row["icp"]))
  }) as unknown as Deal);
}

const table = (name: string) => tables.get(name)!;
const decided = ({outcome}: Deal) => outcome === "won" || outcome === "lost";
const won = ({outcome}: Deal) => outcome === "won";
const lost = ({outcome}: Deal) => outcome === "lost";
const accountsOf = (own: readonly Deal[]) => new Set(own.map(({account}) => account)).size;
const dayOf = (value: unknown) => (value instanceof Date ? value.toISOString().slice(0, 10) : String(value));
const FIRST_DAYS: Readonly<Record<string, string>> = {all: "", last_4_quarters: "2025-01-01", last_8_quarters: "2024-01-01"};
const within = (day: string | null, window: unknown) => window === "all" || (day !== null && day >= FIRST_DAYS[String(window)]! && day <= "2025-12-31");
const isIn = (deal: Deal, dimension: unknown, segment: unknown) => dimension === "all" || deal.segments[String(dimension)] === segment;
const isOf = (deal: Deal, row: Row) => (row["deal_type"] === "all" || deal.type === row["deal_type"]) && isIn(deal, row["dimension"] ?? "all", row["segment"] ?? "all");
const same = (a: string | null, b: unknown, isMissing: unknown) => (isMissing ? a === null : a?.trim().toLowerCase() === String(b).trim().toLowerCase());
const standing = (deal: Deal, row: Row) => deal.icp.find(({icp, version}) => icp === row["icp"] && version === row["version"]);
const inSample = (deal: Deal, row: Row) => {
  const samples = standing(deal, row)?.samples ?? [];
  return row["sample"] === "inbound" ? deal.isInbound && samples.includes("out_of_time") : samples.includes(String(row["sample"]));
};
const inTier = (deal: Deal, row: Row) => row["tier"] === "all" || standing(deal, row)?.tier === row["tier"];
const isNew = ({type}: Deal) => type === "new_business";

/** Of a mart and a column that is shown: the deals that it rests on. */
const CELLS: readonly [mart: string, column: string, restsOn: (deal: Deal, row: Row) => boolean, rows?: (row: Row) => boolean][] = [
  ["win_rate_by_segment", "decided_count", (deal, row) => decided(deal) && isOf(deal, row) && within(deal.closed, row["period_window"])],
  ["win_rate_by_segment", "created_count", (deal, row) => isOf(deal, row) && within(deal.created, row["period_window"])],
  ["win_rate_by_segment", "median_cycle_days", (deal, row) => won(deal) && deal.days !== null && isOf(deal, row) && within(deal.closed, row["period_window"])],
  ["win_rate_by_segment", "won_amount", (deal, row) => won(deal) && isOf(deal, row) && within(deal.closed, row["period_window"])],
  ["win_rate_by_segment", "lost_amount", (deal, row) => lost(deal) && isOf(deal, row) && within(deal.closed, row["period_window"])],
  ["win_rate_by_segment", "value_win_rate", (deal, row) => lost(deal) && isOf(deal, row) && within(deal.closed, row["period_window"])],
  ["win_rate_by_segment", "rest_win_rate", (deal, row) => decided(deal) && isOf(deal, {deal_type: row["deal_type"]}) && !isIn(deal, row["dimension"], row["segment"]) && within(deal.closed, row["period_window"])],
  ["win_rate_by_quarter", "decided_count", (deal, row) => decided(deal) && isOf(deal, row) && deal.quarter === dayOf(row["quarter"])],
  ["win_rate_by_quarter", "won_amount", (deal, row) => won(deal) && isOf(deal, row) && deal.quarter === dayOf(row["quarter"])],
  ["win_rate_by_quarter", "lost_amount", (deal, row) => lost(deal) && isOf(deal, row) && deal.quarter === dayOf(row["quarter"])],
  ["win_rate_by_quarter", "value_win_rate", (deal, row) => lost(deal) && isOf(deal, row) && deal.quarter === dayOf(row["quarter"])],
  ["win_rate_by_segment_pair", "decided_count", (deal, row) => decided(deal) && isOf(deal, {deal_type: row["deal_type"]}) && isIn(deal, row["dimension_a"], row["segment_a"]) && isIn(deal, row["dimension_b"], row["segment_b"]) && within(deal.closed, row["period_window"])],
  ["win_curve", "at_risk", (deal, row) => isOf(deal, row) && deal.days !== null && deal.days >= Number(row["days"])],
  ["win_model", "decided_count", (deal, row) => decided(deal) && isOf(deal, row)],
  ["win_scopes", "decided_count", (deal, row) => decided(deal) && isOf(deal, row) && within(deal.closed, row["period_window"])],
  ["loss_reasons", "count", (deal, row) => !decided(deal) && deal.outcome !== "open" || lost(deal) ? isOf(deal, row) && same(deal.reason, row["reason"], row["is_missing"]) : false],
  ["loss_competitors", "decided_count", (deal, row) => decided(deal) && isOf(deal, row) && same(deal.competitor, row["competitor"], row["is_missing"])],
  ["loss_competitors", "lost_rate", (deal, row) => lost(deal) && isOf(deal, row) && same(deal.competitor, row["competitor"], row["is_missing"])],
  ["segment_scorecard", "decided_count", (deal, row) => decided(deal) && isNew(deal) && isIn(deal, row["dimension"], row["segment"])],
  ["segment_scorecard", "won_amount", (deal, row) => won(deal) && isNew(deal) && isIn(deal, row["dimension"], row["segment"])],
  ["icp_tiers", "decided_count", (deal, row) => decided(deal) && inSample(deal, row) && inTier(deal, row), (row) => row["scenario"] === "base"],
  ["icp_tiers", "won_amount", (deal, row) => won(deal) && inSample(deal, row) && inTier(deal, row), (row) => row["scenario"] === "base"],
  ["icp_tiers", "open_amount", (deal, row) => deal.outcome === "open" && inSample(deal, row) && inTier(deal, row), (row) => row["scenario"] === "base" && Number(row["open_amount"]) > 0],
  ["icp_validation", "tier1_win_rate", (deal, row) => decided(deal) && inSample(deal, row) && inTier(deal, {...row, tier: "1"}), (row) => row["scenario"] === "base"],
  ["icp_validation", "rest_win_rate", (deal, row) => decided(deal) && inSample(deal, row) && (inTier(deal, {...row, tier: "2"}) || inTier(deal, {...row, tier: "3"})), (row) => row["scenario"] === "base"],
  ["icp_drift", "decided_count", (deal, row) => decided(deal) && isNew(deal) && standing(deal, row) !== undefined && inTier(deal, row) && deal.quarter === dayOf(row["quarter"])],
  ["icp_outside_segments", "year_won_amount", (deal, row) => won(deal) && isNew(deal) && ["2", "3"].includes(standing(deal, row)?.tier ?? "") && isIn(deal, row["dimension"], row["segment"]) && within(deal.closed, "last_4_quarters")]
];

/** What adds up to what: rows of a mart that differ in a key alone, and the row of their total there or in the win rates. */
const SUMS: readonly [mart: string, key: string, others: readonly string[], total: (row: Row) => Row | undefined][] = [
  ...["segment"].flatMap((key) => ["win_rate_by_segment", "win_rate_by_quarter"].map((mart): (typeof SUMS)[number] => [mart, key, ["deal_type", "dimension", "period_window", "quarter"], (row) => find(mart, {...row, dimension: "all", segment: "all"}, ["deal_type", "dimension", "segment", "period_window", "quarter"])])),
  ...["win_rate_by_segment", "win_rate_by_quarter"].map((mart): (typeof SUMS)[number] => [mart, "deal_type", ["dimension", "segment", "period_window", "quarter"], (row) => find(mart, {...row, deal_type: "all"}, ["deal_type", "dimension", "segment", "period_window", "quarter"])]),
  ...["a", "b"].map((side): (typeof SUMS)[number] => ["win_rate_by_segment_pair", `segment_${side}`, ["deal_type", "period_window", "dimension_a", "dimension_b", `segment_${side === "a" ? "b" : "a"}`], (row) => {
    const other = side === "a" ? "b" : "a";
    return find("win_rate_by_segment", {...row, dimension: row[`dimension_${other}`], segment: row[`segment_${other}`]}, ["deal_type", "dimension", "segment", "period_window"]);
  }])
];

const found = new Map<string, Map<string, Row>>();
const keyOf = (row: Row, names: readonly string[]) => JSON.stringify(names.map((name) => (row[name] instanceof Date ? dayOf(row[name]) : row[name])));
function find(mart: string, row: Row, names: readonly string[]): Row | undefined {
  const id = `${mart} ${names.join()}`;
  if (!found.has(id)) found.set(id, new Map(table(mart).map((one) => [keyOf(one, names), one])));
  return found.get(id)!.get(keyOf(row, names));
}

const RESTS_ON = new Map(CELLS.filter(([, column]) => column === "decided_count").map(([mart, , restsOn]) => [mart, restsOn]));

describe("the board edition of a workspace in which few accounts have most deals", () => {
  it.each(CELLS)("shows no %s.%s that rests on the deals of fewer than five accounts", (mart, column, restsOn, asked = () => true) => {
    const shown = table(mart).filter((row) => typeof row[column] === "number" && asked(row));
    const few = shown.flatMap((row) => {
      const own = deals.filter((deal) => restsOn(deal, row));
      // An amount of no deals at all is 0.
      return accountsOf(own) < MINIMUM && (own.length > 0 || row[column] !== 0) ? [`${own.length} deals of ${accountsOf(own)}: ${JSON.stringify(row)}`] : [];
    });
    expect(few).toEqual([]);
    expect(shown.length).toBeGreaterThan(3);
  });

  it.each(SUMS)("lets no few accounts of %s be had as a total less what is shown by %s", (mart, key, others, totalOf) => {
    const restsOn = RESTS_ON.get(mart)!;
    const families = grouped(table(mart).filter((row) => row[key] !== "all"), (row) => keyOf(row, others));
    const few: string[] = [];
    let compared = 0;
    for (const [name, own] of families) {
      const total = totalOf(own[0]!);
      const hidden = own.filter((row) => row["decided_count"] === null);
      if (typeof total?.["decided_count"] !== "number" || hidden.length === 0) continue;
      const left = deals.filter((deal) => hidden.some((row) => restsOn(deal, row)));
      compared += 1;
      if (left.length > 0 && accountsOf(left) < MINIMUM) few.push(`${name}: ${left.length} deals of ${accountsOf(left)}`);
    }
    expect(few).toEqual([]);
    expect(compared).toBeGreaterThan(5);
  });

  it("lets no few accounts be had as a period less one in it, or less its quarters", () => {
    const few: string[] = [];
    let compared = 0;
    const weigh = (name: string, left: readonly Deal[]) => {
      if (left.length === 0) return;
      compared += 1;
      if (accountsOf(left) < MINIMUM) few.push(`${name}: ${left.length} deals of ${accountsOf(left)}`);
    };
    const quarters = grouped(table("win_rate_by_quarter"), (row) => keyOf(row, ["deal_type", "dimension", "segment"]));
    for (const [name, own] of grouped(table("win_rate_by_segment").filter((row) => row["decided_count"] !== null), (row) => keyOf(row, ["deal_type", "dimension", "segment"]))) {
      const its = deals.filter((deal) => decided(deal) && isOf(deal, own[0]!));
      const windows = own.map((row) => String(row["period_window"]));
      for (const [longer, shorter] of [["all", "last_8_quarters"], ["all", "last_4_quarters"], ["last_8_quarters", "last_4_quarters"]] as const) {
        if (windows.includes(longer) && windows.includes(shorter)) weigh(`${name} ${longer} less ${shorter}`, its.filter((deal) => within(deal.closed, longer) && !within(deal.closed, shorter)));
      }
      const shown = new Set((quarters.get(name) ?? []).filter((row) => row["decided_count"] !== null).map((row) => dayOf(row["quarter"])));
      for (const window of windows) weigh(`${name} ${window} less its quarters`, its.filter((deal) => within(deal.closed, window) && !shown.has(deal.quarter ?? "")));
    }
    expect(few).toEqual([]);
    expect(compared).toBeGreaterThan(100);
  });

  it("lets no segment without a curve be had from the others’ curves", () => {
    const names = ["deal_type", "dimension", "segment"];
    const curves = new Set(table("win_curve").filter((point) => point["at_risk"] !== null).map((point) => keyOf(point, names)));
    const shows = (row: Row) => curves.has(keyOf(row, names));
    const few: string[] = [];
    for (const [name, own] of grouped(table("win_rate_by_segment").filter((row) => row["period_window"] === "all" && row["dimension"] !== "all"), (row) => keyOf(row, ["deal_type", "dimension"]))) {
      if (!shows({...own[0], dimension: "all", segment: "all"})) continue;
      const hidden = own.filter((row) => !shows(row));
      const left = deals.filter((deal) => deal.days !== null && hidden.some((row) => isOf(deal, row)));
      if (left.length > 0 && accountsOf(left) < MINIMUM) few.push(`${name}: ${left.length} deals of ${accountsOf(left)}`);
    }
    expect(few).toEqual([]);
  });

  it("has no sentence about segments or losses of deals of fewer than five accounts", async () => {
    const scopeOf = (row: Row) => Object.fromEntries(String(row["scope"]).split("&").map((choice) => choice.split("=") as [string, string]));
    const said = table("findings_win_rate").filter((row) => row["text"] !== null);
    const internal = await db.rows<{period_window: string; deal_type: string; dimension: string; segment: string}>(`
      from win_rate_by_segment where decided_count >= 10 and dimension <> 'all' and segment <> 'unknown'`);
    const isFew = (own: readonly Deal[]) => own.length > 0 && accountsOf(own) < MINIMUM;
    // What a period leaves of another is told by both.
    const told = (own: readonly Deal[], window: string) => [
      own.filter((deal) => within(deal.closed, window)),
      ...(window === "all" ? [] : [own.filter((deal) => !within(deal.closed, window))]),
      ...(window === "last_8_quarters" ? [own.filter((deal) => within(deal.closed, window) && !within(deal.closed, "last_4_quarters"))] : [])
    ];
    const few = new Set(internal.filter((row) => told(deals.filter((deal) => decided(deal) && isOf(deal, row)), row.period_window).some(isFew)).map((row) => keyOf(row as unknown as Row, ["period_window", "deal_type"])));
    expect(few.size).toBeGreaterThan(1);
    // Over all dimensions any of its segments may be named.
    const overAll = said.filter((row) => ["segments", "odds"].includes(String(row["figure"])) && !("dimension" in scopeOf(row)) && !("dimensions" in scopeOf(row)));
    expect(overAll.filter((row) => few.has(keyOf(scopeOf(row), ["period_window", "deal_type"]))).map((row) => row["text"])).toEqual([]);
    expect(overAll.length).toBeGreaterThan(1);
    const losses = (await db.rows<{deal_type: string; reason: string}>("select deal_type, arg_max(reason, count) as reason from loss_reasons where dimension = 'all' and not is_missing group by deal_type"))
      .filter(({deal_type, reason}) => isFew(deals.filter((deal) => (deal_type === "all" || deal.type === deal_type) && !won(deal) && deal.outcome !== "open" && same(deal.reason, reason, false))));
    expect(said.filter((row) => row["figure"] === "reasons" && losses.some(({deal_type}) => scopeOf(row)["deal_type"] === deal_type))).toEqual([]);
  });
});
