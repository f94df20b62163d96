import {cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {startTemplate} from "../../pipeline/publish/template.ts";

const project = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "fitproof-template-"));
const root = join(folder, "project");
const cache = join(root, "src/.observablehq/cache/_site");

beforeAll(() => {
  mkdirSync(join(root, "src"), {recursive: true});
  for (const name of ["package.json", "observablehq.config.ts", "pipeline", "src/components", "src/data", "src/style.css"]) cpSync(join(project, name), join(root, name), {recursive: true});
  symlinkSync(join(project, "node_modules"), join(root, "node_modules"));
  writeFileSync(join(root, "src/index.md"), "# First\n\n```js\nFileAttachment(\"./data/marts/run.json\").json()\n```\n");
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

async function made(profile: "internal" | "board" = "internal"): Promise<string> {
  const template = startTemplate(root, profile);
  try {
    return await template.folder;
  } finally {
    await template.stop();
  }
}

describe("the site without a run", () => {
  it("holds no data: places stand for the run's texts, and files for their names", async () => {
    const site = await made();
    const html = readFileSync(join(site, "index.html"), "utf8");
    expect(html).toContain("<title>First | fitproof:title</title>");
    for (const place of ["head", "header", "footer"]) expect(html).toContain(`<!--fitproof:${place}-->`);
    const [file] = readdirSync(join(site, "_file/data/marts"));
    expect(file).toMatch(/^run\.[0-9a-f]{8}\.json$/);
    expect(readFileSync(join(site, "_file/data/marts", file!), "utf8")).toBe("run.json");
  });

  it("is made once, and again when a page changes", async () => {
    const first = await made();
    expect(await made()).toBe(first);
    expect(first.startsWith(cache)).toBe(true);
    writeFileSync(join(root, "src/index.md"), "# Second\n");
    const second = await made();
    expect(second).not.toBe(first);
    expect(readFileSync(join(second, "index.html"), "utf8")).toContain("Second");
    expect(readdirSync(cache).toSorted()).toEqual([first, second].map((path) => path.slice(cache.length + 1)).toSorted());
  });

  it("is another where an edition leaves pages out", async () => {
    mkdirSync(join(root, "src/pages"), {recursive: true});
    writeFileSync(join(root, "src/pages/accounts.md"), "# Accounts\n");
    const [internal, board] = [await made(), await made("board")];
    expect(readdirSync(join(internal, "pages"))).toEqual(["accounts.html"]);
    expect(readdirSync(board)).not.toContain("pages");
    expect(readFileSync(join(board, "index.html"), "utf8")).not.toContain("accounts");
  });

  it("leaves nothing where it is stopped before it is ready", async () => {
    writeFileSync(join(root, "src/index.md"), "# Third\n");
    const before = readdirSync(cache);
    const template = startTemplate(root, "internal");
    await template.stop();
    await expect(template.folder).rejects.toThrow();
    expect(readdirSync(cache)).toEqual(before);
  });
});
