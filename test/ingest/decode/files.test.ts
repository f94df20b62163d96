import {chmod, mkdir} from "node:fs/promises";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {openDatabase, quotedText} from "../../../pipeline/database.ts";
import {fileName, findFiles, listFiles} from "../../../pipeline/ingest/decode/files.ts";
import {prepareFile} from "../../../pipeline/ingest/decode/prepare.ts";
import {formatProblems} from "../../../pipeline/problems.ts";
import {cells, folder, prepareOne} from "./decoded.ts";

const table = "a,b\n1,2\n";

describe("findFiles", () => {
  it("finds names and globs, each file once, in the order of code units", async () => {
    const workspace = await folder({"exports/b.csv": table, "exports/B.csv": table, "exports/a 10.csv": table, "exports/a 9.csv": table, "exports/deep/ä.csv": table, "exports/~$a.xlsx": table});
    const {files: found} = await findFiles(join(workspace, "exports"), ["b.csv", "**/*.csv", "*.csv"]);
    expect(found.map(({shown}) => shown)).toEqual(["exports/B.csv", "exports/a 10.csv", "exports/a 9.csv", "exports/b.csv", "exports/deep/ä.csv"]);
  });

  it("takes names that are absolute or lead out of the workspace", async () => {
    const workspace = await folder({"w/exports/a.csv": table, "other/b.csv": table});
    const exports = join(workspace, "w", "exports");
    expect((await findFiles(exports, ["../../other/b.csv", join(exports, "a.csv"), "../../other/*.csv"])).files).toEqual([
      {path: join(workspace, "other/b.csv"), shown: `${workspace}/other/b.csv`}, {path: join(exports, "a.csv"), shown: "exports/a.csv"}
    ]);
  });

  it("takes a name that looks like a glob for the file of that name", async () => {
    const workspace = await folder({"exports/deals [1].csv": table, "exports/deals 1.csv": table});
    expect((await findFiles(join(workspace, "exports"), ["deals [1].csv"])).files.map(({shown}) => shown)).toEqual(["exports/deals [1].csv"]);
  });

  it("splits off the part of an archive or workbook", async () => {
    const workspace = await folder({"exports/e.zip": table, "exports/b.xlsx": table});
    const exports = join(workspace, "exports");
    const {files: found} = await findFiles(exports, ["b.xlsx#Deals", "e.zip/Account.csv", "e.zip/book.xlsx#Deals", "*.zip/Contact.csv"]);
    expect(found.map(({shown, part}) => [shown, part])).toEqual([
      ["exports/b.xlsx", "Deals"], ["exports/e.zip", "Account.csv"], ["exports/e.zip", "Contact.csv"], ["exports/e.zip", "book.xlsx#Deals"]
    ]);
    expect(found.map((file) => fileName(exports, file))).toEqual(["b.xlsx#Deals", "e.zip/Account.csv", "e.zip/Contact.csv", "e.zip/book.xlsx#Deals"]);
  });

  it("lists every name that finds nothing, with the nearest", async () => {
    const workspace = await folder({"exports/accounts.csv": table, "exports/opportunities.csv": table});
    const missing = async (names: readonly string[], exports = "exports") => formatProblems((await findFiles(join(workspace, exports), names)).problems);
    expect(await missing(["acounts.csv", "*.xlsx", "accounts.csv", "zzz"])).toContain([
      "exports/acounts.csv: not found", "  Did you mean accounts.csv?", "exports/*.xlsx: nothing matches", "exports/zzz: not found", "  There are accounts.csv, opportunities.csv."
    ].join("\n"));
    expect(await missing(["exports/accounts.csv"])).toContain("Files are named from exports/ on: write accounts.csv.");
    expect(await missing(["a.csv"], "missing")).toContain("missing/a.csv: not found\n  Put the export there");
  });

  it("lists for init what may be an export", async () => {
    const workspace = await folder({"exports/a.csv": table, "exports/notes.md": "x", "exports/deep/b.JSON": "x", "exports/.hidden.csv": table, "exports/c.csv.gz": table});
    expect((await listFiles(join(workspace, "exports"))).map(({shown}) => shown)).toEqual(["exports/a.csv", "exports/c.csv.gz", "exports/deep/b.JSON"]);
  });
});

describe("files that cannot be read", () => {
  it("names a missing file, a folder and a file without permission", async () => {
    const path = await folder({"locked.csv": table});
    await mkdir(join(path, "folder.csv"));
    const prepare = (name: string) => prepareFile(join(path, name), `exports/${name}`, {temporaryDirectory: join(path, "t")});
    await expect(prepare("no.csv")).rejects.toThrow("exports/no.csv: not found\n  Correct the path, or put the file there.");
    await expect(prepare("folder.csv")).rejects.toThrow("exports/folder.csv: is a folder, not a file\n  Name the files in it, such as exports/folder.csv/*.csv.");
    await chmod(join(path, "locked.csv"), 0o000);
    // Root reads everything.
    if (process.getuid?.() !== 0) await expect(prepare("locked.csv")).rejects.toThrow("exports/locked.csv: cannot be read: no permission");
  });

  it.each([
    ["a.xls", [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], "is an old (.xls) or password-protected workbook"],
    ["a.csv", [...Buffer.from("%PDF-1.4")], "is a PDF"],
    ["a.7z", [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], "is a 7z archive"],
    ["a.zst", [0x28, 0xb5, 0x2f, 0xfd, 0], "is packed with zstd"],
    ["a.csv", [...Buffer.from("<!DOCTYPE html><html>")], "is a web page, not an export"],
    ["a.xls", [...Buffer.from("<html><head><META charset=UTF-8></head><table border=1><tr><th>Stage</th></tr></table>")], "is a table in HTML, not a workbook"],
    ["a.parquet", [...Buffer.from("a,b\n1,2\n")], "is not a Parquet file"],
    ["b.parquet", [...Buffer.from("PAR1 and no more")], "is a damaged Parquet file"]
  ])("says what %s is that is none of the formats", async (name, bytes, message) => {
    await expect(prepareOne(name, Buffer.from(bytes))).rejects.toThrow(`exports/${name}: ${message}`);
  });

  it("says that a plain file has no parts", async () => {
    await expect(prepareOne("a.csv", table, {part: "x"})).rejects.toThrow("exports/a.csv: is no archive or workbook: 'x' cannot be found in it");
  });
});

describe("Parquet files", () => {
  it("have their schema as header and are read in place, whatever their name", async () => {
    const path = await folder();
    const db = await openDatabase(":memory:");
    await db.exec(`copy (select 1 as "Deal ID", date '2024-02-29' as closed_on) to ${quotedText(join(path, "a.parquet"))} (format parquet)`);
    await db.exec(`copy (select 1 as x where false) to ${quotedText(join(path, "none.dat"))} (format parquet)`);
    db.close();
    const [file] = await prepareFile(join(path, "a.parquet"), "exports/a.parquet", {temporaryDirectory: path});
    expect(file).toMatchObject({format: "parquet", header: ["Deal ID", "closed_on"], path: join(path, "a.parquet"), warnings: []});
    expect(await cells(file!)).toEqual([[1, "2024-02-29"]]);
    expect((await prepareFile(join(path, "none.dat"), "exports/none.dat", {temporaryDirectory: path}))[0]!.warnings).toEqual(["has a header and no rows"]);
  });
});
