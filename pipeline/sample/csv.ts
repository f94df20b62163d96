import {open} from "node:fs/promises";

/** A CSV file that is written as it grows; only `flush` touches the disk, so that the caller sets the pace. */
export interface CsvFile {
  readonly name: string;
  rowCount(): number;
  /** Adds one row: cells that are already joined, without the line's end. */
  add(row: string): void;
  /** Whether enough has gathered to be worth a write. */
  isFull(): boolean;
  flush(): Promise<void>;
  close(): Promise<void>;
}

const CHUNK = 1 << 18;

/** Creates or replaces `directory/name` with this header. */
export async function createCsv(directory: string, name: string, header: readonly string[]): Promise<CsvFile> {
  const handle = await open(`${directory}/${name}`, "w");
  let text = `${header.join(",")}\n`;
  let rows = 0;
  const flush = async (): Promise<void> => {
    const chunk = text;
    text = "";
    await handle.writeFile(chunk);
  };
  return {
    name,
    rowCount: () => rows,
    add(row) {
      text += `${row}\n`;
      rows++;
    },
    isFull: () => text.length >= CHUNK,
    flush,
    async close() {
      try {
        await flush();
      } finally {
        await handle.close();
      }
    }
  };
}

const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

/** A text as a CSV cell. */
export function cell(text: string): string {
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
