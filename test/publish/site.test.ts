import {execFileSync, spawnSync} from "node:child_process";
import {createHash} from "node:crypto";
import {cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {buildSite, siteRun, type SiteOptions} from "../../pipeline/publish/site.ts";
import {writePublishedDatabase} from "../support/publishedDatabase.ts";
import {publishedTables} from "../support/publishedTables.ts";

const project = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "fitproof-test-"));
const database = join(folder, "run.duckdb");
const options: SiteOptions = {root: project, database, output: join(folder, "dist"), profile: "internal", minCell: 5, runId: "0123abcd", asOf: "2025-12-31"};

beforeAll(async () => {
  await writePublishedDatabase(database, {name: "Alder & <b>Cloud</b>", tables: publishedTables});
  await buildSite(options);
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

const files = (root: string) => readdirSync(root, {recursive: true, withFileTypes: true}).filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name)).toSorted();
const digest = (root: string) => files(root).map((file) => `${file.slice(root.length)} ${createHash("sha256").update(readFileSync(file)).digest("hex")}`);
const page = (path: string, root = options.output) => readFileSync(join(root, path), "utf8");

function copyProject(to: string, filter: (path: string) => boolean = () => true): void {
  mkdirSync(to, {recursive: true});
  for (const name of ["package.json", "observablehq.config.ts", "src", "pipeline"]) {
    cpSync(join(project, name), join(to, name), {recursive: true, filter: (path) => !path.includes("/src/.observablehq") && filter(path)});
  }
  symlinkSync(join(project, "node_modules"), join(to, "node_modules"));
}

/** The project with one page of its own instead of all others. */
function projectWith(markdown: string): string {
  const other = mkdtempSync(join(folder, "project-"));
  copyProject(other, (path) => !path.endsWith(".md"));
  writeFileSync(join(other, "src/index.md"), markdown);
  return other;
}

describe("the site of a run", () => {
  it("is byte-identical for equal inputs, wherever it is built, with networking off and nothing kept of an earlier build", () => {
    const elsewhere = join(folder, "elsewhere");
    copyProject(join(elsewhere, "project"));
    const again = {...options, root: join(elsewhere, "project"), output: join(elsewhere, "site")};
    const script = join(elsewhere, "build.mts");
    writeFileSync(script, `import {buildSite} from ${JSON.stringify(join(project, "pipeline/publish/site.ts"))};\nawait buildSite(${JSON.stringify(again)});\n`);
    const command = [process.execPath, "--import", "tsx", script];
    const [file, ...args] = canCutNetwork() ? ["unshare", "-rn", ...command] : command;
    execFileSync(file!, args, {cwd: project, stdio: "pipe"});
    expect(digest(again.output)).toEqual(digest(options.output));
  }, 300_000);

  it("carries the run's id, the workspace's name as text, and a policy on every page", () => {
    const pages = files(options.output).filter((file) => file.endsWith(".html"));
    expect(pages.length).toBeGreaterThanOrEqual(4);
    for (const file of pages) {
      const html = readFileSync(file, "utf8");
      expect(html).toContain("0123abcd");
      expect(html).toContain("<b>Alder &#38; &#60;b&#62;Cloud&#60;/b&#62;</b>");
      expect(html).toContain("default-src 'none'; script-src 'self' 'sha256-");
      expect(html).toContain(`<html lang="en">`);
      expect(html).not.toContain("maximum-scale");
    }
    expect(existsSync(join(options.output, "fitproof.json"))).toBe(true);
  });

  it("is known by its run and edition", async () => {
    expect(await siteRun(options.output)).toMatchObject({run_id: "0123abcd", as_of: "2025-12-31", profile: "internal"});
    expect(await siteRun(join(folder, "none"))).toBeNull();
  });

  it("ships no data of an earlier run that Framework has cached", async () => {
    const other = projectWith("# x\n\n```js\nFileAttachment(\"./data/marts/run.json\")\n```\n");
    const planted = join(other, "src/.observablehq/cache/data/marts");
    mkdirSync(planted, {recursive: true});
    writeFileSync(join(planted, "run.json"), `{"run_id": "stale"}`);
    const output = join(folder, "fresh");
    await buildSite({...options, root: other, output, runId: "ffff0000"});
    const shipped = files(output).filter((file) => /run\.[0-9a-f]+\.json$/.test(file)).map((file) => JSON.parse(readFileSync(file, "utf8")).run_id);
    expect(shipped).toEqual(["ffff0000"]);
  });

  it("is left as it was where a page has an error, and the error names the page", async () => {
    const output = join(folder, "kept");
    cpSync(options.output, output, {recursive: true});
    const before = digest(output);
    await expect(buildSite({...options, root: projectWith("# x\n\n```js\nconst a = ;\n```\n"), output})).rejects.toThrow(/index\.html: .*Unexpected token/);
    await expect(buildSite({...options, root: projectWith("# x\n\n```js\nFileAttachment(\"./data/marts/typo.arrow\")\n```\n"), output}))
      .rejects.toThrow("src/index.md:4: marts/typo.arrow: no such mart is published");
    await expect(buildSite({...options, root: projectWith("# x\n\n<img src=\"https://tracker.example/x.png\">\n"), output})).rejects.toThrow("it would load https://tracker.example/x.png");
    expect(digest(output)).toEqual(before);
    expect(readdirSync(folder).filter((name) => name.startsWith(".kept"))).toEqual([]);
  });

  it("never replaces a folder that is not a site of ours", async () => {
    const output = join(folder, "documents");
    mkdirSync(output);
    writeFileSync(join(output, "thesis.txt"), "years of work");
    await expect(buildSite({...options, output})).rejects.toThrow("not a site of ours");
    expect(readdirSync(output)).toEqual(["thesis.txt"]);
  });

  it("is the last good one again after a kill between the two renames", async () => {
    const output = join(folder, "killed");
    cpSync(options.output, join(folder, ".killed-old"), {recursive: true});
    mkdirSync(join(folder, ".killed-999999999"));
    await expect(buildSite({...options, root: projectWith("# x\n\n```js\nFileAttachment(\"./data/marts/typo.arrow\")\n```\n"), output})).rejects.toThrow();
    expect(digest(output)).toEqual(digest(options.output));
    expect(readdirSync(folder).filter((name) => name.startsWith(".killed"))).toEqual([]);
  });

  it("has no accounts page and no link to one in the board edition, and says so", async () => {
    const output = join(folder, "board");
    const other = projectWith("# x\n\n[Accounts](./pages/accounts) [Methods](./pages/methods)\n");
    mkdirSync(join(other, "src/pages"), {recursive: true});
    for (const name of ["accounts", "methods"]) writeFileSync(join(other, `src/pages/${name}.md`), `# ${name}\n`);
    await buildSite({...options, root: other, output, profile: "board"});
    expect(readdirSync(join(output, "pages"))).toEqual(["methods.html"]);
    const html = page("index.html", output);
    expect(html).not.toContain("pages/accounts");
    expect(html).toMatch(/<a href="\.\/pages\/methods">Methods<\/a>/);
    expect(html).toContain("Board edition: cells under 5 are hidden");
  });
});

function canCutNetwork(): boolean {
  return spawnSync("unshare", ["-rn", "true"]).status === 0;
}
