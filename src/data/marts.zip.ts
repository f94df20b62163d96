// One archive for all marts, so that preview starts one process instead of one a mart. The site build does not run it: it writes
// the same files itself (pipeline/publish/site.ts).
import {readdirSync, readFileSync} from "node:fs";
import {zipSync} from "fflate";
import {openDatabase} from "../../pipeline/database.ts";
import {PUBLISHED} from "../../pipeline/publish/marts.ts";
import {publishedFiles, referencesIn} from "../../pipeline/publish/published.ts";
import {readRunInfo} from "../../pipeline/publish/runInfo.ts";

const path = process.env["FITPROOF_DATABASE"] ?? "build/fitproof.duckdb";
const profile = process.env["FITPROOF_PROFILE"] === "board" ? "board" : "internal";
const minCell = Number(process.env["FITPROOF_MIN_CELL"] ?? 5);
const db = await openDatabase(path, {readOnly: true});
try {
  const files: Record<string, Uint8Array> = {};
  const src = new URL("../", import.meta.url);
  const pages = readdirSync(src, {recursive: true, encoding: "utf8"}).filter((file) => file.endsWith(".md")).map((file) => readFileSync(new URL(file, src), "utf8"));
  for await (const file of publishedFiles(db, PUBLISHED, profile, minCell, referencesIn(pages))) files[file.path.replace("marts/", "")] = file.bytes;
  const run = await readRunInfo(db, {runId: process.env["FITPROOF_RUN_ID"] ?? "preview", profile, minCell, version: "preview", build: "preview"});
  files["run.json"] = new TextEncoder().encode(JSON.stringify(run));
  process.stdout.write(zipSync(files, {level: 0, mtime: new Date("1980-01-01T00:00:00")}));
} finally {
  db.close();
}
