import {join} from "node:path";
import {writeRows, type PlacedRow} from "./copy.ts";
import {headerPosition, tableWidth} from "./dialect.ts";
import {matchesName} from "./glob.ts";
import {layoutOf} from "./layout.ts";
import {mergedCells, mergedFiller} from "./mergedCells.ts";
import type {PreparedFile} from "./prepared.ts";
import {refused} from "./refused.ts";
import {sheetRows, type SheetRow} from "./sheetRows.ts";
import {readWorkbook, type Sheet, type Workbook} from "./workbook.ts";
import type {Archive} from "./zip.ts";

const SEEN_ROWS = 500;

/**
 * The sheets of an .xlsx as UTF-8 copies, a row on the line of its own number. `part` chooses sheets by name; hidden sheets and
 * those without a table are left out otherwise.
 */
export async function prepareWorkbook(
  archive: Archive, shown: string, identity: {sha256: string; bytes: number}, part: string | undefined,
  temporary: () => Promise<string>
): Promise<PreparedFile[]> {
  try {
    const workbook = await readWorkbook(archive);
    const names = workbook.sheets.map((sheet) => sheet.name);
    const chosen = workbook.sheets.filter((sheet) => (part === undefined ? !sheet.isHidden : matchesName(sheet.name, part)));
    if (chosen.length === 0) {
      if (part === undefined) throw refused(shown, "has no sheet that is not hidden", "Show the sheet, or export the workbook again.");
      throw refused(`${shown}#${part}`, "no such sheet", `The workbook has ${names.join(", ")}.`);
    }
    const prepared: PreparedFile[] = [];
    for (const sheet of chosen) {
      const path = join(await temporary(), "sheet.csv");
      const file = await prepareSheet(archive, workbook, sheet, path);
      if (file) prepared.push({...file, ...identity, file: `${shown}#${sheet.name}`});
    }
    if (prepared.length === 0) throw refused(shown, "is empty", "Export the file again.");
    return prepared;
  } catch (error) {
    if (error instanceof SyntaxError) throw refused(shown, `is a damaged workbook: ${error.message}`, "Open it in Excel and save it again.");
    throw error;
  }
}

async function prepareSheet(
  archive: Archive, workbook: Workbook, sheet: Sheet, path: string
): Promise<Omit<PreparedFile, "sha256" | "bytes" | "file"> | null> {
  const rows = sheetRows(archive, workbook, sheet.entry);
  const seen: SheetRow[] = [];
  while (seen.length < SEEN_ROWS) {
    const next = await rows.next();
    if (next.done) break;
    seen.push(...next.value);
  }
  const first = headerPosition(seen.map((row) => ({fields: row.cells})), tableWidth(seen.map((row) => row.cells.length)));
  const header = seen[first];
  if (!header) return null;
  const layout = layoutOf(header.cells, seen.slice(first + 1).map(({cells}) => cells));
  // The groups of a report are merged cells too, and its layout knows them.
  const filler = mergedFiller(layout.isGrouped ? [] : (await mergedCells(archive, sheet.entry)).filter((merged) => merged.first > header.number));
  const placed = (row: SheetRow): PlacedRow => ({line: row.number, cells: row === header ? layout.names : layout.place(filler.fill(row).cells)});
  let count = 0;
  async function* batches() {
    count = seen.length - first - 1;
    yield seen.slice(first).map(placed);
    for await (const rest of rows) {
      count += rest.length;
      yield rest.map(placed);
    }
  }
  await writeRows(path, batches());
  const warnings: string[] = [];
  if (count === 0) warnings.push("has a header and no rows");
  if (first > 0) warnings.push(`has its header in row ${header.number}; the rows above it were passed over`);
  if (filler.count() > 0) warnings.push(`has cells that are merged over several rows: ${filler.count().toLocaleString("en-US")} ${filler.count() === 1 ? "row was" : "rows were"} given their text`);
  warnings.push(...layout.warnings);
  return {
    path, format: "csv", delimiter: ",", quote: '"', escape: '"', header: layout.names, headerLine: header.number, compressed: false,
    lineOffset: 0, warnings, countsRows: true, isTyped: true, ...(layout.isGrouped ? {isGrouped: true} : {})
  };
}
