/** What a file is by its first bytes; `refused` says what it is instead of an export. */
export type Format =
  | {readonly kind: "zip" | "gzip" | "parquet" | "json" | "text"}
  | {readonly kind: "refused"; readonly message: string; readonly fix: string};

const PACKED = "Unpack it by hand and name what is in it.";
const SAVE = "Save it as .xlsx or as CSV.";

const MAGIC: readonly [bytes: readonly number[], format: Format][] = [
  [[0x50, 0x4b, 0x03, 0x04], {kind: "zip"}],
  [[0x50, 0x4b, 0x05, 0x06], {kind: "zip"}],
  [[0x1f, 0x8b], {kind: "gzip"}],
  [[0x50, 0x41, 0x52, 0x31], {kind: "parquet"}],
  [[0xd0, 0xcf, 0x11, 0xe0], {kind: "refused", message: "is an old (.xls) or password-protected workbook", fix: SAVE}],
  [[0x28, 0xb5, 0x2f, 0xfd], {kind: "refused", message: "is packed with zstd", fix: PACKED}],
  [[0x42, 0x5a, 0x68], {kind: "refused", message: "is packed with bzip2", fix: PACKED}],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], {kind: "refused", message: "is packed with xz", fix: PACKED}],
  [[0x37, 0x7a, 0xbc, 0xaf], {kind: "refused", message: "is a 7z archive", fix: PACKED}],
  [[0x52, 0x61, 0x72, 0x21], {kind: "refused", message: "is a RAR archive", fix: PACKED}],
  [[0x89, 0x50, 0x4e, 0x47], {kind: "refused", message: "is a picture", fix: "Export the records as CSV."}],
  [[0x25, 0x50, 0x44, 0x46], {kind: "refused", message: "is a PDF", fix: "Export the records as CSV."}]
];

const WEB_PAGE: Format = {
  kind: "refused", message: "is a web page, not an export", fix: "Export the records as CSV (a download without login saves the login page)."
};

// What Salesforce calls .xls.
const HTML_TABLE: Format = {kind: "refused", message: "is a table in HTML, not a workbook", fix: "Export it as CSV, or open it in Excel and save it as .xlsx."};

/** Recognises a file by its first bytes; the extension decides only between JSON and text, and tells what was meant. */
export function recogniseFormat(head: Buffer, extension: string): Format {
  const found = MAGIC.find(([bytes]) => bytes.every((byte, i) => head[i] === byte));
  if (found) return found[1];
  if (extension === ".parquet" && head.length > 0) return {kind: "refused", message: "is not a Parquet file", fix: "Export the file again."};
  const text = beginning(head);
  if (/^<(?:html|table|meta|head)/i.test(text) && /<table/i.test(text)) return HTML_TABLE;
  if (/^<(?:!doctype|html|table|meta|head|\?xml)/i.test(text)) return WEB_PAGE;
  if (extension === ".json" || extension === ".jsonl" || extension === ".ndjson") return head.length === 0 ? {kind: "text"} : {kind: "json"};
  return /^(?:\[\s*(?:\{|$)|\{\s*(?:"(?:[^"\\]|\\.)*"\s*:|$))/.test(text) ? {kind: "json"} : {kind: "text"};
}

function beginning(head: Buffer): string {
  const isWide = (head[0] === 0xff && head[1] === 0xfe) || head[1] === 0;
  return head.toString(isWide ? "utf16le" : "utf8").replace(/^\uFEFF/, "").trimStart().slice(0, 1024);
}
