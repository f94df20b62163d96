import {existsSync} from "node:fs";
import {readFile, writeFile} from "node:fs/promises";
import {join, posix} from "node:path";
import type {Plugin} from "esbuild";

/** The module that has all components, as a path in `src`. */
export const BUNDLE = "components/bundle.js";

const CELL = /^```js\b[^]*?^```/gm;
const IMPORT = /^import \{([^{}]*)\} from "(\.{1,2}\/[\w/.-]*?components\/[\w-]+)\.js";$/gm;

/**
 * Puts every component that the given pages import into one module and points the pages at it: a page would else ask for thirty small files, one
 * after another where they import each other. Only `import {…} from "…/components/….js"` is understood; anything else stays as it is.
 * @param pages paths in `src`
 */
export async function bundleComponents(src: string, pages: readonly string[]): Promise<void> {
  const exported = new Map<string, string>();
  const found = await Promise.all(pages.map(async (page) => ({page, text: await readFile(join(src, page), "utf8")})));
  for (const {page, text} of found) {
    const folder = posix.dirname(page);
    const bundle = posix.relative(folder, BUNDLE);
    const bundled = text.replace(CELL, (cell) => cell.replace(IMPORT, (_, names: string, path: string) => {
      const module = posix.join(folder, path);
      const own = names.split(",").map((name) => name.trim()).filter((name) => name !== "").map((name) => {
        const [from, as = from] = name.split(/\s+as\s+/);
        // Two modules may export the same name, so each goes by its module's too.
        const unique = `${posix.basename(module)}_${from!}`;
        exported.set(unique, `export {${from!} as ${unique}} from ${JSON.stringify(`./${module}`)};`);
        return `${unique} as ${as!}`;
      });
      return `import {${own.join(", ")}} from "${bundle.startsWith(".") ? bundle : `./${bundle}`}";`;
    }));
    if (bundled !== text) await writeFile(join(src, page), bundled);
  }
  if (exported.size === 0) return;
  exported.set("around", `export * from "./components/around";`);
  const {build} = await import("esbuild"); // half the time that an unchanged report takes, which bundles nothing
  await build({
    stdin: {contents: [...exported].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line).join("\n"), resolveDir: src, loader: "js"},
    outfile: join(src, BUNDLE), bundle: true, format: "esm", target: "es2022", minify: true, legalComments: "none", logLevel: "silent", plugins: [typescriptAsJavaScript]
  });
}

/** Components import each other as `.js`, as Framework asks. */
export const typescriptAsJavaScript: Plugin = {
  name: "typescript-as-javascript",
  setup({onResolve}) {
    onResolve({filter: /^\.{1,2}\/.*\.js$/}, ({path, resolveDir}) => {
      const typed = join(resolveDir, path.replace(/\.js$/, ".ts"));
      return existsSync(typed) ? {path: typed} : undefined;
    });
  }
};
