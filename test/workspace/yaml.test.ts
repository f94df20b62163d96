import {chmod, mkdir, symlink} from "node:fs/promises";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {ProblemsError} from "../../pipeline/problems.ts";
import {readWorkspace} from "../../pipeline/workspace/read.ts";
import {MAX_BYTES, readYaml} from "../../pipeline/workspace/yaml.ts";
import {caught, fitproof, MINIMAL, problemsOf, withWorkspace} from "./support.ts";

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe("a file that is no YAML", () => {
  it.each<[rule: string, lines: string, problems: string[]]>([
    ["says that tabs do not indent", "exports:\n\taccounts: {files: [a.csv]}",
      ["fitproof.yaml:3: a tab is used to indent: accounts: {files: [a.csv]}"]],
    ["says that a key appears twice", "currency: USD\ncurrency: EUR", ["fitproof.yaml:3: the key appears twice: currency"]],
    ["says that a nested key appears twice", "exports:\n  accounts: {files: [a.csv], files: [b.csv]}",
      ["fitproof.yaml:3: the key appears twice: files"]],
    ["finds keys that differ in quotes alone", "currency: USD\n\"currency\": EUR",
      ["fitproof.yaml:3: the key appears twice: currency"]],
    ["says that a bracket was never closed", "exports: {accounts: {files: [a.csv]}",
      ["fitproof.yaml:2: a bracket is never closed: {accounts: {files: [a.csv]}"]],
    ["says on which line a bracket begins that is never closed", "exports:\n  accounts:\n    files: [a.csv\n    preset: none", ["fitproof.yaml:4: a bracket is never closed: [a.csv"]],
    ["says one thing of a line", "exports:\n  accounts:\n    files: [a.csv]\n   preset: none", ["fitproof.yaml:5: is indented differently from its neighbours: preset: none"]],
    ["says that a quote was never closed", "currency: 'USD", ["fitproof.yaml:2: a quote is never closed"]],
    ["says that a line is indented too little", "exports:\n    accounts:\n      files: [a.csv]\n   contacts: {}",
      ["fitproof.yaml:5: is indented differently from its neighbours: contacts: {}"]],
    ["says that two keys stand on one line", "currency: USD unit: account",
      ["fitproof.yaml:2: a second key on one line, or a line indented too far: USD unit: account"]],
    ["says that a space is missing after a colon", "currency:USD\nunit: account",
      ["fitproof.yaml:2: a key without a value, or text that runs over the line: currency:USD"]],
    ["says that a character needs quotes", "currency: @USD",
      ["fitproof.yaml:2: text cannot begin with this character unless it is quoted: @USD"]],
    ["says that a percent sign needs quotes", "currency: %USD",
      ["fitproof.yaml:2: text cannot begin with this character unless it is quoted: %USD"]],
    ["says that an escape is unknown", 'currency: "\\q"', ["fitproof.yaml:2: Invalid escape sequence \\q: \\q\""]],
    ["refuses a list where keys belong", "exports:\n  - accounts",
      ["fitproof.yaml:2: exports: expected keys with values: [\"accounts\"]"]],
    ["refuses anchors and aliases", "currency: &c USD\nunit: *c",
      ["fitproof.yaml:2: an anchor stands here: &c", "fitproof.yaml:3: an alias stands here: *c"]],
    ["refuses an alias without an anchor", "unit: *nope", ["fitproof.yaml:2: text cannot begin with * unless it is quoted: *nope"]],
    ["wants a glob in quotes", "exports: {accounts: {files: [*.csv]}}", ["fitproof.yaml:2: text cannot begin with * unless it is quoted: *.csv"]],
    ["finds the commas of a decimal", "thresholds: {q: 0,10, lift: 1.2}", ["fitproof.yaml:2: a comma within a number ends it: 0,10"]],
    ["finds the commas of thousands, in a list too", "scale: {amount: 1,000,000}\nbands: [50, 200, 1,000]",
      ["fitproof.yaml:2: a comma within a number ends it: 1,000,000", "fitproof.yaml:3: a comma within a number ends it: 1,000"]],
    ["finds a no-break space for a space", "currency:\u00a0USD\nunit: account", ["fitproof.yaml:2: a no-break space stands where a space belongs: USD"]],
    ["finds a line that a no-break space indents", "exports:\n\u00a0 accounts: {}\n  contacts: {}",
      ["fitproof.yaml:3: a no-break space stands where a space belongs: accounts: {}", "fitproof.yaml:4: is indented differently from its neighbours: contacts: {}"]],
    ["finds typographic quotes", "currency: “US: D”", ["fitproof.yaml:2: typographic quotes do not quote: “US: D”"]],
    ["finds a # that cuts a text", "unit: [#a]", ["fitproof.yaml:2: a # begins a comment: #a]"]],
    ["refuses merge keys", "publish: {<<: {profile: board}}", ["fitproof.yaml:2: a merge key stands here: <<"]],
    ["refuses tags", "currency: !!js/function 'x'", ["fitproof.yaml:2: a tag stands here: tag:yaml.org,2002:js/function"]],
    ["refuses a second document", `${MINIMAL}---\nname: Other`.replace("name: Example\n", ""),
      ["fitproof.yaml:4: a second document begins: ---"]],
    ["refuses keys that are no text", "? [a, b]\n: c", ["fitproof.yaml:2: a key must be plain text"]],
    ["refuses an empty key", ": c", ["fitproof.yaml:2: a key must be plain text"]],
    ["refuses a template's braces", "currency: {{currency}}", ["fitproof.yaml:2: a key must be plain text"]],
    ["refuses the key of a prototype", "__proto__: {name: x}", ["fitproof.yaml:2: unknown key: __proto__"]]
  ])("%s", async (_rule, lines, problems) => {
    expect(await problemsOf(fitproof(lines))).toEqual(problems);
  });
});

const problems = (content: Uint8Array, withAliases = false): string[] =>
  readYaml("x.yaml", content, withAliases).problems.map(({line, message, value}) => [line, message, value].filter((part) => part !== null).join(": "));

describe("a file that is hostile or huge", () => {
  it("is refused by its size before it is parsed", () => {
    expect(problems(text(`# ${"x".repeat(MAX_BYTES)}`))).toEqual(["is too large: 524,290 bytes"]);
  });

  it("is refused by its size before it is opened", async () => {
    expect(await problemsOf({"fitproof.yaml": "a: b\n".repeat(2_000_000)})).toEqual(["fitproof.yaml: is too large: 10,000,000 bytes"]);
  });

  // Each of these ends the process, or takes minutes, in a parser without limits.
  it.each<[rule: string, content: string, problem: string]>([
    ["brackets", "[".repeat(100_000), "1: is nested deeper than 60 levels"],
    ["braces", "{a: ".repeat(50_000), "1: is nested deeper than 60 levels"],
    ["dashes", "- ".repeat(100_000), "1: is nested deeper than 60 levels"],
    ["question marks", "? ".repeat(100_000), "1: is nested deeper than 60 levels"],
    ["colons", ": ".repeat(100_000), "1: is nested deeper than 60 levels"],
    ["indentation", Array.from({length: 500}, (_, i) => `${" ".repeat(i)}k:`).join("\n"), "60: is nested deeper than 60 levels"]
  ])("is refused by its depth of %s", (_rule, content, problem) => {
    expect(problems(text(content))).toEqual([problem]);
  });

  it("is told once that an entry of a list stands above its keys", () => {
    expect(problems(text("- a\nname: A\ncurrency: USD\nexports: {accounts: {files: [a.csv]}}\n"))).toEqual(["2: neither a key with its value nor an entry of a list can stand here: name: A"]);
  });

  it("has its errors cut at a hundred", () => {
    expect(problems(text("a: @b\n".repeat(20_000)))).toHaveLength(100);
  });

  it("has its many keys compared in linear time", () => {
    const keys = Array.from({length: 30_000}, (_, i) => `k${i}: 1`);
    expect(problems(text([...keys, "k7: 2"].join("\n")))).toEqual(["30001: the key appears twice: k7"]);
  });

  it("unfolds no bomb of aliases, where aliases are understood", () => {
    const levels = Array.from({length: 9}, (_, i) => `l${i + 1}: &l${i + 1} [${Array.from({length: 10}, () => `*l${i}`).join(", ")}]`);
    expect(problems(text(["l0: &l0 lol", ...levels].join("\n")), true)).toEqual(["has more than 50,000 values"]);
    expect(problems(text(["l0: &l0 lol", "l1: [*l0]"].join("\n")))).toEqual(["1: an anchor stands here: &l0", "2: an alias stands here: *l0"]);
  });

  it("follows no alias into itself", () => {
    expect(problems(text("a: &a [*a]"), true)).toEqual(["1: an alias contains itself: *a"]);
  });

  it("gives an alias its value, where aliases are understood", () => {
    expect(readYaml("x.yaml", text("a: &a [1]\nb: *a"), true).yaml?.value).toEqual({a: [1], b: [1]});
  });
});

describe("a file that is no text", () => {
  it.each<[rule: string, content: Uint8Array, problem: string]>([
    ["is empty", bytes(), "fitproof.yaml:1: is empty"],
    ["has comments alone", text("# nothing\n"), "fitproof.yaml:1: is empty"],
    ["has a document that is empty", text("---\n"), "fitproof.yaml:1: is empty"],
    ["is a sentence", text("hello"), "fitproof.yaml:1: expected keys and values: hello"],
    ["is a list", text("- a\n- b"), "fitproof.yaml:1: expected keys and values: - a"],
    ["is a number", text("42"), "fitproof.yaml:1: expected keys and values: 42"],
    ["has a NUL byte", text("name: a\0b"), "fitproof.yaml: is not a text file: byte 8 is a control character: 0x00"],
    ["is an archive", bytes(0x50, 0x4b, 0x03, 0x04, 0x14), "fitproof.yaml: is not a text file: byte 3 is a control character: 0x03"],
    ["is UTF-16", bytes(0xff, 0xfe, 0x6e, 0x00), "fitproof.yaml: is saved as UTF-16"],
    ["is Windows-1252", bytes(...text("a: b\nname: Caf"), 0xe9, 0x0a), "fitproof.yaml: is not UTF-8: line 2 has byte: 0xe9"],
    ["ends within a character", bytes(...text("name: a"), 0xe2, 0x82), "fitproof.yaml: is not UTF-8: line 1 has byte: 0xe2"],
    ["has a terminal's colour code", text("name: \u001b[31mred"), "fitproof.yaml: is not a text file: byte 7 is a control character: 0x1b"]
  ])("%s", async (_rule, content, problem) => {
    expect(await problemsOf({"fitproof.yaml": content})).toEqual([problem]);
  });

  it("may have a byte order mark and Windows line ends", async () => {
    expect(await problemsOf({"fitproof.yaml": bytes(0xef, 0xbb, 0xbf, ...text(MINIMAL.replaceAll("\n", "\r\n")))})).toEqual([]);
  });
});

const refused = async (directory: string): Promise<string> => readWorkspace(directory).then(() => "", (cause: unknown) => {
  if (cause instanceof ProblemsError) return cause.message;
  throw cause;
});

describe("a workspace on disk", () => {
  it("needs fitproof.yaml", async () => {
    await withWorkspace({"notes.txt": "x"}, async (directory) => {
      expect(await refused(directory)).toBe("fitproof.yaml: does not exist\n  Run `fitproof init DIR` for a workspace to start from, or give --workspace DIR.");
    });
  });

  it("needs fitproof.yaml to be a file", async () => {
    await withWorkspace({}, async (directory) => {
      await mkdir(join(directory, "fitproof.yaml"));
      expect(await refused(directory)).toBe("fitproof.yaml: is a folder\n  Put a YAML file in its place.");
    });
  });

  it("needs icp to be a folder", async () => {
    expect(await problemsOf({"fitproof.yaml": MINIMAL, icp: "x"})).toEqual(["icp: is no folder that can be read: ENOTDIR"]);
  });

  it("says which link leads nowhere", async () => {
    await withWorkspace({"fitproof.yaml": MINIMAL, "icp/a.txt": ""}, async (directory) => {
      await symlink(join(directory, "icp/b.yaml"), join(directory, "icp/b.yaml"));
      expect(await refused(directory)).toMatch(/^icp\/b\.yaml: cannot be read: ELOOP/);
    });
  });

  it.skipIf(process.getuid?.() === 0)("says what it may not read", async () => {
    await withWorkspace({"fitproof.yaml": MINIMAL}, async (directory) => {
      await chmod(join(directory, "fitproof.yaml"), 0);
      expect(await refused(directory)).toBe("fitproof.yaml: may not be read: EACCES\n  Give yourself permission to read it.");
    });
  });

  it("names each of its files once, for the fingerprint", async () => {
    await withWorkspace({"fitproof.yaml": MINIMAL, "icp/a.yaml": 'version: "1"\nstatus: draft\ncriteria: [{id: a, column: industry, in: [x]}]\ntiers: {1: 0.75, 2: 0.4}'}, async (directory) => {
      expect((await readWorkspace(directory)).inputs.map(({file}) => file)).toEqual(["fitproof.yaml", "icp/a.yaml"]);
    });
  });
});

describe("fixes", () => {
  it.each<[problem: string, lines: string, fix: string]>([
    ["an unknown key", "exports: {accounts: {files: [a.csv]}}\ncurency: USD", "Did you mean currency?"],
    ["a key like no other", "exports: {accounts: {files: [a.csv], zzz: 1}}", "Known here: files, source, mode, preset, columns, attributes, values, scale, exclude, keep, nulls, date_format, decimal, separator, delimiter, encoding."],
    ["a percentage", "exports: {accounts: {files: [a.csv]}}\nthresholds: {q: 10%}", "Write 0.1."],
    ["thousands separators", 'exports: {accounts: {files: [a.csv], scale: {employees: "1,000"}}}', "Write 1000."],
    ["a yes", "exports: {subscriptions: {files: [a.csv], end_is_inclusive: yes}}", "Write true."],
    ["a misspelt choice", "exports: {accounts: {files: [a.csv]}}\nunit: acount", "Did you mean account?"],
    ["a column of one's own", "exports: {accounts: {files: [a.csv]}}\nsegments: {x: {column: planet}}", "Map it: exports.accounts.attributes: {planet: <its header>}."],
    ["a header for a column", "exports: {accounts: {files: [a.csv], columns: {annual_revenue: Revenue}}}\nsegments: {x: {column: revenue}}",
      "That is a header of the export: write annual_revenue, the name that it is mapped to."],
    ["a column that no attribute may be named like", "exports: {accounts: {files: [a.csv]}}\nsegments: {x: {column: Year Founded}}",
      "Map it, exports.accounts.attributes: {year_founded: <its header>}, and write year_founded here."],
    ["a share above one", "exports: {accounts: {files: [a.csv]}}\nthresholds: {q: 10}", "Write 0.1: a share, where 1 is all."],
    ["a part of a whole number", "exports: {accounts: {files: [a.csv]}}\nthresholds: {min_decided: 2.5}", "Write a whole number, such as 10."],
    ["a month's name", "exports: {accounts: {files: [a.csv]}}\nfiscal_year_start_month: April", "Write 1 for January, 4 for April."],
    ["a million", "exports: {accounts: {files: [a.csv], scale: {annual_revenue: 1M}}}", "Write 1000000."],
    ["another word for a key", "exports: {accounts: {files: [a.csv]}, deals: {files: [b.csv]}}", "Did you mean opportunities?"],
    ["another word for a choice", "exports: {accounts: {files: [a.csv], encoding: cp1252}}", "Did you mean windows-1252?"],
    ["a choice like no other", "exports: {accounts: {files: [a.csv], mode: append}}", "Write one of these."],
    ["a text for keys", "exports: {accounts: {files: [a.csv]}}\npublish: board", "Write `key: value`, one a line, indented below; its keys: profile, min_cell."],
    ["a glob without quotes", "exports: {accounts: {files: [*.csv]}}", 'Quote it: "*.csv".'],
    ["a misspelt column", "exports: {accounts: {files: [a.csv]}}\nsegments: {x: {column: Industry}}", "Did you mean industry?"],
    ["a tab", "exports:\n\taccounts: {files: [a.csv]}", "Indent with spaces."]
  ])("say what to do about %s", async (_problem, lines, fix) => {
    expect((await caught(fitproof(lines))).map((problem) => problem.fix)).toEqual([fix]);
  });
});
