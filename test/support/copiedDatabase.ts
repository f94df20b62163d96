import {existsSync} from "node:fs";
import {rename} from "node:fs/promises";
import {join} from "node:path";
import {inject} from "vitest";
import {openDatabase, quotedText, type Database} from "../../pipeline/database.ts";
import {registerStatistics} from "../../pipeline/statistics/functions.ts";

/**
 * A database in memory with statistics and what `make` puts into one, which is made once for all test files and copied: a tenth of the
 * cost of a hundred macros and empty tables, which most tests of a model begin with.
 * @param name of what `make` makes
 */
export async function copiedDatabase(name: string, make: (db: Database) => Promise<void>): Promise<Database> {
  const file = join(inject("sharedFolder"), `${name}.duckdb`);
  if (!existsSync(file)) {
    const partial = `${file}.${process.pid}`;
    const first = await openDatabase(partial);
    await registerStatistics(first);
    await make(first);
    first.close();
    await rename(partial, file);
  }
  const db = await openDatabase(":memory:");
  await registerStatistics(db);
  await db.exec(`attach ${quotedText(file)} as copied (read_only); copy from database copied to memory; detach copied`);
  return db;
}
