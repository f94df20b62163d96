import {StringDecoder} from "node:string_decoder";
import {numberText} from "./excelNumbers.ts";
import {unescaped, type Workbook} from "./workbook.ts";
import {attribute, xmlParser} from "./xml.ts";
import type {Archive} from "./zip.ts";

/** A row of a sheet that holds anything, its cells by column. */
export interface SheetRow {
  readonly number: number;
  readonly cells: readonly string[];
}

const MOST_COLUMNS = 16_384;

/** The rows that hold anything, a batch per chunk of the sheet. */
export async function* sheetRows(archive: Archive, {strings, kinds, is1904}: Workbook, entry: string): AsyncGenerator<SheetRow[]> {
  let batch: SheetRow[] = [];
  let rowNumber = 0;
  let cells: string[] = [];
  let column = -1;
  let type = "n";
  let style = 0;
  let value = "";
  let isReading = false;
  let phonetic = 0;
  const parser = xmlParser({
    open(name, attributes) {
      if (name === "row") {
        rowNumber = Number(attribute(attributes, "r") ?? rowNumber + 1);
        cells = [];
        column = -1;
      } else if (name === "c") {
        const place = attribute(attributes, "r");
        column = place === null ? column + 1 : columnIndex(place);
        if (!(column >= 0 && column < MOST_COLUMNS)) throw new SyntaxError(`a cell at ${place}`);
        type = attribute(attributes, "t") ?? "n";
        style = Number(attribute(attributes, "s") ?? 0);
        value = "";
      } else if (name === "rPh") phonetic++;
      else if (name === "v" || (name === "t" && phonetic === 0)) isReading = true;
    },
    text(text) {
      if (isReading) value += text;
    },
    close(name) {
      if (name === "v" || name === "t") isReading = false;
      else if (name === "rPh") phonetic--;
      else if (name === "c" && value !== "") {
        while (cells.length < column) cells.push("");
        cells[column] = cellText(type, value, style);
      } else if (name === "row") {
        while (cells.length > 0 && cells.at(-1)!.trim() === "") cells.pop();
        if (cells.length > 0) batch.push({number: rowNumber, cells});
      }
    }
  });
  const cellText = (kind: string, text: string, cellStyle: number): string => {
    switch (kind) {
      case "s": return strings[Number(text)] ?? "";
      case "b": return text === "1" ? "true" : "false";
      case "n": return numberText(text, kinds[cellStyle] ?? "number", is1904);
      case "d": return text.replace("T", " ").replace(/ 00:00:00(?:\.0+)?$/, "");
      default: return unescaped(text);
    }
  };
  const decoder = new StringDecoder("utf8");
  for await (const chunk of archive.read(entry)) {
    parser.write(decoder.write(chunk));
    if (batch.length > 0) yield batch;
    batch = [];
  }
  parser.write(decoder.end());
  parser.end();
  if (batch.length > 0) yield batch;
}

/** B7 is 1. */
export function columnIndex(place: string): number {
  let index = 0;
  for (const letter of place) {
    const code = letter.charCodeAt(0) & ~32;
    if (code < 65 || code > 90) break;
    index = index * 26 + code - 64;
  }
  return index - 1;
}
