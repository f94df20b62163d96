import {mkdirSync} from "node:fs";
import {gzipSync} from "node:zlib";
import {deals, GOOD, icp, yaml, type Files} from "./workspace.ts";
import {archive, bomb} from "./archives.ts";

/** A bad input: what is wrong with it, the files, and the first line that the user reads. */
export interface Case {
  readonly title: string;
  readonly files: Files;
  readonly says: string;
  /** Only with --strict: a run goes on with a few of these. */
  readonly strict?: boolean;
}

const DEALS = GOOD["exports/deals.csv"]!;
const HEADER = "id,account,stage,created,closed,amount\n";
const many = <T>(count: number, line: (i: number) => T): T[] => Array.from({length: count}, (_, i) => line(i));

const yamlFile: Case[] = [
  {title: "no fitproof.yaml", files: {"fitproof.yaml": null}, says: "fitproof.yaml: does not exist"},
  {title: "an empty fitproof.yaml", files: {"fitproof.yaml": ""}, says: "fitproof.yaml:1: is empty"},
  {title: "only a comment", files: {"fitproof.yaml": "# nothing\n"}, says: "fitproof.yaml:1: is empty"},
  {title: "a list at the top", files: {"fitproof.yaml": "- a\n- b\n"}, says: "fitproof.yaml:1: expected keys and values: - a"},
  {title: "a text at the top", files: {"fitproof.yaml": "hello\n"}, says: "fitproof.yaml:1: expected keys and values: hello"},
  {title: "a tab for indentation", files: yaml("  accounts:", "\taccounts:"), says: "fitproof.yaml:3: a tab is used to indent: accounts:"},
  {title: "a key twice", files: yaml("name: Corpus", "name: Corpus\nname: Again"), says: "fitproof.yaml:2: the key appears twice: name"},
  {title: "an unclosed bracket", files: yaml("[accounts.csv]", "[accounts.csv"), says: "fitproof.yaml:4: a bracket is never closed: [accounts.csv"},
  {title: "an unclosed quote", files: yaml("name: Corpus", 'name: "Corpus'), says: "fitproof.yaml:10: a quote is never closed"},
  {title: "indentation that fits nothing", files: yaml("    files: [deals.csv]", "      files: [deals.csv]"), says: "fitproof.yaml:8: is indented differently from its neighbours: columns: {opportunity_id: id, account_id: account, stage: st… (120 characters)"},
  {title: "an unknown key at the top", files: yaml("name: Corpus", "name: Corpus\ncurency: EUR"), says: "fitproof.yaml:2: curency: unknown key"},
  {title: "an unknown key of a source", files: yaml("files: [deals.csv]", "files: [deals.csv]\n    colums: {}"), says: "fitproof.yaml:8: exports.opportunities.colums: unknown key"},
  {title: "an unknown entity", files: yaml("  opportunities:", "  deals:"), says: "fitproof.yaml:6: exports.deals: unknown key"},
  {title: "an unknown canonical column", files: yaml("industry: industry", "indusrty: industry"), says: "fitproof.yaml:5: exports.accounts.columns.indusrty: unknown key"},
  {title: "no name", files: yaml("name: Corpus\n", ""), says: "fitproof.yaml:1: name: is missing"},
  {title: "no exports", files: {"fitproof.yaml": "name: Corpus\n"}, says: "fitproof.yaml:1: exports: is missing"},
  {title: "exports without an entity", files: {"fitproof.yaml": "name: Corpus\nexports: {}\n"}, says: "fitproof.yaml:2: exports: names no entity: {}"},
  {title: "a source without files", files: yaml("    files: [deals.csv]\n", ""), says: "fitproof.yaml:6: exports.opportunities.files: is missing"},
  {title: "a text where keys are expected", files: {"fitproof.yaml": "name: Corpus\nexports: accounts.csv\n"}, says: "fitproof.yaml:2: exports: expected keys with values: accounts.csv"},
  {title: "a date that does not exist", files: yaml("name: Corpus", "name: Corpus\nas_of: 2024-02-30"), says: "fitproof.yaml:2: as_of: expected a date (YYYY-MM-DD): 2024-02-30"},
  {title: "a currency that is none", files: yaml("name: Corpus", "name: Corpus\ncurrency: euro"), says: "fitproof.yaml:2: currency: expected a currency code of three capitals: euro"},
  {title: "a month beyond twelve", files: yaml("name: Corpus", "name: Corpus\nfiscal_year_start_month: 13"), says: "fitproof.yaml:2: fiscal_year_start_month: expected the number of a month: 13"},
  {title: "a threshold beyond one", files: yaml("name: Corpus", "name: Corpus\nthresholds: {q: 1.5}"), says: "fitproof.yaml:2: thresholds.q: expected a number of at most 1: 1.5"},
  {title: "thresholds that contradict each other", files: yaml("name: Corpus", "name: Corpus\nthresholds: {min_decided: 50, shown_decided: 20}"), says: "fitproof.yaml:2: thresholds.shown_decided: expected at least min_decided, 50: 20"},
  {title: "NaN for a threshold", files: yaml("name: Corpus", "name: Corpus\nthresholds: {lift: .nan}"), says: "fitproof.yaml:2: thresholds.lift: expected a number: .nan"},
  {title: "bands that do not rise", files: yaml("name: Corpus", "name: Corpus\nsegments:\n  size: {column: employees, bands: [200, 50]}"), says: "fitproof.yaml:3: segments.size.bands[1]: expected a number above 200: 50"},
  {title: "bands of a column of text", files: yaml("name: Corpus", "name: Corpus\nsegments:\n  industry: {column: industry, bands: [1, 2]}"), says: "fitproof.yaml:3: segments.industry.column: bands need a column of numbers: industry"},
  {title: "a dimension cut in two ways", files: yaml("name: Corpus", "name: Corpus\nsegments:\n  size: {column: employees, bands: [50], order: [a]}"), says: "fitproof.yaml:3: segments.size: has bands and order: {\"column\":\"employees\",\"bands\":[50],\"order\":[\"a\"]}"},
  {title: "a value in two groups", files: yaml("name: Corpus", "name: Corpus\nsegments:\n  i: {column: industry, groups: {A: [Retail], B: [retail]}}"), says: "fitproof.yaml:3: segments.i.groups.B[0]: is in the group A too: retail"},
  {title: "a dimension called all", files: yaml("name: Corpus", "name: Corpus\nsegments:\n  All: {column: industry}"), says: "fitproof.yaml:3: segments.All: is the name of the total: {\"column\":\"industry\"}"},
  {title: "a stage in two lists", files: yaml("lost: [Lost]", "lost: [Lost, won]"), says: "fitproof.yaml:9: exports.opportunities.outcomes.lost[1]: is listed under won too: won"},
  {title: "an attribute that is a canonical column", files: yaml("    files: [accounts.csv]", "    files: [accounts.csv]\n    attributes: {country: industry}"), says: "fitproof.yaml:5: exports.accounts.attributes.country: is a canonical column: industry"},
  {title: "an attribute with a name that SQL would not take", files: yaml("    files: [accounts.csv]", "    files: [accounts.csv]\n    attributes: {'a b; drop table x': industry}"), says: "fitproof.yaml:5: exports.accounts.attributes.a b; drop table x: expected a name of lower-case letters, digits and _: industry"},
  {title: "an attribute called outcome", files: yaml("    files: [deals.csv]", "    files: [deals.csv]\n    attributes: {outcome: stage}"), says: "fitproof.yaml:8: exports.opportunities.attributes.outcome: is a name that the tables use themselves: stage"},
  {title: "a column that the file lacks", files: yaml("industry: industry", "industry: Branche"), says: "fitproof.yaml:5: exports.accounts.columns.industry: exports/accounts.csv has no column: Branche"},
  {title: "a column that is nearly in the file", files: yaml("industry: industry", "industry: indutsry"), says: "fitproof.yaml:5: exports.accounts.columns.industry: exports/accounts.csv has no column: indutsry"},
  {title: "a preset that is none", files: yaml("    files: [deals.csv]", "    files: [deals.csv]\n    preset: salesfroce"), says: "fitproof.yaml:8: exports.opportunities.preset: unknown preset: salesfroce"},
  {title: "a scale of zero", files: yaml("    files: [accounts.csv]", "    files: [accounts.csv]\n    scale: {employees: 0}"), says: "fitproof.yaml:5: exports.accounts.scale.employees: expected a factor between a billionth and a trillion: 0"},
  {title: "a scale of a text", files: yaml("    files: [accounts.csv]", "    files: [accounts.csv]\n    scale: {industry: 10}"), says: "fitproof.yaml:5: exports.accounts.scale.industry: is no column of numbers: 10"},
  {title: "a date format that is none", files: yaml("    files: [deals.csv]", "    files: [deals.csv]\n    date_format: ymd"), says: "fitproof.yaml:8: exports.opportunities.date_format: expected iso, mdy, dmy or a strptime pattern: ymd"},
  {title: "a delimiter of two characters", files: yaml("    files: [deals.csv]", "    files: [deals.csv]\n    delimiter: '||'"), says: "fitproof.yaml:8: exports.opportunities.delimiter: expected one character: ||"},
  {title: "an encoding that is none", files: yaml("    files: [deals.csv]", "    files: [deals.csv]\n    encoding: utf-7"), says: "fitproof.yaml:8: exports.opportunities.encoding: expected utf-8, utf-16, latin-1, windows-1250, windows-1251, windows-1252, windows-1253, windows-1254, iso-8859-2, macintosh, shift_jis, euc-jp, gb18030, big5 or euc-kr: utf-7"},
  {title: "a rule without a reason", files: yaml("    files: [deals.csv]", "    files: [deals.csv]\n    exclude: [{column: id, in: [d1]}]"), says: "fitproof.yaml:8: exports.opportunities.exclude[0].reason: is missing"},
  {title: "a rule with two predicates", files: yaml("    files: [deals.csv]", "    files: [deals.csv]\n    exclude: [{column: amount, above: 1, below: 2, reason: x}]"), says: "fitproof.yaml:8: exports.opportunities.exclude[0]: has 2 predicates (above, below): {\"column\":\"amount\",\"above\":1,\"below\":2,\"reason\":\"x\"}"},
  {title: "a rule on a column that is not there", files: yaml("    files: [deals.csv]", "    files: [deals.csv]\n    exclude: [{column: nowhere, in: [d1], reason: x}]"), says: "fitproof.yaml:8: exports.opportunities.exclude[0].column: no such column: nowhere"},
  {title: "a list of sources without names", files: yaml("  accounts:\n    files: [accounts.csv]\n    columns: {account_id: id, name: name, industry: industry, employees: employees}", "  accounts:\n    - {files: [accounts.csv]}\n    - {files: [accounts.csv]}"), says: "fitproof.yaml:4: exports.accounts[0].source: is missing"},
  {title: "an anchor that is not there", files: yaml("name: Corpus", "name: *nowhere"), says: "fitproof.yaml:1: text cannot begin with * unless it is quoted: *nowhere"},
  {title: "aliases that multiply without end", files: {"fitproof.yaml": `name: Corpus\na: &a [x,x,x,x,x,x,x,x,x]\n${many(12, (i) => `${"bcdefghijklm"[i]}: &${"bcdefghijklm"[i]} [${many(9, () => `*${"abcdefghijkl"[i]}`).join(",")}]`).join("\n")}\nexports: *m\n`}, says: "fitproof.yaml:2: an anchor stands here: &a"},
  {title: "nesting without end", files: {"fitproof.yaml": `name: ${"[".repeat(20_000)}\n`}, says: "fitproof.yaml:1: is nested deeper than 60 levels"},
  {title: "two documents in one file", files: yaml("name: Corpus", "---\nname: Corpus\n---\nname: Again"), says: "fitproof.yaml:3: a second document begins: ---"},
  {title: "a tag of another language", files: yaml("name: Corpus", "name: !!python/object/apply:os.system ['ls']"), says: "fitproof.yaml:1: a tag stands here: tag:yaml.org,2002:python/object/apply:os.system"},
  {title: "bytes that are no UTF-8", files: {"fitproof.yaml": Buffer.from([0x6e, 0x61, 0x6d, 0x65, 0x3a, 0x20, 0xff, 0xfe, 0x0a])}, says: "fitproof.yaml: is not UTF-8: line 1 has byte: 0xff"},
  {title: "NUL bytes in YAML", files: {"fitproof.yaml": "name: Cor\0pus\n"}, says: "fitproof.yaml: is not a text file: byte 10 is a control character: 0x00"},
  {title: "a folder in place of fitproof.yaml", files: {"fitproof.yaml": (path) => mkdirSync(path)}, says: "fitproof.yaml: is a folder"}
];

const icpFile: Case[] = [
  {title: "an empty ICP file", files: {"icp/1.yaml": ""}, says: "icp/1.yaml:1: is empty"},
  {title: "no version", files: icp('version: "1"\n', ""), says: "icp/1.yaml:1: version: is missing"},
  {title: "a version that YAML reads as a number", files: icp('"1"', "2026.10"), says: "icp/1.yaml:1: version: expected text in quotes: 2026.10"},
  {title: "no criteria", files: icp(/criteria:[\s\S]*?tiers/, "tiers"), says: "icp/1.yaml:1: criteria: expected at least 1 entry"},
  {title: "a criterion without a predicate", files: icp("in: [Software], ", ""), says: "icp/1.yaml:4: criteria[0]: has no predicate: {\"id\":\"industry\",\"column\":\"industry\",\"weight\":2}"},
  {title: "a criterion with two predicates", files: icp("between: [50, 500]", "above: 5, below: 9"), says: "icp/1.yaml:5: criteria[1]: has 2 predicates (above, below): {\"id\":\"size\",\"column\":\"employees\",\"above\":5,\"below\":9}"},
  {title: "limits in the wrong order", files: icp("[50, 500]", "[500, 50]"), says: "icp/1.yaml:5: criteria[1].between: expected the lower end first: [500,50]"},
  {title: "a negative weight", files: icp("weight: 2", "weight: -2"), says: "icp/1.yaml:4: criteria[0].weight: expected a number above 0: -2"},
  {title: "a weight of infinity", files: icp("weight: 2", "weight: .inf"), says: "icp/1.yaml:4: criteria[0].weight: expected a number: .inf"},
  {title: "two criteria of one id", files: icp("id: size", "id: industry"), says: "icp/1.yaml:5: criteria[1].id: is the id of criteria[0] too: industry"},
  {title: "tiers that rise", files: icp("{1: 0.75, 2: 0.4}", "{1: 0.4, 2: 0.75}"), says: "icp/1.yaml:6: tiers.2: expected a number below tier 1's 0.4: 0.75"},
  {title: "a tier above one", files: icp("1: 0.75", "1: 75"), says: "icp/1.yaml:6: tiers.1: expected a number of at most 1: 75"},
  {title: "no tiers", files: icp("tiers: {1: 0.75, 2: 0.4}\n", ""), says: "icp/1.yaml:1: tiers: is missing"},
  {title: "an approved version without a date", files: icp("effective_from: 2024-01-01\n", ""), says: "icp/1.yaml:1: effective_from: is missing"},
  {title: "a status that is none", files: icp('version: "1"', 'version: "1"\nstatus: final'), says: "icp/1.yaml:2: status: expected draft, approved or retired: final"},
  {title: "two versions of one name", files: {"icp/2.yaml": GOOD["icp/1.yaml"]!}, says: "icp/2.yaml:1: version: is the version of icp/1.yaml too: 1"},
  {title: "two versions from one day", files: {"icp/2.yaml": GOOD["icp/1.yaml"]!.replace('"1"', '"2"')}, says: "icp/2.yaml:2: effective_from: is the date of icp/1.yaml too, so both would be in force: 2024-01-01"},
  {title: "a disqualifier that contradicts a criterion", files: icp("tiers:", "disqualifiers:\n  - {id: software, column: industry, in: [Software]}\ntiers:"), says: "icp/1.yaml:4: criteria[0]: whoever meets it is ruled out by the disqualifier software (industry is Software): industry"},
  {title: "criteria that cannot both be met", files: icp("between: [50, 500]}", "between: [50, 500], required: true}\n  - {id: small, column: employees, below: 20, required: true}"), says: "icp/1.yaml:6: criteria[2]: no account can meet it and size, and both are required: small"},
  {title: "a number asked of a text", files: icp("column: employees, between: [50, 500]", "column: industry, between: [50, 500]"), says: "icp/1.yaml:5: criteria[1].between: compares numbers, and the column is text: industry"},
  {title: "a truth asked of a number", files: icp("between: [50, 500]", "is: true"), says: "icp/1.yaml:5: criteria[1].is: asks for true or false, and the column is a number: employees"},
  {title: "a broken regular expression", files: icp("in: [Software]", "matches: '(soft'"), says: "icp/1.yaml:4: criteria[0].matches: is no regular expression (missing closing )): (soft"},
  {title: "a regular expression of another dialect", files: icp("in: [Software]", "matches: '(?<=a)b'"), says: "icp/1.yaml:4: criteria[0].matches: is no regular expression (invalid named capture): (?<=a)b"},
  {title: "a regular expression too large to compile", files: icp("in: [Software]", "matches: '((a{1000}){1000}){1000}'"), says: "icp/1.yaml:4: criteria[0].matches: is no regular expression (invalid repeat count): ((a{1000}){1000}){1000}"},
  {title: "an unknown policy for unknown", files: icp("tiers:", "unknown: zero\ntiers:"), says: "icp/1.yaml:6: unknown: expected no_credit or ignore: zero"},
  {title: "a misspelt predicate", files: icp("between", "betwen"), says: "icp/1.yaml:5: criteria[1].betwen: unknown key"},
  {title: "a scope on a column that the deals lack", files: icp('version: "1"', 'version: "1"\napplies_to: {product: [Platform]}'), says: "icp/1.yaml:2: applies_to.product: the deals have no such column: product"},
  {title: "more criteria than can be asked", files: icp("tiers:", `${Array.from({length: 119}, (_, i) => `  - {id: c${i}, column: industry, in: [Retail]}`).join("\n")}\ntiers:`), says: "icp/1.yaml:3: criteria: expected at most 120, with disqualifiers and applies_to…"},
  {title: "criteria that are no list", files: icp(/criteria:[\s\S]*?tiers/, "criteria: {id: a}\ntiers"), says: "icp/1.yaml:3: criteria: expected a list: {\"id\":\"a\"}"},
  {title: "a list in place of a mapping", files: {"icp/1.yaml": "- version: 1\n"}, says: "icp/1.yaml:1: expected keys and values: - version: 1"}
];

const files: Case[] = [
  {title: "a file that is not there", files: {"exports/deals.csv": null}, says: "exports/deals.csv: not found"},
  {title: "a file that is nearly there", files: {"exports/deals.csv": null, "exports/deal.csv": DEALS}, says: "exports/deals.csv: not found"},
  {title: "a glob that matches nothing", files: yaml("[deals.csv]", "['deals-*.csv']"), says: "exports/deals-*.csv: nothing matches"},
  {title: "a folder in place of a file", files: {"exports/deals.csv": (path) => mkdirSync(path)}, says: "exports/deals.csv: is a folder, not a file"},
  {title: "no exports folder at all", files: {"exports/deals.csv": null, "exports/accounts.csv": null}, says: "exports/accounts.csv: not found"},
  {title: "an empty file", files: {"exports/deals.csv": ""}, says: "exports/deals.csv: is empty"},
  {title: "only line ends", files: {"exports/deals.csv": "\n\n\n\n"}, says: "exports/deals.csv: is empty"},
  {title: "a PDF called .csv", files: {"exports/deals.csv": "%PDF-1.7\n%âãÏÓ\n1 0 obj\n"}, says: "exports/deals.csv: is a PDF"},
  {title: "a web page called .csv", files: {"exports/deals.csv": "<!DOCTYPE html>\n<html><body>Please log in</body></html>\n"}, says: "exports/deals.csv: is a web page, not an export"},
  {title: "an old workbook", files: {"exports/deals.csv": Buffer.from("d0cf11e0a1b11ae1000000000000000000000000", "hex")}, says: "exports/deals.csv: is an old (.xls) or password-protected workbook"},
  {title: "a picture", files: {"exports/deals.csv": Buffer.from("89504e470d0a1a0a0000000d494844520000000100000001", "hex")}, says: "exports/deals.csv: is a picture"},
  {title: "random bytes", files: {"exports/deals.csv": Buffer.from(Array.from({length: 3000}, (_, i) => (i * 7919 * (i % 13 + 1)) % 256))}, says: "exports/deals.csv: is not text, nor any other format that is read here"},
  {title: "NUL bytes amid the text", files: {"exports/deals.csv": `${HEADER}d1,a1,Won,2024-01-05,\0\0\0\0,1000\n${"\0".repeat(5000)}\n`}, says: "exports/deals.csv: is not text, nor any other format that is read here"},
  {title: "a gzip cut off", files: {...yaml("[deals.csv]", "[deals.csv.gz]"), "exports/deals.csv.gz": gzipSync(DEALS.repeat(50)).subarray(0, 60)}, says: "exports/deals.csv.gz: cannot be unpacked: unexpected end of file"},
  {title: "a gzip that is none", files: {...yaml("[deals.csv]", "[deals.csv.gz]"), "exports/deals.csv.gz": Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0]), Buffer.alloc(40, 7)])}, says: "exports/deals.csv.gz: cannot be unpacked: invalid block type"},
  {title: "a zip cut off", files: {...yaml("[deals.csv]", "[deals.zip]"), "exports/deals.zip": archive({"deals.csv": DEALS}).subarray(0, 80)}, says: "exports/deals.zip: cannot be unpacked: End of central directory record signature not found. Either not a zip file, or file is truncated."},
  {title: "a zip without an export", files: {...yaml("[deals.csv]", "[deals.zip]"), "exports/deals.zip": archive({"readme.md": "# hello"})}, says: "exports/deals.zip: holds no export"},
  {title: "a zip that lacks the named file", files: {...yaml("[deals.csv]", "[deals.zip/deal.csv]"), "exports/deals.zip": archive({"deals.csv": DEALS})}, says: "exports/deals.zip/deal.csv: no such file in the archive"},
  {title: "a zip whose file climbs out of its folder", files: {...yaml("[deals.csv]", "[deals.zip]"), "exports/deals.zip": archive({"../../evil.csv": DEALS})}, says: "exports/deals.zip: holds a name that leads outside of it: ../../evil.csv"},
  {title: "a zip with an absolute path", files: {...yaml("[deals.csv]", "[deals.zip]"), "exports/deals.zip": archive({"/tmp/evil.csv": DEALS})}, says: "exports/deals.zip: holds a name that leads outside of it: /tmp/evil.csv"},
  {title: "a zip bomb", files: {...yaml("[deals.csv]", "[deals.zip]"), "exports/deals.zip": bomb("deals.csv", 900)}, says: "exports/deals.zip: unpacks to more than 200 times its size, as no export does"},
  {title: "a zip in a zip", files: {...yaml("[deals.csv]", "[deals.zip/inner.zip]"), "exports/deals.zip": archive({"inner.zip": archive({"deals.csv": DEALS})})}, says: "exports/deals.zip/inner.zip: is an archive in an archive"},
  {title: "a zip of several tables of which none is meant", files: {...yaml("[deals.csv]", "[all.zip]"), "exports/all.zip": archive({"a.csv": "x,y\n1,2\n", "b.csv": "u,v\n1,2\n"})}, says: "exports/all.zip: holds several tables, and none is recognised as opportunities: a.csv, b.csv"},
  {title: "a workbook that is broken", files: {...yaml("[deals.csv]", "[deals.xlsx]"), "exports/deals.xlsx": archive({"xl/workbook.xml": "<workbook><sheets></workbook>", "[Content_Types].xml": "<Types/>"})}, says: "exports/deals.xlsx: is a damaged workbook: </workbook> closes nothing"},
  {title: "JSON that is broken", files: {...yaml("[deals.csv]", "[deals.json]"), "exports/deals.json": '[{"id": "d1", "stage": }]'}, says: "exports/deals.json:1: is not JSON: {\"id\": \"d1\", \"stage\": }"},
  {title: "JSON that is no list", files: {...yaml("[deals.csv]", "[deals.json]"), "exports/deals.json": '"deals"'}, says: "exports/deals.json: is damaged JSON: line 1 is no JSON record"},
  {title: "a line of JSON that is broken", files: {...yaml("[deals.csv]", "[deals.jsonl]"), "exports/deals.jsonl": '{"id":"d1","account":"a1","stage":"Won","created":"2024-01-05","closed":"2024-02-01","amount":1}\n{"id": oops}\n'}, says: "exports/deals.jsonl:2: is not JSON: {\"id\": oops}"},
  {title: "Parquet that is none", files: {...yaml("[deals.csv]", "[deals.parquet]"), "exports/deals.parquet": "PAR1 not really PAR1"}, says: "exports/deals.parquet: is a damaged Parquet file: Invalid Input Error: Footer length error…"}
];

const headers: Case[] = [
  {title: "a header twice", files: {"exports/deals.csv": DEALS.replace("created,closed", "created,created")}, says: "exports/deals.csv:1: two columns have one name: 'created' (columns 4 and 5)"},
  {title: "headers that differ by case alone", files: {"exports/deals.csv": DEALS.replace("created,closed", "created,Created")}, says: "exports/deals.csv:1: columns differ only by case or outer spaces: 'created' (columns 4 and 5)"},
  {title: "a header without a name", files: {"exports/deals.csv": DEALS.replace("created,closed", "created,")}, says: "exports/deals.csv:1: a column has no name: column 5"},
  {title: "several headers without a name", files: {"exports/deals.csv": `id,account,stage,,,amount\nd1,a1,Won,,,1\n`}, says: "exports/deals.csv:1: columns have no name: columns 4 and 5"},
  {title: "no header at all", files: {"exports/deals.csv": "d1,a1,Won,2024-01-05,2024-02-01,1000\nd2,a2,Lost,2024-01-09,2024-03-01,2000\n"}, says: "fitproof.yaml:8: exports.opportunities.columns.opportunity_id: exports/deals.csv has no column: id"},
  {title: "five thousand columns, none of them the one that is needed", files: {"exports/deals.csv": `${many(5000, (i) => `c${i}`).join(",")}\n${many(5000, String).join(",")}\n`}, says: "fitproof.yaml:8: exports.opportunities.columns.opportunity_id: exports/deals.csv has no column: id"},
  {title: "another delimiter than stated", files: {...yaml("    files: [deals.csv]", "    files: [deals.csv]\n    delimiter: ';'")}, says: "fitproof.yaml:9: exports.opportunities.columns.opportunity_id: exports/deals.csv has no column: id"},
  {title: "no column of outcomes", files: {...yaml("stage: stage, ", ""), "exports/deals.csv": DEALS.replace("stage", "phase")}, says: "fitproof.yaml:8: exports.opportunities.columns: stage or is_won is needed, and no column of exports/deals.csv is mapped to it"},
  {title: "a header alone in a needed file, and the outcome column missing", files: {"exports/deals.csv": "id,account,created,closed,amount\n"}, says: "fitproof.yaml:8: exports.opportunities.columns.stage: exports/deals.csv has no column: stage"},
  {title: "subscriptions without money", files: {...yaml("  opportunities:", "  subscriptions:\n    files: [subs.csv]\n  opportunities:"), "exports/subs.csv": "account_id,started_on\na1,2024-01-01\n"}, says: "fitproof.yaml:7: exports.subscriptions.columns: mrr or arr or amount or unit_amount is needed, and no column of exports/subs.csv is mapped to it"}
];

const rows: Case[] = [
  {title: "a quote that is never closed", files: {"exports/deals.csv": `${HEADER}d1,a1,Won,2024-01-05,2024-02-01,"1000\nd2,a2,Lost,2024-01-09,2024-03-01,2000\n`}, says: "exports/deals.csv:2: a quote is not closed, or text stands beside a quoted cell: d1,a1,Won,2024-01-05,2024-02-01,\"1000", strict: true},
  {title: "text beside a quoted cell", files: {"exports/deals.csv": `${HEADER}d1,"a1"x,Won,2024-01-05,2024-02-01,1000\nd2,a2,Lost,2024-01-09,2024-03-01,2000\n`}, says: "exports/deals.csv:2: a quote is not closed, or text stands beside a quoted cell: d1,\"a1\"x,Won,2024-01-05,2024-02-01,1000", strict: true},
  {title: "a row too short", files: deals("d1,a1,Won,2024-01-05,2024-02-01,1000", "d2,a2,Lost"), says: "exports/deals.csv:3: expected 6 columns, found 3: d2,a2,Lost", strict: true},
  {title: "a row too long", files: deals("d1,a1,Won,2024-01-05,2024-02-01,1000", "d2,a2,Lost,2024-01-05,2024-02-01,1000,1,2"), says: "exports/deals.csv:3: expected 6 columns, found 8: d2,a2,Lost,2024-01-05,2024-02-01,1000,1,2", strict: true},
  {title: "a cell of ten megabytes", files: deals("d1,a1,Won,2024-01-05,2024-02-01,1000", `d2,${"x".repeat(10_000_000)},Lost,2024-01-05,2024-02-01,nonsense`), says: "exports/deals.csv:3: amount: is not a number: nonsense", strict: true},
  {title: "every row ragged", files: deals(...many(20, (i) => `d${i},a1,Won`)), says: "exports/deals.csv: 20 of 20 rows have a problem, more than thresholds.max_problem_rate (0.01) allows"},
  {title: "a deal without an id", files: deals(",a1,Won,2024-01-05,2024-02-01,1000"), says: "exports/deals.csv:2: id: is missing", strict: true},
  {title: "a date that does not exist", files: deals("d1,a1,Won,2024-02-30,2024-03-01,1000"), says: "exports/deals.csv:2: created: is not a date (YYYY-MM-DD): 2024-02-30", strict: true},
  {title: "a date in the year 9999", files: deals("d1,a1,Won,2024-02-01,9999-12-31,1000"), says: "exports/deals.csv:2: closed: is no plausible date (1970 to 2100): 9999-12-31", strict: true},
  {title: "a date before time began", files: deals("d1,a1,Won,1899-12-30,2024-02-01,1000"), says: "exports/deals.csv:2: created: is no plausible date (1970 to 2100): 1899-12-30", strict: true},
  {title: "a word for a date", files: deals("d1,a1,Won,yesterday,2024-02-01,1000"), says: "exports/deals.csv:2: created: is not a date (YYYY-MM-DD): yesterday", strict: true},
  {title: "dates that fit both orders", files: deals("d1,a1,Won,01/02/2024,03/04/2024,1000", "d2,a1,Lost,05/06/2024,07/08/2024,1000"), says: "exports/deals.csv: created: dates fit both M/D/YYYY and D/M/YYYY, and nothing in the file decides it: 01/02/2024"},
  {title: "a word for an amount", files: deals("d1,a1,Won,2024-01-05,2024-02-01,a lot"), says: "exports/deals.csv:2: amount: is not a number: a lot", strict: true},
  {title: "NaN for an amount", files: deals("d1,a1,Won,2024-01-05,2024-02-01,NaN"), says: "exports/deals.csv:2: amount: is no finite number: NaN", strict: true},
  {title: "Infinity for an amount", files: deals("d1,a1,Won,2024-01-05,2024-02-01,Infinity"), says: "exports/deals.csv:2: amount: is no finite number: Infinity", strict: true},
  {title: "an amount that overflows", files: deals("d1,a1,Won,2024-01-05,2024-02-01,99999999999999999999999"), says: "exports/deals.csv:2: amount: is too large: 99999999999999999999999", strict: true},
  {title: "an amount whose cents overflow when they are squared", files: deals("d1,a1,Won,2024-01-05,2024-02-01,999999999999999"), says: "exports/deals.csv:2: amount: is too large: 999999999999999", strict: true},
  {title: "an amount that is too large with its scale", files: {...yaml("files: [deals.csv]", "files: [deals.csv]\n    scale: {amount: 1e12}"), ...deals("d1,a1,Won,2024-01-05,2024-02-01,1000")}, says: "exports/deals.csv:2: amount: is too large with its scale: 1000", strict: true},
  {title: "an amount with an exponent that overflows", files: deals("d1,a1,Won,2024-01-05,2024-02-01,1e308"), says: "exports/deals.csv:2: amount: is too large: 1e308", strict: true},
  {title: "a formula for an amount", files: deals("d1,a1,Won,2024-01-05,2024-02-01,=1+1"), says: "exports/deals.csv:2: amount: is not a number: =1+1", strict: true},
  {title: "an error of a spreadsheet", files: deals("d1,a1,Won,2024-01-05,2024-02-01,#REF!"), says: "exports/deals.csv:2: amount: is not a number: #REF!", strict: true},
  {title: "employees in words", files: {"exports/accounts.csv": "id,name,industry,employees\na1,Alder,Software,about two hundred\n"}, says: "exports/accounts.csv:2: employees: is not a number: about two hundred", strict: true},
  {title: "too many cells that cannot be read", files: deals(...many(100, (i) => `d${i},a1,Won,2024-01-05,2024-02-01,${i < 20 ? "x" : i}`)), says: "exports/deals.csv: 20 of 100 rows have a problem, more than thresholds.max_problem_rate (0.01) allows"},
  {title: "subscriptions with a negative MRR", files: {...yaml("  opportunities:", "  subscriptions:\n    files: [subs.csv]\n  opportunities:"), "exports/subs.csv": "account_id,started_on,mrr\na1,2024-01-01,-5\n"}, says: "exports/subs.csv:2: mrr: is negative: -5.00", strict: true},
  {title: "subscriptions without a start", files: {...yaml("  opportunities:", "  subscriptions:\n    files: [subs.csv]\n  opportunities:"), "exports/subs.csv": "account_id,started_on,mrr\na1,,5\n"}, says: "exports/subs.csv:2: started_on: is missing", strict: true}
];

const meanings: Case[] = [
  {title: "a stage in no list", files: deals("d1,a1,Won,2024-01-05,2024-02-01,1", "d2,a1,Loss,2024-01-05,2024-02-01,1", "d3,a1,Loss,2024-01-05,2024-02-01,1"), says: "fitproof.yaml:9: exports.opportunities.outcomes: nothing says what 2 deals came to: a stage in no outcome list: 'Loss' (2)"},
  {title: "a stage of signs alone", files: deals("d1,a1,✅,2024-01-05,2024-02-01,1"), says: "fitproof.yaml:9: exports.opportunities.outcomes: nothing says what 1 deal came to: a stage in no outcome list: '✅' (1)"},
  {title: "a blank stage", files: deals("d1,a1,,2024-01-05,2024-02-01,1"), says: "fitproof.yaml:9: exports.opportunities.outcomes: nothing says what 1 deal came to: a stage in no outcome list: blank (1)"},
  {title: "thirty stages in no list", files: deals(...many(30, (i) => `d${i},a1,Stage ${i},2024-01-05,2024-02-01,1`)), says: "fitproof.yaml:9: exports.opportunities.outcomes: nothing says what 30 deals came to: 30 stages in no outcome list: 'Stage 0' (1), 'Stage 1' (1), 'Stage 10' (1), 'Stage 11' (1), 'Stage 12' (1), 'Stage 13' (1), 'Stage 14' (1), 'Stage 15' (1), 'Stage 16' (1), 'Stage 17' (1), 'Stage 18' (1), 'Stage 19' (1), 'Stage 2' (1), 'Stage 20' (1), 'Stage 21' (1), 'Stage 22' (1), 'Stage 23' (1), 'Stage 24' (1), 'Stage 25' (1),… (327 characters)"},
  {title: "a deal type in no list", files: {...yaml("stage: stage,", "stage: stage, deal_type: type,"), "exports/deals.csv": "id,account,stage,created,closed,amount,type\nd1,a1,Won,2024-01-05,2024-02-01,1,Pilotish\n"}, says: "fitproof.yaml:7: exports.opportunities.deal_types: a deal type is in no list: 'Pilotish' (1)"},
  {title: "two currencies without a rate", files: {...yaml("stage: stage,", "stage: stage, currency: cur,"), "exports/deals.csv": "id,account,stage,created,closed,amount,cur\nd1,a1,Won,2024-01-05,2024-02-01,1,USD\nd2,a1,Won,2024-01-05,2024-02-01,1,EUR\n"}, says: "fitproof.yaml:8: exports.opportunities: amounts in a currency without an exchange rate to USD by 2024-02-01: 'EUR' (1)"},
  {title: "a currency that is none", files: {...yaml("stage: stage,", "stage: stage, currency: cur,"), "exports/deals.csv": "id,account,stage,created,closed,amount,cur\nd1,a1,Won,2024-01-05,2024-02-01,1,Bitcoin\n"}, says: "fitproof.yaml:8: exports.opportunities: amounts in a currency without an exchange rate to USD by 2024-02-01: 'Bitcoin' (1)"},
  {title: "rates that come after the data", files: {...yaml("name: Corpus", "name: Corpus\nexchange_rates: rates.csv"), "exports/rates.csv": "currency,date,rate\nEUR,2030-01-01,1.1\n", "exports/deals.csv": "id,account,stage,created,closed,amount,currency\nd1,a1,Won,2024-01-05,2024-02-01,1,EUR\n"}, says: "fitproof.yaml:9: exports.opportunities: amounts in a currency without an exchange rate to USD by 2024-02-01: 'EUR' (1)"},
  {title: "rates without the column of rates", files: {...yaml("name: Corpus", "name: Corpus\nexchange_rates: rates.csv"), "exports/rates.csv": "currency,date\nEUR,2024-01-01\n"}, says: "exports/rates.csv:1: has no column: rate"},
  {title: "a rate of zero", files: {...yaml("name: Corpus", "name: Corpus\nexchange_rates: rates.csv"), "exports/rates.csv": "currency,date,rate\nEUR,2024-01-01,0\n"}, says: "exports/rates.csv:2: rate: is not a number above 0: 0"},
  {title: "a file of rates that is not there", files: yaml("name: Corpus", "name: Corpus\nexchange_rates: rates.csv"), says: "exports/rates.csv: not found"},
  {title: "accounts that are each other's parent", files: {...yaml("employees: employees", "employees: employees, parent_account_id: parent"), "exports/accounts.csv": "id,name,industry,employees,parent\na1,Alder,Software,1,a2\na2,Birch,Retail,2,a1\n"}, says: "exports/accounts.csv:2: parent: makes the account its own ancestor: a2", strict: true}
];

export const CASES: Readonly<Record<string, readonly Case[]>> = {"fitproof.yaml": yamlFile, "icp/*.yaml": icpFile, "files": files, "headers": headers, "rows and cells": rows, "meanings": meanings};
