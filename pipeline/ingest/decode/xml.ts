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
    const last = isEmpty ? end - 1 : end;
    let space = at + 1;
    while (space < last && xml.charCodeAt(space) > SPACE) space++;
    const name = localName(xml.slice(at + 1, space));
    handlers.open(name, xml.slice(space, last));
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
  for (let at = attributes.indexOf(name); at >= 0; at = attributes.indexOf(name, at + 1)) {
    const before = attributes.charCodeAt(at - 1);
    if (!(before <= SPACE || before === COLON)) continue;
    let from = skipSpace(attributes, at + name.length);
    if (attributes.charCodeAt(from) !== EQUALS) continue;
    from = skipSpace(attributes, from + 1);
    const quote = attributes[from];
    if (quote !== '"' && quote !== "'") continue;
    const end = attributes.indexOf(quote, from + 1);
    if (end >= 0) return decodeEntities(attributes.slice(from + 1, end));
  }
  return null;
}

const SPACE = 32;
const COLON = 58;
const EQUALS = 61;
const CLOSE = 62;
const DOUBLE_QUOTE = 34;
const SINGLE_QUOTE = 39;

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= SPACE) at++;
  return at;
}

function ended(end: number, length: number): number {
  return end < 0 ? -1 : end + length;
}

/** The ">" that ends a tag, not one inside of an attribute's value. */
function tagEnd(xml: string, from: number): number {
  let inside = 0;
  for (let i = from; i < xml.length; i++) {
    const code = xml.charCodeAt(i);
    if (inside !== 0) {
      if (code === inside) inside = 0;
    } else if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) inside = code;
    else if (code === CLOSE) return i;
  }
  return -1;
}

function localName(name: string): string {
  const colon = name.indexOf(":");
  return colon < 0 ? name : name.slice(colon + 1);
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
