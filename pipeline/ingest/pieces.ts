import {open} from "node:fs/promises";
import {ROW_GROUP} from "../database.ts";
import type {PreparedFile} from "./decode/prepared.ts";
import {bytesOf} from "./rowScan.ts";

/** What a thread reads of a CSV at a time, and that it is this share of a buffer. */
const PIECE_BYTES = 8_000_000;
export const PIECES_OF_A_BUFFER = 4;

/**
 * The buffer by which a CSV is read in pieces of so many rows that each is written as it is. A table keeps its order, so what a thread reads becomes row
 * groups of its own: where they hold fewer rows than {@link ROW_GROUP}, DuckDB copies them together before it writes them, and where the last one of each
 * piece is so small that three and a rest fit into three, again at the checkpoint; either costs a quarter of the whole reading. So a piece fills one row
 * group or more and three quarters of another.
 * @param lineBytes of a line on average; null where that is not known
 */
export function bufferFor(lineBytes: number | null): number | undefined {
  if (lineBytes === null) return undefined;
  const groups = Math.max(1, Math.round(PIECE_BYTES / lineBytes / ROW_GROUP - 0.75)) + 0.75;
  const piece = Math.ceil(groups * ROW_GROUP * lineBytes);
  return piece <= 8 * PIECE_BYTES ? PIECES_OF_A_BUFFER * piece : undefined;
}

const PROBE_BYTES = 1 << 20;
/** With fewer line ends among the probes, what they say of the average is not trusted. */
const TRUSTED_ENDS = 30;

/** A probe every mebibyte: whether a line is so long that DuckDB might pass over it without a word, and the bytes of a line on average. */
export async function probedLines(file: PreparedFile): Promise<{hasLong: boolean; mean: number | null}> {
  if (file.compressed) return {hasLong: await hasLongLineUnpacked(file), mean: null};
  const handle = await open(file.path, "r");
  try {
    const {size} = await handle.stat();
    const probe = Buffer.allocUnsafe(4096);
    let seen = 0;
    let ends = 0;
    for (let at = 0; at + PROBE_BYTES < size; at += PROBE_BYTES) {
      const {bytesRead} = await handle.read(probe, 0, probe.length, at);
      const found = lineEnds(probe.subarray(0, bytesRead));
      seen += bytesRead;
      ends += found;
      if (found > 0) continue;
      const whole = Buffer.allocUnsafe(PROBE_BYTES);
      await handle.read(whole, 0, PROBE_BYTES, at);
      if (lineEnds(whole) === 0) return {hasLong: true, mean: null};
    }
    return {hasLong: false, mean: ends < TRUSTED_ENDS ? null : seen / ends};
  } finally {
    await handle.close();
  }
}

async function hasLongLineUnpacked(file: PreparedFile): Promise<boolean> {
  // Deflate packs a thousand to one at most.
  if (file.bytes * 1032 < PROBE_BYTES) return false;
  let length = 0;
  for await (const chunk of bytesOf(file)) {
    const end = Math.max(chunk.lastIndexOf(10), chunk.lastIndexOf(13));
    length = end < 0 ? length + chunk.length : chunk.length - end;
    if (length > PROBE_BYTES) return true;
  }
  return false;
}

/** Line ends of either kind; CR and LF together are one. */
function lineEnds(bytes: Buffer): number {
  let count = 0;
  for (let i = 0; i < bytes.length; ++i) if (bytes[i] === 10 || (bytes[i] === 13 && bytes[i + 1] !== 10)) ++count;
  return count;
}
