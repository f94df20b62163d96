import {cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, afterEach, describe, expect, it} from "vitest";
import {openDatabase, type Database} from "../../pipeline/database.ts";
import {fingerprint} from "../../pipeline/fingerprint.ts";
import {keepHistory, readHistory, writeHistory} from "../../pipeline/history/history.ts";
import {ingest} from "../../pipeline/ingest/ingest.ts";
import {buildModels, createMacros} from "../../pipeline/models/build.ts";
import {neededModels} from "../../pipeline/models/needed.ts";
import {runPipeline} from "../../pipeline/run.ts";
import {registerStatistics} from "../../pipeline/statistics/functions.ts";
import {configure, setAsOf} from "../../pipeline/workspace/configure.ts";
import {readWorkspace} from "../../pipeline/workspace/read.ts";
import {GOOD, writeWorkspace} from "../corpus/workspace.ts";

const HEADER = "id,account,stage,created,closed,amount\n";
const directories: string[] = [];
afterEach(() => directories.splice(0).forEach(remove));
/** Workspaces that have been run, by the deals of their runs: many a test begins where another did. */
const begun = new Map<string, Promise<string>>();
afterAll(async () => (await Promise.all(begun.values())).forEach(remove));

function remove(directory: string): void {
  rmSync(directory, {recursive: true, force: true});
}

/** A workspace that has been run on each of these deals, one after another. */
async function workspaceAfter(...deals: readonly [string, ...string[]]): Promise<Workspace> {
  const key = deals.join("\0");
  if (!begun.has(key)) begun.set(key, runOnEach(deals));
  const directory = mkdtempSync(join(tmpdir(), "fitproof-ledger-"));
  directories.push(directory);
  cpSync(await begun.get(key)!, directory, {recursive: true, preserveTimestamps: true});
  return workspaceIn(directory);
}

async function runOnEach(deals: readonly string[]): Promise<string> {
  const directory = writeWorkspace(GOOD);
  for (const each of deals) await workspaceIn(directory).run(each);
  return directory;
}

interface Workspace {
  readonly directory: string;
  /** Writes the deals and does what a run does for the ledger: the rest of a run takes four times as long. */
  run(deals: string, yaml?: string): Promise<Run>;
  /** Writes the deals and runs. */
  runWhole(deals: string): Promise<Run & {readonly warnings: string[]; readonly words: string}>;
}

const MODELS_OF_LEDGER = await neededModels(["run_changes", "int_definitions", "ledger_runs", "ledger_files", "ledger_columns", "ledger_definitions", "ledger_accounts", "ledger_opportunities"]);

function workspaceIn(directory: string): Workspace {
  const write = (deals: string, yaml = GOOD["fitproof.yaml"]!) => {
    writeFileSync(join(directory, "fitproof.yaml"), yaml);
    writeFileSync(join(directory, "exports/deals.csv"), HEADER + deals);
  };
  return {
    directory,
    async run(deals, yaml) {
      write(deals, yaml);
      const db = await openDatabase(":memory:", {threads: 1});
      try {
        await remember(db, directory);
        return await readRun(db);
      } finally {
        db.close();
      }
    },
    async runWhole(deals) {
      write(deals);
      const {database, warnings} = await runPipeline({workspace: directory});
      const db = await openDatabase(database, {readOnly: true});
      try {
        const [changes] = await db.rows<{text: string}>("select text from findings where page = 'data-quality' and figure = 'changes'");
        return {...await readRun(db), warnings: warnings.map(({message}) => message), words: changes!.text};
      } finally {
        db.close();
      }
    }
  };
}

async function remember(db: Database, directory: string): Promise<void> {
  const history = join(directory, "history");
  const files = ["fitproof.yaml", "icp", "exports"].flatMap((name) => (name.endsWith(".yaml") ? [name] : readdirSync(join(directory, name)).map((file) => join(name, file))));
  const {id} = await fingerprint(files.map((file) => ({file, path: join(directory, file)})), join(directory, "fingerprints.json"));
  await registerStatistics(db);
  await createMacros(db);
  const loaded = await readWorkspace(directory);
  const read = await ingest(db, loaded, {temporaryDirectory: directory});
  await configure(db, loaded.workspace, loaded.icps, read.columns, {presets: read.presets, locate: loaded.locate});
  await setAsOf(db, read.as_of);
  await db.setVariable("run_id", id);
  await readHistory(db, history, id);
  await buildModels(db, MODELS_OF_LEDGER);
  await writeHistory(db, history, id);
  await keepHistory(history, id, async () => {});
}

async function readRun(db: Database): Promise<Run> {
  const ids = async (sql: string) => (await db.rows<{id: string}>(sql)).map(({id}) => id);
  return {
    changes: (await db.rows<Change>("select kind, id, before, after from run_changes where kind <> 'export_shrank' order by kind, id")).map(({kind, id, before, after}) => [kind, id, before, after]),
    written: await ids("select opportunity_id as id from ledger_opportunities order by 1"),
    values: await ids("select account_id || ' ' || column_name as id from ledger_accounts order by 1"),
    edited: await ids("select if(kind = 'icp', version, kind) as id from int_definitions where is_edited order by 1"),
    seen: await ids("select concat(version, ' ', first_seen_on) as id from int_definitions where kind = 'icp' order by 1"),
    isFirst: (await ids("select run_id as id from history_runs")).length === 0
  };
}

interface Change {
  kind: string;
  id: string;
  before: string | null;
  after: string | null;
}

interface Run {
  readonly changes: (readonly (string | null)[])[];
  /** The deals that the run wrote to the ledger. */
  readonly written: string[];
  /** The accounts and columns whose values it wrote. */
  readonly values: string[];
  /** The versions, or thresholds, of which an earlier run knew another text. */
  readonly edited: string[];
  /** The versions, and the data dates of the runs that first saw them. */
  readonly seen: string[];
  /** Whether there is no run on other exports to be compared with. */
  readonly isFirst: boolean;
}

describe("the ledger of runs", () => {
  const won = "d1,a1,Won,2024-01-01,2024-02-01,100\n", open = "d2,a2,Open,2024-01-05,2024-06-01,200\n", lost = "d3,a1,Lost,2024-01-09,2024-03-01,300\n";

  it("has every deal of the first run, which changed nothing", async () => {
    const directory = writeWorkspace(GOOD);
    directories.push(directory);
    expect(await workspaceIn(directory).runWhole(won + open + lost)).toMatchObject({
      changes: [], written: ["d1", "d2", "d3"], isFirst: true, words: expect.stringMatching(/^This is the first run/)
    });
  });

  it("has of later runs only what differs, and says what became of deals that had been closed", async () => {
    const {run} = await workspaceAfter(won + open + lost);
    expect(await run(`d1,a1,Won,2024-01-01,2024-02-01,150\n${open}d3,a1,Open,2024-01-09,2024-03-01,300\nd4,a2,Open,2024-02-01,2024-06-01,1\n`)).toMatchObject({
      changes: [["deal_reopened", "d3", "lost", "open"], ["deal_restated", "d1", "100.00", "150.00"]], written: ["d1", "d3", "d4"]
    });
  });

  it("compares with the last that any run said of a deal", async () => {
    const {run} = await workspaceAfter(won + open + lost);
    await run(`d1,a1,Won,2024-01-01,2024-02-01,150\n${open}${lost}`);
    await run(`d1,a1,Won,2024-01-01,2024-02-01,150\n${open}d3,a1,Lost,2024-01-08,2024-03-01,300\n`);
    expect(await run(`${won}${open}d3,a1,Lost,2024-01-08,2024-03-01,300\n`)).toMatchObject({changes: [["deal_restated", "d1", "150.00", "100.00"]], written: ["d1"]});
  });

  it("tells once of a deal that is missing, and takes one that comes back for new", async () => {
    const {run} = await workspaceAfter(won + open + lost);
    expect(await run(won + open)).toMatchObject({changes: [["deal_missing", "d3", "lost", null]], written: ["d3"]});
    expect(await run(`${won}${open}d5,a1,Open,2024-02-01,2024-06-01,1\n`)).toMatchObject({changes: [], written: ["d5"]});
    expect(await run(`${won}${open}${lost}d5,a1,Open,2024-02-01,2024-06-01,1\n`)).toMatchObject({changes: [], written: ["d3"]});
  });

  it("compares a run with the last on other exports: an edit of the YAML hides nothing, and is no change", async () => {
    const {run} = await workspaceAfter(won + open + lost);
    const restated = `d1,a1,Won,2024-01-01,2024-02-01,150\n${open}${lost}`;
    const changes = [["deal_restated", "d1", "100.00", "150.00"]];
    const twice = GOOD["fitproof.yaml"]!.replace("    columns: {opp", "    scale: {amount: 2}\n    columns: {opp");
    expect(await run(won + open + lost, twice)).toMatchObject({changes: [], written: ["d1", "d2", "d3"], values: [], isFirst: true});
    expect(await run(won + open + lost, `${GOOD["fitproof.yaml"]!}# undone\n`)).toMatchObject({changes: [], written: ["d1", "d2", "d3"]});
    expect(await run(restated)).toMatchObject({changes, written: ["d1"]});
    expect(await run(restated, `${GOOD["fitproof.yaml"]!}# a comment\n`)).toMatchObject({changes, written: [], isFirst: false});
    expect(await run(`${restated}d4,a2,Open,2024-02-01,2024-06-01,1\n`)).toMatchObject({changes: [], written: ["d4"]});
  });

  it("knows what the last run said where an edit of the YAML takes back what another had changed", async () => {
    const {run} = await workspaceAfter(won + open + lost);
    const yaml = GOOD["fitproof.yaml"]!;
    const edited = yaml.replace("    columns: {opp", "    exclude: [{column: opportunity_id, matches: d3, reason: test}]\n    scale: {amount: 2}\n    columns: {opp")
      .replace("    columns: {account_id", "    values: {industry: {Retail: Shops}}\n    columns: {account_id");
    const more = `${won}${open}${lost}d4,a2,Open,2024-02-01,2024-06-01,1\n`;
    expect(await run(more, edited)).toMatchObject({
      changes: [["account_changed", "a2", "Retail", "Shops"], ["deal_missing", "d3", "lost", null], ["deal_restated", "d1", "100.00", "200.00"]], written: ["d1", "d2", "d3", "d4"], values: ["a2 industry"]
    });
    expect(await run(more)).toMatchObject({changes: [], written: ["d1", "d2", "d3", "d4"], values: ["a2 industry"]});
    expect(await run(`${more}d5,a2,Open,2024-02-01,2024-06-01,1\n`)).toMatchObject({changes: [], written: ["d5"], values: []});
  });

  it("compares amounts as exported: another exchange rate restates no deal, another currency does", async () => {
    const {directory, run} = await workspaceAfter(won + open + lost);
    const yaml = GOOD["fitproof.yaml"]!.replace("exports:", "exchange_rates: rates.csv\nexports:").replace("deals.csv", "euros.csv").replace("amount: amount}", "amount: amount, currency: currency}");
    const euros = (deals: string, rate: number) => {
      writeFileSync(join(directory, "exports/euros.csv"), `id,account,stage,created,closed,amount,currency\n${deals}`);
      writeFileSync(join(directory, "exports/rates.csv"), `currency,date,rate\nEUR,2024-01-01,${rate}\n`);
      return run("", yaml);
    };
    const inEuros = "d1,a1,Won,2024-01-01,2024-02-01,100,EUR\nd3,a1,Lost,2024-01-09,2024-03-01,300,USD\n";
    await euros(inEuros.replaceAll(",EUR", ",").replace(",100,", ",110,"), 1.1);
    expect(await euros(inEuros, 1.1), "in a ledger without currencies amounts are in the workspace's").toMatchObject({changes: [], written: ["d1"]});
    expect(await euros(`${inEuros}d5,a1,Open,2024-02-01,2024-06-01,1,EUR\n`, 1.2)).toMatchObject({changes: [], written: ["d5"]});
    expect(await euros(inEuros.replace("EUR", "USD").replace("300,USD", "350,USD"), 1.2)).toMatchObject({changes: [
      ["deal_missing", "d5", "open", null], ["deal_restated", "d1", "100.00 EUR", "100.00 USD"], ["deal_restated", "d3", "300.00 USD", "350.00 USD"]
    ], written: ["d1", "d3", "d5"]});
  });

  it("knows a deal and an account by the 15 and by the 18 characters of a Salesforce id, whichever the exports of a run have", async () => {
    const {directory, run} = await workspaceAfter(won + open + lost);
    const called = (deal: string, account: string, amount = 100) => {
      writeFileSync(join(directory, "exports/accounts.csv"), GOOD["exports/accounts.csv"]!.replace("a1,", `${account},`));
      return run(`${deal},${account},Won,2024-01-01,2024-02-01,${amount}\n${open}`);
    };
    await called("006bm00001ZL8U9", "001bm00001ZL8U9");
    expect(await called("006bm00001ZL8U9AAL", "001bm00001ZL8U9AAL")).toMatchObject({changes: [], written: [], values: []});
    expect(await called("006bm00001ZL8U9AAL", "001bm00001ZL8U9AAL", 150)).toMatchObject({changes: [["deal_restated", "006bm00001ZL8U9AAL", "100.00", "150.00"]], written: ["006bm00001ZL8U9AAL"]});
    expect(await called("006bm00001ZL8U9", "001bm00001ZL8U9", 150)).toMatchObject({changes: [], written: [], values: []});
    expect(await run(open)).toMatchObject({changes: [["deal_missing", "006bm00001ZL8U9AAL", "won", null]], written: ["006bm00001ZL8U9AAL"]});
  });

  it("compares outcomes as exported: a data date that is set back reopens no deal, and the next run still knows that it was closed", async () => {
    const {run} = await workspaceAfter(won + open + lost);
    const back = `as_of: 2024-02-15\n${GOOD["fitproof.yaml"]!}`;
    const more = `${won}${open}${lost}d4,a2,Open,2024-04-01,2024-06-01,1\n`;
    expect(await run(more, back)).toMatchObject({changes: [], written: ["d4"]});
    expect(await run(more.replace("Lost,2024-01-09", "Won,2024-01-09"))).toMatchObject({changes: [["deal_restated", "d3", "lost", "won"]], written: ["d3"]});
  });

  it("tells an ICP and thresholds that were changed from those that were not: other line ends, or a change that is taken back, are none", async () => {
    const {directory, run} = await workspaceAfter(won + open + lost);
    const icp = GOOD["icp/1.yaml"]!, yaml = GOOD["fitproof.yaml"]!;
    const edited = async (text: string, settings = yaml) => {
      writeFileSync(join(directory, "icp/1.yaml"), text);
      return (await run(won + open + lost, settings)).edited;
    };
    expect(await edited(icp.replaceAll("\n", "\r\n"))).toEqual([]);
    expect(await edited(icp.replace("50, 500", "60, 500"), `${yaml}thresholds: {lift: 1.2}\n`)).toEqual(["1", "thresholds"]);
    expect(await edited(icp)).toEqual([]);
  });

  it("says that the data end earlier, and that there are sharply fewer, than those of the last run on other exports", async () => {
    const {directory, runWhole} = await workspaceAfter(won + open + lost);
    writeFileSync(join(directory, "icp/2.yaml"), GOOD["icp/1.yaml"]!.replace('"1"', '"2"').replace("2024-01-01", "2024-02-15"));
    expect(await runWhole(won + open), "a version that is new in it was not seen before the last run").toMatchObject({
      warnings: ["the data end earlier than those of the last run on other exports (to 2024-03-01)", "fewer rows are used than in the last run on other exports, 3"], seen: ["1 2024-03-01", "2 2024-03-01"]
    });
    expect(await runWhole(won + open + lost)).toMatchObject({warnings: [], seen: ["1 2024-03-01", "2 2024-03-01"]});
  });

  it("says which columns the last run on other exports read and these lack, until they are mapped or the next exports", async () => {
    const {directory} = await workspaceAfter(won + open + lost);
    const yaml = (more: string) => `name: Corpus\nexports:\n  opportunities:\n    files: ["*.csv"]\n    preset: hubspot\n${more}`;
    const run = async (header: string, {more = "", amount = "1"} = {}) => {
      writeFileSync(join(directory, "fitproof.yaml"), yaml(more));
      rmSync(join(directory, "exports/accounts.csv"), {force: true});
      writeFileSync(join(directory, "exports/deals.csv"), `${header}\n1,Closed Won,2024-01-05,2024-02-01,${amount},Ann,Price\n2,Closed Lost,2024-01-05,2024-02-01,2,Bo,Price\n`);
      const {warnings} = await runPipeline({workspace: directory});
      return warnings.filter(({message}) => message.startsWith("the last run on other exports")).map(({file, column, value, fix}) => [file, column, value, fix]);
    };
    const columns = "Record ID,Deal Stage,Create Date,Close Date,Amount,Deal owner,Closed Lost Reason";
    const lostOwner = ["exports/deals.csv", "owner", "Deal owner", "Export it again, or map its new header, such as Deal Owner Name: exports.opportunities.columns.owner. Where it is left out on purpose, nothing needs to be done."];
    await run(columns);
    const renamed = columns.replace("Deal owner", "Deal Owner Name");
    expect(await run(renamed)).toEqual([lostOwner]);
    expect(await run(renamed, {more: "thresholds: {lift: 1.2}\n"}), "also of a run on the same exports").toEqual([lostOwner]);
    expect(await run(renamed, {more: "    columns: {owner: Deal Owner Name}\n"})).toEqual([]);
    expect(await run(columns.replace("Closed Lost Reason", "x"), {more: ""}), "what is said in other words is not said twice").toEqual([]);
    expect(await run(columns, {amount: "3"})).toEqual([]);
  });

  it("sees no version first before what an earlier run on the same exports had seen, where as_of was set back in between: as far as there are deals", async () => {
    const {directory, run} = await workspaceAfter(won + open + lost);
    const yaml = GOOD["fitproof.yaml"]!;
    await run(won + open + lost, `as_of: 2034-03-01\n${yaml}`);
    await run(won + open + lost, `as_of: 2024-01-31\n${yaml}`);
    writeFileSync(join(directory, "icp/2.yaml"), GOOD["icp/1.yaml"]!.replace('"1"', '"2"').replace("2024-01-01", "2024-02-15"));
    expect((await run(won + open + lost, `as_of: 2024-01-15\n${yaml}`)).seen).toEqual(["1 2024-03-01", "2 2024-03-01"]);
  });

  it("counts an account that is gone once, and none of its values as changed", async () => {
    const {directory, run} = await workspaceAfter(won + open + lost);
    writeFileSync(join(directory, "exports/accounts.csv"), GOOD["exports/accounts.csv"]!.replace("a3,Cedar,Software,900\n", "").replace("Retail,40", "Retail,45"));
    expect(await run(won + open + lost)).toMatchObject({changes: [["account_changed", "a2", "40", "45"], ["account_missing", "a3", null, null]], values: ["a2 employees", "a3 employees", "a3 industry"]});
  });

  it("gives no entry to a run whose results could not be saved", async () => {
    const {directory, runWhole} = await workspaceAfter(won + open + lost);
    const folder = join(directory, "build/fitproof.duckdb");
    mkdirSync(join(folder, "in the way"), {recursive: true});
    await expect(runWhole(won + open)).rejects.toThrow(/fitproof\.duckdb/);
    expect(readdirSync(join(directory, "history"))).toHaveLength(1);
    rmSync(folder, {recursive: true});
    expect(await runWhole(won + open)).toMatchObject({
      changes: [["deal_missing", "d3", "lost", null]], words: expect.stringMatching(/^Since the last run on other exports, .*\*\*1\*\* deal is no longer in the export/)
    });
    expect(readdirSync(join(directory, "history")).map((name) => name.slice(0, 5))).toEqual(["0001-", "0002-"]);
  });

  it.each(["runs", "files", "definitions", "accounts", "opportunities"])("names the file of %s that cannot be read", async (table) => {
    const {directory, run} = await workspaceAfter(won + open + lost, won + open);
    const [, last] = readdirSync(join(directory, "history")).toSorted();
    const path = join(directory, "history", last!, `${table}.parquet`);
    writeFileSync(path, readFileSync(path).subarray(0, 100));
    await expect(run(won)).rejects.toMatchObject({problems: [{
      file: `history/${last!}/${table}.parquet`, message: "cannot be read", value: expect.stringContaining("magic bytes"),
      fix: `Restore the folder history/${last!} from a backup, or move it away: what changed is then counted from the run before it.`
    }]});
  });

  it("is not taken for empty where it cannot be listed", async () => {
    const {directory, run} = await workspaceAfter(won + open + lost);
    const history = join(directory, "history");
    renameSync(history, `${history}-elsewhere`);
    symlinkSync("history", history);
    await expect(run(won)).rejects.toMatchObject({problems: [{file: "history", message: "cannot be read", value: expect.stringContaining("ELOOP"), fix: expect.stringContaining("move it away")}]});
  });

  it("does without a folder that is moved away", async () => {
    const {directory, run} = await workspaceAfter(won + open + lost, won + open);
    const [, last] = readdirSync(join(directory, "history")).toSorted();
    rmSync(join(directory, "history", last!), {recursive: true});
    expect(await run(won)).toMatchObject({written: ["d2", "d3"]});
  });
});
