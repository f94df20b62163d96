import {crc32, deflateRawSync} from "node:zlib";

/** A zip archive of the given files, written byte by byte: names are taken as they are, `../` too. */
export function archive(files: Readonly<Record<string, string | Uint8Array>>): Buffer {
  return zip(Object.entries(files).map(([name, content]) => {
    const bytes = Buffer.from(content as string);
    return {name, size: bytes.length, crc: crc(bytes), packed: deflateRawSync(bytes)};
  }));
}

/** An archive of one file that is so many megabytes of zeros once unpacked. */
export function bomb(name: string, megabytes: number): Buffer {
  const block = Buffer.alloc(1 << 20, 48);
  // One deflate stream of many equal blocks: the packed bytes of a megabyte, again and again, are no valid stream, so all is packed at once.
  const all = Buffer.concat(Array.from({length: megabytes}, () => block));
  return zip([{name, size: all.length, crc: crc(all), packed: deflateRawSync(all, {level: 9})}]);
}

interface Entry {
  readonly name: string;
  readonly size: number;
  readonly crc: number;
  readonly packed: Buffer;
}

function zip(entries: readonly Entry[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const {name, size, crc: sum, packed} of entries) {
    const title = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x0800, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(sum, 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(size, 18);
    common.writeUInt16LE(title.length, 22);
    locals.push(Buffer.from("PK\x03\x04", "latin1"), common, title, packed);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    central.push(Buffer.from("PK\x01\x02\x14\x00", "latin1"), common, place, title);
    offset += 4 + 26 + title.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

function crc(bytes: Buffer): number {
  return crc32(bytes) >>> 0;
}
