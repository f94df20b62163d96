import {createHash} from "node:crypto";
import {existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync} from "node:fs";
import {join} from "node:path";
import {pathToFileURL} from "node:url";

// Node does not run TypeScript (20) and loads a thousand small modules slowly, so the program is compiled once per state of its code, into
// node_modules/.cache, where its packages are found: a command then starts in a third of the time.

/** How many states of the code are kept. */
const KEPT = 3;

/**
 * The program in `root`, compiled; null where it cannot be kept.
 * @param {string} root
 * @returns {Promise<string | null>} the path of a module that exports `main`
 */
export async function compiled(root) {
  const cache = join(root, "node_modules", ".cache", "fitproof");
  const folder = join(cache, codeHash(root));
  const entry = join(folder, "cli.js");
  if (existsSync(entry)) return entry;
  const partial = join(cache, `.${process.pid}`);
  try {
    mkdirSync(cache, {recursive: true});
    await compile(root, partial);
    renameSync(partial, folder);
    prune(cache);
  } catch {
    if (existsSync(partial)) rmSync(partial, {recursive: true, force: true});
  }
  return existsSync(entry) ? entry : null;
}

/** @param {string} root */
function codeHash(root) {
  const hash = createHash("sha256").update(`${root}\0${process.version}\0`);
  for (const name of ["pipeline", "src/components"]) {
    const folder = join(root, name);
    for (const file of readdirSync(folder, {recursive: true, encoding: "utf8"}).filter((path) => path.endsWith(".ts")).toSorted()) {
      hash.update(`${name}/${file}\0`).update(readFileSync(join(folder, file)));
    }
  }
  for (const file of ["bin/compiled.js", "observablehq.config.ts", "package.json", "package-lock.json"]) {
    if (existsSync(join(root, file))) hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  }
  return hash.digest("hex").slice(0, 16);
}

/**
 * @param {string} root
 * @param {string} output
 */
async function compile(root, output) {
  const {build} = await import("esbuild");
  await build({
    entryPoints: [join(root, "pipeline/cli.ts"), join(root, "pipeline/publish/template.ts")], outbase: join(root, "pipeline"), outdir: output, bundle: true, splitting: true, format: "esm", platform: "node", target: "node20", logLevel: "silent",
    // Packages that are started as programs or bring a binary of their own.
    external: ["@duckdb/node-bindings", "@observablehq/framework", "esbuild", "fsevents", "tsx"],
    banner: {js: `import {createRequire as createRequireOf} from "node:module"; const require = createRequireOf(import.meta.url);`},
    plugins: [{
      name: "places",
      setup({onLoad}) {
        // Code finds its SQL and YAML beside itself.
        onLoad({filter: /[\\/]pipeline[\\/].*\.ts$/}, ({path}) =>
          ({contents: readFileSync(path, "utf8").replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href)), loader: "ts"}));
      }
    }]
  });
}

/** @param {string} cache */
function prune(cache) {
  const ages = readdirSync(cache).map((name) => ({name, time: statSync(join(cache, name)).mtimeMs})).toSorted((a, b) => b.time - a.time);
  for (const {name} of ages.slice(KEPT)) rmSync(join(cache, name), {recursive: true, force: true});
}
