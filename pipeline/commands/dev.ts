import {once} from "node:events";
import {join, resolve} from "node:path";
import {watch} from "chokidar";
import {codeHash, ROOT} from "../fingerprint.ts";
import {dataTo} from "../ingest/dataDate.ts";
import {formatProblems, ProblemsError} from "../problems.ts";
import {namesPublished} from "../publish/names.ts";
import {startPreview} from "../publish/preview.ts";
import {runPipeline, type RunResult} from "../run.ts";

interface Options {
  readonly workspace: string;
  readonly database: string;
  readonly port: number;
}

/** Nothing is run until so many milliseconds have passed without a further change: an export is still being copied. */
const SETTLE = 300;

/**
 * The live preview: Framework serves the pages, and a changed export, YAML or model runs the pipeline again. A run that fails
 * says why and leaves the pages as they were.
 */
export async function dev({workspace, database, port}: Options): Promise<void> {
  const say = (message: string) => process.stderr.write(`${message}\n`);
  const warn = ({warnings}: RunResult) => {
    if (warnings.length > 0) say(`Warnings:\n${formatProblems(warnings)}`);
  };
  const first = await runPipeline({workspace, database, observe: say});
  warn(first);
  const {publish} = first.loaded.workspace;
  const named = publish.profile === "board" ? namesPublished(first.loaded) : [];
  if (named.length > 0) throw new ProblemsError(named);
  const watcher = watch(
    [join(workspace, "fitproof.yaml"), join(workspace, "icp"), join(workspace, "exports"), join(workspace, "presets"), ...outsideFiles(first), join(ROOT, "pipeline")],
    {ignoreInitial: true, ignored: (path) => /(^|[\\/])(\.|~\$)[^\\/]*$/.test(path), awaitWriteFinish: {stabilityThreshold: SETTLE, pollInterval: 50}}
  );
  // Whoever sees the pages may change a file: from then on no change is missed.
  await once(watcher, "ready");
  const preview = await startPreview(
    {root: ROOT, database, profile: publish.profile, minCell: publish.min_cell, port}, first.run_id
  );
  const code = await codeHash(["pipeline"]);
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  async function rerun(): Promise<void> {
    if ((await codeHash(["pipeline"])) !== code) say("Code of the pipeline has changed: models are read anew; TypeScript is read anew when dev is started again.");
    const result: RunResult | null = await runPipeline({workspace, database, observe: say}).catch((error: unknown) => {
      say(error instanceof ProblemsError ? formatProblems(error.problems) : error instanceof Error ? error.message : String(error));
      say("The pages still show the last good run.");
      return null;
    });
    if (result === null || result.unchanged) return;
    await preview.refresh(result.run_id);
    warn(result);
    say(`Run ${result.run_id}, ${dataTo(result.as_of)}.`);
  }

  watcher.on("all", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(rerun);
    }, SETTLE);
  });
  const stop = () => preview.stop();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  try {
    await preview.ended;
  } finally {
    clearTimeout(timer);
    await watcher.close();
    await running;
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  }
}

/** Exports that `files` names outside the workspace. */
function outsideFiles({loaded}: RunResult): string[] {
  const patterns = Object.values(loaded.workspace.exports).flatMap((sources) => sources?.flatMap(({files}) => files) ?? []);
  return patterns.filter((pattern) => !/[*?[{]/.test(pattern)).map((pattern) => resolve(loaded.directory, "exports", pattern));
}
