import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import type {Page} from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds against WCAG 2.2 A and AA on an open page, one line each: the rule and the first element. */
export async function violations(page: Page): Promise<string[]> {
  // Evaluated by the debugger, which the page's content security policy does not bind.
  await page.evaluate(source);
  return page.evaluate(async () => {
    const {axe} = window as unknown as {axe: {run(root: Document, options: object): Promise<{violations: {id: string; help: string; nodes: {html: string; any: {message: string}[]}[]}[]}>}};
    const result = await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]});
    return result.violations.map(({id, help, nodes}) => `${id} (${nodes.length}): ${help}: ${nodes[0]!.html.slice(0, 160)} ${nodes[0]!.any[0]?.message ?? ""}`);
  });
}
