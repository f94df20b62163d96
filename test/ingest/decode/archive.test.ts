import {createHash} from "node:crypto";
import {readdir} from "node:fs/promises";
import {join} from "node:path";
import {crc32, deflateRawSync, gzipSync} from "node:zlib";
import {strToU8, zipSync} from "fflate";
import {describe, expect, it} from "vitest";
import {prepareFile} from "../../../pipeline/ingest/decode/prepare.ts";
import {isBomb} from "../../../pipeline/ingest/decode/unpacked.ts";
import {cells, folder, prepare, prepareOne} from "./decoded.ts";

const ACCOUNTS = '"Id","Name"\n"001","Café"\n';
const DEALS = '"Id","StageName"\n"006","Closed Won"\n';

/** Bytes of a zip in which a name is replaced by one of the same length, in both of its directories. */
function renamed(zip: Uint8Array, from: string, to: string): Buffer {
  return Buffer.from(Buffer.from(zip).toString("latin1").replaceAll(from, to), "latin1");
}

describe("archives", () => {
  it("takes every data file of a weekly export, sorted by name, and names the rest", async () => {
    const files = await prepare("export.zip", zipSync({
      "Opportunity.csv": strToU8(DEALS), "Account.csv": Buffer.from(ACCOUNTS, "latin1"), "Attachments/a1b2": strToU8("binary"),
      "__MACOSX/._Account.csv": strToU8("junk"), ".DS_Store": strToU8("junk"), "Empty.csv": strToU8(""), "folder/": strToU8("")
    }));
    expect(files.map(({file}) => file)).toEqual(["exports/export.zip/Account.csv", "exports/export.zip/Opportunity.csv"]);
    expect(files[0]!.warnings).toEqual([
      "also holds what is no export: Attachments/a1b2", "Empty.csv is empty", "is not UTF-8 and was read as Windows-1252; another encoding can be set with `encoding:`"
    ]);
    expect(files[1]!.sha256).toBe(createHash("sha256").update(DEALS).digest("hex"));
    expect(await cells(files[0]!)).toEqual([["001", "Café"]]);
    expect(await cells(files[1]!)).toEqual([["006", "Closed Won"]]);
  });

  it("takes the part that is named, by name or glob, whatever its case", async () => {
    const zip = zipSync({"Account.csv": strToU8(ACCOUNTS), "Opportunity.csv": strToU8(DEALS)});
    expect((await prepare("e.zip", zip, {part: "account.csv"})).map(({file}) => file)).toEqual(["exports/e.zip/Account.csv"]);
    expect((await prepare("e.zip", zip, {part: "opp*"})).map(({file}) => file)).toEqual(["exports/e.zip/Opportunity.csv"]);
    await expect(prepare("e.zip", zip, {part: "Acount.csv"})).rejects.toThrow("exports/e.zip/Acount.csv: no such file in the archive\n  Did you mean Account.csv?");
  });

  it("takes other formats inside of it", async () => {
    const files = await prepare("e.zip", zipSync({"a.json": strToU8('[{"id":1}]'), "b.csv.gz": gzipSync("id,x\n2,3\n"), "c.tsv": strToU8("id\tx\n4\t5\n")}));
    expect(await Promise.all(files.map(cells))).toEqual([[["1"]], [["2", "3"]], [["4", "5"]]]);
  });

  it.each(["../account", "/tmp/xxxxx", "C:/xxxxxxx"])("refuses the name %s, and writes nothing", async (name) => {
    const path = await folder({"e.zip": renamed(zipSync({"xxxxxxxxxx": strToU8(ACCOUNTS)}), "xxxxxxxxxx", name.padEnd(10, "x"))});
    const temporaryDirectory = join(path, "deep", "temporary");
    await expect(prepareFile(join(path, "e.zip"), "exports/e.zip", {temporaryDirectory})).rejects.toThrow("exports/e.zip: holds a name that leads outside of it");
    expect(await readdir(path)).toEqual(["e.zip"]);
  });

  it("refuses an entry with a password", async () => {
    const zip = Buffer.from(zipSync({"Account.csv": strToU8(ACCOUNTS)}));
    // Bit 0 of the general purpose flags, in the local and the central header.
    zip.writeUInt16LE(1, 6);
    zip.writeUInt16LE(1, zip.indexOf("PK\x01\x02", 0, "latin1") + 8);
    await expect(prepare("e.zip", zip)).rejects.toThrow("exports/e.zip/Account.csv: is locked with a password");
  });

  it("refuses an archive in an archive, a damaged, a cut and an empty one", async () => {
    const inner = zipSync({"Account.csv": strToU8(ACCOUNTS)});
    await expect(prepare("e.zip", zipSync({"inner.zip": inner}))).rejects.toThrow("exports/e.zip: holds no export");
    await expect(prepare("e.zip", zipSync({"inner.csv": inner}))).rejects.toThrow("exports/e.zip/inner.csv: is an archive in an archive");
    await expect(prepare("e.zip", inner.slice(0, 60))).rejects.toThrow("exports/e.zip: cannot be unpacked");
    const damaged = Buffer.from(zipSync({"a.csv": strToU8("a,b\n1,2\n".repeat(1000))}));
    damaged[50] = damaged[50]! ^ 0xff;
    await expect(prepare("e.zip", damaged)).rejects.toThrow("exports/e.zip/a.csv: cannot be unpacked");
    const flipped = renamed(zipSync({"a.csv": strToU8("a,b\n1,2\n")}, {level: 0}), "1,2", "1,3");
    await expect(prepare("e.zip", flipped)).rejects.toThrow("exports/e.zip/a.csv: cannot be unpacked: its checksum does not match");
    await expect(prepare("e.zip", zipSync({}))).rejects.toThrow("exports/e.zip: holds no export");
    await expect(prepare("e.zip", zipSync({"a.csv": strToU8("")}))).rejects.toThrow("exports/e.zip: is empty");
  });

  it("refuses two files of one name, of which one would be lost", async () => {
    const zip = renamed(zipSync({"a.csv": strToU8(ACCOUNTS), "b.csv": strToU8(DEALS)}), "b.csv", "a.csv");
    await expect(prepare("e.zip", zip)).rejects.toThrow("exports/e.zip: holds two files of one name: a.csv");
  });

  it("refuses what unpacks without end, in a .zip and in a .gz", async () => {
    const zeros = new Uint8Array(300 * 2 ** 20);
    const packed = deflateRawSync(zeros);
    // A zip of its first byte, whose content and sizes are then those of the bomb.
    const zip = Buffer.from(zipSync({"a.csv": zeros.subarray(0, 1)}, {level: 0}));
    const central = zip.indexOf("PK\x01\x02", 0, "latin1");
    for (const at of [8, central + 10]) zip.writeUInt16LE(8, at);
    for (const at of [14, central + 16]) zip.writeUInt32LE(crc32(zeros), at);
    for (const at of [18, central + 20]) zip.writeUInt32LE(packed.length, at);
    for (const at of [22, central + 24]) zip.writeUInt32LE(zeros.length, at);
    const end = zip.indexOf("PK\x05\x06", 0, "latin1");
    zip.writeUInt32LE(central - 1 + packed.length, end + 16);
    const bomb = Buffer.concat([zip.subarray(0, central - 1), packed, zip.subarray(central)]);
    await expect(prepareOne("e.zip", bomb)).rejects.toThrow("exports/e.zip: unpacks to more than 200 times its size");
    await expect(prepareOne("a.csv.gz", gzipSync(zeros))).rejects.toThrow("exports/a.csv.gz: unpacks to more than 200 times its size");
  });

  it("takes a large export that packs well", () => {
    expect(isBomb(250 * 2 ** 20, 2 ** 20)).toBe(false);
    expect(isBomb(20 * 2 ** 30, 2 ** 29)).toBe(false);
    expect(isBomb(257 * 2 ** 20, 2 ** 20)).toBe(true);
    expect(isBomb(65 * 2 ** 30, 2 ** 33)).toBe(true);
  });
});
