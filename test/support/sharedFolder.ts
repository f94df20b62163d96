import {mkdir, mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import type {TestProject} from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    /** A folder for what is made once and used by several test files; emptied before each run of the tests. */
    sharedFolder: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "fitproof-shared-"));
  project.provide("sharedFolder", folder);
  project.onTestsRerun(async () => {
    await rm(folder, {recursive: true, force: true});
    await mkdir(folder);
  });
  return () => rm(folder, {recursive: true, force: true});
}
