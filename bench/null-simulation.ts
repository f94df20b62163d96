// How often a segment is called a signal where nothing differs, and how often a Wilson interval holds the true win rate:
// `npx tsx bench/null-simulation.ts [worlds]`. Null worlds of the sample's generator (every deal won or lost alike, independently) go
// through the very models of a run, from raw tables to win_rate_by_segment, in the sample's dimensions.
import {openDatabase, type Database} from "../pipeline/database.ts";
import {createEmptyRawTables, type ConfigColumn} from "../pipeline/ingest/tables.ts";
import {buildModel, createMacros} from "../pipeline/models/build.ts";
import {modelName} from "../pipeline/models/model.ts";
import {MODELS} from "../pipeline/models/models.ts";
import {isoDate} from "../pipeline/sample/calendar.ts";
import {SAMPLE_WORKSPACE} from "../pipeline/sample/sample.ts";
import {CALENDAR, NULL} from "../pipeline/sample/truth.ts";
import {generateHistories} from "../pipeline/sample/world.ts";
import {EXPORTS} from "../pipeline/schema/exports.ts";
import {registerStatistics} from "../pipeline/statistics/functions.ts";
import {wilson} from "../pipeline/statistics/wilson.ts";
import {configure, setAsOf} from "../pipeline/workspace/configure.ts";
import {readWorkspace} from "../pipeline/workspace/read.ts";

const ACCOUNTS = 1200;
const OPPORTUNITIES = 3500;
const TRUE_WIN_RATE = NULL.baseOdds / (1 + NULL.baseOdds);

/** Nothing of these is looked at here; they are made once, for their columns. */
const LEFT_OUT = new Set(["stat_win_value_limits", "stat_win_curve", "stat_win_within", "stat_win_model", "stat_pair_shrinkage", "leak_audit"]);

/** What the models read of an export, as types. */
const ACCOUNT_COLUMNS = ["account_id", "name", "industry", "employees", "annual_revenue", "country", "technologies", "funding_stage", "business_model"] as const;
const DEAL_COLUMNS = ["opportunity_id", "account_id", "stage", "is_won", "is_closed", "created_on", "closed_on", "amount", "deal_type", "loss_reason"] as const;

interface Found {
  /** The smallest q of a tested segment. */
  readonly smallestQ: number;
  readonly signals: number;
  readonly tested: number;
  readonly covered: number;
}

const worlds = Number(process.argv[2] ?? 200);
const db = await openDatabase(":memory:");
try {
  const started = performance.now();
  await prepare(db);
  const found: Found[] = [];
  for (let seed = 1; seed <= worlds; ++seed) {
    await fill(db, seed);
    for (const model of modelsOf(seed === 1)) await buildModel(db, model);
    if (seed === 1) for (const name of LEFT_OUT) await db.exec(`delete from ${name}`);
    found.push(await look(db));
  }
  report(found, (performance.now() - started) / 1000);
} finally {
  db.close();
}

async function prepare(db: Database): Promise<void> {
  await registerStatistics(db);
  await createMacros(db);
  await createEmptyRawTables(db);
  const {workspace} = await readWorkspace(SAMPLE_WORKSPACE);
  const columns = (["accounts", "opportunities"] as const).flatMap((entity): ConfigColumn[] => {
    const present: readonly string[] = entity === "accounts" ? ACCOUNT_COLUMNS : DEAL_COLUMNS;
    return Object.entries(EXPORTS[entity]).map(([column_name, {type}]) =>
      ({entity, column_name, type, is_present: present.includes(column_name), is_attribute: false, header: column_name}));
  });
  await configure(db, {...workspace, exports: {accounts: workspace.exports.accounts, opportunities: workspace.exports.opportunities}}, [], columns);
  await setAsOf(db, CALENDAR.asOf);
}

/** The world's rows, as an ingest of its exports leaves them. */
async function fill(db: Database, seed: number): Promise<void> {
  const histories = [...generateHistories({accounts: ACCOUNTS, opportunities: OPPORTUNITIES, seed, truth: NULL})];
  const accounts = histories.map(({account}) => account);
  await db.writeTable("world_accounts", [
    text("account_id", accounts.map(({id}) => id)), text("name", accounts.map(({name}) => name)), text("industry", accounts.map(({industry}) => industry)),
    text("employees", accounts.map(({employees}) => String(employees))), text("annual_revenue", accounts.map(({annualRevenue}) => String(annualRevenue))),
    text("country", accounts.map(({country}) => country)), text("technologies", accounts.map(({technologies}) => technologies)),
    text("funding_stage", accounts.map(({fundingStage}) => fundingStage)), text("business_model", accounts.map(({businessModel}) => businessModel))
  ]);
  const deals = histories.flatMap(({account, deals}) => deals.map((deal) => ({account: account.id, ...deal})));
  await db.writeTable("world_deals", [
    text("opportunity_id", deals.map(({id}) => id)), text("account_id", deals.map(({account}) => account)), text("stage", deals.map(({stage}) => stage)),
    {name: "is_won", type: "boolean", values: deals.map(({outcome}) => outcome === "won")},
    {name: "is_closed", type: "boolean", values: deals.map(({outcome}) => outcome !== "open")},
    text("created_on", deals.map(({createdOn}) => isoDate(createdOn))), text("closed_on", deals.map(({closedOn}) => isoDate(closedOn))),
    {name: "amount", type: "double", values: deals.map(({amount}) => amount)}, text("deal_type", deals.map(({type}) => type)),
    text("loss_reason", deals.map(({lossReason}) => lossReason || null))
  ]);
  await db.exec("delete from raw_accounts");
  await db.exec(`insert into raw_accounts by name
    select *, employees::double as employees_low, employees::double as employees_high,
      annual_revenue::double as annual_revenue_low, annual_revenue::double as annual_revenue_high
    from world_accounts`);
  await db.exec("delete from raw_opportunities");
  await db.exec("insert into raw_opportunities by name select * replace (created_on::date as created_on, closed_on::date as closed_on) from world_deals");
}

/** Up to win_rate_by_segment, in order. */
function modelsOf(isFirst: boolean): typeof MODELS {
  const last = MODELS.findIndex((model) => modelName(model) === "win_rate_by_segment");
  return MODELS.slice(0, last + 1).filter((model) => isFirst || !LEFT_OUT.has(modelName(model)));
}

async function look(db: Database): Promise<Found> {
  const rows = await db.rows<{won_count: number; decided_count: number; win_rate_low: number; win_rate_high: number; q_value: number | null; evidence: string}>(`
    select won_count, decided_count, win_rate_low, win_rate_high, q_value, evidence
    from win_rate_by_segment
    where period_window = 'all' and deal_type = 'new_business' and dimension <> 'all' and segment <> 'unknown'
      and decided_count >= getvariable('min_decided')`);
  return {
    smallestQ: Math.min(...rows.map(({q_value}) => q_value ?? 1)),
    signals: rows.filter(({evidence}) => evidence === "signal").length,
    tested: rows.length,
    covered: rows.filter(({win_rate_low, win_rate_high}) => win_rate_low <= TRUE_WIN_RATE && TRUE_WIN_RATE <= win_rate_high).length
  };
}

function report(found: readonly Found[], seconds: number): void {
  const withSignal = found.filter(({signals}) => signals > 0).length;
  const total = (key: "tested" | "covered" | "signals") => found.reduce((sum, row) => sum + row[key], 0);
  const {low, high} = wilson(withSignal, found.length);
  const lines = [
    `${found.length} null worlds of ${OPPORTUNITIES} deals, true win rate ${percent(TRUE_WIN_RATE)}; new business, all periods; ${seconds.toFixed(0)} s`,
    `worlds with any signal at q <= 0.10: ${withSignal}, ${percent(withSignal / found.length)} (95 %: ${percent(low!)} to ${percent(high!)}); the bar is 15 %`,
    `segments called signals: ${total("signals")} of ${total("tested")}, ${percent(total("signals") / total("tested"))}`,
    `Wilson limits that hold the true rate: ${total("covered")} of ${total("tested")}, ${percent(total("covered") / total("tested"))}; the bar is 95 ± 1 %`
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

function text(name: string, values: readonly (string | null)[]) {
  return {name, type: "varchar", values};
}
