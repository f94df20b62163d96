import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {openDatabase, type Database} from "../../pipeline/database.ts";
import {ingest} from "../../pipeline/ingest/ingest.ts";
import {buildModel, buildModels, createMacros} from "../../pipeline/models/build.ts";
import {ModelError, modelName, type Step} from "../../pipeline/models/model.ts";
import {requireMartColumns} from "../../pipeline/models/martColumns.ts";
import {MODELS} from "../../pipeline/models/models.ts";
import {modelInputs} from "../../pipeline/models/needed.ts";
import {readHistory} from "../../pipeline/history/history.ts";
import {writeSample} from "../../pipeline/sample/sample.ts";
import {registerStatistics} from "../../pipeline/statistics/functions.ts";
import {runPipeline} from "../../pipeline/run.ts";
import {configure, restoreVariables, setAsOf} from "../../pipeline/workspace/configure.ts";
import {readWorkspace} from "../../pipeline/workspace/read.ts";
import {runModel} from "../support/runModel.ts";

describe("what a model reads", () => {
  let folder: string;
  let db: Database;
  /** Every statement of each step. */
  const statements = new Map<string, string[]>();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "fitproof-build-"));
    await writeSample(join(folder, "workspace"), {accounts: 300, seed: 3});
    db = await openDatabase(":memory:");
    await registerStatistics(db);
    await createMacros(db);
    const loaded = await readWorkspace(join(folder, "workspace"));
    const read = await ingest(db, loaded, {temporaryDirectory: folder});
    await configure(db, loaded.workspace, loaded.icps, read.columns, {presets: read.presets, locate: loaded.locate});
    await setAsOf(db, read.as_of);
    await db.setVariable("run_id", "0");
    await readHistory(db, join(folder, "history"), "0");
    for (const model of MODELS) {
      const texts: string[] = [];
      const heard = <T extends unknown[], R>(f: (sql: string, ...rest: T) => R) => (sql: string, ...rest: T) => {
        texts.push(sql);
        return f(sql, ...rest);
      };
      await buildModel({...db, exec: heard(db.exec), rows: heard(db.rows) as Database["rows"], columns: heard(db.columns), stream: heard(db.stream)}, model);
      statements.set(modelName(model), texts);
    }
  });
  afterAll(async () => {
    db.close();
    await rm(folder, {recursive: true, force: true});
  });

  it("is what it says, by every statement of every step, so that it can be built as soon as that is there", async () => {
    const inputs = await modelInputs();
    const names = new Set(MODELS.map(modelName));
    for (const [name, texts] of statements) {
      const mentioned = new Set(texts.flatMap((sql) => sql.replaceAll(/--.*/g, "").match(/\w+/g) ?? []));
      const unsaid = [...mentioned].filter((word) => names.has(word) && word !== name && !inputs.get(name)!.includes(word));
      expect({name, unsaid}).toEqual({name, unsaid: []});
    }
  });

  it("is built before it", async () => {
    const inputs = await modelInputs();
    const before = new Set<string>();
    for (const model of MODELS) {
      expect([...before]).toEqual(expect.arrayContaining([...inputs.get(modelName(model))!]));
      before.add(modelName(model));
    }
  });
});

describe("models", () => {
  const step = (table: string, build: Step["build"], reads: readonly string[] = []): Step => ({table, reads, build});

  it("are begun no more once one has failed, and the first failure is told when all that run have ended", async () => {
    const db = await openDatabase(":memory:");
    await createMacros(db);
    const built: string[] = [];
    const slow = (name: string) => async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      built.push(name);
    };
    // The third reads the first.
    const models = [step("stat_icp_forecasts", slow("one")), step("stat_win_model", () => Promise.reject(new Error("no deals"))), step("stat_icp_calibrations", slow("three"))];
    try {
      await expect(buildModels(db, models)).rejects.toThrow(ModelError);
      expect(built).toEqual(["one"]);
    } finally {
      db.close();
    }
  });
});

it("are told of by file where they are listed and not there, or lack a column that pages read", async () => {
  const db = await openDatabase(":memory:");
  try {
    await createMacros(db);
    await expect(buildModel(db, {path: "marts/no_such_mart", as: "table"})).rejects.toThrow("pipeline/models/marts/no_such_mart.sql: not found\n  Put the model there, or take its line out of pipeline/models/models.ts.");
    await db.exec("create table loss_reasons as select 'x' as reason");
    const marts = {loss_reasons: {shape: {reason: 0, rate: 0, rate_low: 0}}, win_model: {shape: {p_value: 0}}};
    await expect(requireMartColumns(db, marts)).rejects.toThrow("pipeline/models/marts/loss_reasons.sql: has no column that pages read: rate, rate_low\n");
    await db.exec("create or replace table loss_reasons as select 'x' as reason, 0 as rate, 0 as rate_low, 0 as own");
    await requireMartColumns(db, marts);
  } finally {
    db.close();
  }
});

it("say what a user can mend where sums of money have more digits than there is room for", async () => {
  const account = "1 | 648 | 648 | 649 | new | 0 | 0 | 9000000000000000 | 9000000000000000";
  await expect(runModel("int_mrr_movement_sums", {
    int_profile_segments: "profile_key | segment_key\n1 | 0",
    int_mrr_changes: `profile_key | cohort | month | next_month | movement | starting_mrr | opening_mrr | mrr | strict_change\n${account}\n${account}`
  })).rejects.toThrow(/^fitproof\.yaml: exports: the amounts or the MRR add up to more than .*: pipeline\/models\/intermediate\/int_mrr_movement_sums\.sql: .*DECIMAL.*\n {2}Look at the largest amounts/);
});

describe("the views of a finished file", () => {
  let folder: string;
  let path: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "fitproof-views-"));
    await writeSample(join(folder, "workspace"), {accounts: 100, seed: 4});
    path = (await runPipeline({workspace: join(folder, "workspace")})).database;
  });
  afterAll(() => rm(folder, {recursive: true, force: true}));

  it("say to another program, which has none of our variables and functions, what they say to ours", async () => {
    const ours = await openDatabase(path, {readOnly: true});
    await registerStatistics(ours);
    await restoreVariables(ours);
    const another = await openDatabase(path, {readOnly: true});
    const views = await ours.rows<{name: string}>("select view_name as name from duckdb_views() where not internal order by name");
    expect(views.map(({name}) => name)).toEqual(expect.arrayContaining(["int_deals", "int_mrr_lines", "opportunity_facts"]));
    for (const {name} of views) {
      const all = `select count(*) as n, sum(hash(t))::varchar as hash from ${name} as t`;
      expect({name, rows: await another.rows(all)}).toEqual({name, rows: await ours.rows(all)});
    }
    ours.close();
    another.close();
  });

  it("that read a scratch model, a table in memory when they were built, read the view that it became", async () => {
    const db = await openDatabase(path, {readOnly: true});
    const views = await db.rows<{name: string; sql: string}>("select view_name as name, sql from duckdb_views() where not internal");
    const inputs = await modelInputs();
    const scratch = new Set(MODELS.flatMap((model) => ("path" in model && model.as === "scratch" ? [modelName(model)] : [])));
    const readers = views.filter(({name}) => inputs.get(name)?.some((input) => scratch.has(input)));
    expect(readers.map(({name}) => name)).toContain("int_identified_values");
    for (const {name, sql} of readers) expect({name, memory: /\bmemory\./.exec(sql)}).toEqual({name, memory: null});
    db.close();
  });

  it("are what scratch models become, with the same rows", async () => {
    const db = await openDatabase(path, {readOnly: true});
    expect(await db.rows("select view_name from duckdb_views() where view_name in ('int_deals', 'int_deal_cells') order by all")).toHaveLength(2);
    const [counts] = await db.rows<{deals: number; open: number; cells: number; used: number}>(`
      select (select count(*) from int_deals) as deals,
        (select count(days) from int_deals where outcome = 'open') as open, (select sum(deal_count)::bigint from int_deal_cells) as cells,
        (select used_count from reconciliation where export = 'opportunities') as used`);
    expect(counts!.deals).toBeGreaterThan(100);
    expect(counts!.open).toBeGreaterThan(0); // their days end at as_of, which is written out
    expect([counts!.cells, counts!.used]).toEqual([counts!.deals, counts!.deals]);
    db.close();
  });
});
