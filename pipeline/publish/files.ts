import {createHash} from "node:crypto";
import {readdir, readFile} from "node:fs/promises";
import {join, relative, sep} from "node:path";

/** The site could not be built, or is not what it must be. The message lists every problem, with the way out. */
export class SiteError extends Error {}

/** The files below a folder, as paths in it, without what Framework keeps. */
export async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true}).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((file) => folder.includes(".observablehq") || !file.split(sep).includes(".observablehq")).toSorted();
}

/** The hash of what makes a site besides data: pages, components, style, configuration and the code that publishes. */
export async function sourceDigest(root: string): Promise<string> {
  const hash = createHash("sha256");
  for (const folder of ["src", "pipeline/publish"]) {
    for (const file of await filesUnder(join(root, folder))) {
      hash.update(`${folder}/${file}\0`).update(await readFile(join(root, folder, file))).update("\0");
    }
  }
  return hash.update(await readFile(join(root, "observablehq.config.ts"))).digest("hex");
}

export function listed(problems: readonly string[]): string {
  const shown = problems.slice(0, 20).join("\n");
  return problems.length > 20 ? `${shown}\nand ${problems.length - 20} more` : shown;
}
