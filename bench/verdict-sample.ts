// The verdict on generated worlds through the very models of a run: `npx tsx bench/verdict-sample.ts [null|planted] [worlds]`.
// The sample's generator draws accounts and deals; the sample's ICP in force, fixed beforehand, is judged on each world.
import {openDatabase, type Database} from "../pipeline/database.ts";
import {createEmptyRawTables, type ConfigColumn} from "../pipeline/ingest/tables.ts";
import {buildModel, createMacros} from "../pipeline/models/build.ts";
import {modelName} from "../pipeline/models/model.ts";
import {MODELS} from "../pipeline/models/models.ts";
import {isoDate} from "../pipeline/sample/calendar.ts";
import {SAMPLE_WORKSPACE} from "../pipeline/sample/sample.ts";
import {CALENDAR, TRUTHS} from "../pipeline/sample/truth.ts";
import {generateHistories} from "../pipeline/sample/world.ts";
import {EXPORTS} from "../pipeline/schema/exports.ts";
import {registerStatistics} from "../pipeline/statistics/functions.ts";
import {configure, setAsOf} from "../pipeline/workspace/configure.ts";
import {readWorkspace} from "../pipeline/workspace/read.ts";

const ACCOUNTS = 1200;
const OPPORTUNITIES = 3500;
const VERSION = "2024-01";

const ACCOUNT_COLUMNS = ["account_id", "industry", "employees", "country", "technologies"];
const DEAL_COLUMNS = ["opportunity_id", "account_id", "stage", "is_won", "is_closed", "created_on", "closed_on", "amount", "deal_type", "loss_reason"];

/** Made once, for their columns: nothing that a verdict rests on. */
const LEFT_OUT = /^(stat_win_|stat_pair_|win_|leak_audit|loss_|deal_clustering|int_(loss|win|pair|quarter|segment_cells|deal_(cells|ages|scopes)|cycle_)|segment_|cohort_|mrr_|revenue_|customer_|stat_(revenue|survival|customer))/;

const [kind = "null", wanted = "200"] = process.argv.slice(2);
const worlds = Number(wanted);
const truth = TRUTHS[kind === "planted" ? "planted" : "null"];
const models = MODELS.slice(0, MODELS.findIndex((model) => modelName(model) === "icp_validation") + 1);

const db = await openDatabase(":memory:");
try {
  const started = performance.now();
  await prepare(db);
  const counts = new Map<string, number>();
  for (let seed = 1; seed <= worlds; ++seed) {
    await fill(db, seed);
    for (const model of models) if (seed === 1 || !LEFT_OUT.test(modelName(model))) await buildModel(db, model);
    if (seed === 1) await db.exec("delete from leak_audit");
    const [row] = await db.rows<{verdict: string; reason_code: string | null}>(
      "select verdict, reason_code from icp_validation where version = $1 and scenario = 'base' and sample = 'judged'", [VERSION]);
    const word = row!.reason_code === null ? row!.verdict : `${row!.verdict}: ${row!.reason_code}`;
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  console.log(`${worlds} ${kind} worlds of ${OPPORTUNITIES} deals, version ${VERSION}; ${((performance.now() - started) / 1000).toFixed(0)} s`);
  for (const [word, count] of [...counts].toSorted((a, b) => b[1] - a[1])) console.log(`${((100 * count) / worlds).toFixed(1).padStart(5)} %  ${word}`);
} finally {
  db.close();
}

async function prepare(db: Database): Promise<void> {
  await registerStatistics(db);
  await createMacros(db);
  await createEmptyRawTables(db);
  const {workspace, icps} = await readWorkspace(SAMPLE_WORKSPACE);
  const columns = (["accounts", "opportunities"] as const).flatMap((entity): ConfigColumn[] => {
    const present = entity === "accounts" ? ACCOUNT_COLUMNS : DEAL_COLUMNS;
    return Object.entries(EXPORTS[entity]).map(([column_name, {type}]) =>
      ({entity, column_name, type, is_present: present.includes(column_name), is_attribute: false, header: column_name}));
  });
  const exports = {accounts: workspace.exports.accounts, opportunities: workspace.exports.opportunities};
  await configure(db, {...workspace, exports}, icps.filter(({icp, version}) => icp === "main" && version === VERSION), columns);
  await setAsOf(db, CALENDAR.asOf);
}

/** The world's rows, as an ingest of its exports leaves them. */
async function fill(db: Database, seed: number): Promise<void> {
  const histories = [...generateHistories({accounts: ACCOUNTS, opportunities: OPPORTUNITIES, seed, truth})];
  const accounts = histories.map(({account}) => account);
  const deals = histories.flatMap(({account, deals}) => deals.map((deal) => ({account: account.id, ...deal})));
  await db.writeTable("world_accounts", [
    text("account_id", accounts.map(({id}) => id)), text("industry", accounts.map(({industry}) => industry)),
    text("employees", accounts.map(({employees}) => String(employees))), text("country", accounts.map(({country}) => country)),
    text("technologies", accounts.map(({technologies}) => technologies))
  ]);
  await db.writeTable("world_deals", [
    text("opportunity_id", deals.map(({id}) => id)), text("account_id", deals.map(({account}) => account)), text("stage", deals.map(({stage}) => stage)),
    {name: "is_won", type: "boolean", values: deals.map(({outcome}) => outcome === "won")},
    {name: "is_closed", type: "boolean", values: deals.map(({outcome}) => outcome !== "open")},
    text("created_on", deals.map(({createdOn}) => isoDate(createdOn))), text("closed_on", deals.map(({closedOn}) => isoDate(closedOn))),
    {name: "amount", type: "double", values: deals.map(({amount}) => amount)}, text("deal_type", deals.map(({type}) => type)),
    text("loss_reason", deals.map(({lossReason}) => lossReason || null))
  ]);
  await db.exec("delete from raw_accounts");
  await db.exec("insert into raw_accounts by name select *, employees::double as employees_low, employees::double as employees_high from world_accounts");
  await db.exec("delete from raw_opportunities");
  await db.exec("insert into raw_opportunities by name select * replace (created_on::date as created_on, closed_on::date as closed_on) from world_deals");
}

function text(name: string, values: readonly (string | null)[]) {
  return {name, type: "varchar", values};
}
