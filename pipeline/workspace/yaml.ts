import {Composer, isAlias, isMap, isScalar, isSeq, Lexer, LineCounter, Parser, visit, type Alias, type Document, type Node, type Pair} from "yaml";
import {printable, type Problem} from "../problems.ts";

/** Keys and indexes from the root of a YAML file, such as `["segments", "employees", "bands", 1]`. */
export type Path = readonly (string | number)[];

export interface YamlFile {
  readonly file: string;
  /** Mappings are null-prototype objects whose keys are text as written; scalars by YAML 1.2's core schema. */
  readonly value: unknown;
  /** The line of the deepest part of a path that the file has. An index into what is not a list is skipped. */
  line(path: Path): number;
  /** A scalar exactly as written (`1.10`, not 1.1), or null where the path is no scalar. */
  written(path: Path): string | null;
}

export const MAX_BYTES = 512 * 1024;
// Aliases can unfold to more than any memory holds.
const MAX_NODES = 50_000;
// The composer recurses: past a few thousand levels it would end the process, not throw.
const MAX_DEPTH = 60;

/**
 * Reads one YAML file that a user wrote. Whatever is wrong with it comes back as problems with their lines.
 * @param withAliases whether anchors and aliases are understood; elsewhere they are problems
 */
export function readYaml(file: string, bytes: Uint8Array, withAliases = false): {yaml: YamlFile | null; problems: Problem[]} {
  const lines = new LineCounter();
  const problems: Problem[] = [];
  const problem = (offset: number | null, message: string, value: string | null, fix: string): void => {
    const line = offset === null ? null : lines.linePos(offset).line || 1;
    problems.push({file, line, column: null, message, value, fix});
  };
  const text = decode(bytes, problem);
  if (text === null) return {yaml: null, problems};
  const document = compose(text, lines, problem);
  if (document === null || problems.length > 0) return {yaml: null, problems};
  const value = plain(document.contents, {problem, document, withAliases, unfolding: new Set(), nodes: 0});
  if (problems.length === 0 && !isMap(document.contents)) {
    problem(0, "expected keys and values", document.contents === null ? null : excerpt(text),
      'The file is a mapping: lines such as "name: Example".');
  }
  if (problems.length > 0) return {yaml: null, problems};
  const root = document.contents;
  return {
    yaml: {
      file,
      value,
      line: (path) => lines.linePos(offsetOf(root, path)).line,
      written(path) {
        const node = find(root, path);
        return isScalar(node) ? node.source ?? null : null;
      }
    },
    problems
  };
}

type Report = (offset: number | null, message: string, value: string | null, fix: string) => void;

function decode(bytes: Uint8Array, problem: Report): string | null {
  if (bytes.length > MAX_BYTES) {
    problem(null, "is too large", `${bytes.length.toLocaleString("en-US")} bytes`,
      `A file of settings has at most ${MAX_BYTES.toLocaleString("en-US")} bytes; data belong in exports/.`);
    return null;
  }
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    problem(null, "is saved as UTF-16", null, "Save the file as UTF-8.");
    return null;
  }
  const binary = bytes.findIndex((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d);
  if (binary >= 0) {
    problem(null, `is not a text file: byte ${binary + 1} is a control character`,
      `0x${bytes[binary]!.toString(16).padStart(2, "0")}`, "Write the file with a text editor, saved as UTF-8.");
    return null;
  }
  try {
    return new TextDecoder("utf-8", {fatal: true}).decode(bytes);
  } catch {
    const at = invalidByte(bytes);
    const line = bytes.subarray(0, at).reduce((count, byte) => count + (byte === 0x0a ? 1 : 0), 1);
    problem(null, `is not UTF-8: line ${line} has byte`, `0x${bytes[at]!.toString(16)}`, "Save the file as UTF-8.");
    return null;
  }
}

/** The first byte of the first sequence that is no character. */
function invalidByte(bytes: Uint8Array): number {
  const decoder = new TextDecoder("utf-8", {fatal: true});
  let start = 0;
  for (let i = 0; i < bytes.length; i++) {
    try {
      if (decoder.decode(bytes.subarray(i, i + 1), {stream: true}) !== "") start = i + 1;
    } catch {
      break;
    }
  }
  return start;
}

function compose(text: string, lines: LineCounter, problem: Report): Document.Parsed | null {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  // Duplicate keys are looked for below: the library compares every pair of keys.
  const composer = new Composer({uniqueKeys: false, prettyErrors: false, keepSourceTokens: true, lineCounter: lines, logLevel: "silent"});
  const documents: Document.Parsed[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) documents.push(...composer.next(token));
    if (parser.stack.length > MAX_DEPTH) {
      problem(parser.offset, `is nested deeper than ${MAX_DEPTH} levels`, null, "Look for brackets that were never closed.");
      return null;
    }
    if (documents.length > 1) break;
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  documents.push(...composer.end(documents.length === 0, text.length));
  const [document, second] = documents;
  if (document === undefined) return null;
  // Once a text stands where none can, all that follows it is unexpected too.
  const unexpected = document.errors.findIndex(({code}) => code === "UNEXPECTED_TOKEN");
  const errors = unexpected < 0 ? document.errors : document.errors.slice(0, unexpected + 1);
  const lookAlikes = errors.length > 0 ? lookAlikesIn(text) : [];
  const told = new Set(lookAlikes.map(({offset}) => lines.linePos(offset).line));
  for (const {offset, what, fix} of lookAlikes) problem(offset, what, excerpt(text.slice(offset)), fix);
  for (const {code, pos, message} of errors) {
    const plainly = PLAIN_WORDS.find(({says}) => says.test(message));
    const offset = plainly?.isOfBracket ? unclosedBefore(document, pos[0]) ?? pos[0] : pos[0];
    const {line} = lines.linePos(offset);
    // One slip makes a parser stumble several times on its line.
    if (told.has(line) || told.size >= 100) continue;
    told.add(line);
    problem(offset, plainly?.what ?? message, excerpt(text.slice(offset)),
      plainly?.fix ?? FIXES[code] ?? QUOTE);
  }
  if (second !== undefined) {
    problem(second.range[0], "a second document begins", "---", "Write one document a file: split it at the line ---.");
  } else if (document.errors.length === 0 && isEmpty(document.contents)) {
    problem(0, "is empty", null, "Write its keys, or run `fitproof init DIR` for a file to start from.");
  }
  return document;
}

const QUOTE = "Quote text that has : # [ ] { } , & * ! | > ' \" % @ or ` in it.";

interface Plainly {
  readonly says: RegExp;
  readonly what: string;
  readonly fix?: string;
  readonly isOfBracket?: boolean;
}

// The library's words where a user of settings would not understand them; else they stand as they are.
const PLAIN_WORDS: readonly Plainly[] = [
  {says: /^Tabs are not allowed/, what: "a tab is used to indent"},
  {says: /^Nested mappings are not allowed/, what: "a second key on one line, or a line indented too far"},
  {says: /^A block sequence may not/, what: "an entry of a list stands among keys", fix: "Begin every entry of the list with `- `, or none of them."},
  {says: /^Implicit keys need/, what: "a key without a value, or text that runs over the line"},
  {says: /^(Flow (map|sequence)|Expected flow (map|sequence)|Missing closing [\]}])/, what: "a bracket is never closed", fix: "Close every bracket.", isOfBracket: true},
  {says: /^Missing closing '?"?quote/, what: "a quote is never closed"},
  {says: /^Comments must be separated/, what: "a # begins a comment", fix: "Quote text that has a # in it; put a space before the # of a comment."},
  {says: /^All (mapping|sequence) items must start/, what: "is indented differently from its neighbours"},
  {says: /^Unexpected /, what: "neither a key with its value nor an entry of a list can stand here"},
  {says: /^Plain value cannot start with/, what: "text cannot begin with this character unless it is quoted"}
];

/** Characters that look like YAML's and are others, where they stand for YAML's: an editor or a chat has put them there. */
function lookAlikesIn(text: string): {offset: number; what: string; fix: string}[] {
  const found = text.matchAll(/(?<=^[^\S\n]*|[:-])[\u00a0\u2007\u202f]|(?<=[:,[{] *)[“”„‘’«]/gmu);
  return [...found].slice(0, 100).map(({0: character, index}) => /\s/u.test(character)
    ? {offset: index, what: "a no-break space stands where a space belongs", fix: "Write plain spaces: such a one comes with text that is copied from a document."}
    : {offset: index, what: "typographic quotes do not quote", fix: "Write straight ones: \" or '."});
}

/** Where the last bracket before a place begins that is never closed. */
function unclosedBefore(document: Document.Parsed, place: number): number | null {
  let start: number | null = null;
  visit(document, {
    Collection(_key, {srcToken: token}) {
      if (token?.type === "flow-collection" && token.offset < place && !token.end.some(({type}) => type === "flow-map-end" || type === "flow-seq-end")) start = token.offset;
    }
  });
  return start;
}

const FIXES: Partial<Record<string, string>> = {
  TAB_AS_INDENT: "Indent with spaces.",
  BAD_INDENT: "Give the keys of one mapping the same number of leading spaces, and close every bracket.",
  MISSING_CHAR: "Close the quote or bracket, and put a space after every colon.",
  BAD_DQ_ESCAPE: "Write a backslash within single quotes ('\\d+') or double it (\"\\\\d+\").",
  MULTILINE_IMPLICIT_KEY: "Write `key: value`, with a space after the colon."
};

function excerpt(text: string): string | null {
  const line = text.split(/\r?\n/, 1)[0]!.trim();
  return line === "" ? null : printable(line, 60);
}

function isEmpty(contents: unknown): boolean {
  return contents === null || (isScalar(contents) && contents.value === null && contents.source === "");
}

interface Conversion {
  readonly problem: Report;
  readonly document: Document.Parsed;
  readonly withAliases: boolean;
  /** The aliases that are being followed, so that none contains itself. */
  readonly unfolding: Set<string>;
  nodes: number;
}

/** The plain value of a node. What YAML allows and settings do not need is a problem here: aliases, tags, odd keys. */
function plain(node: unknown, conversion: Conversion): unknown {
  const {problem} = conversion;
  if (++conversion.nodes > MAX_NODES) {
    if (conversion.nodes === MAX_NODES + 1) {
      problem(null, `has more than ${MAX_NODES.toLocaleString("en-US")} values`, null, "Write fewer values, and no aliases of aliases.");
    }
    return undefined;
  }
  if (isAlias(node)) return unfolded(node, conversion);
  checkProperties(node, conversion);
  if (isScalar(node)) return node.value;
  if (isSeq(node)) {
    commasWithin(node.items, conversion);
    return node.items.map((item) => plain(item, conversion));
  }
  if (!isMap(node)) return null;
  const value: Record<string, unknown> = Object.create(null);
  const rests = commasWithin(node.items, conversion);
  for (const pair of node.items) {
    if (rests.has(pair)) continue;
    const offset = (pair.key as Node | null)?.range?.[0] ?? node.range?.[0] ?? 0;
    checkProperties(pair.key, conversion);
    const key = keyOf(pair);
    if (key === null) {
      problem(offset, "a key must be plain text", null, "Write `key: value`; quote text that begins with { or [.");
    } else if (key in value) {
      problem(offset, "the key appears twice", key, "Keep one of the two.");
    } else if (key === "__proto__") {
      problem(offset, "unknown key", key, "Remove it.");
    } else if (key === "<<") {
      problem(offset, "a merge key stands here", key, "Merge keys are not supported: write the values out.");
    } else {
      value[key] = plain(pair.value, conversion);
    }
  }
  return value;
}

/**
 * Tells of numbers that a comma has cut in brackets: `{q: 0,10}` and `[1,000]` are two values to YAML.
 * @returns the items that are the rest of such a number
 */
function commasWithin(items: readonly unknown[], {problem}: Conversion): Set<unknown> {
  const rests = new Set<unknown>();
  let number: {offset: number; end: number; text: string} | null = null;
  const tell = (): void => {
    if (number?.text.includes(",") !== true) return;
    const plainly = /^[1-9]\d{0,2}(,\d{3})+$/.test(number.text) ? number.text.replaceAll(",", "") : number.text.replace(",", ".");
    problem(number.offset, "a comma within a number ends it", number.text, `Write ${plainly}.`);
  };
  for (const item of items) {
    const {key, value} = item as Partial<Pair>;
    const digits = isScalar(item) ? item : value === null && isScalar(key) ? key : null;
    const start = digits?.range?.[0];
    // In a list only zeros in front tell: [50,200] may well be two numbers.
    if (number !== null && digits !== null && start === number.end + 1 && (isScalar(item) ? /^0\d\d$/ : /^\d+$/).test(digits.source ?? "")) {
      rests.add(item);
      number = {offset: number.offset, end: digits.range![1], text: `${number.text},${digits.source}`};
      continue;
    }
    tell();
    const whole = isScalar(item) ? item : isScalar(value) ? value : null;
    number = whole !== null && /^[-+]?\d+$/.test(whole.source ?? "") ? {offset: whole.range![0], end: whole.range![1], text: whole.source!} : null;
  }
  tell();
  return rests;
}

function unfolded(alias: Alias, conversion: Conversion): unknown {
  const {problem, document, withAliases, unfolding} = conversion;
  const offset = alias.range?.[0] ?? 0;
  if (!withAliases && alias.resolve(document) === undefined) {
    problem(offset, "text cannot begin with * unless it is quoted", `*${alias.source}`, `Quote it: "*${alias.source}".`);
    return undefined;
  }
  if (!withAliases) {
    problem(offset, "an alias stands here", `*${alias.source}`, "Aliases are not supported: write the value out.");
    return undefined;
  }
  const target = alias.resolve(document);
  if (target === undefined || unfolding.has(alias.source)) {
    problem(offset, target === undefined ? "an alias without an anchor" : "an alias contains itself", `*${alias.source}`, "Write the value out.");
    return undefined;
  }
  unfolding.add(alias.source);
  const value = plain(target, conversion);
  unfolding.delete(alias.source);
  return value;
}

function checkProperties(node: unknown, {problem, withAliases}: Conversion): void {
  const {anchor, tag, range} = (node ?? {}) as {anchor?: string; tag?: string; range?: [number, number, number]};
  if (anchor && !withAliases) {
    problem(range?.[0] ?? 0, "an anchor stands here", `&${anchor}`, "Anchors are not supported: write the value out.");
  }
  if (tag) problem(range?.[0] ?? 0, "a tag stands here", tag, "Tags are not supported: write the plain value.");
}

function keyOf(pair: Pair): string | null {
  if (!isScalar(pair.key) || pair.key.value === null) return null;
  return typeof pair.key.value === "string" ? pair.key.value : pair.key.source ?? String(pair.key.value);
}

function find(root: unknown, path: Path): unknown {
  let node = root;
  for (const step of path) node = child(node, step)?.value;
  return node;
}

function offsetOf(root: unknown, path: Path): number {
  let node = root;
  let offset = (isMap(root) ? root.range?.[0] : 0) ?? 0;
  for (const step of path) {
    const next = child(node, step);
    if (next === undefined) break;
    node = next.value;
    offset = next.offset;
  }
  return offset;
}

function child(node: unknown, step: string | number): {value: unknown; offset: number} | undefined {
  if (isSeq(node)) {
    const value = node.items[Number(step)] as Node | undefined;
    return value && {value, offset: value.range?.[0] ?? 0};
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find((item) => keyOf(item) === String(step));
  // A source may stand alone or in a list: ["accounts", 0, "files"] finds both.
  if (pair === undefined) return typeof step === "number" ? {value: node, offset: node.range?.[0] ?? 0} : undefined;
  const key = (pair.key as Node).range?.[0];
  const scalar = isScalar(pair.value) && pair.value.source !== "" ? pair.value.range?.[0] : undefined;
  return {value: pair.value, offset: scalar ?? key ?? 0};
}
