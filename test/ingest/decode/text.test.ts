import {createHash} from "node:crypto";
import {gzipSync} from "node:zlib";
import iconv from "iconv-lite";
import {describe, expect, it} from "vitest";
import {cells, prepareOne} from "./decoded.ts";

const TABLE = 'name;amount\r\n"Müller; Söhne";1,5\r\n"two\r\nlines";2\r\n';
const ROWS = [["Müller; Söhne", "1,5"], ["two\r\nlines", "2"]];

describe("text files", () => {
  it("leaves clean UTF-8 where it is", async () => {
    const file = await prepareOne("a.csv", TABLE);
    expect(file).toMatchObject({file: "exports/a.csv", format: "csv", delimiter: ";", header: ["name", "amount"], headerLine: 1, lineOffset: 0, compressed: false, warnings: []});
    expect(file.path).toMatch(/\/a\.csv$/);
    expect(await cells(file)).toEqual(ROWS);
  });

  it.each([
    ["UTF-8 with a byte order mark", Buffer.from(`\uFEFF${TABLE}`)],
    ["UTF-16 LE with a mark", iconv.encode(TABLE, "utf-16le", {addBOM: true})],
    ["UTF-16 BE with a mark", iconv.encode(TABLE, "utf-16be", {addBOM: true})],
    ["UTF-16 LE without a mark", iconv.encode(TABLE, "utf-16le", {addBOM: false})],
    ["UTF-16 BE without a mark", iconv.encode(TABLE, "utf-16be", {addBOM: false})],
    ["UTF-32 LE with a mark", iconv.encode(TABLE, "utf-32le", {addBOM: true})],
    ["Windows-1252", iconv.encode(TABLE, "windows-1252")]
  ])("reads %s", async (_, bytes) => {
    const file = await prepareOne("a.csv", bytes);
    expect(file.header).toEqual(["name", "amount"]);
    expect(await cells(file)).toEqual(ROWS);
  });

  it("says that it took a file for Windows-1252, whose € is no Latin-1", async () => {
    const file = await prepareOne("a.csv", Buffer.from("name,price\nA,\x80 5\n", "latin1"));
    expect(await cells(file)).toEqual([["A", "€ 5"]]);
    expect(file.warnings).toEqual(["is not UTF-8 and was read as Windows-1252; another encoding can be set with `encoding:`"]);
  });

  it.each([
    ["apostrophes", "name,city\nAlder’s,Rowan’s\n", "windows-1252", "Windows-1252"], ["French", "nom,ville\nL’été,d’Évian à Fréjus\n", "windows-1252", "Windows-1252"], ["German", "Name,Ort\nMüßig & Söhne,Zürich – Öhningen\n", "windows-1252", "Windows-1252"],
    ["Polish", "nazwa,miasto\nŻółć,Łódź Śródmieście\n", "windows-1250", "Windows-1252"], ["Russian", "название,город\nРябина,Москва\n", "windows-1251", "Windows-1251"],
    ["Japanese", "会社名,都市\nはやて工業,東京\n", "shift_jis", "Shift-JIS"], ["Japanese days", `会社名,契約開始日\n${"Alder,2024年3月1日\n".repeat(20)}`, "shift_jis", "Shift-JIS"], ["Japanese among English", "Company,Owner\nAlder,佐藤\n", "shift_jis", "Shift-JIS"]
  ])("tells Shift-JIS from single bytes by two characters in a row: %s", async (_, text, encoding, shown) => {
    const file = await prepareOne("a.csv", iconv.encode(text, encoding));
    expect(file.warnings).toEqual([`is not UTF-8 and was read as ${shown}; another encoding can be set with \`encoding:\``]);
    if (shown === "Shift-JIS") expect([file.header, ...await cells(file)].map((row) => row.join(",")).join("\n")).toBe(text.trimEnd());
  });

  it.each([
    ["windows-1251", "Название сделки;Этап сделки;Бюджет;Ответственный\nПоставка для ООО «Ромашка»;Успешно реализовано;1000;Ёлкина Анна\n", "Windows-1251"],
    ["windows-1251", "ID;Название\n1;Договір про постачання, Київ\n2;Acme GmbH & Co\n3;Реалізовано\n", "Windows-1251"],
    ["windows-1252", "Geschäft;Größe;Übergabe\nMüller & Söhne;groß;Äußerst schöne Früchte\nÉTÉ ÇÀ;DÉJÀ VÜ;ÄÖÜ\n", "Windows-1252"],
    ["windows-1253", "Όνομα συμφωνίας;Στάδιο;Ποσό\nΠρομήθεια για την εταιρεία;Κερδισμένη;1000\nΆλλη μία συμφωνία;Χαμένη;5\n", "Windows-1252"],
    ["gbk", "客户名称;销售阶段;金额;负责人;创建时间\n上海某某科技有限公司;赢单;1000;张三;今天\n北京公司;输单;5;李四;昨天\n", "Windows-1252"]
  ])("tells %s from others by its letters: %j is read as %s", async (encoding, content, shown) => {
    const file = await prepareOne("a.csv", iconv.encode(content, encoding));
    expect(file.warnings).toEqual([`is not UTF-8 and was read as ${shown}; another encoding can be set with \`encoding:\``]);
    if (shown === "Windows-1251") expect(file.header.join(";")).toBe(content.split("\n")[0]);
  });

  it("keeps UTF-8 with a damaged byte UTF-8", async () => {
    const text = Buffer.from(`name,city\n${"Zürich,Genève\n".repeat(50)}`);
    const file = await prepareOne("a.csv", Buffer.concat([text, Buffer.from([0x41, 0xff, 0x2c, 0x42, 10])]));
    expect((await cells(file)).at(-1)).toEqual(["A\uFFFD", "B"]);
    expect(file.warnings[0]).toContain("not UTF-8");
  });

  it("knows UTF-8 whose only letter lies far behind the beginning, also across a border of reading", async () => {
    const file = await prepareOne("a.csv", `name,x\n${"a,1\n".repeat((1 << 18) - 2)}€,2\n`);
    expect(file.path).toMatch(/\/a\.csv$/);
    expect(file.warnings).toEqual([]);
  });

  it("reads the encoding that is given", async () => {
    const file = await prepareOne("a.csv", iconv.encode("name,x\nŁódź,1\n", "windows-1250"), {encoding: "windows-1250"});
    expect(await cells(file)).toEqual([["Łódź", "1"]]);
  });

  it("reads ä as Ã¤ where UTF-8 is said to be Latin-1", async () => {
    expect(await cells(await prepareOne("a.csv", "name,x\nä,1\n", {encoding: "latin-1"}))).toEqual([["Ã¤", "1"]]);
  });

  it("names an encoding that is unknown", async () => {
    await expect(prepareOne("a.csv", "a,b\n1,2\n", {encoding: "klingon"})).rejects.toThrow("exports/a.csv: encoding 'klingon' is not known");
  });

  it("leaves out NUL characters and a DOS end, with a warning for the first", async () => {
    const file = await prepareOne("a.csv", "a,b\n1,x\0y\n2,z\n\x1a");
    expect(await cells(file)).toEqual([["1", "xy"], ["2", "z"]]);
    expect(file.warnings).toEqual(["holds NUL characters; they were left out"]);
  });

  it("reads lines that end in CR alone", async () => {
    expect(await cells(await prepareOne("a.txt", "a\tb\r1\t2\r3\t4\r"))).toEqual([["1", "2"], ["3", "4"]]);
  });

  it("reads lines that end now in LF, now in CRLF", async () => {
    expect(await cells(await prepareOne("a.csv", "a,b\r\n1,2\n3,4\r\n"))).toEqual([["1", "2"], ["3", "4"]]);
  });

  it("reads a .gz in place where it holds UTF-8", async () => {
    const packed = gzipSync("a,b\n1,ü\n");
    const file = await prepareOne("a.csv.gz", packed);
    expect(file).toMatchObject({compressed: true, bytes: packed.length, sha256: createHash("sha256").update(packed).digest("hex")});
    expect(await cells(file)).toEqual([["1", "ü"]]);
  });

  it("unpacks a .gz of another encoding, and one of several members", async () => {
    const latin = await prepareOne("a.csv.gz", gzipSync(iconv.encode("a,b\n1,ü\n", "latin1")));
    expect(latin.compressed).toBe(false);
    expect(await cells(latin)).toEqual([["1", "ü"]]);
    const members = Buffer.concat([gzipSync("a,b\n1,2\n"), gzipSync("3,4\n")]);
    expect(await cells(await prepareOne("b.csv.gz", members))).toEqual([["1", "2"], ["3", "4"]]);
  });

  it("passes over titles, and says so", async () => {
    const file = await prepareOne("a.csv", "My report\n\nname,stage,amount\nx,Won,5\n");
    expect(file.headerLine).toBe(3);
    expect(file.warnings).toEqual(["has its header on line 3; the lines above it were passed over"]);
    expect(await cells(file)).toEqual([["x", "Won", "5"]]);
  });

  it("passes over a title that holds line ends", async () => {
    const file = await prepareOne("a.csv", '"My\nlong\nreport"\nname,stage,amount\nx,Won,5\n');
    expect(file).toMatchObject({headerLine: 4, lineOffset: 3});
    expect(await cells(file)).toEqual([["x", "Won", "5"]]);
  });

  it("reads a header of 5,000 columns, and cells of megabytes", async () => {
    const names = Array.from({length: 5000}, (_, i) => `a column with quite a long name, number ${i}`);
    const wide = await prepareOne("a.csv", `${names.map((name) => `"${name}"`).join(",")}\n${names.map(() => "1").join(",")}\n`);
    expect(wide.header).toEqual(names);
    const long = await prepareOne("b.csv", `"id","note"\n"1","${"x, y\n".repeat(400_000)}"\n"2","z"\n`);
    expect(long).toMatchObject({header: ["id", "note"], warnings: []});
  });

  it("warns of a header without rows", async () => {
    expect((await prepareOne("a.csv", "a,b,c\n")).warnings).toEqual(["has a header and no rows"]);
  });

  it.each([["nothing", ""], ["empty lines", "\n \n\r\n"], ["a byte order mark", "\uFEFF"]])("refuses a file of %s", async (_, content) => {
    await expect(prepareOne("a.csv", content)).rejects.toThrow("exports/a.csv: is empty");
  });

  it("refuses a header that does not end, or whose quote does not", async () => {
    await expect(prepareOne("a.csv", "x".repeat(17 * 2 ** 20))).rejects.toThrow("exports/a.csv:1: has a first line of over 16 MB");
    await expect(prepareOne("a.csv", `"id,name\n${"1,2\n".repeat(5_000_000)}`)).rejects.toThrow("exports/a.csv:1: has a first line of over 16 MB");
    await expect(prepareOne("a.csv", '"id,name\n1,2\n')).rejects.toThrow("has a quote in its header that does not close");
  });

  it("refuses a .gz that is empty, damaged or cut", async () => {
    await expect(prepareOne("a.csv.gz", gzipSync(""))).rejects.toThrow("exports/a.csv.gz: is empty");
    const packed = gzipSync("a,b\n1,2\n".repeat(10_000));
    await expect(prepareOne("a.csv.gz", packed.subarray(0, 60))).rejects.toThrow("exports/a.csv.gz: cannot be unpacked");
    packed[30] = packed[30]! ^ 0xff;
    await expect(prepareOne("a.csv.gz", packed)).rejects.toThrow("exports/a.csv.gz: cannot be unpacked");
  });

  it("refuses bytes that are no text", async () => {
    const noise = Buffer.from(Array.from({length: 4000}, (_, i) => (i * 7919 + (i >> 3) * 104_729) & 0xff));
    await expect(prepareOne("a.csv", noise)).rejects.toThrow("exports/a.csv: is not text");
    await expect(prepareOne("b.csv", Buffer.alloc(5000))).rejects.toThrow("exports/b.csv: is not text");
  });
});
