/** The text of one record of a JSON file. */
export interface JsonRecord {
  readonly text: string;
  /** 1-based line on which it begins. */
  readonly line: number;
}

/** Takes a text in chunks; throws a SyntaxError where it cannot be JSON. */
export interface JsonSplitter {
  write(chunk: string): JsonRecord[];
  end(): JsonRecord[];
}

/** JSON lines: every line that is not blank is a record. */
export function jsonLines(): JsonSplitter {
  let kept = "";
  let line = 0;
  const take = (text: string): JsonRecord[] => {
    line++;
    return text.trim() === "" ? [] : [{text, line}];
  };
  return {
    write(chunk) {
      const lines = (kept + chunk).split("\n");
      kept = lines.pop()!;
      if (kept.length > LONGEST_RECORD) throw new SyntaxError(`line ${line + 1} does not end`);
      return lines.flatMap(take);
    },
    end: () => take(kept)
  };
}

/** The keys under which the APIs of CRMs answer with a list of records. */
const LIST_KEYS = new Set(["records", "results", "data", "items", "value", "objects", "rows"]);

/** What answers call their list too, where it comes first: a record says who it is before such a list. */
const RECORD_KEYS = new Set(["deals", "opportunities", "subscriptions", "invoices", "customers", "companies", "accounts", "organizations", "organisations", "parties"]);

/** Whether an object is an API's answer, a list of records without an id of its own, and no record. */
export function isAnswer(object: Readonly<Record<string, unknown>>): boolean {
  const keys = Object.keys(object);
  return !keys.some((key) => key.toLowerCase() === "id") && keys.some((key) => LIST_KEYS.has(key.toLowerCase()) && Array.isArray(object[key]));
}

const LONGEST_RECORD = 1 << 27;

/**
 * Splits JSON into records without parsing it: the elements of a list, of the list in an answer such as `{"records": […]}` (also
 * inside one more object), or objects one after another.
 */
export function jsonRecords(): JsonSplitter {
  let records: JsonRecord[] = [];
  // The brackets that are open, and how many of them stand around a record.
  const open: string[] = [];
  let recordDepth = 0;
  let isInString = false;
  let isEscaped = false;
  let line = 1;
  let kept = "";
  let start = -1;
  let startLine = 1;
  // The last string and whether a colon came after it: the key of what follows.
  let stringStart = 0;
  let lastString = "";
  let key: string | null = null;
  let isWrapped = false;
  // Whether nothing but the first field of the outermost object was seen.
  let isFirstField = true;

  const take = (text: string, end: number) => {
    records.push({text: text.slice(start, end), line: startLine});
    start = -1;
  };
  return {
    write(chunk) {
      records = [];
      const text = kept + chunk;
      for (let at = kept.length; at < text.length; at++) {
        const code = text.charCodeAt(at);
        if (isInString) {
          if (isEscaped) isEscaped = false;
          else if (code === BACKSLASH) isEscaped = true;
          else if (code === QUOTE) {
            isInString = false;
            if (open.length <= 2) lastString = text.slice(stringStart, at);
          } else if (code === LINE_FEED) line++;
          continue;
        }
        switch (code) {
          case QUOTE:
            isInString = true;
            stringStart = at + 1;
            if (start < 0 && isPlaceOfRecord()) begin(at);
            break;
          case LINE_FEED:
            line++;
            break;
          case COLON:
            if (open.length <= 2) key = lastString;
            break;
          case OPEN_BRACE:
          case OPEN_BRACKET: {
            const isList = code === OPEN_BRACKET;
            if (isList && !isWrapped && recordDepth === 0 && isListOfRecords()) {
              // What was kept as a record is the wrapper of a list of them.
              isWrapped = open.length > 0;
              recordDepth = open.length + 1;
              start = -1;
            } else if (start < 0 && isPlaceOfRecord()) begin(at);
            if (open.length === 0) isFirstField = true;
            open.push(isList ? "]" : "}");
            key = null;
            break;
          }
          case CLOSE_BRACE:
          case CLOSE_BRACKET:
            if (start >= 0 && open.length === recordDepth) take(text, at);
            if (open.pop() !== text[at]) throw new SyntaxError(`'${text[at]}' on line ${line} closes nothing`);
            if (start >= 0 && open.length === recordDepth && isBracketed(text)) take(text, at + 1);
            if (open.length < recordDepth) recordDepth = 0;
            if (open.length === 0) isWrapped = false;
            break;
          case COMMA:
            if (start >= 0 && open.length === recordDepth) take(text, at);
            if (open.length === 1) isFirstField = false;
            key = null;
            break;
          default:
            if (code > 32 && code !== 0xfeff && start < 0 && isPlaceOfRecord()) begin(at);
        }
      }
      // Only an unfinished record is carried on, or an unfinished key.
      const keep = start >= 0 ? start : isInString ? stringStart : text.length;
      kept = text.slice(keep);
      if (kept.length > LONGEST_RECORD) throw new SyntaxError(`a record on line ${startLine} does not end`);
      if (start >= 0) start -= keep;
      stringStart -= keep;
      return records;
    },
    end() {
      if (isInString || open.length > 0) throw new SyntaxError(`the text ends on line ${line} in the middle of a record`);
      if (start >= 0) throw new SyntaxError(`line ${startLine} is no JSON record`);
      return [];
    }
  };

  function begin(at: number): void {
    start = at;
    startLine = line;
  }

  /** Whether a value here is a record: directly in the list of records, or outside of everything. */
  function isPlaceOfRecord(): boolean {
    return open.length === recordDepth && !isWrappedOutside();
  }

  function isWrappedOutside(): boolean {
    return isWrapped && recordDepth === 0;
  }

  function isListOfRecords(): boolean {
    if (open.length === 0) return true;
    const name = key?.toLowerCase() ?? "";
    return open.length <= 2 && !open.includes("]") && (LIST_KEYS.has(name) || (open.length === 1 && isFirstField && RECORD_KEYS.has(name)));
  }

  function isBracketed(text: string): boolean {
    return text[start] === "{" || text[start] === "[";
  }
}

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const LINE_FEED = 10;
