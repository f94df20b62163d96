import {readFile} from "node:fs/promises";
import type {Database} from "../database.ts";
import {isErrorWithCode} from "../fileSystem.ts";

/** What is wrong with a model, by its file. */
export class ModelError extends Error {}

/** A table that needs TypeScript: an optimiser or a seeded bootstrap over rows that SQL has aggregated. */
export interface Step {
  readonly table: string;
  /** The models that it reads; default: any before it. */
  readonly reads?: readonly string[];
  build(db: Database): Promise<void>;
}

/**
 * A model in `pipeline/models`, by path without `.sql`. Views are for models that a table would only copy. A scratch model is large, read by many
 * and seldom by people: a table in memory while a run lasts, and in the file a view of the same select.
 */
export interface Model {
  readonly path: string;
  readonly as: "table" | "view" | "scratch";
}

/** A model's file, from the root of the repository. */
export function modelFile({path}: Model): string {
  return `pipeline/models/${path}.sql`;
}

/** A model's SQL: one select. */
export async function modelText(model: Model): Promise<string> {
  return readFile(new URL(`./${model.path}.sql`, import.meta.url), "utf8").catch((cause: unknown) => {
    throw isErrorWithCode(cause, "ENOENT") ? new ModelError(`${modelFile(model)}: not found\n  Put the model there, or take its line out of pipeline/models/models.ts.`, {cause}) : cause;
  });
}

/** The name of the table or view that it makes. */
export function modelName(model: Model | Step): string {
  return "path" in model ? model.path.slice(model.path.lastIndexOf("/") + 1) : model.table;
}
