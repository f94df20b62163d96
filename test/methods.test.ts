import {existsSync, readdirSync, readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {modelName} from "../pipeline/models/model.ts";
import {MODELS} from "../pipeline/models/models.ts";

const ROOT = new URL("../", import.meta.url);
const text = (path: string) => readFileSync(new URL(path, ROOT), "utf8");
const methods = text("src/pages/methods.md");
const anchors = new Set([...methods.matchAll(/^## (.+)$/gm)].map(([, title]) => title!.toLowerCase().replaceAll(" ", "-").replaceAll(/[^a-z0-9-]/g, "")));

const sources = ["src", "pipeline"].flatMap((folder) => readdirSync(new URL(`${folder}/`, ROOT), {recursive: true, encoding: "utf8"})
  .filter((file) => /\.(md|ts)$/.test(file) && !file.includes(".observablehq")).map((file) => `${folder}/${file}`));

describe("methods", () => {
  it.each([...new Set(sources.flatMap((file) => [...text(file).matchAll(/methods#([a-z0-9-]+)/g)].map(([, anchor]) => anchor!)))])(
    "defines %s, to which a page links", (anchor) => expect([...anchors]).toContain(anchor));

  it("lists every definition at its beginning", () => {
    const listed = [...methods.matchAll(/\]\(#([a-z0-9-]+)\)/g)].map(([, anchor]) => anchor!);
    expect(listed.toSorted()).toEqual([...anchors].toSorted());
  });

  it("opens SQL under every definition, or names the file that writes it", () => {
    const bare = methods.split(/^## /m).slice(1).filter((section) => !/\bsql\("\w+"\)|`pipeline\/leaks\/leakAudit\.ts`/.test(section)).map((section) => section.split("\n")[0]);
    expect(bare).toEqual(["What these numbers rest on"]);
    for (const [, file] of methods.matchAll(/`(pipeline\/[\w/]+\.ts)`/g)) expect([file, existsSync(new URL(file!, ROOT))]).toEqual([file, true]);
  });

  it("opens only SQL that is in the build order", () => {
    const names = new Set(["macros", ...MODELS.map(modelName)]);
    for (const [, model] of methods.matchAll(/\bsql\("(\w+)"\)/g)) expect(names).toContain(model);
  });

  it("gives every number a worked example, and says why it is this and not the common alternative", () => {
    const sections = methods.split(/^## /m).slice(1).filter((section) => !section.startsWith("What these numbers rest on"));
    for (const words of [/\*Worked\.\*/, /\*Why\b|since two segments can/]) expect(sections.filter((section) => !words.test(section)).map((section) => section.split("\n")[0])).toEqual([]);
  });

  it("says of every definition what it is, before any code", () => {
    for (const section of methods.split(/^## /m).slice(1)) expect(section.split("\n").slice(1).join("\n").trim()).toMatch(/^[A-Z*]/);
  });
});
