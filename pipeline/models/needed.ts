import {readFile} from "node:fs/promises";
import {MODELS, modelName, type Model, type Step} from "./models.ts";

/** The models from which the named ones follow, themselves included, in the build order. */
export async function neededModels(names: readonly string[]): Promise<(Model | Step)[]> {
  const byName = new Map(MODELS.map((model) => [modelName(model), model]));
  const macros = await macroWords();
  const needed = new Set<string>();
  const visit = async (name: string): Promise<void> => {
    const model = byName.get(name);
    if (model === undefined || needed.has(name)) return;
    needed.add(name);
    for (const word of await reads(model, macros)) await visit(word);
  };
  for (const name of names) await visit(name);
  return MODELS.filter((model) => needed.has(modelName(model)));
}

/** The words of a model that may name tables, those of the macros that it calls included. */
async function reads(model: Model | Step, macros: ReadonlyMap<string, readonly string[]>): Promise<string[]> {
  if (!("path" in model)) return [...(model.reads ?? MODELS.slice(0, MODELS.indexOf(model)).map(modelName))];
  const own = words(await readFile(new URL(`./${model.path}.sql`, import.meta.url), "utf8"));
  return [...own, ...own.flatMap((word) => macros.get(word) ?? [])].filter((word) => word !== modelName(model));
}

async function macroWords(): Promise<Map<string, readonly string[]>> {
  const text = await readFile(new URL("./macros.sql", import.meta.url), "utf8");
  return new Map([...text.matchAll(/create or replace macro (\w+)\(([\s\S]*?);\n/g)].map((match) => [match[1]!, words(match[2]!)]));
}

function words(sql: string): string[] {
  return [...new Set(sql.replaceAll(/--.*/g, "").match(/\w+/g) ?? [])];
}
