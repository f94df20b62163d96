import {posix} from "node:path";
import {StringDecoder} from "node:string_decoder";
import {numberKind, type NumberKind} from "./excelNumbers.ts";
import {attribute, xmlParser, type XmlHandlers} from "./xml.ts";
import type {Archive} from "./zip.ts";

export interface Sheet {
  readonly name: string;
  readonly entry: string;
  readonly isHidden: boolean;
}

/** What all sheets of a workbook share. */
export interface Workbook {
  readonly sheets: readonly Sheet[];
  readonly strings: readonly string[];
  /** By the cell's style. */
  readonly kinds: readonly NumberKind[];
  readonly is1904: boolean;
}

/** What the package says about its sheets. */
export async function readWorkbook(archive: Archive): Promise<Workbook> {
  const path = (await relations(archive, "")).find(({type}) => type === "officeDocument")?.target ?? "xl/workbook.xml";
  const related = await relations(archive, path);
  const sheets: Sheet[] = [];
  let is1904 = false;
  await parseEntry(archive, path, {
    open(name, attributes) {
      if (name === "workbookPr") is1904 = /^(?:1|true|on)$/.test(attribute(attributes, "date1904") ?? "");
      if (name !== "sheet") return;
      const entry = related.find((relation) => relation.id === attribute(attributes, "id"));
      // A chart sheet has no cells.
      if (entry?.type !== "worksheet") return;
      sheets.push({
        name: attribute(attributes, "name") ?? "", entry: entry.target, isHidden: (attribute(attributes, "state") ?? "visible") !== "visible"
      });
    }
  });
  const styles = related.find(({type}) => type === "styles")?.target;
  const strings = related.find(({type}) => type === "sharedStrings")?.target;
  return {
    sheets: sheets.filter((sheet) => archive.names.includes(sheet.entry)), is1904,
    kinds: styles === undefined ? [] : await readKinds(archive, styles),
    strings: strings === undefined ? [] : await readStrings(archive, strings)
  };
}

interface Relation {
  readonly id: string;
  readonly type: string;
  readonly target: string;
}

/** The parts that a part of the package refers to; those of the package itself for "". */
async function relations(archive: Archive, path: string): Promise<Relation[]> {
  const folder = posix.dirname(path);
  const found: Relation[] = [];
  await parseEntry(archive, posix.join(folder, "_rels", `${posix.basename(path)}.rels`), {
    open(name, attributes) {
      if (name !== "Relationship") return;
      const target = attribute(attributes, "Target") ?? "";
      found.push({
        id: attribute(attributes, "Id") ?? "", type: posix.basename(attribute(attributes, "Type") ?? ""),
        target: target.startsWith("/") ? target.slice(1) : posix.join(folder, target)
      });
    }
  });
  return found;
}

async function readKinds(archive: Archive, path: string): Promise<NumberKind[]> {
  const codes = new Map<number, string>();
  const kinds: NumberKind[] = [];
  let isCells = false;
  await parseEntry(archive, path, {
    open(name, attributes) {
      if (name === "numFmt") codes.set(Number(attribute(attributes, "numFmtId")), attribute(attributes, "formatCode") ?? "");
      if (name === "cellXfs") isCells = true;
      if (name === "xf" && isCells) {
        const id = Number(attribute(attributes, "numFmtId") ?? 0);
        kinds.push(numberKind(id, codes.get(id)));
      }
    },
    close(name) {
      if (name === "cellXfs") isCells = false;
    }
  });
  return kinds;
}

async function readStrings(archive: Archive, path: string): Promise<string[]> {
  const strings: string[] = [];
  let value = "";
  let isReading = false;
  let phonetic = 0;
  await parseEntry(archive, path, {
    open(name) {
      if (name === "si") value = "";
      else if (name === "rPh") phonetic++;
      else if (name === "t" && phonetic === 0) isReading = true;
    },
    text(text) {
      if (isReading) value += text;
    },
    close(name) {
      if (name === "si") strings.push(unescaped(value));
      else if (name === "rPh") phonetic--;
      else if (name === "t") isReading = false;
    }
  });
  return strings;
}

function nothing(): void {}

async function parseEntry(archive: Archive, name: string, handlers: Partial<XmlHandlers>): Promise<void> {
  if (!archive.names.includes(name)) return;
  const parser = xmlParser({open: nothing, close: nothing, text: nothing, ...handlers});
  const decoder = new StringDecoder("utf8");
  for await (const chunk of archive.read(name)) parser.write(decoder.write(chunk));
  parser.write(decoder.end());
  parser.end();
}

/** Excel writes a carriage return in a text as _x000D_. */
export function unescaped(text: string): string {
  return text.includes("_x") ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))) : text;
}
