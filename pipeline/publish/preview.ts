import {spawn} from "node:child_process";
import {mkdir, rm, utimes, writeFile} from "node:fs/promises";
import {createRequire} from "node:module";
import {dirname, join} from "node:path";
import {openDatabase} from "../database.ts";
import type {Profile} from "./published.ts";
import {readRunInfo} from "./runInfo.ts";
import {UNUSED_LIBRARIES} from "./template.ts";

export interface PreviewOptions {
  readonly root: string;
  readonly database: string;
  readonly profile: Profile;
  readonly minCell: number;
  readonly port: number;
}

export interface Preview {
  /** To be called after each run of the pipeline: pages that are open show the new data. */
  refresh(runId: string): Promise<void>;
  stop(): void;
  /** Ends with the exit code of Framework's preview server. */
  readonly ended: Promise<number>;
}

/** Starts Framework's preview server on the pages of `root` and the last run in `database`. Pages and components reload by themselves. */
export async function startPreview({root, database, profile, minCell, port}: PreviewOptions, runId: string): Promise<Preview> {
  const cache = join(root, "src/.observablehq/cache");
  const run = join(dirname(database), "preview-run.json");
  const writeRun = async (id: string) => {
    const db = await openDatabase(database, {readOnly: true});
    try {
      await writeFile(run, JSON.stringify(await readRunInfo(db, {runId: id, profile, minCell, version: "preview", build: "preview"})));
    } finally {
      db.close();
    }
  };
  await rm(join(cache, "data"), {recursive: true, force: true});
  for (const name of UNUSED_LIBRARIES) await mkdir(join(cache, "_npm", `${name}@0.0.0`), {recursive: true});
  await writeRun(runId);
  const observable = join(dirname(createRequire(import.meta.url).resolve("@observablehq/framework/package.json")), "dist/bin/observable.js");
  const child = spawn(process.execPath, [observable, "preview", "--no-open", "--port", String(port)], {
    cwd: root, stdio: ["ignore", "inherit", "inherit"],
    env: {
      ...process.env, OBSERVABLE_TELEMETRY_DISABLE: "1", FITPROOF_DATABASE: database, FITPROOF_PROFILE: profile, FITPROOF_MIN_CELL: String(minCell), FITPROOF_RUN: run
    }
  });
  return {
    async refresh(id) {
      await writeRun(id);
      // Framework runs a loader again when the loader's own file is newer than its output, and watches nothing else of it.
      const now = new Date();
      await utimes(join(root, "src/data/marts.zip.ts"), now, now);
    },
    stop: () => void child.kill(),
    ended: new Promise((resolve, reject) => child.on("error", reject).on("close", (code) => resolve(code ?? 0)))
  };
}
