import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {openDatabase, type Database} from "../../pipeline/database.ts";
import {ingest} from "../../pipeline/ingest/ingest.ts";
import {buildModel, createMacros} from "../../pipeline/models/build.ts";
import {modelName} from "../../pipeline/models/model.ts";
import {MODELS} from "../../pipeline/models/models.ts";
import {registerStatistics} from "../../pipeline/statistics/functions.ts";
import {configure, setAsOf} from "../../pipeline/workspace/configure.ts";
import {readWorkspace} from "../../pipeline/workspace/read.ts";

/** A workspace's own exports in memory, with every model up to the last of win and loss. The caller closes it. */
export async function builtWins(directory: string): Promise<Database> {
  const temporaryDirectory = await mkdtemp(join(tmpdir(), "fitproof-wins-"));
  const db = await openDatabase(":memory:");
  try {
    await registerStatistics(db);
    await createMacros(db);
    const loaded = await readWorkspace(directory);
    const read = await ingest(db, loaded, {temporaryDirectory});
    await configure(db, loaded.workspace, loaded.icps, read.columns, {presets: read.presets, locate: loaded.locate});
    await setAsOf(db, read.as_of);
    const last = MODELS.findIndex((model) => modelName(model) === "deal_clustering");
    for (const model of MODELS.slice(0, last + 1)) await buildModel(db, model);
    return db;
  } catch (cause) {
    db.close();
    throw cause;
  } finally {
    await rm(temporaryDirectory, {recursive: true, force: true});
  }
}
