import {writeFile} from "node:fs/promises";
import {join} from "node:path";
import {gzipSync} from "node:zlib";
import {strToU8, zipSync} from "fflate";
import {describe, expect, it} from "vitest";
import {prepareFile} from "../../../pipeline/ingest/decode/prepare.ts";
import {ProblemsError} from "../../../pipeline/problems.ts";
import {randomSource, type Random} from "../../../pipeline/statistics/random.ts";
import {cells, folder, prepareOne} from "./decoded.ts";

const rows = Array.from({length: 40}, (_, i) => `006${i},"Acme, ${i} ""x""",Closed Won,${i * 10},"two\r\nlines é"\r\n`);
const csv = `Id,Name,StageName,Amount,Note\r\n${rows.join("")}`;
const json = JSON.stringify({records: Array.from({length: 30}, (_, i) => ({Id: i, Account: {Name: `é\n${i}`}}))}, null, 1);
const relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const book = {
  "xl/workbook.xml": '<workbook><sheets><sheet name="S" sheetId="1" r:id="a"/></sheets></workbook>',
  "xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="a" Type="${relation}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
  "xl/worksheets/sheet1.xml": `<worksheet><sheetData>${Array.from({length: 30}, (_, i) => `<row r="${i + 1}"><c r="A${i + 1}"><v>${i}</v></c><c r="B${i + 1}" t="b"><v>1</v></c></row>`).join("")}</sheetData></worksheet>`
};

const GOOD: readonly [name: string, bytes: Buffer][] = [
  ["a.csv", Buffer.from(csv)],
  ["a.csv.gz", gzipSync(csv)],
  ["wide.csv", Buffer.from(`\uFEFF${csv}`, "utf16le")],
  ["export.zip", Buffer.from(zipSync({"Account.csv": strToU8(csv)}, {level: 0}))],
  ["book.xlsx", Buffer.from(zipSync(Object.fromEntries(Object.entries(book).map(([name, text]) => [name, strToU8(text)])), {level: 0}))],
  ["a.json", Buffer.from(json)],
  ["a.jsonl", Buffer.from(`${JSON.stringify({Id: 1, Name: "é"})}\n`.repeat(40))]
];

/** One to four bytes or stretches changed, removed, doubled or put in. */
function damaged(bytes: Buffer, random: Random): Buffer {
  const below = (n: number) => random() % n;
  let result = Buffer.from(bytes);
  for (let times = 1 + below(4); times > 0 && result.length > 0; times--) {
    const at = below(result.length);
    const before = result.subarray(0, at);
    switch (below(6)) {
      case 0: result[at] = below(256); break;
      case 1: result = before; break;
      case 2: result = Buffer.concat([before, result.subarray(at + 1 + below(50))]); break;
      case 3: result = Buffer.concat([before, Buffer.from(Array.from({length: below(8)}, () => below(256))), result.subarray(at)]); break;
      case 4: result = Buffer.concat([before, result.subarray(0, below(result.length)), result.subarray(at)]); break;
      default: result = Buffer.concat([before, Buffer.from(['"', ",", "\n", "\r", "\0", "{", "}", "[", "]", "<", ">"][below(11)]!), result.subarray(at)]);
    }
  }
  return result;
}

describe("damaged exports", () => {
  it.each(GOOD)("%s in 100 damaged copies is a table or a named problem, never a crash", async (name, bytes) => {
    const path = await folder();
    const random = randomSource(20_260_101);
    for (let i = 0; i < 100; i++) {
      await writeFile(join(path, name), damaged(bytes, random));
      const result = await prepareFile(join(path, name), `exports/${name}`, {temporaryDirectory: join(path, "temporary")}).catch((error: unknown) => error);
      if (Array.isArray(result)) continue;
      if (!(result instanceof ProblemsError)) throw result;
      for (const problem of result.problems) {
        expect(problem.file).toMatch(/^exports\//);
        expect(problem.fix).not.toBeNull();
      }
    }
  }, 120_000);

  it("a flipped bit in a packed file is found, wherever it is", async () => {
    const zip = GOOD[3]![1];
    const before = await cells(await prepareOne("export.zip", zip));
    const content = zip.indexOf("Id,Name");
    for (const at of [content + 3, content + 200, content + 900]) {
      const flipped = Buffer.from(zip);
      flipped[at] = flipped[at]! ^ 1;
      await expect(prepareOne("export.zip", flipped)).rejects.toThrow("its checksum does not match");
    }
    expect(before).toHaveLength(40);
  });
});
