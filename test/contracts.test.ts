import {readdirSync, readFileSync} from "node:fs";
import {isBuiltin} from "node:module";
import {posix} from "node:path";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import type {Database} from "../pipeline/database.ts";
import {buildModel} from "../pipeline/models/build.ts";
import {modelName} from "../pipeline/models/model.ts";
import {MODELS} from "../pipeline/models/models.ts";
import {MARTS} from "../pipeline/schema/marts.ts";
import {modelDatabase} from "./support/runModel.ts";

const ROOT = new URL("../", import.meta.url);
const text = (path: string) => readFileSync(new URL(path, ROOT), "utf8");

function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(new URL(`${folder}/`, ROOT), {withFileTypes: true, recursive: true})
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending) && !entry.parentPath.includes(".observablehq"))
    .map((entry) => `${entry.parentPath.replace(/\/$/, "").slice(new URL(ROOT).pathname.length)}/${entry.name}`)
    .toSorted();
}

describe("the models", () => {
  let db: Database;
  beforeAll(async () => {
    db = await modelDatabase({});
    await db.setVariable("run_id", "0");
    for (const model of MODELS) await buildModel(db, model);
  });
  afterAll(() => db.close());

  it("build in their order from empty exports, each referring only to what was made before it", async () => {
    const tables = await db.rows<{table_name: string}>("select table_name from information_schema.tables");
    expect(tables.map((row) => row.table_name)).toEqual(expect.arrayContaining(MODELS.map(modelName)));
  });

  it.each(Object.keys(MARTS) as (keyof typeof MARTS)[])("%s has the columns that its row schema states, in order", async (mart) => {
    const columns = await db.rows<{column_name: string}>(`describe ${mart}`);
    expect(columns.map((row) => row.column_name)).toEqual(Object.keys(MARTS[mart].shape));
  });

  it("have the names that ARCHITECTURE.md gives them, as its macros do", () => {
    const named = [...new Set(text("ARCHITECTURE.md").match(/\b(?:stg|int|stat|ledger)_[a-z]\w*/g))];
    const names = new Set(MODELS.map(modelName));
    expect(named.filter((name) => !names.has(name))).toEqual([]);
    const macros = text("pipeline/models/macros.sql");
    const called = [...text("ARCHITECTURE.md").matchAll(/`([a-z]+(?:_[a-z0-9]+)+)\(/g)].map((match) => match[1]!);
    const functions = text("pipeline/statistics/functions.ts");
    expect(called.filter((name) => !macros.includes(`macro ${name}(`) && !functions.includes(`${name}`))).toEqual([]);
  });

  it("are all in the build order, and every file there is used", () => {
    const listed = MODELS.flatMap((model) => ("path" in model ? [`pipeline/models/${model.path}.sql`] : [])).toSorted();
    expect(filesBelow("pipeline/models", ".sql").filter((file) => !file.endsWith("/macros.sql"))).toEqual(listed);
  });
});

describe("SQL files", () => {
  const files = [...filesBelow("pipeline/models", ".sql"), ...filesBelow("pipeline/checks", ".sql")];

  it.each(files)("%s begins with its grain or its sentence, has no clock, no chance, and is one statement", (file) => {
    const sql = text(file);
    expect(sql).toMatch(/^-- \S/);
    expect(sql.replaceAll(/--.*$/gm, "")).not.toMatch(/\b(current_date|current_timestamp|now\(\)|random\(\)|today\(\)|uuid\(\))/i);
    if (!file.endsWith("macros.sql")) expect(sql.replaceAll(/--.*$/gm, "").replaceAll(/'[^']*'/g, "")).not.toContain(";");
  });
});

describe("the site's sources", () => {
  const files = [...filesBelow("src", ".ts"), ...filesBelow("src", ".md")];

  it.each(files)("%s imports nothing from a CDN", (file) => {
    expect(text(file)).not.toMatch(/["'](npm|jsr):|https?:\/\/(?!www\.w3\.org)[^\s"')]*\.(m?js|css)\b/);
  });

  it.each(filesBelow("src/components", ".ts"))("%s takes only types from the pipeline", (file) => {
    for (const line of text(file).split("\n")) {
      if (/from ["'].*pipeline\//.test(line)) expect(line).toMatch(/^import type /);
    }
  });

  it("have every place that another page or a finding links to", () => {
    const sources = [...filesBelow("src", ".md"), ...filesBelow("src/components", ".ts"), ...filesBelow("pipeline/findings", ".ts")];
    const links = new Set(sources.flatMap((file) => [...text(file).matchAll(/\.\/(?:pages\/)?([a-z-]+)#([a-z-]+)/g)].map(([, page, place]) => `${page}#${place}`)).filter((link) => !link.startsWith("methods#")));
    expect(links.size).toBeGreaterThan(4);
    expect([...links].filter((link) => {
      const [page, place] = link.split("#");
      return !new RegExp(`\\bid(?:: |=)"${place}"`).test(text(`src/pages/${page}.md`));
    })).toEqual([]);
  });

  it("and the pipeline imports nothing from them", () => {
    for (const file of filesBelow("pipeline", ".ts")) expect(text(file), file).not.toMatch(/from ["'](\.\.\/)+src\//);
  });
});

describe("the statistics", () => {
  it("on which no number rests are those that ARCHITECTURE.md calls so", () => {
    const [sources, statistics] = ["pipeline", "pipeline/statistics"].map((folder) => filesBelow(folder, ".ts").map((file) => text(file).replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, "")).join("\n"));
    const names = [...statistics!.matchAll(/^export function (\w+)/gm)].map(([, name]) => name!);
    const unused = names.filter((name) => sources!.match(new RegExp(`\\b${name}\\b`, "g"))!.length === 1);
    const [paragraph] = /^No number of a report rests on these: [\s\S]*?\n\n/m.exec(text("ARCHITECTURE.md"))!;
    expect(unused.toSorted()).toEqual([...paragraph.matchAll(/`(\w+)`/g)].map(([, name]) => name).toSorted());
  });
});

describe("the modules", () => {
  it.each(["pipeline", "src/components"])("of %s import each other in no circle, types included: each can be read once those below it are known", (folder) => {
    const files = filesBelow(folder, ".ts");
    const imports = new Map(files.map((file) => [file, [...text(file).matchAll(/\b(?:from |import\()"(\.{1,2}\/[^"]+)"/g)]
      .map(([, path]) => posix.join(posix.dirname(file), path!).replace(/\.js$/, ".ts"))]));
    expect([...imports.values()].flat().length).toBeGreaterThan(50);
    const known = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, trail: readonly string[]): void => {
      if (trail.includes(file)) circles.push([...trail.slice(trail.indexOf(file)), file].join(" → "));
      if (known.has(file)) return;
      known.add(file);
      imports.get(file)?.forEach((other) => visit(other, [...trail, file]));
    };
    files.forEach((file) => visit(file, []));
    expect(circles).toEqual([]);
  });
});

describe("the packages", () => {
  it("are exactly those that the program and its site import: none lies there unused, none comes with another by chance", () => {
    const sources = ["pipeline", "src", "bin"].flatMap((folder) => [".ts", ".js", ".md"].flatMap((ending) => filesBelow(folder, ending))).concat("observablehq.config.ts");
    const imported = sources.flatMap((file) => [...text(file).matchAll(/(?:\bfrom |\bimport\(|\bresolve\()"((?:@[\w-]+\/)?[\w-]+)(?:\/[\w./-]+)?"/g)].map((match) => match[1]!));
    const {dependencies} = JSON.parse(text("package.json")) as {dependencies: Record<string, string>};
    expect([...new Set(imported)].filter((name) => !isBuiltin(name)).toSorted()).toEqual(Object.keys(dependencies).toSorted());
    expect(Object.entries(dependencies).filter(([, version]) => !/^\d/.test(version))).toEqual([]);
  });
});
