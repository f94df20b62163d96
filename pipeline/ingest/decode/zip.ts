import {createWriteStream} from "node:fs";
import {stat} from "node:fs/promises";
import {posix} from "node:path";
import {pipeline} from "node:stream/promises";
import {crc32} from "node:zlib";
import {openPromise, type Entry, type ZipFile} from "yauzl";
import {refused} from "./refused.ts";
import {bombRefused, isBomb} from "./unpacked.ts";

/** An open zip: its files by name, each readable as a stream that refuses to unpack without end. */
export interface Archive {
  readonly names: readonly string[];
  /** Chunks of one file; the whole archive's unpacked size counts towards the limit. */
  read(name: string): AsyncGenerator<Buffer>;
  extract(name: string, path: string): Promise<void>;
  close(): void;
}

const MOST_ENTRIES = 100_000;

/** Opens a zip (or a workbook, which is one). Names that lead outside of it, passwords and damage are refused. */
export async function openArchive(path: string, shown: string): Promise<Archive> {
  const {size} = await stat(path);
  const zip = await openPromise(path, {autoClose: false}).catch((error: Error) => {
    throw damaged(shown, error);
  });
  const entries = await readEntries(zip, shown).catch((error: Error) => {
    zip.close();
    throw error;
  });
  let unpacked = 0;
  const archive: Archive = {
    names: [...entries.keys()],
    async* read(name) {
      const entry = entries.get(name)!;
      if (entry.isEncrypted()) {
        throw refused(`${shown}/${name}`, "is locked with a password", "Unpack it by hand and name the files in it.");
      }
      if (isBomb(unpacked + entry.uncompressedSize, size)) throw bombRefused(shown);
      let checksum = 0;
      try {
        for await (const chunk of await zip.openReadStreamPromise(entry) as AsyncIterable<Buffer>) {
          unpacked += chunk.length;
          if (isBomb(unpacked, size)) throw bombRefused(shown);
          checksum = crc32(chunk, checksum);
          yield chunk;
        }
        // yauzl leaves this to its caller: without it a flipped bit would be read as data.
        if (checksum !== entry.crc32) throw new Error("its checksum does not match");
      } catch (error) {
        throw isOfArchive(error) ? damaged(`${shown}/${name}`, error as Error) : error;
      }
    },
    async extract(name, target) {
      await pipeline(archive.read(name), createWriteStream(target, {highWaterMark: 1 << 20}));
    },
    close: () => zip.close()
  };
  return archive;
}

async function readEntries(zip: ZipFile, shown: string): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  try {
    if (zip.entryCount > MOST_ENTRIES) throw bombRefused(shown);
    // yauzl itself refuses names that are absolute or climb with "..".
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith("/")) continue;
      if (entries.has(entry.fileName)) throw refused(shown, "holds two files of one name", "Unpack it by hand and name the files in it.", null, entry.fileName);
      entries.set(entry.fileName, entry);
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const name = /^(?:absolute path|invalid relative path|invalid characters in fileName): (.*)$/s.exec(message)?.[1];
    if (name !== undefined) {
      throw refused(shown, "holds a name that leads outside of it", "Unpack it by hand and name the files in it.", null, name);
    }
    throw isOfArchive(error) ? damaged(shown, error as Error) : error;
  }
  return entries;
}

/** Errors of yauzl and zlib, as against ours and those of the disk. */
function isOfArchive(error: unknown): boolean {
  if (!(error instanceof Error) || error.name === "ProblemsError") return false;
  return !("code" in error) || String(error.code).startsWith("Z_");
}

function damaged(shown: string, error: Error) {
  return refused(shown, `cannot be unpacked: ${error.message}`, "Export or download the file again.");
}

/** Whether a name in an archive is a file of some system's own, such as macOS's __MACOSX/ and .DS_Store. */
export function isHousekeeping(name: string): boolean {
  return name.startsWith("__MACOSX/") || posix.basename(name).startsWith(".") || posix.basename(name).startsWith("~$");
}
