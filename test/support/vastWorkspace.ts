import {mkdirSync, writeFileSync} from "node:fs";
import {join} from "node:path";

/** Names that were made to be run, to be followed, to mislead or to break a layout. None may ever be anything but text. */
const HOSTILE: readonly string[] = [
  `<img src=x onerror=alert(1)>`, `"><script>alert(1)</script>`, `</script><svg onload=alert(1)>`, `<b onmouseover="alert(1)">bold</b>`, `javascript:alert(1)`,
  "${alert(1)}", "`${alert(1)}`", "{{constructor.constructor('alert(1)')()}}", "<%= alert(1) %>", "#{alert(1)}", "[x](javascript:alert(1))", "&lt;i&gt;&#60;i&#62;", "%3Cscript%3E",
  `=HYPERLINK("http://evil.example","x")`, "+SUM(1,1)", "-2+3+cmd|' /C calc'!A0", "@SUM(1,1)", "'; drop table raw_accounts; --", `\\' or 1=1`,
  "bell\u0007 escape\u001b[31m", "two\nlines", "tab\there", "line\u2028separator", "right\u202Eto left", "zero\u200bwidth", "__proto__", "constructor", "toString", "null", "NaN", "undefined",
  "**bold** `code` _it_", "a&b=c#d?e/f", "half/half", "شركة المثال للتجارة", "חברה לדוגמה בעמ", "👩‍🚀🧪🏳️‍🌈 Labs", "日本計測株式会社", "all", "unknown", "Z̸̢͉a̷l̶g̸o̷",
  "A name of one hundred and twenty characters, which nobody would ever give to a company but somebody certainly has done once".padEnd(120, "!"),
  "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnungsbehördenleitungsmitglied".padEnd(120, "x")
];

export interface VastOptions {
  readonly accounts?: number;
  readonly segments?: number;
  /** Months in which customers begin. */
  readonly cohorts?: number;
  readonly versions?: number;
}

/**
 * Writes a workspace that is too much of everything: 300 segments of one dimension and one of another, 60 cohorts, 20 versions of an ICP, and
 * hostile texts wherever a user or a CRM may write one, file names and headings included. Amounts may be negative or nothing.
 */
export function writeVastWorkspace(folder: string, {accounts = 900, segments = 300, cohorts = 60, versions = 20}: VastOptions = {}): void {
  const random = generator(7);
  const of = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const names = [...HOSTILE, ...Array.from({length: Math.max(0, segments - HOSTILE.length)}, (_, i) => `Segment ${String(i + 1).padStart(3, "0")}`)].slice(0, segments);
  const countries = ["Germany", "France", "Spain", "Italy"];

  const accountRows = Array.from({length: accounts}, (_, i) => ({
    id: `A${i}`, name: i < HOSTILE.length ? HOSTILE[i]! : `Company ${i}`, industry: random() < 0.05 ? "" : i < names.length ? names[i]! : names[Math.floor(names.length * random() ** 2)]!,
    employees: Math.round(10 ** (1 + 3 * random())), country: of(countries), revenue: i % 50 === 0 ? 0 : i % 53 === 0 ? -1000 : Math.round(1e5 * random()), flag: of(HOSTILE)
  }));
  const dealRows = accountRows.flatMap((account, i) => Array.from({length: 1 + Math.floor(7 * random())}, (_, k) => {
    const created = Date.UTC(2020, 0, 1) + Math.floor(random() * 2100) * DAY, closed = created + Math.floor(10 + 150 * random()) * DAY;
    const isOpen = closed > AS_OF, isWon = random() < (account.employees > 200 ? 0.45 : 0.2);
    return {
      id: `D${i}-${k}`, account: account.id, name: of(HOSTILE), stage: isOpen ? "Open" : isWon ? "Won" : "Lost", created: isoDay(created), closed: isOpen ? "" : isoDay(closed),
      amount: k % 19 === 0 ? -500 : k % 7 === 0 ? 0 : Math.round(100_000 * random()), owner: of(HOSTILE), reason: isWon ? "" : of(HOSTILE), competitor: random() < 0.5 ? "" : of(HOSTILE), product: of(HOSTILE)
    };
  }));
  const subscriptionRows = accountRows.flatMap((account, i) => {
    if (i % 3 === 0) return [];
    const start = new Date(Date.UTC(2021, Math.floor(random() * cohorts), 1 + Math.floor(25 * random()))), months = Math.floor(40 * random());
    const end = random() < 0.5 ? new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1 + months, 15)) : null;
    const price = Math.round(1000 * random());
    return [
      {account: account.id, start: isoDay(+start), end: end ? isoDay(+end) : "", mrr: price},
      ...(i % 5 === 0 ? [{account: account.id, start: isoDay(+start + 90 * DAY), end: "", mrr: i === 10 ? -500 : 0}] : []),
      ...(i % 4 === 0 ? [{account: account.id, start: isoDay(+start + 200 * DAY), end: "", mrr: Math.round(price * random())}] : [])
    ];
  });

  mkdirSync(join(folder, "exports"), {recursive: true});
  mkdirSync(join(folder, "icp"), {recursive: true});
  writeFileSync(join(folder, "exports", ACCOUNTS), csv([["id", "name", "industry", "staff", "country", "revenue", HEADING], ...accountRows.map((row) => Object.values(row))]));
  writeFileSync(join(folder, "exports", DEALS), csv([["id", "account", "name", "stage", "created", "closed", "amount", "owner", "reason", "competitor", "product"], ...dealRows.map((row) => Object.values(row))]));
  writeFileSync(join(folder, "exports", "subscriptions.csv"), csv([["account", "start", "end", "mrr"], ...subscriptionRows.map((row) => Object.values(row))]));
  writeFileSync(join(folder, "fitproof.yaml"), `name: ${JSON.stringify(`Vast ${HOSTILE[1]} \${alert(1)} {{x}}`)}
as_of: 2025-12-31
currency: EUR
locale: de-DE
exports:
  accounts:
    files: [${JSON.stringify(ACCOUNTS)}]
    preset: none
    columns: {account_id: id, name: name, industry: industry, employees: staff, country: country, annual_revenue: revenue}
    attributes: {flag: ${JSON.stringify(HEADING)}}
  opportunities:
    files: [${JSON.stringify(DEALS)}]
    preset: none
    columns: {opportunity_id: id, account_id: account, name: name, stage: stage, created_on: created, closed_on: closed, amount: amount, owner: owner, loss_reason: reason, competitor: competitor, product: product}
    outcomes: {won: [Won], lost: [Lost], open: [Open]}
  subscriptions:
    files: [subscriptions.csv]
    preset: none
    columns: {account_id: account, started_on: start, ended_on: end, mrr: mrr}
segments:
  industry: {column: industry}
  "<i>size</i> \${x}": {column: employees, bands: [50, 200, 1000]}
  only: {column: country, groups: {Europe: [Germany, France, Spain, Italy]}}
`);
  for (let i = 0; i < versions; ++i) {
    const day = new Date(Date.UTC(2021, 3 * i, 1)).toISOString().slice(0, 10);
    writeFileSync(join(folder, "icp", `${String(i).padStart(2, "0")}.yaml`), `version: ${JSON.stringify(i % 4 === 3 ? `${day.slice(0, 7)}/<b>${i}</b>` : day.slice(0, 7))}
status: ${i === versions - 1 ? "draft" : "approved"}
written_on: ${day}
${i === versions - 1 ? "" : `effective_from: ${day}\n`}owner: ${JSON.stringify(HOSTILE[i % HOSTILE.length])}
approved_by: ${JSON.stringify(HOSTILE[(i + 5) % HOSTILE.length])}
statement: ${JSON.stringify(`${HOSTILE.slice(0, 8).join(" ")} ${HOSTILE.at(-2)}`)}
criteria:
  - {id: industry, kind: firmographic, column: industry, in: ${JSON.stringify([...HOSTILE.slice(0, 12), ...names.slice(40 + i, 120 + i)])}, weight: ${1 + (i % 3)}, rationale: ${JSON.stringify(HOSTILE[0])}}
  - {id: "größe-${i % 2}", kind: firmographic, column: employees, between: [${100 + 10 * i}, 5000], weight: 3}
  - {id: flag, kind: situational, column: flag, in: ${JSON.stringify(HOSTILE.slice(3, 20))}, weight: 1}
disqualifiers:
  - {id: too_small, column: employees, below: 15, rationale: ${JSON.stringify(HOSTILE[6])}}
tiers: {1: 0.7, 2: 0.4}
personas:
  - {name: ${JSON.stringify(HOSTILE[2])}, cares_about: ${JSON.stringify(HOSTILE[7])}}
use_cases:
  - ${JSON.stringify(HOSTILE[0])}
`);
  }
}

const ACCOUNTS = "accounts <img src=x onerror=alert(1)> ${alert(1)}.csv";
const DEALS = "=deals {{alert(1)}}.csv";
const HEADING = "<b onmouseover=alert(1)>Flag</b> ${alert(1)} {{x}}";
const DAY = 86_400_000;
const AS_OF = Date.UTC(2025, 11, 31);

function isoDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function csv(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => row.map((cell) => (/[",\n\r]/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : String(cell))).join(",")).join("\n") + "\n";
}

/** A small linear congruential generator: the same workspace every time. */
function generator(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296) / 4_294_967_296;
}
