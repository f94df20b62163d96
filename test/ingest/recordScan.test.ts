import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {recordScanner, type ScannedRecord} from "../../pipeline/ingest/recordScan.ts";

interface Seen {
  readonly status: string;
  readonly line: number;
  readonly text: string;
}

function scanned(content: string | Buffer, {fieldCount = 3 as number | null, delimiter = ",", quote = '"', escape = '"', chunk = 1 << 20} = {}): Seen[] {
  const seen: Seen[] = [];
  const scanner = recordScanner({delimiter, quote, escape, fieldCount}, ({status, line, bytes}: ScannedRecord) => seen.push({status, line, text: bytes.toString("utf8")}));
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += chunk) scanner.write(bytes.subarray(at, at + chunk));
  scanner.end();
  return seen;
}

const places = (seen: Seen[]) => seen.map(({line, text}) => ({line, text}));
const short = (seen: Seen[]) => seen.map(({status, line}) => `${line} ${status}`);

describe("recordScanner", () => {
  it("tells rows from lines of another width and from blank lines", () => {
    expect(short(scanned("1,2,3\n1,2\n\n1,2,3,4\n1,2,3,\n1,2,"))).toEqual(["1 row", "2 fields", "3 blank", "4 fields", "5 row", "6 row"]);
  });

  it("ends lines at LF, CRLF and CR, the last one wherever the text ends", () => {
    expect(short(scanned("1,2,3\r\n1,2,3\r1,2,3\n1,2,3"))).toEqual(["1 row", "2 row", "3 row", "4 row"]);
  });

  it("counts the lines within quoted cells", () => {
    expect(short(scanned('1,"a\nb\r\nc\rd",3\n"x ""y""",2,3\n'))).toEqual(["1 row", "5 row"]);
  });

  it("gives up one line at a quote that is never closed or closes too early", () => {
    expect(short(scanned('1,"a,3\n1,2,3\n1,"a"b,3\n1,2,3\n'))).toEqual(["1 quote", "2 row", "3 quote", "4 row"]);
  });

  it("passes over spaces around quoted cells and takes a quote within a bare cell as text", () => {
    expect(short(scanned('1, "a" ,3\n1,a "b" c,3\n'))).toEqual(["1 row", "2 row"]);
  });

  it("reads other dialects", () => {
    expect(short(scanned("1||'a||''b'||3\n", {delimiter: "||", quote: "'", escape: "'"}))).toEqual(["1 row"]);
    expect(short(scanned('1;"a\\";b";3\n', {delimiter: ";", escape: "\\"}))).toEqual(["1 row"]);
    expect(short(scanned('1\t"a\t3\n', {delimiter: "\t", quote: "", escape: ""}))).toEqual(["1 row"]);
  });

  it("gives up a line of more than sixteen megabytes as one, wherever chunks end", () => {
    const long = `1,2,3\n1,${"x".repeat(17_000_000)},3\r\n1,2,3\n`;
    expect(short(scanned(long))).toEqual(["1 row", "2 length", "3 row"]);
  });

  it("finds bytes that are no UTF-8", () => {
    expect(short(scanned(Buffer.from("1,2,3\n1,\xff,3\n1,2,3\n", "latin1")))).toEqual(["1 row", "2 encoding", "3 row"]);
  });

  it("sees the same whatever the size of the chunks, and whether or not fields are counted", () => {
    const cell = fc.oneof(fc.constantFrom("", "a", "a b", "é", '"q"', '"a,b"', '"a\nb"', '"a\r\nb"', '"x""y"', '"open', 'b"c'), fc.string({maxLength: 4}));
    const line = fc.array(cell, {minLength: 1, maxLength: 4}).map((cells) => cells.join(","));
    fc.assert(fc.property(fc.array(fc.tuple(line, fc.constantFrom("\n", "\r\n", "\r")), {maxLength: 12}), fc.integer({min: 1, max: 7}), (lines, chunk) => {
      const text = lines.map(([content, end]) => content + end).join("");
      const whole = scanned(text);
      expect(scanned(text, {chunk})).toEqual(whole);
      expect(places(scanned(text, {fieldCount: null}))).toEqual(places(whole));
    }), {numRuns: 500, seed: 7});
  });
});
