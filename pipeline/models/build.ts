import {readFile} from "node:fs/promises";
import type {Database} from "../database.ts";
import {useSampleSizes, useWriting, type SampleSizes} from "../findings/format.ts";
import {writingOf} from "../findings/writing.ts";
import {ProblemsError, type Problem} from "../problems.ts";
import {ModelError, modelFile, modelName, modelText, type Model, type Step} from "./model.ts";
import {MODELS} from "./models.ts";
import {modelInputs} from "./needed.ts";

/** Models in SQL that are built at a time: while one is planned, another is executed. */
export const LANES = 2;

/** Creates the shared formulas. To be called once on every database in which models are built or tested. */
export async function createMacros(db: Database): Promise<void> {
  // Ranges are read once for all: what a band or a rule makes of a number's text is what ingest made of the cell.
  const texts = await Promise.all(["../ingest/macros.sql", "./macros.sql"].map((file) => readFile(new URL(file, import.meta.url), "utf8")));
  // One transaction: each statement would else wait for the disk, where there is a log.
  await db.exec(`begin;\n${texts.join("\n")}\ncommit;`);
}

/**
 * Builds models, each as soon as those that it reads are there: those in SQL two at a time, steps in TypeScript beside them.
 * @param models all of them, or those of {@link neededModels}
 * @param observe called with each model's name and its seconds, for timings and progress
 * @throws ModelError of the first that fails; none is begun after it
 */
export async function buildModels(
  db: Database, models: readonly (Model | Step)[], observe: (name: string, seconds: number) => void = () => {}
): Promise<void> {
  const [settings] = await db.rows<{locale: string | null; currency: string | null} & SampleSizes>(`
    select nullif(getvariable('locale')::varchar, '') as locale, getvariable('currency')::varchar as currency,
      getvariable('min_decided')::integer as few, getvariable('shown_decided')::integer as firm`);
  useWriting(settings!.locale === null ? null : writingOf(settings!.locale, settings!.currency));
  useSampleSizes(settings!);
  const inputs = await modelInputs();
  const waiting = new Map(models.map((model) => [modelName(model), model]));
  const unbuilt = new Set(waiting.keys());
  const idle = [db];
  const opened: Database[] = [];
  const running = new Set<Promise<void>>();
  let lanes = 0;
  const failures: unknown[] = [];
  const build = async (model: Model | Step) => {
    let connection = idle.pop();
    if (connection === undefined) opened.push(connection = await db.another());
    const started = performance.now();
    try {
      await buildModel(connection, model);
      unbuilt.delete(modelName(model));
      observe(modelName(model), (performance.now() - started) / 1000);
    } catch (error) {
      failures.push(error);
    }
    idle.push(connection);
  };
  // A step computes for itself and asks DuckDB now and then: it keeps no lane from what DuckDB could do meanwhile.
  const takesLane = (model: Model | Step) => "path" in model;
  const begin = (model: Model | Step) => {
    waiting.delete(modelName(model));
    if (takesLane(model)) ++lanes;
    const building = build(model).finally(() => {
      if (takesLane(model)) --lanes;
      running.delete(building);
    });
    running.add(building);
  };
  try {
    while (failures.length === 0 && (waiting.size > 0 || running.size > 0)) {
      for (const model of waiting.values()) {
        if (takesLane(model) && lanes >= LANES) continue;
        if (!inputs.get(modelName(model))!.some((name) => unbuilt.has(name))) begin(model);
      }
      await Promise.race(running);
    }
    await Promise.all(running);
    if (failures.length > 0) throw failures[0];
  } finally {
    opened.forEach((connection) => connection.close());
  }
}

/** Builds one model or step; DuckDB's own words are kept, the file goes in front. */
export async function buildModel(db: Database, model: Model | Step): Promise<void> {
  if (!("path" in model)) {
    return model.build(db).catch((cause: unknown) => {
      throw new ModelError(`step ${model.table}: ${cause instanceof Error ? cause.message : String(cause)}`, {cause});
    });
  }
  const sql = model.as === "view" ? await viewText(db, model) : await modelText(model);
  try {
    // On the same line, so that DuckDB's LINE n is the file's line n.
    await db.exec(`create or replace ${definition(model, db.scratch)} as ${sql}`);
  } catch (cause) {
    const message = `${modelFile(model)}: ${cause instanceof Error ? cause.message : String(cause)}`;
    if (OUT_OF_DIGITS.test(message)) throw new ProblemsError([{...TOO_MUCH_MONEY, value: message.split("\n")[0]!}], {cause});
    throw new ModelError(message, {cause});
  }
}

/** Each cell has passed as it was read: what has no room in its type is the sum of many. */
const OUT_OF_DIGITS = /: (Out of Range|Conversion) Error: .*DECIMAL/;
const TOO_MUCH_MONEY: Omit<Problem, "value"> = {
  file: "fitproof.yaml", line: null, column: "exports", message: "the amounts or the MRR add up to more than the 16 digits that money has room for",
  fix: "Look at the largest amounts for slips of the keyboard, or write a `scale` for the column, such as {mrr: 0.01} for cents."
};

function definition(model: Model, scratch: string | null): string {
  const name = modelName(model);
  if (model.as === "view") return `view ${name}`;
  return model.as === "scratch" && scratch !== null ? `table ${scratch}.${name}` : `table ${name}`;
}

/**
 * Leaves scratch models in the file as what they are, selects, and binds anew the views that read them; to be called when nothing reads
 * the tables any more.
 */
export async function leaveScratchViews(db: Database): Promise<void> {
  if (db.scratch === null) return;
  const models = MODELS.flatMap((model) => ("path" in model ? [model] : []));
  const scratch = new Set(models.filter(({as}) => as === "scratch").map(modelName));
  const inputs = await modelInputs();
  for (const name of scratch) await db.exec(`drop table ${db.scratch}.${name}`);
  for (const model of models) {
    const name = modelName(model);
    const readsScratch = model.as === "view" && inputs.get(name)!.some((input) => scratch.has(input));
    if (readsScratch || scratch.has(name)) await db.exec(`create or replace view ${name} as ${await viewText(db, model)}`);
  }
}

/** A model's select with the run's settings written out, as whoever opens the file with another program has none of our variables. */
async function viewText(db: Database, model: Model): Promise<string> {
  return (await modelText(model)).replaceAll(/getvariable\('(\w+)'\)/g, (call, name: string) => db.variable(name) ?? call);
}
