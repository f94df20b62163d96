import {join, relative, resolve} from "node:path";
import {ROOT} from "../fingerprint.ts";
import {dataTo} from "../ingest/dataDate.ts";
import {formatProblems, ProblemsError} from "../problems.ts";
import {progress} from "../progress.ts";
import {namesPublished} from "../publish/names.ts";
import {buildSite, siteRun, sourceFingerprint} from "../publish/site.ts";
import {startTemplate, type Template} from "../publish/template.ts";
import {serveSite} from "../publish/serve.ts";
import {runPipeline} from "../run.ts";
import {shellWord} from "./shellWord.ts";
import {readSummary, readVerdicts} from "./summary.ts";

interface Options {
  readonly workspace: string;
  readonly database: string;
  readonly output?: string;
  readonly profile?: "internal" | "board";
  readonly strict?: boolean;
  readonly serve?: boolean;
  readonly port: number;
  readonly json?: boolean;
}

/** The pipeline if anything changed, then the site, then what it says and where it is. */
export async function report(options: Options): Promise<void> {
  const {workspace, database, json} = options;
  const output = options.output !== undefined ? resolve(options.output) : join(workspace === join(ROOT, "workspaces", "sample") ? ROOT : workspace, "dist");
  let template: Template | undefined;
  try {
    const build = await sourceFingerprint(ROOT);
    const run = await runPipeline({
      workspace, database, strict: options.strict ?? false,
      // The pages are made while the pipeline runs: they do not depend on its data.
      starting: ({workspace: {publish}}) => void (template = startTemplate(ROOT, options.profile ?? publish.profile)),
      observe: (message) => progress.say(message)
    });
    const {publish} = run.loaded.workspace;
    const profile = options.profile ?? publish.profile;
    const named = profile === "board" ? namesPublished(run.loaded) : [];
    if (named.length > 0) throw new ProblemsError(named);
    const site = await siteRun(output);
    const isCurrent = site !== null && site.run_id === run.run_id && site.profile === profile && site.build === build;
    if (!isCurrent) {
      progress.say("Building the site");
      await buildSite({
        root: ROOT, database, output, profile, minCell: publish.min_cell, runId: run.run_id, asOf: run.as_of,
        ...(template === undefined ? {} : {template})
      }, (step) => progress.say(`Building the site: ${step}`));
    }
    progress.clear();
    if (run.warnings.length > 0) process.stderr.write(`Warnings:\n${formatProblems(run.warnings)}\n`);
    const unchanged = run.unchanged && isCurrent;
    const shown = relative(process.cwd(), output) || output;
    if (json) {
      process.stdout.write(`${JSON.stringify({
        run_id: run.run_id, as_of: run.as_of, unchanged, database, dist: output, verdicts: await readVerdicts(database)
      })}\n`);
    } else if (unchanged) {
      process.stdout.write(`Nothing has changed since run ${run.run_id}: ${shown} is up to date.\n`);
    } else {
      process.stdout.write(`${run.loaded.workspace.name}, ${dataTo(run.as_of)}, run ${run.run_id}\n${await readSummary(database)}\n`);
    }
    if (options.serve) {
      await serveSite(output, options.port, (url) => process.stderr.write(`${url} (Ctrl+C stops it)\n`));
    } else if (!json) {
      process.stdout.write(`Open it: npm run -s fitproof -- report --serve${workspaceFlag(options)}, or put ${shown} on any web server.\n`);
    }
  } finally {
    await template?.stop();
  }
}

function workspaceFlag({workspace}: Options): string {
  return workspace === join(ROOT, "workspaces", "sample") ? "" : ` --workspace ${shellWord(relative(process.cwd(), workspace) || ".")}`;
}
