import {readFile} from "node:fs/promises";
import {modelName, modelText, type Model, type Step} from "./model.ts";
import {MODELS} from "./models.ts";

/** The models that each model reads itself, by name: what its SQL and the macros that it calls name, or what a step says of itself. */
export async function modelInputs(): Promise<ReadonlyMap<string, readonly string[]>> {
  const names = new Set(MODELS.map(modelName));
  const macros = await macroWords();
  const inputs = new Map<string, readonly string[]>();
  for (const model of MODELS) {
    const own = "path" in model ? words(await modelText(model)) : model.reads ?? [...inputs.keys()];
    const read = new Set<string>();
    const hear = (word: string): void => {
      if (read.has(word)) return;
      read.add(word);
      macros.get(word)?.forEach(hear);
    };
    own.forEach(hear);
    inputs.set(modelName(model), [...read].filter((word) => names.has(word) && word !== modelName(model)));
  }
  return inputs;
}

/**
 * The models from which the named ones follow, themselves included, in the build order.
 * @param given models that stand already: neither they are needed nor what they alone follow from
 */
export async function neededModels(names: readonly string[], given: ReadonlySet<string> = new Set()): Promise<(Model | Step)[]> {
  const inputs = await modelInputs();
  const needed = new Set<string>();
  const visit = (name: string): void => {
    if (needed.has(name) || given.has(name)) return;
    needed.add(name);
    inputs.get(name)?.forEach(visit);
  };
  names.forEach(visit);
  return MODELS.filter((model) => needed.has(modelName(model)));
}

async function macroWords(): Promise<Map<string, readonly string[]>> {
  const text = await readFile(new URL("./macros.sql", import.meta.url), "utf8");
  return new Map([...text.matchAll(/create or replace macro (\w+)\(([\s\S]*?);\n/g)].map((match) => [match[1]!, words(match[2]!)]));
}

function words(sql: string): string[] {
  return [...new Set(sql.replaceAll(/--.*/g, "").match(/\w+/g) ?? [])];
}
