import {openDatabase, quotedText} from "../../database.ts";
import type {PreparedFile} from "./prepared.ts";
import {refused} from "./refused.ts";
import {scanFile} from "./scan.ts";

/** A Parquet file, which DuckDB reads itself; its schema is the header. */
export async function prepareParquet(path: string, shown: string): Promise<PreparedFile> {
  const {sha256, bytes} = await scanFile(path);
  const db = await openDatabase(":memory:");
  try {
    const rows = `(from read_parquet(${quotedText(path)}) limit 1)`;
    const columns = await db.rows<{column_name: string}>(`select column_name from (describe from ${rows})`);
    const isEmpty = (await db.rows<{count: number}>(`select count(*) as count from ${rows}`))[0]?.count === 0;
    return {
      file: shown, path, format: "parquet", delimiter: "", quote: "", escape: "", header: columns.map((column) => column.column_name), headerLine: 0,
      compressed: false, lineOffset: 0, countsRows: true, isTyped: true, sha256, bytes, warnings: isEmpty ? ["has a header and no rows"] : []
    };
  } catch (error) {
    const message = error instanceof Error ? error.message.split("\n")[0]! : String(error);
    throw refused(shown, `is a damaged Parquet file: ${message}`, "Export the file again.");
  } finally {
    db.close();
  }
}
