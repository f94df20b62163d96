import type {Database} from "../database.ts";

/**
 * Does work with generated statements, which have an expression or two for every column of a file, without two rules of
 * DuckDB's optimizer: the search for common subexpressions compares each with each (8 s for 500 columns, and there are none
 * worth finding), and a list of constants becomes a join (more than a small file costs to read).
 */
export async function withFewerRules<T>(db: Database, work: () => Promise<T>): Promise<T> {
  await db.exec("set disabled_optimizers = 'common_subexpressions,in_clause'");
  try {
    return await work();
  } finally {
    await db.exec("reset disabled_optimizers");
  }
}
