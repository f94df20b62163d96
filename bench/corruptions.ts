// Good exports of every kind, damaged at random, through the real reading: `npx tsx bench/corruptions.ts [copies] [seed]`.
// Each copy must end in a report whose rows add up, with every record that is still whole in it read as before or listed, or in a
// problem that has a name and a fix. Every tenth copy that can be read becomes a whole report, and what the site and its DuckDB file
// count must add up as well. REPORT_EVERY=1 makes a report of each, ONLY=61,301 repeats those copies alone; KEEP=<folder> keeps the
// files of those that fail.
import {copyFile, mkdir, mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import {gzipSync} from "node:zlib";
import {initialise} from "../pipeline/commands/init.ts";
import {openDatabase, type Database} from "../pipeline/database.ts";
import {ROOT} from "../pipeline/fingerprint.ts";
import {ingest} from "../pipeline/ingest/ingest.ts";
import {buildModel, createMacros} from "../pipeline/models/build.ts";
import {neededModels} from "../pipeline/models/needed.ts";
import {formatProblems, ProblemsError, type Problem} from "../pipeline/problems.ts";
import {buildSite, siteRun} from "../pipeline/publish/site.ts";
import {runPipeline} from "../pipeline/run.ts";
import {randomSource, type Random} from "../pipeline/statistics/random.ts";
import {readWorkspace} from "../pipeline/workspace/read.ts";
import {archive} from "../test/corpus/archives.ts";
import {workbook} from "../test/init/workbook.ts";

const [copies = "1000", seed = "1"] = process.argv.slice(2);
const DEALS = 120;
const REPORT_EVERY = Number(process.env["REPORT_EVERY"] ?? 10);

/** A good export of deals as text: a head, records that each stand on lines of their own, and a tail. */
interface Good {
  readonly name: string;
  readonly file: string;
  readonly head: string;
  readonly records: readonly string[];
  readonly tail: string;
  /** The id under which the record stands in raw_opportunities. */
  readonly id: (i: number) => string;
  readonly encode: (text: string) => Buffer;
}

const outcome = (i: number) => (["won", "lost", "open"] as const)[i % 3]!;
const day = (i: number, year = 2024) => `${year}-${String(1 + (i % 12)).padStart(2, "0")}-${String(1 + ((i * 7) % 28)).padStart(2, "0")}`;
const us = (iso: string) => iso.replace(/^(\d+)-0?(\d+)-0?(\d+)$/, "$2/$3/$1");
const german = (n: number) => `${Math.floor(n / 1000)}.${String(n % 1000).padStart(3, "0")},50`;
const utf8 = (text: string) => Buffer.from(text, "utf8");
const index = Array.from({length: DEALS}, (_, i) => i);

/** Rows as delimited text; a name in seven is quoted, one in eleven has a line end in it. */
function lines(row: (i: number, name: string) => readonly string[], delimiter: string, end: string): string[] {
  return index.map((i) => row(i, i % 7 === 0 ? `"Deal ${i}, ""big"""` : i % 11 === 0 ? `"two${end}lines ${i}"` : `Deal ${i}`).join(delimiter) + end);
}

const GOODS: readonly Good[] = [
  {
    name: "HubSpot, UTF-8 with a BOM", file: "hubspot-deals.csv", id: (i) => String(9000 + i), tail: "", encode: (text) => utf8(`\uFEFF${text}`),
    head: "Record ID,Deal Name,Deal Stage,Pipeline,Close Date,Create Date,Amount,Deal Type,Associated Company IDs\n",
    records: lines((i, name) => [String(9000 + i), name, {won: "Closed Won", lost: "Closed Lost", open: "Contract Sent"}[outcome(i)], "Sales", `${day(i)} 12:00`, `${day(i, 2023)} 09:00`, `${100 * i}.5`, "newbusiness", `${70 + (i % 9)};79`], ",", "\n")
  },
  {
    name: "Salesforce, weekly export in Latin-1, zipped", file: "WE_1.zip", id: (i) => `0068c0000${String(i).padStart(6, "0")}AAA`, tail: "",
    encode: (text) => archive({"Opportunity.csv": Buffer.from(text, "latin1")}),
    head: `"Id","IsDeleted","AccountId","Name","StageName","Amount","CloseDate","IsClosed","IsWon","CreatedDate"\r\n`,
    records: index.map((i) => `${[`0068c0000${String(i).padStart(6, "0")}AAA`, "0", `0018c0000${String(i % 9).padStart(6, "0")}AAA`, `Müller ${i}`, "Any", String(1000 + i), `${day(i)} 00:00:00`,
      outcome(i) === "open" ? "0" : "1", outcome(i) === "won" ? "1" : "0", `${day(i, 2023)} 10:00:00`].map((cell) => `"${cell}"`).join(",")}\r\n`)
  },
  {
    name: "Salesforce, report in UTF-16 with tabs", file: "report.txt", id: (i) => `0068c0000${String(i).padStart(6, "0")}AAA`, encode: (text) => Buffer.from(`\uFEFF${text}`, "utf16le"),
    head: "Opportunity ID\tOpportunity Name\tAccount Name\tStage\tClose Date\tCreated Date\tAmount\r\n",
    records: index.map((i) => `${[`0068c0000${String(i).padStart(6, "0")}AAA`, `Deal ${i}`, `Account ${i % 9}`, {won: "Closed Won", lost: "Closed Lost", open: "Prospecting"}[outcome(i)], us(day(i)), us(day(i, 2023)), `${1000 + i}.00`].join("\t")}\r\n`),
    tail: `\r\nGrand Totals (${DEALS} records)\r\nConfidential Information - Do Not Distribute\r\nCopyright (c) 2000-2026 salesforce.com, inc. All rights reserved.\r\n`
  },
  {
    name: "Pipedrive in German, Windows-1252 with semicolons", file: "deals.csv", id: (i) => String(i + 1), tail: "", encode: (text) => Buffer.from(text, "latin1"),
    head: "Deal - ID;Deal - Titel;Deal - Wert;Deal - Währung;Deal - Status;Deal - Organisation;Deal - Deal erstellt;Deal - Datum des gewonnenen Deals;Deal - Datum des verlorenen Deals\r\n",
    records: lines((i, name) => [String(i + 1), name.replaceAll(",", ";"), german(1000 + 37 * i), "EUR", {won: "Gewonnen", lost: "Verloren", open: "Offen"}[outcome(i)], `Firma ${i % 9}`, `${day(i, 2023)} 08:00:00`,
      outcome(i) === "won" ? `${day(i)} 12:00:00` : "", outcome(i) === "lost" ? `${day(i)} 12:00:00` : ""], ";", "\r\n")
  },
  {
    name: "Zoho, gzip", file: "Deals.csv.gz", id: (i) => String(4000 + i), tail: "", encode: (text) => gzipSync(text),
    head: "Record Id,Deal Owner,Amount,Deal Name,Closing Date,Account Name.id,Account Name,Stage,Created Time\n",
    records: lines((i, name) => [`zcrm_${4000 + i}`, "Cy", `"€ 1,${String(i).padStart(3, "0")}.25"`, name, day(i), `zcrm_${i % 9}`, `Account ${i % 9}`, {won: "Closed Won", lost: "Closed Lost", open: "Qualification"}[outcome(i)], `${day(i, 2023)} 08:00:00`], ",", "\n")
  },
  {
    name: "HubSpot, workbook", file: "deals.xlsx", id: (i) => String(9000 + i), tail: "",
    encode: (text) => workbook({Deals: text.split("\n").map((line) => line.replaceAll("\0", "").split("|").slice(0, 26))}),
    head: "Record ID|Deal Name|Deal Stage|Close Date|Create Date|Amount\n",
    records: index.map((i) => `${[9000 + i, `Deal ${i}`, {won: "Closed Won", lost: "Closed Lost", open: "Contract Sent"}[outcome(i)], day(i), day(i, 2023), 100 * i].join("|")}\n`)
  },
  {
    name: "HubSpot, pull of its API as JSON", file: "deals.json", id: (i) => String(9000 + i), encode: utf8, head: "{\"results\":[\n",
    records: index.map((i) => `${JSON.stringify({id: String(9000 + i), properties: {dealname: `Deal ${i}`, dealstage: {won: "closedwon", lost: "closedlost", open: "contractsent"}[outcome(i)], closedate: `${day(i)}T12:00:00Z`,
      createdate: `${day(i, 2023)}T12:00:00Z`, amount: String(100 * i), pipeline: "default"}, archived: false})}${i === DEALS - 1 ? "" : ","}\n`),
    tail: "]}\n"
  },
  {
    name: "Pipedrive, JSON Lines", file: "deals.jsonl", id: (i) => String(i + 1), encode: utf8, head: "", tail: "",
    records: index.map((i) => `${JSON.stringify({id: i + 1, org_id: {value: 1 + (i % 9), name: `Org ${i % 9}`}, title: `Deal ${i}`, stage_id: 2, status: outcome(i), value: 100 * i, currency: "USD", add_time: `${day(i, 2023)} 08:00:00`,
      close_time: outcome(i) === "open" ? null : `${day(i)} 08:00:00`, lost_reason: null, won_time: null})}\n`)
  }
];

type Operator = (text: string, random: Random) => string;

const pick = <T>(list: readonly T[], random: Random): T => list[random() % list.length]!;
const JUNK = ["abc", "1.234,56", "31/31/2024", "2024-02-30", "NaN", "=1+1", "99999999999999999999", "-", "NULL", "'", "\"", "\"\"", "é", "ÿ", "1e400", "x".repeat(5000), "true", "\\", "\0", "\u2028", "\u200b", "{}", "<b>", "0000-00-00"];
const SPLIT = /[,;\t|]/;

/** A line other than the first, which is its own operator's. */
function changeLine(change: (line: string, random: Random) => string): Operator {
  return (text, random) => {
    const parts = text.split("\n");
    const at = parts.length < 3 ? 0 : 1 + (random() % (parts.length - 2));
    parts[at] = change(parts[at]!, random);
    return parts.join("\n");
  };
}

/** Several lines in one way, as a bad program does. */
const often = (operator: Operator): Operator => (text, random) => Array.from({length: 2 + (random() % 30)}).reduce<string>((damaged) => operator(damaged, random), text);

function changeCell(change: (cell: string, random: Random) => string): Operator {
  return changeLine((line, random) => {
    const delimiter = SPLIT.exec(line)?.[0] ?? ",";
    const cells = line.split(delimiter);
    const at = random() % cells.length;
    cells[at] = change(cells[at]!, random);
    return cells.join(delimiter);
  });
}

const at = (text: string, random: Random) => random() % (text.length + 1);

const OPERATORS: Readonly<Record<string, Operator>> = {
  "a character put in": (text, random) => { const place = at(text, random); return text.slice(0, place) + pick(["\"", ",", ";", "\n", "\r", "\r\n", "\t", "\0", "'", "\\", "x", "\"\"", ",,,", "\n\n", "{", "}", "]", "|", "\uFEFF", "\u001a"], random) + text.slice(place); },
  "characters lost": (text, random) => { const place = at(text, random); return text.slice(0, place) + text.slice(place + 1 + (random() % 60)); },
  "a stretch twice": (text, random) => { const place = at(text, random); return text.slice(0, place) + text.slice(place, place + 1 + (random() % 300)) + text.slice(place); },
  "cut off": (text, random) => text.slice(0, at(text, random)),
  "begun late": (text, random) => text.slice(random() % Math.min(200, text.length + 1)),
  "a line lost": changeLine(() => ""),
  "a line twice": changeLine((line) => `${line}\n${line}`),
  "lines swapped": (text, random) => { const parts = text.split("\n"); const [a, b] = [random() % parts.length, random() % parts.length]; [parts[a], parts[b]] = [parts[b]!, parts[a]!]; return parts.join("\n"); },
  "a cell of junk": changeCell((_, random) => pick(JUNK, random)),
  "cells of junk": often(changeCell((_, random) => pick(JUNK, random))),
  "a cell emptied": changeCell(() => ""),
  "a cell doubled": changeCell((cell, random) => `${cell}${pick([",", ";", "\t", "|"], random)}${cell}`),
  "quotes around cells": often(changeCell((cell) => `"${cell}"`)),
  "quotes lost": (text) => text.replaceAll("\"", ""),
  "other line ends": (text, random) => text.replace(/\r?\n/g, pick(["\r", "\n", "\r\n", "\n\n"], random)),
  "line ends mixed": (text, random) => text.replace(/\r?\n/g, () => pick(["\r", "\n", "\r\n"], random)),
  "blank lines": often(changeLine((line, random) => `${pick(["", " ", ",,,"], random)}\n${line}`)),
  "a header changed": (text, random) => { const [first = "", ...rest] = text.split("\n"); const place = at(first, random); return [first.slice(0, place) + pick(["", "x", " ", "\"", ","], random) + first.slice(place + 1), ...rest].join("\n"); },
  "the header lost": (text) => text.split("\n").slice(1).join("\n"),
  "the header again": (text, random) => { const parts = text.split("\n"); parts.splice(random() % parts.length, 0, parts[0]!); return parts.join("\n"); },
  "all upper case": (text) => text.toUpperCase(),
  "two files in one": (text) => text + text
};

const BYTES: Readonly<Record<string, (bytes: Buffer, random: Random) => Buffer>> = {
  "a byte changed": (bytes, random) => { const copy = Buffer.from(bytes); copy[random() % copy.length] = random() % 256; return copy; },
  "bytes changed": (bytes, random) => { const copy = Buffer.from(bytes); for (let n = 0; n < 40; n++) copy[random() % copy.length] = random() % 256; return copy; },
  "bytes lost": (bytes, random) => { const place = random() % bytes.length; return Buffer.concat([bytes.subarray(0, place), bytes.subarray(place + 1 + (random() % 50))]); },
  "bytes put in": (bytes, random) => { const place = random() % bytes.length; return Buffer.concat([bytes.subarray(0, place), Buffer.from([random() % 256, random() % 256]), bytes.subarray(place)]); },
  "cut off": (bytes, random) => bytes.subarray(0, random() % bytes.length),
  "zeros at the end": (bytes) => Buffer.concat([bytes, Buffer.alloc(4096)])
};

/** What a record came to: outcome, amount and closing date, by id. */
type Facts = Map<string, string>;

interface Ending {
  readonly kind: "read" | "refused" | "failed";
  readonly words: string;
}

const root = await mkdtemp(join(tmpdir(), "fitproof-corruptions-"));
const counts = new Map<string, number>();
const failures: string[] = [];
const refusals = new Map<string, number>();
let readable = 0;
let reports = 0;
try {
  const goods = [];
  for (const good of GOODS) goods.push({good, ...await prepare(good)});
  const started = performance.now();
  const only = process.env["ONLY"]?.split(",").map(Number);
  for (let copy = 0; copy < Number(copies); copy++) {
    if (only !== undefined && !only.includes(copy)) continue;
    const random = randomSource(`${seed}/${copy}`);
    const {good, workspace, facts} = goods[copy % goods.length]!;
    const {bytes, text, names} = damaged(good, random);
    const ending = await judge(good, workspace, facts, bytes, text);
    counts.set(`${good.name}: ${ending.kind}`, (counts.get(`${good.name}: ${ending.kind}`) ?? 0) + 1);
    if (ending.kind === "refused") refusals.set(ending.words, (refusals.get(ending.words) ?? 0) + 1);
    if (ending.kind === "failed") {
      failures.push(`copy ${copy}, ${good.name}, ${names.join(" + ")}: ${ending.words}`);
      process.stderr.write(`${failures.at(-1)}\n`);
      if (process.env["KEEP"]) await copyFile(join(workspace, "exports", good.file), join(process.env["KEEP"], `${copy}-${good.file}`));
    }
  }
  const total = (kind: string) => [...counts].filter(([name]) => name.endsWith(`: ${kind}`)).reduce((sum, [, n]) => sum + n, 0);
  process.stdout.write(`${copies} damaged copies of ${GOODS.length} exports, seed ${seed}, in ${Math.round((performance.now() - started) / 1000)} s\n`
    + `read, and adding up: ${total("read")} (${reports} of them in a whole report)\nrefused with a named problem: ${total("refused")}\nfailed: ${failures.length}\n`
    + `${[...counts].toSorted().map(([name, n]) => `  ${name} ${n}`).join("\n")}\nrefused because\n${[...refusals].toSorted((a, b) => b[1] - a[1]).map(([name, n]) => `  ${n} × ${name}`).join("\n")}\n`);
  process.exitCode = failures.length > 0 ? 1 : 0;
} finally {
  await rm(root, {recursive: true, force: true});
}

/** A workspace as `init` writes it for the good export, and what its records come to. */
async function prepare(good: Good): Promise<{workspace: string; facts: Facts}> {
  const workspace = join(root, good.file);
  await mkdir(join(workspace, "exports"), {recursive: true});
  await writeFile(join(workspace, "exports", good.file), good.encode(good.head + good.records.join("") + good.tail));
  const done = await initialise(workspace);
  const stops = done.decisions.filter(({stops}) => stops);
  if (stops.length > 0) throw new Error(`${good.name}: ${stops.map(({what}) => what).join("; ")}`);
  const facts = await reading(workspace, async (db) => factsOf(db));
  if (facts.size !== DEALS) throw new Error(`${good.name}: ${facts.size} of ${DEALS} deals read`);
  return {workspace, facts};
}

function damaged(good: Good, random: Random): {bytes: Buffer; text: string | null; names: string[]} {
  const clean = good.head + good.records.join("") + good.tail;
  if (random() % 5 === 0) {
    const name = pick(Object.keys(BYTES), random);
    return {bytes: BYTES[name]!(good.encode(clean), random), text: null, names: [`bytes: ${name}`]};
  }
  const names = Array.from({length: 1 + (random() % 3)}, () => pick(Object.keys(OPERATORS), random));
  const text = names.reduce((before, name) => OPERATORS[name]!(before, random), clean);
  return {bytes: good.encode(text), text, names};
}

async function reading<T>(workspace: string, look: (db: Database, problems: readonly Problem[]) => Promise<T>): Promise<T> {
  const db = await openDatabase(":memory:");
  const temporaryDirectory = await mkdtemp(join(root, "temporary-"));
  try {
    await createMacros(db);
    const {warnings} = await ingest(db, await readWorkspace(workspace), {temporaryDirectory});
    return await look(db, warnings);
  } finally {
    db.close();
    await rm(temporaryDirectory, {recursive: true, force: true});
  }
}

/** Of used rows: what tells two readings of a record apart. */
async function factsOf(db: Database): Promise<Facts> {
  const rows = await db.rows<{id: string | null; fact: string}>(`
    select opportunity_id as id, concat_ws(' ', stage, is_won, is_closed, amount, closed_on, created_on) as fact from raw_opportunities
    where rowid not in (select row_key from row_exclusions where entity = 'opportunities') order by rowid`);
  return new Map(rows.flatMap(({id, fact}) => (id === null ? [] : [[id, fact]])));
}

async function judge(good: Good, workspace: string, facts: Facts, bytes: Buffer, text: string | null): Promise<Ending> {
  const path = join(workspace, "exports", good.file);
  await mkdir(dirname(path), {recursive: true});
  await writeFile(path, bytes);
  const failed = (words: string): Ending => ({kind: "failed", words});
  try {
    const fault = await reading(workspace, (db, warnings) => faultOf(db, good, facts, text, warnings));
    if (fault !== null) return failed(fault);
    if (++readable % REPORT_EVERY === 0) {
      reports++;
      const wrong = await faultOfReport(workspace);
      if (wrong !== null) return failed(`in the report: ${wrong}`);
    }
    return {kind: "read", words: ""};
  } catch (error) {
    if (!(error instanceof ProblemsError)) return failed(`no named problem: ${error instanceof Error ? error.message.slice(0, 300) : String(error)}`);
    const [first] = error.problems;
    if (first === undefined || error.problems.some(({message, file}) => message.trim() === "" || file.trim() === "")) return failed("a problem without words");
    if (/\n\s+at /.test(formatProblems(error.problems))) return failed("a stack trace");
    if (!error.problems.some(({fix}) => fix !== null)) return failed(`no way to mend: ${formatProblems(error.problems.slice(0, 2))}`);
    return {kind: "refused", words: first.message.replace(/\d[\d.,]*/g, "N").slice(0, 90)};
  }
}

/** Makes the whole report of a workspace, and says what in it does not add up; null where all does. */
async function faultOfReport(workspace: string): Promise<string | null> {
  const output = join(root, "report");
  const run = await runPipeline({workspace, database: join(root, "whole", "fitproof.duckdb")});
  const {publish} = run.loaded.workspace;
  await buildSite({root: ROOT, database: run.database, output, profile: publish.profile, minCell: publish.min_cell, runId: run.run_id, asOf: run.as_of});
  const site = await siteRun(output);
  if (site?.run_id !== run.run_id) return `the site is of run ${site?.run_id}, not of ${run.run_id}`;
  const db = await openDatabase(run.database, {readOnly: true});
  try {
    const [row] = await db.rows<Record<string, number>>(`
      with counts as (select sum(rows_read)::integer as read, sum(used_count)::integer as used, sum(duplicate_count + rejected_count + excluded_count)::integer as unused from reconciliation where export = 'opportunities'),
      shown as (select coalesce(sum(won_count + lost_count + no_decision_count + disqualified_count + open_count), 0)::integer as shown from win_rate_by_segment
        where period_window = 'all' and deal_type = 'all' and dimension = 'all'),
      listed as (select count(*)::integer as listed from opportunity_facts)
      select * from counts cross join shown cross join listed`);
    const {read, used, unused, shown, listed} = row!;
    if (used! + unused! !== read) return `${read} rows read, ${used} used and ${unused} not`;
    if (listed !== used) return `${used} deals used, ${listed} listed`;
    if (shown !== used) return `${used} deals used, ${shown} counted on the page of win rates`;
    return null;
  } finally {
    db.close();
  }
}

/** What was lost or changed without a word; null where nothing was. */
async function faultOf(db: Database, good: Good, facts: Facts, text: string | null, warnings: readonly Problem[]): Promise<string | null> {
  for (const model of await neededModels(["reconciliation"])) await buildModel(db, model);
  const [row] = await db.rows<Record<string, number>>("select sum(rows_read)::integer as read, sum(used_count + duplicate_count + rejected_count + excluded_count)::integer as parts, sum(rejected_count)::integer as rejected from reconciliation");
  const {read, parts} = row!;
  if (read !== parts) return `${read} rows read, ${parts} accounted for`;
  const [kept] = await db.rows<{n: number}>("select count(*)::integer as n from raw_opportunities");
  const [unread] = await db.rows<{n: number}>("select coalesce(sum(unread_count), 0)::integer as n from raw_files");
  if (kept!.n + unread!.n !== read) return `${kept!.n} rows and ${unread!.n} lines that are none make ${kept!.n + unread!.n}, not ${read}`;
  if (text === null) return null;
  // A record whose text stands unchanged, at the beginning of a line, must be what it was.
  const now = await factsOf(db);
  const all = new Map((await db.rows<{id: string}>("select distinct opportunity_id as id from raw_opportunities where opportunity_id is not null")).map(({id}) => [id, true]));
  const listed = await db.rows<{n: number}>("select count(*)::integer as n from problems");
  const said = listed[0]!.n + warnings.length;
  // A CR within a row of a workbook is a character of a cell.
  const isEnd = good.file.endsWith(".xlsx") ? /\n/ : /[\r\n]/;
  let intact = 0;
  const lost: string[] = [];
  const changed: string[] = [];
  for (const [i, record] of good.records.entries()) {
    const body = record.replace(/\r?\n$/, "");
    const place = text.indexOf(body);
    if (place < 0 || !(place === 0 || isEnd.test(text[place - 1]!)) || !(place + body.length === text.length || isEnd.test(text[place + body.length]!))) continue;
    // A record that comes again in another form is two; which counts is another matter.
    const id = good.id(i);
    if (text.split(id).length > 2) continue;
    intact++;
    if (!all.has(id)) lost.push(id);
    else if (now.has(id) && now.get(id) !== facts.get(id)) changed.push(`${id}: ${facts.get(id)} became ${now.get(id)}`);
  }
  // Without the header of the ids rows are counted as they come.
  if (all.size === 0) return kept!.n + unread!.n >= intact ? null : `${intact} whole records, and ${kept!.n + unread!.n} rows and lines`;
  // Where a header is damaged its whole column is missing, and that has been said.
  if (warnings.some(({message}) => message.startsWith("a column is nearly"))) return null;
  if (lost.length > unread!.n && lost.length > 0) return `${lost.length} whole records are not there, such as ${lost[0]}, and ${unread!.n} lines are listed as unread (${said} things said)`;
  if (changed.length > 0) return `${changed.length} whole records changed, such as ${changed[0]}; said: ${formatProblems(warnings.slice(0, 2))}`;
  return null;
}
