import {existsSync} from "node:fs";
import {relative} from "node:path";
import {openDatabase} from "../database.ts";
import {ProblemsError} from "../problems.ts";
import {registerStatistics} from "../statistics/functions.ts";
import {restoreVariables} from "../workspace/configure.ts";
import {csvText, jsonText, plainText, type NamedColumn} from "./columnsText.ts";
import {shellWord} from "./shellWord.ts";

interface Options {
  readonly workspace: string;
  readonly database: string;
  readonly format: "table" | "csv" | "json";
  readonly json?: boolean;
}

/** Runs one read-only statement on the last run. Nothing else on the machine can be read or written by it. */
export async function query(sql: string, {workspace, database, format, json}: Options): Promise<void> {
  if (!existsSync(database)) {
    throw new ProblemsError([{
      file: database, line: null, column: null, message: "not found", value: null, fix: `Run \`npm run -s fitproof -- run --workspace ${shellWord(relative(process.cwd(), workspace) || ".")}\` first.`
    }]);
  }
  const db = await openDatabase(database, {readOnly: true});
  try {
    await registerStatistics(db);
    await restoreVariables(db);
    await db.exec("set enable_external_access = false");
    await db.exec("set lock_configuration = true");
    if (hasSeveralStatements(sql)) throw new Error("query runs one statement, and this is more than one: ask them one by one");
    const columns = await db.columns(sql, true);
    if (columns.length === 0) throw new Error("query was given nothing to answer: is the SQL empty, or the file that it is read from?");
    const print = {table: isPlan(columns) ? asPlan : asTable, csv: csvText, json: jsonText}[json ? "json" : format];
    process.stdout.write(print(columns));
  } finally {
    db.close();
  }
}

/** Whether anything follows a semicolon that is not in a text, a quoted name or a comment. */
function hasSeveralStatements(sql: string): boolean {
  const bare = sql.replaceAll(/\be'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*.*?\*\/|\$(\w*)\$.*?\$\1\$/gis, " ");
  return /;\s*[^\s;]/.test(bare);
}

/** What `explain` says is drawn over several lines. */
function isPlan(columns: readonly NamedColumn[]): boolean {
  return columns.map(({name}) => name).join() === "explain_key,explain_value";
}

function asPlan([, plan]: readonly NamedColumn[]): string {
  return plan!.values.map((value) => `${plainText(value).split("\n").map(spelledOut).join("\n").trimEnd()}\n`).join("\n");
}

function asTable(columns: readonly NamedColumn[]): string {
  const count = columns[0]?.values.length ?? 0;
  const shown = Math.min(count, 200);
  const cells = columns.map(({name, values}) => [name, ...values.slice(0, shown).map((value) => cut(plainText(value)))]);
  const widths = cells.map((column) => Math.max(...column.map((text) => [...text].length)));
  const isNumeric = columns.map(({values}) => values.every((value) => value === null || typeof value === "number"));
  const line = (i: number) => cells
    .map((column, j) => (isNumeric[j] ? column[i]!.padStart(widths[j]!) : column[i]!.padEnd(widths[j]!)))
    .join("  ")
    .trimEnd();
  const lines = [line(0), widths.map((width) => "─".repeat(width)).join("  "), ...Array.from({length: shown}, (_, i) => line(i + 1))];
  const rest = count > shown ? `\n… and ${count - shown} more rows (--format csv prints all)` : "";
  return `${lines.join("\n")}${rest}\n${count} ${count === 1 ? "row" : "rows"}\n`;
}

function spelledOut(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, (character) => `\\u${character.codePointAt(0)!.toString(16).padStart(4, "0")}`);
}

/** On one line: control characters are spelled out, long text is cut. */
function cut(text: string): string {
  const printable = spelledOut(text);
  return printable.length > 80 ? `${printable.slice(0, 79)}…` : printable;
}
