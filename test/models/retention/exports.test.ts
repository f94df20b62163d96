import {mkdir, mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {openDatabase} from "../../../pipeline/database.ts";
import {runPipeline} from "../../../pipeline/run.ts";
import {expectAgreement} from "./agreement.ts";
import {isoDay, type Line, type World} from "./oracle.ts";

/** One row of an export of subscriptions: what it says, and what of it cannot be used. */
interface Row {
  readonly account: number;
  readonly start: number;
  readonly length: number | null;
  readonly cents: number;
  readonly subscription: number;
  readonly isTrial: boolean;
  readonly flaw: "none" | "copied" | "no such day" | "no end" | "negative" | "no price" | "no start";
}

interface Export {
  readonly asOf: number;
  readonly gapDays: number;
  readonly endIsInclusive: boolean;
  readonly price: "mrr" | "arr" | "amount" | "unit";
  readonly date: "D/M/YYYY" | "D.M.YYYY" | "ISO";
  readonly lineEnd: "\n" | "\r\n";
  readonly hasBom: boolean;
  readonly referredBy: "id" | "name" | "domain" | "link";
  readonly rows: readonly Row[];
}

const INDUSTRIES = ["SaaS", " saas", "Retail", ""];
const FLAWS = ["copied", "no such day", "no end", "negative", "no price", "no start"] as const;

const exportsOfSubscriptions: fc.Arbitrary<Export> = fc.record({
  asOf: fc.constantFrom(1519, 1520, 1640, 1642, 1460), // 2024-02-28, the leap day, a month end and two days after, a year's end
  gapDays: fc.constantFrom(0, 15, 30),
  endIsInclusive: fc.boolean(),
  price: fc.constantFrom("mrr", "arr", "amount", "unit"),
  date: fc.constantFrom("D/M/YYYY", "D.M.YYYY", "ISO"),
  lineEnd: fc.constantFrom("\n", "\r\n"),
  hasBom: fc.boolean(),
  referredBy: fc.constantFrom("id", "name", "domain", "link"),
  rows: fc.array(fc.record({
    account: fc.integer({min: 1, max: 12}),
    start: fc.oneof(fc.integer({min: 600, max: 1700}), fc.constantFrom(790, 1520, 1096, 1461)),
    length: fc.option(fc.constantFrom(0, 1, 15, 16, 30, 31, 59, 60, 200, 365, 400), {freq: 5}),
    cents: fc.constantFrom(0, 1, 3333, 10_000, 10_000, 12_000, 99_999),
    subscription: fc.integer({min: 1, max: 30}),
    isTrial: fc.boolean(),
    flaw: fc.oneof({arbitrary: fc.constant("none" as const), weight: 8}, {arbitrary: fc.constantFrom(...FLAWS), weight: 1})
  }), {minLength: 30, maxLength: 60, size: "max"})
});

const id = (account: number): string => `A${String(account).padStart(2, "0")}`;

function day(value: number, format: Export["date"]): string {
  const [year, month, date] = isoDay(value).split("-");
  if (format === "ISO") return isoDay(value);
  return format === "D.M.YYYY" ? `${Number(date)}.${Number(month)}.${year}` : `${date}/${month}/${year}`;
}

/** The cells of a row, and the lines of revenue that they mean. */
function read(row: Row, index: number, {price, date, endIsInclusive, referredBy}: Export): {cells: string[][]; lines: Line[]} {
  const {account, start, length, cents, flaw} = row;
  const stated = flaw === "negative" ? "-5" : flaw === "no price" ? "" : (cents / 100).toFixed(2);
  const cells = [
    `S${row.subscription}`,
    {id: id(account), link: `cus_${account}`, name: "", domain: ""}[referredBy], referredBy === "name" ? ` company ${id(account)}` : "",
    referredBy === "domain" ? `https://www.${id(account)}.example/` : "",
    flaw === "no such day" ? (date === "ISO" ? "2023-02-30" : "30/02/2023") : flaw === "no start" ? "" : day(start, date),
    flaw === "no end" ? "never" : length === null ? "" : day(start + length, date),
    stated, "12", "3", "quarter", row.isTrial && index % 4 === 0 ? "true" : "false", String(index)
  ];
  const isUsed = flaw === "none" || flaw === "copied" || flaw === "no price";
  const end = length === null ? null : start + length + (endIsInclusive ? 1 : 0);
  const perMonth = {mrr: cents, arr: halfUp(cents, 12), amount: halfUp(cents, 12), unit: halfUp(cents * 3, 3)}[price];
  const isPaid = flaw !== "no price" && cells[10] === "false";
  return {
    cells: flaw === "copied" ? [cells, cells] : [cells],
    lines: isUsed && (end === null || end > start) ? [{account, start, end, cents: isPaid ? perMonth : 0}] : []
  };
}

function halfUp(cents: number, parts: number): number {
  return Math.floor((2 * cents + parts) / (2 * parts));
}

async function writeWorkspace(folder: string, given: Export, cells: readonly (readonly string[])[]): Promise<void> {
  const {price, lineEnd, hasBom} = given;
  const text = (rows: readonly (readonly string[])[]): string => (hasBom ? "\u{feff}" : "") + rows.map((row) => row.join(";") + lineEnd).join("");
  await mkdir(join(folder, "exports"), {recursive: true});
  const accounts = Array.from({length: 12}, (_, i) => [id(i + 1), `Company ${id(i + 1)}`, `${id(i + 1)}.example`, INDUSTRIES[i % 4]!]);
  await writeFile(join(folder, "exports", "accounts.csv"), text([["id", "name", "site", "industry"], ...accounts]));
  await writeFile(join(folder, "exports", "links.csv"), text([["system", "theirs", "ours"], ...accounts.map(([own], i) => ["billing", `cus_${i + 1}`, own!])]));
  await writeFile(join(folder, "exports", "subscriptions.csv"),
    text([["sub", "customer", "called", "site", "from", "to", "price", "term", "count", "every", "trial", "line"], ...cells]));
  const money = {
    mrr: "mrr: price", arr: "arr: price", amount: "amount: price, term_months: term", unit: "unit_amount: price, quantity: count, interval: every"
  }[price];
  await writeFile(join(folder, "fitproof.yaml"), `
name: World
as_of: ${isoDay(given.asOf)}
exports:
  accounts: {files: [accounts.csv], preset: none, columns: {account_id: id, name: name, domain: site, industry: industry}}
  account_links: {files: [links.csv], preset: none, columns: {source: system, source_account_id: theirs, account_id: ours}}
  subscriptions:
    files: [subscriptions.csv]
    source: billing
    preset: none
    columns: {subscription_id: sub, account_id: customer, account_name: called, account_domain: site, started_on: from, ended_on: to, is_trial: trial, ${money}}
    end_is_inclusive: ${given.endIsInclusive}
    gap_days: ${given.gapDays}
segments: {industry: {column: industry}}
thresholds: {max_problem_rate: 0.9}
`);
}

describe("subscriptions as exported", () => {
  it("become what is counted of their cells by hand, whatever the dates, the price, the references and the flaws", async () => {
    await fc.assert(fc.asyncProperty(exportsOfSubscriptions, async (given) => {
      const rows = given.rows.map((row, i) => read(row, i, given));
      const world: World = {asOf: given.asOf, gapDays: given.gapDays, lines: rows.flatMap(({lines}) => lines)};
      const folder = await mkdtemp(join(tmpdir(), "fitproof-subscriptions-"));
      try {
        await writeWorkspace(folder, given, rows.flatMap(({cells}) => cells));
        const {database} = await runPipeline({workspace: folder});
        const db = await openDatabase(database, {readOnly: true});
        try {
          await db.setVariable("as_of", isoDay(given.asOf), "date");
          const industry = (account: number): string => INDUSTRIES[(account - 1) % 4]!.trim().toLowerCase() || "unknown";
          const [names] = await db.rows<{names: string}>("select string_agg(segment, ',' order by segment) as names from int_segments where dimension = 'industry'");
          const segments = names!.names.split(",").map((name) => [name, (account: number) => industry(account) === name.trim().toLowerCase()] as const);
          expect(segments.map(([name]) => name.trim().toLowerCase())).toEqual(["retail", "saas", "unknown"]);
          await expectAgreement(db, world, [["all", () => true], ...segments], (name) => Number(name.slice(1)));
          const [counts] = await db.rows("select duplicate_count, rejected_count from reconciliation where export = 'subscriptions'");
          expect(counts).toEqual({
            duplicate_count: given.rows.filter(({flaw}) => flaw === "copied").length,
            rejected_count: given.rows.filter(({flaw}) => ["no such day", "no end", "negative", "no start"].includes(flaw)).length
          });
        } finally {
          db.close();
        }
      } finally {
        await rm(folder, {recursive: true, force: true});
      }
    }), {seed: 23, numRuns: 3, endOnFailure: true});
  }, 120_000);
});

describe("an export of monthly snapshots", () => {
  it("states months without a day, and months after its last are not months in which everybody left", {timeout: 60_000}, async () => {
    const directory = await mkdtemp(join(tmpdir(), "fitproof-snapshots-"));
    try {
      await mkdir(join(directory, "exports"));
      await writeFile(join(directory, "fitproof.yaml"),
        "name: Snapshots\nas_of: 2024-06-15\nexports:\n  mrr_snapshots: {files: [mrr.csv], columns: {account_id: customer, month: month, mrr: mrr}}\n");
      await writeFile(join(directory, "exports", "mrr.csv"), "customer,month,mrr\na,2024-01,100\nb,2024-01,50\na,2024-02,120\nb,2024-02,50\na,2024-03,120\nb,2024-03,0\n");
      await runPipeline({workspace: directory});
      const db = await openDatabase(join(directory, "build", "fitproof.duckdb"), {readOnly: true});
      try {
        expect(await db.rows("select month, closing_mrr, expansion_mrr, churn_mrr from mrr_movements where dimension = 'all' order by month")).toEqual([
          {month: "2024-01-01", closing_mrr: 150, expansion_mrr: 0, churn_mrr: 0}, {month: "2024-02-01", closing_mrr: 170, expansion_mrr: 20, churn_mrr: 0},
          {month: "2024-03-01", closing_mrr: 120, expansion_mrr: 0, churn_mrr: 50}
        ]);
        expect(await db.rows("select time, at_risk, churned, censored from customer_survival where dimension = 'all' and time_unit = 'day' order by time")).toEqual([
          {time: 0, at_risk: 2, churned: 0, censored: 0}, {time: 60, at_risk: 2, churned: 1, censored: 0}, {time: 90, at_risk: 1, churned: 0, censored: 1}
        ]);
        expect(await db.rows("from retention_notes")).toEqual([
          {note: "snapshots end before as_of: no later month is shown", account_count: 1, row_count: null, mrr: 120}
        ]);
      } finally {
        db.close();
      }
    } finally {
      await rm(directory, {recursive: true, force: true});
    }
  });
});
