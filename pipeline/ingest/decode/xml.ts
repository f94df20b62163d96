/** What a streamed XML document is made of; names come without their prefix. */
export interface XmlHandlers {
  /** `attributes` is the text between the name and the bracket: read it with `attribute`. */
  open(name: string, attributes: string): void;
  close(name: string): void;
  /** May come in several parts. */
  text(text: string): void;
}

// Beyond this a tag, comment or CDATA section that does not end is an attack or damage.
const LONGEST_MARKUP = 1 << 25;

/**
 * A small streaming parser for the XML that spreadsheets are made of. It knows elements, attributes, text, CDATA, comments and
 * the five entities and character references, and refuses a DOCTYPE, without which no entity can expand.
 */
export function xmlParser(handlers: XmlHandlers): {write(chunk: string): void; end(): void} {
  let pending = "";
  const depth: string[] = [];
  /** Handles one thing that begins at `at` with "<"; returns where it ends, or -1 where the chunk does first. */
  const markup = (xml: string, at: number): number => {
    if (xml.startsWith("<!--", at)) return ended(xml.indexOf("-->", at + 4), 3);
    if (xml.startsWith("<![CDATA[", at)) {
      const end = xml.indexOf("]]>", at + 9);
      if (end >= 0) handlers.text(xml.slice(at + 9, end));
      return ended(end, 3);
    }
    if (xml.startsWith("<?", at)) return ended(xml.indexOf("?>", at + 2), 2);
    if (xml.startsWith("<!", at)) {
      // "<!" alone may still become a comment.
      if (xml.length - at < 9) return -1;
      throw new SyntaxError("a DOCTYPE or unknown declaration");
    }
    const end = tagEnd(xml, at + 1);
    if (end < 0) return -1;
    if (xml[at + 1] === "/") {
      const name = localName(xml.slice(at + 2, end).trim());
      if (depth.pop() !== name) throw new SyntaxError(`</${name}> closes nothing`);
      handlers.close(name);
      return end + 1;
    }
    const isEmpty = xml[end - 1] === "/";
    const inside = xml.slice(at + 1, isEmpty ? end - 1 : end);
    const space = inside.search(/\s/);
    const name = localName(space < 0 ? inside : inside.slice(0, space));
    handlers.open(name, space < 0 ? "" : inside.slice(space));
    if (isEmpty) handlers.close(name);
    else depth.push(name);
    return end + 1;
  };
  return {
    write(chunk) {
      const xml = pending + chunk;
      let at = 0;
      for (;;) {
        const next = xml.indexOf("<", at);
        if (next < 0) {
          // A reference may be cut in two by the end of the chunk.
          const cut = xml.lastIndexOf("&");
          const safe = cut >= at && xml.length - cut < 12 ? cut : xml.length;
          if (safe > at) handlers.text(decodeEntities(xml.slice(at, safe)));
          pending = xml.slice(safe);
          return;
        }
        if (next > at) handlers.text(decodeEntities(xml.slice(at, next)));
        const after = markup(xml, next);
        if (after < 0) {
          pending = xml.slice(next);
          if (pending.length > LONGEST_MARKUP) throw new SyntaxError("a tag that does not end");
          return;
        }
        at = after;
      }
    },
    end() {
      if (pending.trim() !== "" || depth.length > 0) throw new SyntaxError("an unexpected end");
    }
  };
}

/** An attribute's value by its local name, in the text that `open` was given; null where there is none. */
export function attribute(attributes: string, name: string): string | null {
  for (const match of attributes.matchAll(ATTRIBUTE)) {
    if (localName(match[1]!) === name) return decodeEntities(match[2] ?? match[3] ?? "");
  }
  return null;
}

const ATTRIBUTE = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

function ended(end: number, length: number): number {
  return end < 0 ? -1 : end + length;
}

/** The ">" that ends a tag, not one inside of an attribute's value. */
function tagEnd(xml: string, from: number): number {
  const end = xml.indexOf(">", from);
  if (end < 0) return -1;
  const quote = xml.slice(from, end).search(/["']/);
  if (quote < 0) return end;
  let inside = "";
  for (let i = from + quote; i < xml.length; i++) {
    const character = xml[i]!;
    if (inside !== "") {
      if (character === inside) inside = "";
    } else if (character === '"' || character === "'") inside = character;
    else if (character === ">") return i;
  }
  return -1;
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

const ENTITIES: Readonly<Record<string, string>> = {amp: "&", lt: "<", gt: ">", quot: '"', apos: "'"};

function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(?:#x([0-9a-fA-F]+)|#([0-9]+)|(\w+));/g, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : "\uFFFD";
  });
}
