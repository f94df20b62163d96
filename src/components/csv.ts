/**
 * Rows as CSV (RFC 4180), with the columns' own names. A text that a spreadsheet would run as a formula gets an apostrophe in
 * front (OWASP, CSV injection; the full-width signs where the system is Japanese); a number never does. Dates are ISO. A byte order
 * mark stands in front only where a text is not ASCII: Excel would read it as the system's code page, and some importers take the mark
 * for a part of the first heading.
 */
export function csv(rows: readonly Readonly<Record<string, unknown>>[], columns: readonly string[]): string {
  const lines = rows.map((row) => columns.map((column) => cell(row[column])).join(","));
  const text = `${[columns.map(cell).join(","), ...lines].join("\r\n")}\r\n`;
  return /[^\0-\x7f]/.test(text) ? `\ufeff${text}` : text;
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  const text = String(value);
  const safe = /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Offers a text as a file. The document is given, so that this works in tests. */
export function download(text: string, fileName: string, document: Document): void {
  const url = URL.createObjectURL(new Blob([text], {type: "text/csv;charset=utf-8"}));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
