import {quotedIdentifier, type Database} from "../database.ts";
import {arrowStream} from "./arrow.ts";
import {hideSmallCells, type CellRule} from "./smallCells.ts";

export type Profile = "internal" | "board";

/** A mart as the site ships it. */
export interface PublishedMart {
  /** Name of the published file, `marts/<name>.arrow`. */
  readonly name: string;
  /** The mart behind it; default: the same name. */
  readonly from?: string;
  /** The columns published; default: all. */
  readonly columns?: readonly string[];
  /** Rows published, as a condition on the mart's columns; default: all. */
  readonly where?: string;
  /** Rows a part, where the mart is long: `<name>-0.arrow`, `<name>-1.arrow`, … and the number of rows in `parts.json`. */
  readonly part_rows?: number;
  /** What the board edition ships: nothing, all (no names and no cells in it), or cells with the small ones hidden. */
  readonly board: "absent" | "whole" | CellRule;
}

export interface PublishedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The files of the given marts, one after another. Marts that the run did not make are left out. */
export async function* publishedFiles(
  db: Database, marts: readonly PublishedMart[], profile: Profile, minCell: number
): AsyncGenerator<PublishedFile> {
  const existing = await columnsOfTables(db);
  const parts: Record<string, {row_count: number; part_rows: number}> = {};
  for (const mart of marts) {
    const table = mart.from ?? mart.name;
    const available = existing.get(table);
    if (!available || (profile === "board" && mart.board === "absent")) continue;
    const names = mart.columns ?? [...available.keys()];
    const columns = (await db.columns(`
      select ${names.map((name) => selected(name, available.get(name))).join(", ")}
      from ${quotedIdentifier(table)} ${mart.where ? `where ${mart.where}` : ""}`));
    const shown = profile === "board" && typeof mart.board === "object" ? hideSmallCells(columns, mart.board, minCell) : columns;
    if (!mart.part_rows) {
      yield {path: `marts/${mart.name}.arrow`, bytes: arrowStream(shown)};
      continue;
    }
    const rowCount = shown[0]?.values.length ?? 0;
    parts[mart.name] = {row_count: rowCount, part_rows: mart.part_rows};
    for (let start = 0, part = 0; start < Math.max(rowCount, 1); start += mart.part_rows, ++part) {
      const slice = shown.map((column) => ({...column, values: column.values.slice(start, start + mart.part_rows!)}));
      yield {path: `marts/${mart.name}-${part}.arrow`, bytes: arrowStream(slice)};
    }
  }
  yield {path: "parts.json", bytes: new TextEncoder().encode(JSON.stringify(parts))};
}

/** Lists become texts, because Arrow on the page has no lists; all else stays. */
function selected(name: string, type: string | undefined): string {
  const column = quotedIdentifier(name);
  return type?.endsWith("[]") ? `array_to_string(${column}, ', ') as ${column}` : column;
}

async function columnsOfTables(db: Database): Promise<Map<string, Map<string, string>>> {
  const rows = await db.rows<{table_name: string; column_name: string; data_type: string}>(`
    select table_name, column_name, data_type from duckdb_columns() where not internal order by table_name, column_index`);
  const tables = new Map<string, Map<string, string>>();
  for (const row of rows) {
    const columns = tables.get(row.table_name) ?? new Map<string, string>();
    tables.set(row.table_name, columns.set(row.column_name, row.data_type));
  }
  return tables;
}
