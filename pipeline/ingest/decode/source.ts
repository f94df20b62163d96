import {createReadStream} from "node:fs";
import {open} from "node:fs/promises";
import {createGunzip} from "node:zlib";
import {refused} from "./refused.ts";
import {scanFile, scanner, type Scan} from "./scan.ts";
import {guarded} from "./unpacked.ts";

/** The bytes of one export, wherever they lie. */
export interface Source {
  readonly path: string;
  /** As shown to the user. */
  readonly shown: string;
  /** A .gz whose content this is. */
  readonly isGzip: boolean;
}

/** The bytes, unpacked where they are packed; an archive that is damaged or unpacks without end is refused. */
export async function* readChunks({path, shown, isGzip}: Source): AsyncGenerator<Buffer> {
  const file = createReadStream(path, {highWaterMark: 1 << 20});
  if (!isGzip) {
    yield* file as AsyncIterable<Buffer>;
    return;
  }
  const unpacked = createGunzip({chunkSize: 1 << 18});
  file.on("error", (error) => unpacked.destroy(error)).pipe(unpacked);
  try {
    yield* guarded(unpacked, shown, () => file.bytesRead);
  } catch (error) {
    if (error instanceof Error && "code" in error && String(error.code).startsWith("Z_")) {
      throw refused(shown, `cannot be unpacked: ${error.message}`, "Export or download the file again.");
    }
    throw error;
  } finally {
    file.destroy();
  }
}

/** One pass over the content; the hash is of the file's own bytes. */
export async function scanSource(source: Source): Promise<Scan> {
  if (!source.isGzip) return scanFile(source.path);
  const scan = scanner();
  for await (const chunk of readChunks(source)) scan.write(chunk);
  const {sha256, bytes} = await scanFile(source.path);
  const content = scan.end();
  return {...content, sha256, bytes, isTrailed: await lengthAtEnd(source.path, bytes) !== content.bytes % 2 ** 32};
}

/** The length of its content that a .gz states in its last four bytes. */
async function lengthAtEnd(path: string, bytes: number): Promise<number> {
  const file = await open(path, "r");
  try {
    const {buffer} = await file.read(Buffer.alloc(4), 0, 4, Math.max(0, bytes - 4));
    return buffer.readUInt32LE();
  } finally {
    await file.close();
  }
}

/** The first bytes of the content, at most `length`. */
export async function readHead(source: Source, length: number): Promise<Buffer> {
  if (source.isGzip) {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of readChunks(source)) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= length) break;
    }
    return Buffer.concat(chunks).subarray(0, length);
  }
  const file = await open(source.path, "r");
  try {
    const buffer = Buffer.allocUnsafe(length);
    let filled = 0;
    for (;;) {
      const {bytesRead} = await file.read(buffer, filled, length - filled, filled);
      filled += bytesRead;
      if (bytesRead === 0 || filled === length) return buffer.subarray(0, filled);
    }
  } finally {
    await file.close();
  }
}
