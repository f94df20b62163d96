import {isUtf8} from "node:buffer";
import iconv from "iconv-lite";
import type {Scan} from "./scan.ts";

/** How the bytes of a text file are to be read. */
export interface Encoding {
  /** A name that iconv-lite knows. */
  readonly name: string;
  /** Bytes of a byte order mark at the beginning. */
  readonly markBytes: number;
  /** Whether DuckDB reads the bytes as they are. */
  readonly isPlain: boolean;
  /** What the reader must know about a guess. */
  readonly warning?: string;
}

const MARKS: readonly [name: string, mark: readonly number[]][] = [
  ["utf-32le", [0xff, 0xfe, 0, 0]], ["utf-32be", [0, 0, 0xfe, 0xff]],
  ["utf-8", [0xef, 0xbb, 0xbf]], ["utf-16le", [0xff, 0xfe]], ["utf-16be", [0xfe, 0xff]]
];

// What fitproof.yaml calls them; latin-1 is read as its superset, as browsers do.
const ALIASES: Readonly<Record<string, string>> = {
  "latin-1": "windows-1252", latin1: "windows-1252", "iso-8859-1": "windows-1252", utf8: "utf-8", "utf-8-sig": "utf-8",
  "us-ascii": "utf-8", ascii: "utf-8"
};

/**
 * Decides how a file's bytes become text: a byte order mark, else zero bytes in every second place (UTF-16), else UTF-8
 * where the whole file is valid, else Shift-JIS where it is Japanese, Windows-1251 where it is Cyrillic, else Windows-1252, unless the valid characters far outnumber
 * the broken ones.
 * `given` is fitproof.yaml's `encoding`; null where no such encoding is known.
 */
export function chooseEncoding(scan: Scan, given?: string): Encoding | null {
  const marked = MARKS.find(([, mark]) => mark.every((byte, i) => scan.head[i] === byte));
  if (given !== undefined) {
    const asked = ALIASES[given.toLowerCase()] ?? given.toLowerCase();
    if (asked === "utf-16" || asked === "utf16") {
      const name = marked?.[0].startsWith("utf-16") ? marked[0] : utf16WithoutMark(scan.head) ?? "utf-16le";
      return {name, markBytes: marked?.[0] === name ? marked[1].length : 0, isPlain: false};
    }
    if (!iconv.encodingExists(asked)) return null;
    const markBytes = marked?.[0] === asked ? marked[1].length : 0;
    if (asked !== "utf-8") return {name: asked, markBytes, isPlain: false};
    return utf8(scan, markBytes);
  }
  if (marked && marked[0] !== "utf-8") return {name: marked[0], markBytes: marked[1].length, isPlain: false};
  const wide = marked ? null : utf16WithoutMark(scan.head);
  if (wide) return {name: wide, markBytes: 0, isPlain: false};
  if (marked || scan.isUtf8 || isMostlyUtf8(scan.head)) return utf8(scan, marked ? 3 : 0);
  const [name, shown] = isShiftJis(scan.head) ? ["shift_jis", "Shift-JIS"] as const : isCyrillic(scan.head) ? ["windows-1251", "Windows-1251"] as const : ["windows-1252", "Windows-1252"] as const;
  return {name, markBytes: 0, isPlain: false, warning: `is not UTF-8 and was read as ${shown}; another encoding can be set with \`encoding:\``};
}

function utf8(scan: Scan, markBytes: number): Encoding {
  const encoding = {name: "utf-8", markBytes, isPlain: scan.isUtf8 && !scan.hasNul};
  if (scan.isUtf8) return encoding;
  return {...encoding, warning: "holds bytes that are not UTF-8; each was read as \uFFFD"};
}

/** Text in Latin letters has a zero in every second byte, and hardly one in the others. */
function utf16WithoutMark(head: Buffer): "utf-16le" | "utf-16be" | null {
  const pairs = Math.floor(Math.min(head.length, 16_384) / 2);
  if (pairs < 2) return null;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < pairs; i++) {
    if (head[2 * i] === 0) even++;
    if (head[2 * i + 1] === 0) odd++;
  }
  if (odd > 0.4 * pairs && even < 0.05 * pairs) return "utf-16le";
  if (even > 0.4 * pairs && odd < 0.05 * pairs) return "utf-16be";
  return null;
}

/**
 * Characters of two bytes, most of them of the rows in which kana and the commoner kanji stand, and some beside one another. The bytes
 * of single characters, as in `Alder’s`, may form one, but hardly two in a row.
 */
function isShiftJis(head: Buffer): boolean {
  let pairs = 0;
  let common = 0;
  let beside = 0;
  let last = -1;
  for (let i = 0; i < head.length; i++) {
    const byte = head[i]!;
    if (byte < 0x80 || (byte >= 0xa1 && byte <= 0xdf)) continue;
    if (i + 1 >= head.length) break;
    const next = head[i + 1]!;
    if (byte === 0x80 || byte === 0xa0 || byte > 0xfc || next < 0x40 || next === 0x7f || next > 0xfc) return false;
    pairs++;
    if (byte < 0xa0) common++;
    if (last === i) beside++;
    last = i + 2;
    i++;
  }
  return common * 2 > pairs && (beside >= 5 || (beside > 0 && beside * 3 >= pairs));
}

/**
 * Words of letters above ASCII alone, most of them small, as Windows-1251 has Cyrillic ones: in Western text such letters stand among others. Greek
 * has accented ones where Cyrillic has capitals that hardly occur, Hebrew no capitals, and Chinese no such share of the last quarter.
 */
function isCyrillic(head: Buffer): boolean {
  let high = 0;
  let inWords = 0;
  let small = 0;
  let capitals = 0;
  let rare = 0;
  let run = 0;
  for (const byte of head) {
    const isLetter = byte >= 0xc0 || byte === 0xa8 || byte === 0xb8;
    if (byte >= 0x80) high++;
    if (byte >= 0xe0) small++;
    else if (byte >= 0xdc) rare++;
    else if (byte >= 0xc0) capitals++;
    run = isLetter ? run + 1 : 0;
    inWords += run === 3 ? 3 : run > 3 ? 1 : 0;
  }
  return high >= 20 && inWords > 0.7 * high && small > 0.6 * high && capitals > 0 && rare < 0.05 * high;
}

/** A UTF-8 file with a few damaged bytes, rather than one of single bytes: letters above ASCII rarely form UTF-8 by chance. */
function isMostlyUtf8(head: Buffer): boolean {
  let valid = 0;
  let broken = 0;
  for (let i = 0; i < head.length; i++) {
    const byte = head[i]!;
    if (byte < 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    if (byte >= 0xc2 && isUtf8(head.subarray(i, i + length)) && i + length <= head.length) {
      valid++;
      i += length - 1;
    } else if (i + 4 <= head.length) {
      broken++;
    }
  }
  return valid > 10 * broken;
}
