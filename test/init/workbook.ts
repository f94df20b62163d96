import {archive} from "../corpus/archives.ts";

/** A workbook of the given sheets, every cell a text or a number. */
export function workbook(sheets: Readonly<Record<string, readonly (readonly (string | number)[])[]>>): Buffer {
  const names = Object.keys(sheets);
  const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  return archive({
    "xl/workbook.xml": `<workbook xmlns:r="${relations}"><sheets>${names.map((name, i) => `<sheet name="${name}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`).join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships>${names.map((_, i) => `<Relationship Id="rId${i + 1}" Type="${relations}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`).join("")}</Relationships>`,
    ...Object.fromEntries(Object.values(sheets).map((rows, i) => [`xl/worksheets/sheet${i + 1}.xml`, `<worksheet><sheetData>${rows.map((row, r) => `<row r="${r + 1}">${
      row.map((cell, c) => cellXml(cell, `${String.fromCharCode(65 + c)}${r + 1}`)).join("")}</row>`).join("")}</sheetData></worksheet>`]))
  });
}

function cellXml(cell: string | number, place: string): string {
  if (cell === "") return "";
  return typeof cell === "number" ? `<c r="${place}"><v>${cell}</v></c>`
    : `<c r="${place}" t="inlineStr"><is><t>${cell.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</t></is></c>`;
}
