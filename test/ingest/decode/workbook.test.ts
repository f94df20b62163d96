import {readFile} from "node:fs/promises";
import {strToU8, zipSync} from "fflate";
import {describe, expect, it} from "vitest";
import {numberKind, numberText} from "../../../pipeline/ingest/decode/excelNumbers.ts";
import {cells, prepare, prepareOne} from "./decoded.ts";

const NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';
const RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

interface SheetOf {
  readonly name: string;
  /** The inside of sheetData. */
  readonly rows: string;
  readonly state?: string;
}

/** The parts of a workbook that matter, as Excel writes them. */
function workbook(sheets: readonly SheetOf[], {strings = [], workbookPr = "", extra = {}}: {strings?: string[]; workbookPr?: string; extra?: Record<string, string>} = {}): Uint8Array {
  const parts: Record<string, string> = {
    "_rels/.rels": `<Relationships><Relationship Id="rId1" Type="${RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `<?xml version="1.0" encoding="UTF-8"?><workbook ${NAMESPACE}><workbookPr ${workbookPr}/><sheets>${sheets.map(({name, state}, i) =>
      `<sheet name="${name}" sheetId="${i + 1}" ${state === undefined ? "" : `state="${state}"`} r:id="rId${i + 1}"/>`).join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships>${sheets.map((_, i) => `<Relationship Id="rId${i + 1}" Type="${RELATION}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`).join("")}
      <Relationship Id="s" Type="${RELATION}/styles" Target="styles.xml"/><Relationship Id="t" Type="${RELATION}/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>`,
    // Styles 0 to 5: general, date, date and time, #,##0.00, a format of its own with a date, a length of time.
    "xl/styles.xml": `<styleSheet ${NAMESPACE}><numFmts><numFmt numFmtId="164" formatCode="[$-407]d\\.\\ mmmm\\ yyyy;@"/><numFmt numFmtId="165" formatCode="[h]:mm"/></numFmts>
      <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="4"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>`,
    "xl/sharedStrings.xml": `<sst ${NAMESPACE}>${strings.join("")}</sst>`,
    ...Object.fromEntries(sheets.map(({rows}, i) => [`xl/worksheets/sheet${i + 1}.xml`, `<worksheet ${NAMESPACE}><sheetData>${rows}</sheetData></worksheet>`])),
    ...extra
  };
  return zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)])));
}

const text = (place: string, value: string) => `<c r="${place}" t="inlineStr"><is><t>${value}</t></is></c>`;
const header = `<row r="1">${text("A1", "Name")}${text("B1", "Close Date")}${text("C1", "Amount")}</row>`;

describe("workbooks", () => {
  it("reads texts, dates, booleans, numbers, errors and empty cells", async () => {
    const file = await prepareOne("book.xlsx", workbook([{name: "Deals", rows: `
      <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c r="D1" t="s"><v>3</v></c><c r="E1" t="s"><v>4</v></c></row>
      <row r="2"><c r="A2" t="s"><v>5</v></c><c r="B2" s="1"><v>45351</v></c><c r="C2" s="3"><v>1234.5</v></c><c r="D2" t="b"><v>1</v></c><c r="E2" s="2"><v>45351.75</v></c></row>
      <row r="3"><c r="A3" t="str"><f>A2&amp;"x"</f><v>a "b", c &lt;d&gt;</v></c><c r="C3"><v>0.30000000000000004</v></c><c r="D3" t="b"><v>0</v></c><c r="E3" t="e"><v>#N/A</v></c></row>
      <row r="4"><c r="A4" s="0"/><c r="B4" s="4"><v>45352</v></c></row>`
    }], {strings: ["<si><t>Name</t></si>", "<si><t>Close Date</t></si>", "<si><t>Amount</t></si>", "<si><t>Won</t></si>", '<si><t>At</t></si>',
      "<si><r><t>Mül</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\">ler </t></r><rPh sb=\"0\" eb=\"1\"><t>no</t></rPh></si>"]}));
    expect(file).toMatchObject({file: "exports/book.xlsx#Deals", header: ["Name", "Close Date", "Amount", "Won", "At"], headerLine: 1, lineOffset: 0, countsRows: true});
    expect(await cells(file)).toEqual([
      ["Müller ", "2024-02-29", "1234.5", "true", "2024-02-29 18:00:00"],
      ['a "b", c <d>', null, "0.3", "false", "#N/A"],
      [null, "2024-03-01", null, null, null]
    ]);
  });

  it("gives each row of cells that are merged their text, and a number to the first alone", async () => {
    const row = (i: number, ...places: readonly string[]) => `<row r="${i}">${places.join("")}</row>`;
    const rows = [
      row(1, text("A1", "Deals of 2024")), row(2, text("A2", "Deal"), text("B2", "Customer"), text("C2", "Total"), text("D2", "Paid in"), text("E2", "Start")),
      row(3, text("A3", "d1"), text("B3", "Alder"), '<c r="C3"><v>300</v></c>', text("D3", "1,000 EUR"), '<c r="E3" s="1"><v>45351</v></c>'), row(4, text("A4", "d2"), text("D4", "x")), row(5, text("A5", "d3")),
      row(6, text("A6", "d4"), text("B6", "Birch"), text("C6", "n/a")), row(9, text("A9", "d5")), row(10, text("A10", "d6"))
    ].join("");
    const merges = '<mergeCells count="6"><mergeCell ref="A1:E1"/><mergeCell ref="B3:B5"/><mergeCell ref="C3:C5"/><mergeCell ref="D3:D5"/><mergeCell ref="E3:E5"/><mergeCell ref="B6:B9"/></mergeCells>';
    const sheet = `<worksheet ${NAMESPACE}><sheetData>${rows}</sheetData>${merges}</worksheet>`;
    const file = await prepareOne("book.xlsx", workbook([{name: "Deals", rows}], {extra: {"xl/worksheets/sheet1.xml": sheet}}));
    expect(file.warnings).toContain("has cells that are merged over several rows: 3 rows were given their text");
    expect(await cells(file)).toEqual([
      ["d1", "Alder", "300", "1,000 EUR", "2024-02-29"], ["d2", "Alder", null, "x", null], ["d3", "Alder", null, null, null], ["d4", "Birch", "n/a", null, null], ["d5", "Birch", null, null, null], ["d6", null, null, null, null]
    ]);
  });

  it("gives a table of every sheet that has one, hidden ones only by name", async () => {
    const rows = `${header}<row r="2">${text("A2", "x")}<c r="B2"><v>1</v></c></row>`;
    const book = workbook([{name: "Deals", rows}, {name: "Notes", rows: ""}, {name: "Old &amp; gone", rows, state: "hidden"}]);
    expect((await prepare("b.xlsx", book)).map(({file}) => file)).toEqual(["exports/b.xlsx#Deals"]);
    expect((await prepare("b.xlsx", book, {part: "old & gone"})).map(({file}) => file)).toEqual(["exports/b.xlsx#Old & gone"]);
    await expect(prepare("b.xlsx", book, {part: "Sheet1"})).rejects.toThrow("exports/b.xlsx#Sheet1: no such sheet\n  The workbook has Deals, Notes, Old & gone.");
  });

  it("keeps the sheet's row numbers below titles, gaps and a margin", async () => {
    const file = await prepareOne("b.xlsx", workbook([{name: "Report", rows: `
      <row r="2">${text("B2", "Pipeline by quarter")}</row>
      <row r="5">${text("B5", "Name")}${text("C5", "Stage")}${text("D5", "Amount")}</row>
      <row r="9">${text("B9", "Acme\nLtd")}${text("C9", "Won")}<c r="D9"><v>5</v></c></row>`}]));
    expect(file).toMatchObject({header: ["Name", "Stage", "Amount"], headerLine: 5, warnings: ["has its header in row 5; the rows above it were passed over"]});
    expect(await cells(file)).toEqual([["Acme\nLtd", "Won", "5"]]);
  });

  it("reads rows and cells that do not say where they are", async () => {
    const file = await prepareOne("b.xlsx", workbook([{name: "S", rows: '<row><c t="inlineStr"><is><t>id</t></is></c><c t="inlineStr"><is><t>n</t></is></c></row><row><c><v>1</v></c><c><v>2</v></c></row>'}]));
    expect(await cells(file)).toEqual([["1", "2"]]);
  });

  it("counts from 1904 where the workbook does", async () => {
    const rows = `${header}<row r="2">${text("A2", "x")}<c r="B2" s="1"><v>43889</v></c></row>`;
    expect(await cells(await prepareOne("b.xlsx", workbook([{name: "S", rows}], {workbookPr: 'date1904="1"'})))).toEqual([["x", "2024-02-29", null]]);
  });

  it("reads a workbook whatever its name says", async () => {
    const rows = `${header}<row r="2">${text("A2", "x")}</row>`;
    expect((await prepareOne("export.csv", workbook([{name: "S", rows}]))).file).toBe("exports/export.csv#S");
  });

  it("reads a sheet of 20,000 rows, cut into chunks anywhere", async () => {
    const rows = Array.from({length: 20_000}, (_, i) => `<row r="${i + 2}">${text(`A${i + 2}`, `Å &amp; ${i}`)}<c r="B${i + 2}" s="1"><v>${40_000 + i}</v></c><c r="C${i + 2}"><v>${i}</v></c></row>`);
    const table = await cells(await prepareOne("b.xlsx", workbook([{name: "S", rows: header + rows.join("")}])));
    expect(table).toHaveLength(20_000);
    expect(table[19_999]).toEqual(["Å & 19999", "2064-04-07", "19999"]);
  });

  it("keeps a cell beyond the header, so that the row is reported rather than cut", async () => {
    const rows = `${header}<row r="2">${text("A2", "x")}${text("E2", "stray")}</row>`;
    const file = await prepareOne("b.xlsx", workbook([{name: "S", rows}]));
    expect(await readFile(file.path, "utf8")).toBe("Name,Close Date,Amount\nx,,,,stray\n");
  });

  it.each([
    ["cut XML", {extra: {"xl/worksheets/sheet1.xml": "<worksheet><sheetData><row>"}}],
    ["a DOCTYPE", {extra: {"xl/worksheets/sheet1.xml": '<!DOCTYPE lolz [<!ENTITY lol "lol">]><worksheet/>'}}],
    ["a cell nowhere", {extra: {"xl/worksheets/sheet1.xml": '<worksheet><sheetData><row r="1"><c r="ZZZZZ1"><v>1</v></c></row></sheetData></worksheet>'}}]
  ])("refuses %s", async (_, options) => {
    await expect(prepareOne("b.xlsx", workbook([{name: "S", rows: header}], options))).rejects.toThrow("exports/b.xlsx: is a damaged workbook");
  });

  it("refuses a workbook without a table, a binary one and one of OpenDocument", async () => {
    await expect(prepareOne("b.xlsx", workbook([{name: "S", rows: ""}]))).rejects.toThrow("exports/b.xlsx: is empty");
    await expect(prepareOne("b.xlsb", zipSync({"xl/workbook.bin": strToU8("x")}))).rejects.toThrow("exports/b.xlsb: is a workbook of the format .xlsb");
    await expect(prepareOne("b.ods", zipSync({mimetype: strToU8("x"), "content.xml": strToU8("x")}))).rejects.toThrow("exports/b.ods: is a workbook of the format .ods");
  });
});

describe("numbers of a workbook", () => {
  it.each([
    [0, undefined, "number"], [9, undefined, "number"], [14, undefined, "date"], [20, undefined, "time"], [22, undefined, "timestamp"], [46, undefined, "number"],
    [164, "dd.mm.yyyy", "date"], [164, "m/d/yy h:mm", "timestamp"], [164, "mmm-yy", "date"], [164, "mm:ss.0", "time"], [164, "h:mm AM/PM", "time"],
    [164, '#,##0 "days"', "number"], [164, "[Red]#,##0.00", "number"], [164, "[h]:mm", "number"], [164, "General", "number"], [164, "0.00E+00", "number"],
    [164, "\\d0", "number"], [164, '_-* #,##0.00\\ "€"_-;-* #,##0.00', "number"], [164, "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "date"]
  ] as const)("takes format %s %s for a %s", (id, code, kind) => {
    expect(numberKind(id, code)).toBe(kind);
  });

  it.each([
    ["1", "date", "1900-01-01"], ["59", "date", "1900-02-28"], ["61", "date", "1900-03-01"], ["45351", "date", "2024-02-29"], ["45351.9999999999", "timestamp", "2024-03-01 00:00:00"],
    ["45351.5", "date", "2024-02-29"], ["0.75", "time", "18:00:00"], ["-3", "date", "-3"], ["1E+20", "date", "100000000000000000000"], ["1.5E-7", "number", "0.00000015"],
    ["1E+06", "number", "1000000"], ["0.1", "number", "0.1"], ["12345678901234567", "number", "12345678901234600"], ["abc", "number", "abc"]
  ] as const)("writes %s of kind %s as %s", (stored, kind, shown) => {
    expect(numberText(stored, kind, false)).toBe(shown);
  });
});
