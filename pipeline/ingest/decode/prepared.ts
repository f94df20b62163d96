/** One table of an export, in a form that DuckDB reads: the file itself where it can, else a UTF-8 copy. */
export interface PreparedFile {
  /** As shown to the user: exports/accounts.csv, exports/export.zip/Account.csv, exports/book.xlsx#Sheet1. */
  readonly file: string;
  /** What DuckDB reads: the original where possible, else a converted UTF-8 CSV under a temporary directory. */
  readonly path: string;
  readonly format: "csv" | "parquet";
  readonly delimiter: string;
  readonly quote: string;
  readonly escape: string;
  /** As in the file, untrimmed. */
  readonly header: readonly string[];
  /** 1-based line of the header in the original. */
  readonly headerLine: number;
  /** A .gz that DuckDB reads itself. */
  readonly compressed: boolean;
  /** Added to DuckDB's line, gives the original's line. DuckDB must pass over headerLine - 1 - lineOffset lines. */
  readonly lineOffset: number;
  /** The original's lines are rows or records: one stays one, whatever line ends its cells hold. */
  readonly countsRows?: true;
  /** So many lines of the copy stand for a line of the original, from the second on. */
  readonly rowsPerLine?: number;
  /** The original's numbers are no texts: a point in them parts decimals. */
  readonly isTyped?: true;
  /** The original named a group in its first row alone, and may have totals below each. */
  readonly isGrouped?: true;
  /** Of the original's bytes, in hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
  readonly warnings: readonly string[];
}
