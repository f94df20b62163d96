import {isUtf8} from "node:buffer";
import {createHash} from "node:crypto";
import {open, stat} from "node:fs/promises";

/** How much of the beginning of a file is kept to look at: enough for hundreds of rows, cheap to parse twice. */
export const HEAD_BYTES = 262_144;

/** What one pass over bytes learns. */
export interface Scan {
  readonly sha256: string;
  readonly bytes: number;
  readonly isUtf8: boolean;
  readonly hasNul: boolean;
  /** The first HEAD_BYTES. */
  readonly head: Buffer;
  /** The last byte, -1 of nothing. */
  readonly last: number;
  /** Whether more than one packed stream stands in a .gz: another, or what a copy from a tape leaves behind it. */
  readonly isTrailed?: boolean;
}

/** Collects a Scan from chunks of any size. */
export interface Scanner {
  /** The chunk may be reused by the caller afterwards. */
  write(chunk: Buffer): void;
  end(): Scan;
}

export function scanner(): Scanner {
  const hash = createHash("sha256");
  const head: Buffer[] = [];
  let headBytes = 0;
  let bytes = 0;
  let valid = true;
  let hasNul = false;
  let last = -1;
  // A character cut by the end of a chunk: its first one to three bytes.
  let carried = Buffer.alloc(0);
  return {
    write(chunk) {
      if (chunk.length === 0) return;
      hash.update(chunk);
      bytes += chunk.length;
      last = chunk[chunk.length - 1]!;
      if (headBytes < HEAD_BYTES) {
        const part = Buffer.from(chunk.subarray(0, HEAD_BYTES - headBytes));
        head.push(part);
        headBytes += part.length;
      }
      hasNul ||= chunk.includes(0);
      if (!valid) return;
      let rest = chunk;
      if (carried.length > 0) {
        const missing = characterLength(carried[0]!) - carried.length;
        const character = Buffer.concat([carried, chunk.subarray(0, missing)]);
        carried = Buffer.alloc(0);
        rest = chunk.subarray(missing);
        if (chunk.length < missing) carried = character;
        else if (!isUtf8(character)) valid = false;
      }
      const cut = incompleteTail(rest);
      if (cut > 0) carried = Buffer.from(rest.subarray(rest.length - cut));
      if (!isUtf8(rest.subarray(0, rest.length - cut))) valid = false;
    },
    end: () => ({
      sha256: hash.digest("hex"), bytes, isUtf8: valid && carried.length === 0, hasNul, head: Buffer.concat(head), last
    })
  };
}

/** Enough that a read costs more than asking for it, little enough to stay in the processor's cache. */
const PIECE_BYTES = 1 << 20;

const scanned = new Map<string, Promise<Scan>>();

/**
 * One pass over a file: hash, UTF-8 check and its beginning. A file that has not changed since is not read again by this
 * process: the fingerprint of a run and the reading of its exports ask the same.
 */
export async function scanFile(path: string): Promise<Scan> {
  const {size, mtimeNs, ctimeNs, ino} = await stat(path, {bigint: true});
  const key = [path, size, mtimeNs, ctimeNs, ino].join("\0");
  const known = scanned.get(key) ?? readThrough(path);
  scanned.set(key, known);
  known.catch(() => scanned.delete(key));
  return known;
}

async function readThrough(path: string): Promise<Scan> {
  const file = await open(path, "r");
  try {
    const scan = scanner();
    // The next piece is read while this one is looked at.
    let [now, next] = [Buffer.allocUnsafe(PIECE_BYTES), Buffer.allocUnsafe(PIECE_BYTES)];
    let {bytesRead} = await file.read(now, 0, now.length, null);
    while (bytesRead > 0) {
      const reading = file.read(next, 0, next.length, null);
      scan.write(now.subarray(0, bytesRead));
      ({bytesRead} = await reading);
      [now, next] = [next, now];
    }
    return scan.end();
  } finally {
    await file.close();
  }
}

function characterLength(first: number): number {
  return first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
}

/** How many bytes at the end begin a character that goes on after them. */
function incompleteTail(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return characterLength(byte) > back ? back : 0;
  }
  return 0;
}
