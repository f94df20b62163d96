import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import {afterEach, describe, expect, it} from "vitest";
import {BUNDLE, bundleComponents} from "../../pipeline/publish/bundle.ts";

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, {recursive: true, force: true})));

function source(files: Readonly<Record<string, string>>): string {
  const src = mkdtempSync(join(tmpdir(), "fitproof-bundle-"));
  folders.push(src);
  for (const [file, text] of Object.entries({"components/around.ts": "export const inTurns = (define: unknown) => define;", ...files})) {
    mkdirSync(dirname(join(src, file)), {recursive: true});
    writeFileSync(join(src, file), text);
  }
  return src;
}

const cell = (code: string) => `# A page\n\n\`\`\`js\n${code}\n\`\`\`\n`;
const components = {
  "components/dots.ts": `import {h} from "./dom.js";\nexport interface Row {n: number}\nexport const dots = (rows: Row[]): string => h(rows.map(({n}) => ".".repeat(n)).join());\nexport const unused = "never asked for";`,
  "components/dom.ts": `export const h = (text: string): string => "<" + text + ">";`,
  "components/bars.ts": `export const dots = (n: number): string => "|".repeat(n);`
};
const modules = async (src: string): Promise<Record<string, (value: unknown) => unknown>> => import(join(src, BUNDLE));

describe("the components of the pages", () => {
  it("come as one module, with what they import and without what no page asks for", async () => {
    const src = source({...components, "pages/a.md": cell(`import {dots} from "../components/dots.js";`)});
    await bundleComponents(src, ["pages/a.md"]);
    const text = readFileSync(join(src, BUNDLE), "utf8");
    expect(text).not.toContain("import");
    expect(text).not.toContain("never asked for");
    expect((await modules(src))["dots_dots"]!([{n: 3}])).toBe("<...>");
    expect(readFileSync(join(src, "pages/a.md"), "utf8")).toBe(cell(`import {dots_dots as dots} from "../components/bundle.js";`));
  });

  it("may share a name, and keep the names that a page gives them", async () => {
    const src = source({...components, "index.md": cell(`import {dots, dots as points} from "./components/dots.js";\nimport {dots as bars} from "./components/bars.js";`)});
    await bundleComponents(src, ["index.md"]);
    expect(readFileSync(join(src, "index.md"), "utf8")).toBe(cell(
      `import {dots_dots as dots, dots_dots as points} from "./components/bundle.js";\nimport {bars_dots as bars} from "./components/bundle.js";`));
    expect((await modules(src))["bars_dots"]!(2)).toBe("||");
  });

  it("stay as they are where a page imports them in another way, or shows an import as text", async () => {
    const pages = {"a.md": cell(`import * as all from "./components/dots.js";\nimport * as Plot from "@observablehq/plot";`), "b.md": "```ts\nimport {dots} from \"./components/dots.js\";\n```\n"};
    const src = source({...components, ...pages});
    await bundleComponents(src, ["a.md", "b.md"]);
    for (const [page, text] of Object.entries(pages)) expect(readFileSync(join(src, page), "utf8")).toBe(text);
    expect(existsSync(join(src, BUNDLE))).toBe(false);
  });

  it("are the same bytes wherever they are built", async () => {
    const [one, other] = [0, 1].map(() => source({...components, "a.md": cell(`import {dots} from "./components/dots.js";`)}));
    for (const src of [one!, other!]) await bundleComponents(src, ["a.md"]);
    expect(readFileSync(join(one!, BUNDLE))).toEqual(readFileSync(join(other!, BUNDLE)));
  });

  it("stop the build where a page asks for what none has, with its name", async () => {
    const src = source({...components, "a.md": cell(`import {circles} from "./components/dots.js";`)});
    await expect(bundleComponents(src, ["a.md"])).rejects.toThrow(/No matching export in .*dots\.ts.* for import "circles"/);
  });
});
