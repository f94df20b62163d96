import type {Cell} from "../cells.ts";

/** A column as the terminal is given it. Of several columns, each has a value for every row. */
export interface NamedColumn {
  readonly name: string;
  readonly values: readonly Cell[];
}

/** CSV as RFC 4180. Raw: for programs, not for spreadsheets. */
export function csvText(columns: readonly NamedColumn[]): string {
  const lines = (columns[0]?.values ?? []).map((_, i) => columns.map(({values}) => csvCell(values[i] ?? null)).join(","));
  return [columns.map(({name}) => csvCell(name)).join(","), ...lines, ""].join("\n");
}

/** An array of objects, one a line. */
export function jsonText(columns: readonly NamedColumn[]): string {
  const names = distinctNames(columns.map(({name}) => name));
  const rows = (columns[0]?.values ?? []).map((_, i) => Object.fromEntries(columns.map(({values}, j) => [names[j], values[i] ?? null])));
  return `[${rows.map((row) => JSON.stringify(row)).join(",\n ")}]\n`;
}

/** A value without quotes around it; of a list or a struct, its JSON. */
export function plainText(value: Cell): string {
  if (value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** As DuckDB calls the columns of a table: a second `a` is `a_1`. */
function distinctNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let own = name;
    for (let i = 1; taken.has(own); i += 1) own = `${name}_${i}`;
    taken.add(own);
    return own;
  });
}

function csvCell(value: Cell): string {
  const text = plainText(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
