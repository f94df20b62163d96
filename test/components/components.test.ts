// @vitest-environment jsdom
import fc from "fast-check";
import {afterEach, describe, expect, it, vi} from "vitest";
import {comparedRows} from "../../src/components/comparedRows.ts";
import {controls, readAhead} from "../../src/components/controls.ts";
import {csv} from "../../src/components/csv.ts";
import {curves} from "../../src/components/curves.ts";
import {dataTable} from "../../src/components/dataTable.ts";
import {divergingBars} from "../../src/components/divergingBars.ts";
import {emphasised, h, name} from "../../src/components/dom.ts";
import {empty, noDeals, noRevenue} from "../../src/components/empty.ts";
import {figure} from "../../src/components/figure.ts";
import {fillRows} from "../../src/components/fillRows.ts";
import {factorRows} from "../../src/components/factorRows.ts";
import {hiddenNote, together} from "../../src/components/finding.ts";
import {useSampleSizes} from "../../src/components/format.ts";
import {frontier} from "../../src/components/frontier.ts";
import {gains} from "../../src/components/gains.ts";
import {heatDomain, heatGrid, heatKey, type HeatCell} from "../../src/components/heatGrid.ts";
import {intervalDomain, intervalRows, type IntervalRow} from "../../src/components/intervalRows.ts";
import {lineIntervals} from "../../src/components/lineIntervals.ts";
import {oddsRows} from "../../src/components/oddsRows.ts";
import {pairedDots} from "../../src/components/pairedDots.ts";
import {short} from "../../src/components/panel.ts";
import {partsOf} from "../../src/components/parts.ts";
import {axis, evidenceOf, indicativeText, isIndicative, linear, logarithmic, niceDomain} from "../../src/components/plot.ts";
import {stackRows} from "../../src/components/stackRows.ts";
import {tierShares} from "../../src/components/tierShares.ts";

const row = (more: Partial<IntervalRow> = {}): IntervalRow =>
  ({label: "SaaS", value: 0.33, low: 0.27, high: 0.4, n: 214, count: 71, evidence: "shown", steadied: 0.32, difference: 0.13, difference_low: 0.06, difference_high: 0.2, ...more});
const draw = (cell: Partial<HeatCell>) => heatGrid([{row: "r", column: "c", value: 0.5, n: 40, count: 20, evidence: "shown", ...cell}], {
  rows: [{key: "r", label: "R"}], columns: [{key: "c", label: "C"}, {key: "d", label: "D"}], domain: [0, 0.9], corner: "x", missing: "to come", label: "grid"
}).querySelectorAll("td");
const place = (search: string) => ({location: {search, pathname: "/pages/win-rate", hash: "#x"}, history: {state: null, replaceState: vi.fn()}});
const texts = (node: Element, selector: string) => [...node.querySelectorAll(selector)].map((e) => e.textContent);

describe("names from the CRM", () => {
  it("are text, whatever they hold, and are isolated from the direction around them", () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.constantFrom("<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "{{7*7}}", "${1}", "\u202eevil", "</bdi><b>x")), (text) => {
      const node = h("p", {}, name(text), intervalRows([row({label: text})], {heading: text || "x"}));
      expect(node.querySelector("script, img, b:not(.readout b)")).toBeNull();
      expect(node.querySelector("bdi")!.textContent).toBe(text);
    }), {seed: 3, numRuns: 60});
  });

  it("keep their whole length within reach where they are cut", () => {
    const long = "x".repeat(120);
    expect(name(long).title).toBe(long);
  });

  it("that are missing are the unknown ones", () => {
    expect(name(null).textContent).toBe("Unknown");
  });
});

describe("a sentence of the pipeline", () => {
  it("keeps an amount with its sign, its currency and its unit on one line", () => {
    const whole = (text: string) => [...h("p", {}, ...emphasised(text)).querySelectorAll(".nb")].map((part) => part.textContent);
    expect(whole("+$204\u202fk new, \u2212$17.6\u202fk contraction and \u2212kr\u00a0102\u202fk churn")).toEqual(["+$204\u202fk", "\u2212$17.6\u202fk", "\u2212kr\u00a0102\u202fk"]);
    expect(whole("Revenue 100M\u2013<1B and 10\u201320\u202f%")).toEqual(["100M\u2013<1B", "10\u201320\u202f%"]);
    expect(whole("**a long finding of which all is bold: 10M\u2013<100M**")).toEqual(["10M\u2013<100M"]);
    expect(whole("Opening + new \u2212 churn = closing, \u22123 in 2025")).toEqual([]);
  });

  it("is bold between stars and markup nowhere", () => {
    const node = h("p", {}, ...emphasised("Of **3 of 8** <b>deals</b>, **5** win"));
    expect(texts(node, "b")).toEqual(["3 of 8", "5"]);
    expect(node.textContent).toBe("Of 3 of 8 <b>deals</b>, 5 win");
  });
});

describe("samples of the sizes that fitproof.yaml states", () => {
  afterEach(() => useSampleSizes(null));

  it("are told apart, drawn and named by them", () => {
    useSampleSizes({few: 20, firm: 60});
    expect([19, 20, 59, 60, null].map(evidenceOf)).toEqual(["count_only", "indicative", "indicative", "shown", "count_only"]);
    expect([59, 60].map((n) => isIndicative({evidence: "signal", n}))).toEqual([true, false]);
    expect(texts(intervalRows([row({n: 45, evidence: "indicative"})], {heading: "Industry"}), "tbody td.d")).toEqual(["indicative, 20 to 59 deals"]);
    expect(texts(heatKey([0, 1]), ".key > span")).toEqual(["20 to 59 deals", "no colour: under 20"]);
  });

  it("leave no words for a size that none can have", () => {
    useSampleSizes({few: 5, firm: 5});
    expect(indicativeText("deals")).toBeNull();
    expect(texts(heatKey([0, 1]), ".key > span")).toEqual(["no colour: under 5"]);
  });
});

describe("interval rows", () => {
  it("show value, interval and n, and the difference where it is beyond chance", () => {
    const node = intervalRows([row({evidence: "signal"})], {heading: "Industry"});
    expect(texts(node, "tbody td")).toEqual(["33\u202f%", "27–40\u202f%", "214", "", "▲ more +13 (+6 to +20)"]);
  });

  it("show a count, no rate, no interval and no mark under ten", () => {
    const node = intervalRows([row({n: 8, count: 3, evidence: "count_only"})], {heading: "Industry"});
    expect(texts(node, "tbody td")).toEqual(["3 of 8", "", "8", "too few deals for a rate", ""]);
    expect(node.querySelector("tbody circle, tbody .mark-line")).toBeNull();
  });

  it("say that a row is hidden in this edition and draw nothing of it", () => {
    const node = intervalRows([row({n: null, value: null, low: null, high: null, count: null, steadied: null, difference: null})], {heading: "Industry"});
    expect(texts(node, "tbody td")).toEqual(["–", "", "", "hidden: too few to show", ""]);
    expect(node.querySelector("tbody circle")).toBeNull();
  });

  it("dash an indicative row and do not test it, nor the unknown one", () => {
    const node = intervalRows([row({n: 22, evidence: "indicative"}), row({label: null})], {heading: "Industry"});
    expect(texts(node, "tbody td.d")).toEqual(["indicative, 10 to 29 deals", "no test"]);
    expect(node.querySelectorAll("tbody .indicative")).toHaveLength(1);
  });

  it("dash a signal of few too: ink follows what a row rests on", () => {
    const node = intervalRows([row({n: 12, evidence: "signal"}), row({n: 30, evidence: "signal"})], {heading: "Industry"});
    expect(texts(node, "tbody td.d")).toEqual(Array(2).fill("▲ more +13 (+6 to +20)"));
    expect([...node.querySelectorAll("tbody tr")].map((tr) => tr.querySelector(".indicative") !== null)).toEqual([true, false]);
    expect(intervalDomain([row({n: 12, evidence: "signal", low: 0.3, high: 0.95}), row({n: 300, low: 0.2, high: 0.4})])[1]).toBeLessThan(0.6);
  });

  it("show the unknown one as faintly as others where it is a count", () => {
    const node = intervalRows([row({label: null, n: 3, count: 1, evidence: "count_only"}), row({label: null})], {heading: "Industry"});
    expect([...node.querySelectorAll("tbody tr")].map((tr) => tr.className)).toEqual(["unk ind", "unk"]);
  });

  it("mark a reversal with its diamond and the word", () => {
    const node = intervalRows([row({evidence: "signal", is_reversed: true, adjusted: 0.24, difference: -0.1})], {heading: "Region"});
    expect(node.querySelector("path.reverse")).not.toBeNull();
    expect(texts(node, "tbody td.d")).toEqual(["▼ less ⇄ reverses adjusted"]);
  });

  it("end in an arrow where an interval goes beyond the scale", () => {
    const node = intervalRows([row({low: 0.1, high: 0.9})], {heading: "Industry", domain: [0, 0.5]});
    const line = node.querySelector("tbody line.mark-line")!;
    expect([line.getAttribute("x1"), line.getAttribute("x2")]).toEqual(["20.00%", "100.00%"]);
    expect(node.querySelectorAll("tbody path.mark-dot")).toHaveLength(1);
  });

  it("give names as much room as they need, on one scale all the same", () => {
    const width = (label: string, labels?: readonly string[]) => intervalRows([row({label})], {heading: "x", ...(labels ? {labels} : {})}).querySelector("col")!.getAttribute("style");
    expect(width("Technology")).toBe("width:min(9.5rem, 30cqi)");
    expect(width("Information technology and services")).toBe("width:max(min(9.5rem, 30cqi), min(18.3rem, 24cqi, 44cqi - 11rem))");
    expect(width("Technology", ["Technology", "Information technology and services"])).toBe(width("Information technology and services"));
  });

  it("are sorted by the lower limit, counts next to last and the unknown last", () => {
    const node = intervalRows([row({label: null}), row({label: "few", n: 5, low: 0.5, evidence: "count_only"}), row({label: "b", low: 0.1}), row({label: "a", low: 0.2})], {heading: "x"});
    expect(texts(node, "tbody th")).toEqual(["a", "b", "few", "Unknown"]);
  });

  it("keep 300 segments short until the reader asks for all", () => {
    const node = intervalRows(Array.from({length: 300}, (_, i) => row({label: `s${i}`})), {heading: "Segment"});
    expect(node.querySelectorAll("tbody tr")).toHaveLength(30);
    const button = [...node.querySelectorAll("button")].find((b) => b.textContent === "Show all 300")!;
    button.click();
    expect(node.querySelectorAll("tbody tr")).toHaveLength(300);
  });

  it("share a scale that few deals do not stretch", () => {
    expect(intervalDomain([row(), row({evidence: "indicative", low: 0.02, high: 0.95})])).toEqual([0, 0.5]);
    expect(intervalDomain([])).toEqual([0, 1]);
  });
});

describe("an axis", () => {
  const kept = (reference: number | null) => texts(axis(linear([0.75, 1], 6), {unit: "percent", height: 20, y: 11, reference: reference === null ? null : {value: reference, label: "all", y: 11}}), "text:not(.odd)");

  it("keeps every other number where a plot is narrow, and none beside the reference that is named among them", () => {
    expect(kept(null)).toEqual(["80", "90", "100\u202f%"]);
    expect(kept(1)).toEqual(["80", "90", "all"]);
    expect(kept(0.95)).toEqual(["80", "all"]);
  });
});

describe("controls", () => {
  const specs = [
    {name: "period", label: "Period", choices: [{value: "all", label: "All"}, {value: "last", label: "Last"}]},
    {name: "only", label: "Only", choices: [{value: "one", label: "One"}]}
  ];

  it("begin with what the URL says, and with the start where it says nonsense", () => {
    expect(controls(specs, place("?period=last")).value).toEqual({period: "last", only: "one"});
    expect(controls(specs, place("?period=%3Cscript%3E")).value).toEqual({period: "all", only: "one"});
  });

  it("leave out a choice that changes nothing", () => {
    expect(texts(controls(specs, place("")), "legend")).toEqual(["Period"]);
    expect(controls(specs, place("")).getAttribute("aria-label")).toBe("Choices: Period");
    expect(controls([specs[1]!], place("")).hidden).toBe(true);
  });

  it("say on paper what was chosen", () => {
    const form = controls(specs, place("?period=last"));
    const all = form.querySelector<HTMLInputElement>("input[value=all]")!;
    expect(texts(form, ".paper")).toEqual(["Period: Last"]);
    all.checked = true;
    all.dispatchEvent(new Event("input", {bubbles: true}));
    expect(texts(form, ".paper")).toEqual(["Period: All"]);
  });

  it("write what differs from the start into the URL, and keep what others wrote", () => {
    const at = place("?version=2025-01");
    const form = controls(specs, at);
    const last = form.querySelector<HTMLInputElement>("input[value=last]")!;
    const heard: unknown[] = [];
    form.addEventListener("input", () => heard.push(form.value));
    last.checked = true;
    last.dispatchEvent(new Event("input", {bubbles: true}));
    expect(heard).toEqual([{period: "last", only: "one"}]);
    expect(at.history.replaceState).toHaveBeenLastCalledWith(null, "", "/pages/win-rate?version=2025-01&period=last#x");
    form.querySelector("input")!.dispatchEvent(new Event("input", {bubbles: true}));
    expect(at.history.replaceState).toHaveBeenLastCalledWith(null, "", "/pages/win-rate?version=2025-01#x");
  });

  it("say how many there are of a choice beside what the other controls say", () => {
    const counted = (tier: string | undefined) => (tier === "one" ? 1 : 1200);
    const form = controls([
      {name: "tier", label: "Tier", choices: [{value: "all", label: "All"}, {value: "one", label: "1"}]},
      {name: "status", label: "Status", kind: "select", choices: [{value: "all", label: "All", counted: ({tier}) => counted(tier)}, {value: "lost", label: "Lost", counted: () => 0}]},
      {name: "as", label: "As", choices: [{value: "rate", label: "Rate", counted: ({tier}) => counted(tier)}, {value: "count", label: "Count"}]}
    ], place("?status=lost"));
    expect(texts(form, "option, .seg label")).toEqual(["All", "1", "All (1,200)", "Lost (0)", "Rate (1,200)", "Count"]);
    const one = form.querySelector<HTMLInputElement>("input[value=one]")!;
    one.checked = true;
    one.dispatchEvent(new Event("input", {bubbles: true}));
    expect(texts(form, "option, .seg label")).toEqual(["All", "1", "All (1)", "Lost (0)", "Rate (1)", "Count"]);
    expect([form.querySelector("select")!.value, form.value.status, texts(form, ".paper")]).toEqual(["lost", "lost", ["Tier: 1 · Status: Lost · As: Rate"]]);
  });

  it("are a select where there are many", () => {
    const many = Array.from({length: 9}, (_, i) => ({value: `v${i}`, label: `Version ${i}`}));
    expect(controls([{name: "v", label: "Version", choices: many}], place("?v=v3")).querySelector("select")!.value).toBe("v3");
  });
});

describe("a CSV", () => {
  it("puts an apostrophe before a text that is a formula, never before a number", () => {
    expect(csv([{a: "=1+1", b: -0.5}, {a: "@x", b: 3}, {a: "+49", b: null}, {a: "-", b: NaN}, {a: "plain", b: 0}], ["a", "b"]))
      .toBe("a,b\r\n'=1+1,-0.5\r\n'@x,3\r\n'+49,\r\n'-,\r\nplain,0\r\n");
  });

  it("counts full-width signs and a line break as the beginning of a formula too", () => {
    expect(csv([{a: "＝1+1"}, {a: "\n=1"}], ["a"])).toBe(`\ufeffa\r\n'＝1+1\r\n"'\n=1"\r\n`);
  });

  it("begins with a byte order mark where a text is not ASCII, as Excel needs one, and else not", () => {
    expect(csv([{a: "50–199"}], ["a"])).toBe("\ufeffa\r\n50–199\r\n");
    expect(csv([{a: "50"}], ["a"])).toBe("a\r\n50\r\n");
  });

  it("quotes what needs it and writes dates as ISO", () => {
    expect(csv([{a: `x,"y"`, d: new Date("2025-12-31"), t: true}], ["a", "d", "t"])).toBe(`a,d,t\r\n"x,""y""",2025-12-31,true\r\n`);
  });

  it("that cannot be made says why", async () => {
    const node = figure(null, {title: "x", table: {rows: [{a: 1}], name: "x", columns: [{key: "a", label: "A"}], all: () => Promise.reject(new Error("marts/x-1.arrow could not be loaded (404)"))}});
    [...node.querySelectorAll("button")].at(-1)!.click();
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(texts(node, "[role=status]")).toEqual(["marts/x-1.arrow could not be loaded (404)"]);
  });
});

describe("a table", () => {
  it("shows the first of very many names in a cell, under each heading in it", () => {
    const ids = (count: number, from = 0) => Array.from({length: count}, (_, i) => `c${from + i}`);
    const cells = [ids(3).join("; "), ids(40).join("; "), `met: ${ids(5).join(", ")}; missed: ${ids(95, 5).join(", ")}`];
    const node = dataTable(cells.map((why, i) => ({account: `a${i}`, why})), {columns: [{key: "account", label: "Account"}, {key: "why", label: "Why", wraps: true, most: 2}]});
    expect(texts(node, "tbody td")).toEqual(["c0; c1; c2", "c0; c1 and 38 more", "met: c0, c1, c2, c3, c4; missed: c5, c6 and 93 more"]);
    expect(node.querySelectorAll("tbody td")[1]!.getAttribute("title")).toBe(cells[1]);
  });

  it("shows of very many columns the first, and those that are filled on one outcome", () => {
    const columns = Array.from({length: 80}, (_, i) => ({label: `c${i}`, fill_rate: 0.5, won_fill_rate: i === 70 ? 0.9 : 0.5, lost_fill_rate: 0.5}));
    const node = fillRows(columns, {heading: "Accounts"});
    expect(texts(node, "tbody th")).toEqual([...Array.from({length: 25}, (_, i) => `c${i}`), "c70"]);
    node.querySelector<HTMLButtonElement>(".more button")!.click();
    expect(texts(node, "tbody th")).toHaveLength(80);
    expect(fillRows(columns.slice(0, 28), {heading: "Accounts"}).querySelector(".more")).toBeNull();
  });

  it("keeps the columns of won and lost deals where only another table on its scale has them", () => {
    const fills = [{label: "ends", fill_rate: 0.7, won_fill_rate: null, lost_fill_rate: null}];
    expect([undefined, true].map((hasDeals) => texts(fillRows(fills, {heading: "Subscriptions", hasDeals}), "thead th"))).toEqual([["Subscriptions", "Rows"], ["Subscriptions", "Rows", "Won", "Lost"]]);
    expect([...fillRows(fills, {heading: "Subscriptions", hasDeals: true}).querySelectorAll<HTMLElement>("tbody tr:first-child td.v2")].map((cell) => cell.dataset["label"])).toEqual(["won", "lost"]);
  });

  const columns = [{key: "segment", label: "Segment", format: "segment"}, {key: "win_rate", label: "Rate, %", format: "percent"}] as const;

  it("aligns on the decimal, writes unknown as a dot and the totals last", () => {
    const node = dataTable([{segment: "all", win_rate: 0.228}, {segment: "b", win_rate: null}, {segment: "unknown", win_rate: 0.004}], {columns, isTotal: (r) => r.segment === "all"});
    expect(texts(node, "tbody tr")).toEqual(["All22.8", "b·", "Unknown0.4"]);
    node.querySelectorAll("button")[1]!.click();
    expect(texts(node, "tbody tr")).toEqual(["Unknown0.4", "b·", "All22.8"]);
    expect(node.querySelectorAll("th")[1]!.getAttribute("aria-sort")).toBe("descending");
  });

  it("leaves out a column without any value, never the one that names the row", () => {
    const rows = [{segment: null, win_rate: null, note: ""}, {segment: null, win_rate: 0.1, note: ""}];
    expect(texts(dataTable(rows, {columns: [...columns, {key: "note", label: "Note"}]}), "thead th")).toEqual(["Segment", "Rate, %"]);
  });

  it("has no button over a column without a heading", () => {
    const node = dataTable([{segment: "a", win_rate: 0.1}], {columns: [{key: "segment", label: ""}, columns[1]]});
    expect(texts(node, "thead button")).toEqual(["Rate, %"]);
  });

  it("of a segment's values says which, since a page has several of one dimension", () => {
    expect(["Won", "Median"].map((valueHead) => intervalRows([row()], {heading: "Industry", valueHead}).querySelector("table")!.getAttribute("aria-label"))).toEqual(["Industry: Won", "Industry: Median"]);
  });

  it("bears the name of the finding that it shows, as the place does in which it scrolls, or its own", () => {
    const rows = [{segment: "a", win_rate: 0.1}];
    const node = figure(dataTable(rows, {columns}), {title: "A **finding**"});
    for (const part of [node.querySelector("table")!, node.querySelector("[role=region]")!]) expect(node.querySelector(`#${part.getAttribute("aria-labelledby")}`)!.textContent).toBe("A finding");
    const own = figure(dataTable(rows, {columns, label: "Own"}), {title: "A **finding**"});
    for (const part of [own.querySelector("table")!, own.querySelector("[role=region]")!]) expect([part.getAttribute("aria-label"), part.getAttribute("aria-labelledby")]).toEqual(["Own", null]);
  });

  it("breaks within a word only where no column has the width for it", () => {
    const node = dataTable([{segment: "a", note: "NumberOfEmployees"}, {segment: "b", note: "https://example.com/a/long/way"}], {columns: [{key: "segment", label: "Segment"}, {key: "note", label: "Note"}]});
    expect([...node.querySelectorAll("tbody td")].map((cell) => cell.classList.contains("endless"))).toEqual([false, true]);
  });

  it("breaks a long word at its joints first, and leaves its text as it is", () => {
    const words = ["OpportunityContactRole.csv", "List exports.accounts.nulls_and_more", "Donaudampfschifffahrtsgesellschaft", "short.csv"];
    const cells = [...dataTable(words.map((word, i) => ({place: i, word})), {columns: [{key: "place", label: "Place"}, {key: "word", label: "Word"}]}).querySelectorAll("tbody td")];
    expect(cells.map((cell) => cell.innerHTML.replaceAll("<wbr>", "|").replace(/<span class="word">(.*)<\/span>/, "[$1]"))).toEqual(["[Opportunity|Contact|Role.|csv]", "List [exports.|accounts.|nulls_|and_|more]", `[${words[2]}]`, words[3]]);
    expect(cells.map((cell) => cell.textContent)).toEqual(words);
  });

  it("leaves out what rests on too few for a rate, its limits too, and sorts it as nothing", () => {
    const rows = [{segment: "few", won: 4, decided: 9, win_rate: 4 / 9, win_rate_low: 0.19, win_rate_high: 0.73}, {segment: "enough", won: 1, decided: 10, win_rate: 0.1, win_rate_low: 0.02, win_rate_high: 0.4}];
    const node = dataTable(rows, {columns: [{key: "segment", label: "Segment"}, {key: "won", label: "Won"}, {key: "decided", label: "Decided"},
      {key: "win_rate", label: "Rate, %", format: "percent", n: ["decided"]}, {key: "win_rate_low", label: "Low", format: "percent"}, {key: "win_rate_high", label: "High", format: "percent"}]});
    expect(texts(node, "tbody tr")).toEqual(["few49···", "enough11010.02.040.0"]);
    expect([...node.querySelectorAll("[data-range]")].map((cell) => cell.getAttribute("data-range"))).toEqual(["(2.0–40.0)"]);
    node.querySelectorAll("button")[3]!.click();
    expect(texts(node, "tbody th")).toEqual(["enough", "few"]);
    expect(texts(dataTable(rows.slice(0, 1), {columns: [{key: "segment", label: "Segment"}, {key: "win_rate", label: "Rate, %", n: ["won", "decided"]}]}), "thead th")).toEqual(["Segment"]);
  });

  it("is made only when asked for, beside its figure", () => {
    const node = figure(h("p"), {title: "A **finding**", table: {rows: [{segment: "a", win_rate: 0.1}], columns, name: "x"}});
    expect(node.querySelector("table")).toBeNull();
    const button = [...node.querySelectorAll("button")].find((b) => b.textContent === "Table")!;
    button.click();
    expect(texts(node, "tbody tr")).toEqual(["a10.0"]);
    expect(button.getAttribute("aria-expanded")).toBe("true");
  });

  it("is asked for by buttons that say of which figure", () => {
    const node = figure(h("p"), {title: "A **finding**", table: {rows: [{segment: "a", win_rate: 0.1}], columns, name: "x"}});
    expect([...node.querySelectorAll("button")].map((button) => [button.textContent, button.getAttribute("aria-label")])).toEqual([["Table", "Table: A finding"], ["CSV", "CSV: A finding"]]);
  });
});

describe("a grid", () => {
  it("colours a cell by nine steps, an indicative one in its foot, and one of few not at all", () => {
    expect(draw({})[0]!.className).toBe("step-5");
    expect(draw({value: 2})[0]!.className).toBe("step-8");
    expect(draw({evidence: "indicative"})[0]!.className).toBe("foot-5");
    expect([draw({evidence: "count_only", count: 3, n: 8})[0]!.className, draw({evidence: "count_only", count: 3, n: 8})[0]!.textContent]).toEqual(["", "3/8"]);
  });

  it("leaves a cell to come blank, and says of a hidden one that it is hidden", () => {
    expect([draw({})[1]!.className, draw({})[1]!.textContent]).toEqual(["blank", ""]);
    expect(draw({n: null})[0]!.textContent).toBe("hidden");
  });
});

describe("scales", () => {
  it("have round ends that hold every value, and ticks up to them", () => {
    fc.assert(fc.property(fc.array(fc.double({min: -1e6, max: 1e6, noNaN: true}), {minLength: 1, maxLength: 8}), (values) => {
      const domain = niceDomain(values);
      expect(domain[0]).toBeLessThanOrEqual(Math.min(...values));
      expect(domain[1]).toBeGreaterThanOrEqual(Math.max(...values));
      const {ticks} = linear(domain);
      expect(ticks.length).toBeGreaterThan(1);
      expect(ticks.length).toBeLessThan(16);
    }), {seed: 4});
  });

  it("put 1 in the middle of a log scale, ticks at powers of two", () => {
    const scale = logarithmic([0.25, 4]);
    expect([scale(1), scale(4), [...scale.ticks]]).toEqual([50, 100, [0.25, 0.5, 1, 2, 4]]);
  });
});

describe("a cell", () => {
  it("that differs from all others beyond chance is bold and says in which direction", () => {
    const [more, less] = (["more", "less"] as const).map((signal) => draw({signal})[0]!);
    expect([more!.textContent, more!.className, less!.textContent]).toEqual(["▲\u00a050", "step-5 sig", "▼\u00a050"]);
  });

  it("of values that no colour compares has none", () => {
    const node = heatGrid([{row: "r", column: "c", value: 900, n: 4, evidence: "shown"}], {rows: [{key: "r", label: "R"}], columns: [{key: "c", label: "C"}], domain: null, corner: "x", label: "grid", format: (value) => `$${value}`});
    expect([node.querySelector("td")!.textContent, node.querySelector("td")!.className]).toEqual(["$900", ""]);
    expect(heatKey(null, {toCome: true}).textContent).toBe("still to come");
  });
});

describe("an interval over time", () => {
  it("says what it shows and how it is read as two sentences, whichever way the first ends", () => {
    const said = (label: string) => lineIntervals([{period: new Date("2025-01-01"), series: "a", value: 0.5, low: 0.4, high: 0.6, n: 40, evidence: "shown"}], {series: ["a"], label}).querySelector("[role=group]")!.getAttribute("aria-label");
    expect([said("Wins fall"), said("Wins fall.")]).toEqual(Array(2).fill("Wins fall. Arrow keys read it point by point."));
  });

  it("that is cut at an end of the axis has an arrow head there", () => {
    const heads = (low: number, high: number) => lineIntervals([{period: new Date("2025-01-01"), series: "a", value: 0.5, low, high, n: 40, evidence: "shown"}], {series: ["a"], label: "x", domain: [0.2, 0.8]}).querySelectorAll("path.mark-dot").length;
    expect([heads(0.3, 0.7), heads(0.1, 0.7), heads(0.1, 0.9)]).toEqual([0, 1, 2]);
  });
});

describe("a name beside a chart", () => {
  it("is cut where it is long, but never the answer of a yes or no", () => {
    expect(["Technology", "Telecommunications", "CRM: yes", "Uses a payroll tool: no"].map(short)).toEqual(["Technology", "Telecommunicat…", "CRM: yes", "Uses a pay…: no"]);
    expect(["TECHNOLOGY SERVICES", "医療・福祉・介護サービス業"].map(short), "capitals and the letters of East Asia take more room").toEqual(["TECHNOLOGY …", "医療・福祉・介…"]);
  });
});

describe("lines over quarters", () => {
  it("leave the place of a quarter without a point, and do not join across it", () => {
    const at = (day: string) => ({period: new Date(day), series: "a", value: 0.5, low: 0.4, high: 0.6, n: 40, count: 20, evidence: "shown" as const});
    const node = lineIntervals([at("2024-01-01"), at("2024-04-01"), at("2024-10-01")], {series: ["a"], label: "x"});
    expect([...node.querySelectorAll("text")].map((text) => text.textContent).filter((text) => /^Q\d$/.test(text!))).toEqual(["Q1", "Q2", "Q3", "Q4"]);
    expect([...node.querySelectorAll("path.mark-line")].map((path) => path.getAttribute("d")!.match(/[ML]/g)!.join(""))).toEqual(["MLM"]);
  });
  it("of shares end at 100 %, those of revenue that grew where they must", () => {
    const ticksOf = (high: number) => {
      const row = {period: new Date("2024-01-01"), series: "a", value: 1, low: 0.4, high, n: 40, count: 40, evidence: "shown" as const};
      return [...lineIntervals([row], {series: ["a"], label: "x"}).querySelectorAll("text")].map((text) => text.textContent).filter((text) => /^\d+(\u202f%)?$/.test(text!));
    };
    expect(ticksOf(1)).toContain("100\u202f%");
    expect(ticksOf(1.3)).toContain("150\u202f%");
  });
});

describe("a comparison of which neither side has enough", () => {
  it("has no axis, as there is nothing on it", () => {
    const of = (n: number) => {
      const side = {value: 0.3, low: 0.2, high: 0.4, n};
      return pairedDots([{measure: "Wins", meaning: "", unit: "percent", subject: side, rest: side, reading: "untested"}]).querySelectorAll("tr.x text, .mark-grid").length;
    };
    expect(of(9)).toBe(0);
    expect(of(10)).toBeGreaterThan(0);
  });
});

describe("a grid on a phone", () => {
  const line = (count: number, label = (i: number) => `${3 * i + 3}`) => Array.from({length: count}, (_, i) => ({key: String(i), label: label(i)}));
  const grid = (count: number, {label: named, ...options}: {label?: (i: number) => string; showsN?: boolean; thin?: NonNullable<Parameters<typeof heatGrid>[1]["thin"]>} = {}) => heatGrid(
    line(count).flatMap(({key}, i) => i === 1 ? [] : [{row: "0", column: key, value: 0.5, n: 40 + i, count: 20, evidence: "shown" as const}]),
    {rows: line(1, () => "2024 Q1"), columns: line(count, named), domain: [0, 1], corner: "x", label: "grid", ...options});
  const look = (node: HTMLElement) => ["cells", "tall"].filter((name) => node.querySelector("table")!.classList.contains(name));

  it("is as it is where it fits", () => {
    expect(look(grid(6, {showsN: true}))).toEqual([]);
    expect(grid(8, {thin: (columns) => columns.slice(0, 2)}).querySelector(".lesser, .narrow")).toBeNull();
  });

  it("is a list of the cells that say something, each with its column's name, where it does not", () => {
    const node = grid(9, {showsN: true, label: (i) => `segment ${i}`});
    expect(look(node)).toContain("cells");
    expect([...node.querySelectorAll("tbody td")].slice(0, 2).map((cell) => [cell.getAttribute("data-label"), cell.className])).toEqual([["segment 0", "step-4"], ["segment 1", "nothing"]]);
  });

  it("keeps the columns that count where those may be left out, says how many, and loses none elsewhere", () => {
    const node = grid(12, {thin: (columns, most) => columns.filter((_, i) => i % 2 === 1).slice(0, most)});
    expect(texts(node, "thead th:not(.lesser)")).toEqual(["x", "6", "12", "18", "24", "30", "36"]);
    expect(texts(node, "thead th")).toHaveLength(13);
    expect(texts(node, "tbody td.lesser")).toHaveLength(6);
    expect(texts(node, ".narrow")).toEqual(["6 of 12 columns fit here; the table and the CSV have all."]);
  });

  it("puts n under each rate on a tablet where ten columns would not fit beside each other", () => {
    expect([6, 10].map((count) => look(grid(count, {showsN: true, label: () => "telecommunications"})).includes("tall"))).toEqual([false, true]);
  });
});

describe("movements", () => {
  it("fill the height of their chart: the scale ends with the bars, not with the next round number", () => {
    const month = (i: number, up: number, down: number) => ({month: new Date(Date.UTC(2025, i)), new_mrr: up, expansion_mrr: 0, reactivation_mrr: 0, contraction_mrr: 0, churn_mrr: down});
    const bars = [...divergingBars([month(0, 56, 12), month(1, 30, 21)], {currency: "USD", label: "x", height: 200}).querySelectorAll(".panel rect[y]")].map((bar) => [Number(bar.getAttribute("y")), Number(bar.getAttribute("height"))] as const);
    expect(Math.min(...bars.map(([top]) => top))).toBeLessThan(5);
    expect(Math.max(...bars.map(([top, height]) => top + height))).toBeGreaterThan(195);
  });
});

describe("every figure", () => {
  it("is a plain sentence where there is nothing to draw", () => {
    const nodes = [
      intervalRows([], {heading: "Industry"}), lineIntervals([], {series: ["a"], label: "x"}), curves([], {series: ["a"], timeLabel: "days", label: "x"}),
      divergingBars([], {currency: "USD", label: "x"}), gains([], {label: "x"}), frontier([], {lift: 1.3, broadness: 0.4, label: "x"}), oddsRows([]), dataTable([], {columns: []})
    ];
    for (const node of nodes) {
      expect(node.querySelector("svg, table")).toBeNull();
      expect(node.textContent!.length).toBeGreaterThan(5);
    }
  });

  it("draws a single point, all zeros and negative money without nonsense", () => {
    const nodes = [
      lineIntervals([{period: new Date("2025-01-01"), series: "a", value: 0, low: 0, high: 0, n: 40, count: 0, evidence: "shown"}], {series: ["a"], label: "x"}),
      curves([{series: "a", time: 0, value: 1, low: 1, high: 1, at_risk: 9}], {series: ["a"], timeLabel: "days", label: "x"}),
      divergingBars([{month: new Date("2025-01-01"), new_mrr: 0, expansion_mrr: 0, reactivation_mrr: 0, contraction_mrr: 0, churn_mrr: -5}], {currency: "USD", label: "x"}),
      gains([{score_cut: 0, deal_share: 1, capture: 1}], {label: "x"}), intervalRows([row({value: 0, low: 0, high: 0})], {heading: "x"})
    ];
    for (const node of nodes) expect(node.outerHTML).not.toMatch(/NaN|Infinity|undefined/);
  });

  it("never writes two ticks of one axis alike, however close they lie", () => {
    const point = (account_share: number, lift: number) => ({score_cut: 1 - account_share, account_share, lift, lift_low: lift - 0.02, lift_high: lift + 0.02, is_today: false});
    const ticks = texts(frontier([point(0.3, 1.03), point(1, 1)], {lift: 1.3, broadness: 0.4, label: "x"}).querySelector(".panel > svg")!, "text");
    expect(ticks).toContain("1.05");
    expect(new Set(ticks).size).toBe(ticks.length);
  });

  it("names a cut beside its point: over a curve that is better than chance, under one that is worse, and never on the axis", () => {
    const cut = (deal_share: number, capture: number, tier: string) => ({score_cut: 1 - deal_share, deal_share, capture, tier});
    const places = (...points: ReturnType<typeof cut>[]) => [...gains([...points, {score_cut: 0, deal_share: 1, capture: 1}], {label: "x", height: 330}).querySelectorAll("text.strong-text")]
      .map((text) => ({name: text.textContent, y: Number(text.getAttribute("y")), anchor: text.getAttribute("text-anchor")}));
    expect(places(cut(0.02, 0.02, "1"))[0]!.y).toBeLessThan(330);
    expect(places(cut(0.5, 0.7, "1"))).toEqual([{name: "1", y: 91, anchor: "end"}]);
    expect(places(cut(0.5, 0.3, "1"))).toEqual([{name: "1", y: 247, anchor: "start"}]);
  });

  it("keeps the names of two cuts a line apart, and says their figures beneath", () => {
    const close = gains([{score_cut: 0.8, deal_share: 0.1, capture: 0.04, tier: "Cut of tier 1"}, {score_cut: 0.5, deal_share: 0.12, capture: 0.05, tier: "Cut of tier 2"}, {score_cut: 0, deal_share: 1, capture: 1}], {label: "x"});
    const [first, second] = [...close.querySelectorAll("text.strong-text")].map((text) => Number(text.getAttribute("y")));
    expect(Math.abs(first! - second!)).toBeGreaterThanOrEqual(16);
    expect(texts(close, ".note")).toEqual(["Cut of tier 1: 4\u202f% of wins in 10\u202f% of deals. Cut of tier 2: 5\u202f% of wins in 12\u202f% of deals."]);
  });

  it("names today's cut and as few others as have room on a phone, as scores", () => {
    const point = (score_cut: number, account_share: number, more = {}) => ({score_cut, account_share, lift: 1.5, lift_low: 1.2, lift_high: 1.9, ...more});
    const cuts = (count: number) => frontier(Array.from({length: count}, (_, i) => point(1 - i / count, (i / count) ** 3, {is_today: i === 8})), {lift: 1.3, broadness: 0.4, label: "x"}).querySelectorAll(".panel circle").length;
    expect([cuts(30), cuts(90) < 60, cuts(90) > 20]).toEqual([30, true, true]);
    const named = texts(frontier([point(1, 0.38), point(0.75, 0.5, {is_today: true}), point(0.5, 0.52), point(0.25, 0.95), point(0, 1)], {lift: 1.3, broadness: 0.4, label: "x"}), "text.halo");
    expect(named.filter((text) => /score|cut/.test(text!))).toEqual(["today’s cut 0.75"]);
    expect(texts(frontier([point(0.75, 0.1, {is_today: true}), point(0.25, 0.6), point(0, 1)], {lift: 1.3, broadness: 0.4, label: "x"}), "text.halo").filter((text) => text!.includes("score"))).toEqual(["score 0.25"]);
  });

  it("takes the whole scale for a grid where most is won, so that its cells are not one dark field", () => {
    const cell = (value: number, evidence: HeatCell["evidence"] = "shown"): HeatCell => ({row: "r", column: "c", value, n: 40, evidence});
    expect(heatDomain([cell(0.68), cell(0.62)])).toEqual([0, 1]);
    expect(heatDomain([cell(0.4), cell(0.9, "count_only")])).toEqual([0, 0.4]);
    expect(heatDomain([])).toEqual([0, 0.1]);
  });

  it("draws no bars where nothing is left out", () => {
    const parts = [{label: "Out", color: "red"}];
    const rows = (out: number) => stackRows([{label: "a", total: 10, parts: [out]}], {heading: "x", totalHead: "Read", parts, showsCounts: true});
    expect(rows(0).querySelector("svg")).toBeNull();
    expect(rows(1).querySelector("svg")).not.toBeNull();
  });

  it("ends its curve where fewer than five are at risk", () => {
    const points = [30, 20, 6, 4].map((at_risk, time) => ({series: "a", time, value: 1 - time / 10, low: 0.5, high: 1, at_risk}));
    const node = curves(points, {series: ["a"], timeLabel: "months", label: "x", timeDomain: [0, 4]});
    expect(node.querySelector("path.mark-line")!.getAttribute("d")).toMatch(/H50\.00V[\d.]+$/);
  });

  it("says an ending once that all clauses share", () => {
    expect(together(["**87** of A after 12 months", "**71** of B after 12 months"])).toBe("**87** of A, **71** of B after 12 months");
    expect(together(["87 of A after 12 months", "71 of B after 6 months"])).toBe("87 of A after 12 months, 71 of B after 6 months");
    expect(together(["87 of A after 12 months"])).toBe("87 of A after 12 months");
  });

  it("reads ahead what lies next to a choice first, one after another, until it is asked for another or has read enough", async () => {
    const choices = ["a", "b", "c", "d", "e"].map((value) => ({value, label: value})), read: string[] = [];
    await readAhead(choices, "d", async (value) => void read.push(value), 2);
    expect(read).toEqual(["d", "c", "e"]);
    let second: Promise<void> | null = null;
    await readAhead(choices, "a", async (value) => {
      read.push(`1${value}`);
      second ??= readAhead(choices, "e", async (other) => void read.push(`2${other}`), 1);
      await second;
      throw new Error("not there");
    });
    expect(read.slice(3)).toEqual(["1a", "2e", "2d"]);
  });

  it("isolates a user's text by its cell, and is a list of pairs on a phone where it has many columns", () => {
    const keys = ["a", "b", "c", "d", "e"], table = (count: number) => dataTable([{a: "<b>אב</b>", b: 1, c: 2, d: 3, e: true}], {columns: keys.slice(0, count).map((key) => ({key: key as "a" | "b", label: `${key}, %`, ...(key > "a" && key < "e" && {format: "number" as const})}))}).querySelector("table")!;
    const head = table(5).querySelector("tbody th")!;
    expect([head.getAttribute("dir"), head.textContent, head.children.length]).toEqual(["auto", "<b>אב</b>", 0]);
    expect([...table(5).querySelectorAll("tbody td")].map((cell) => [cell.getAttribute("data-label"), cell.getAttribute("dir")])).toEqual(["b", "c", "d", "e"].map((key) => [`${key},\u00a0%`, null]));
    expect([4, 5].map((count) => table(count).classList.contains("paired"))).toEqual([false, true]);
  });

  it("gives a change of money its sign in both directions", () => {
    const node = dataTable([{a: "up", b: 5100}, {a: "down", b: -320}], {columns: [{key: "a", label: "Account"}, {key: "b", label: "Change", format: "moneyChange"}], currency: "USD"});
    expect(texts(node, "tbody td")).toEqual(["+$5,100", "−$320"]);
  });

  it("says beside a figure where it is a list what its limits are, named by their columns, and in full to who hears a heading", () => {
    const rows = [{segment: "a", win_rate: 0.8719, win_rate_low: 0.829, win_rate_high: 0.906, difference: -0.1, difference_low: -0.2, difference_high: 0.05, median: null, median_low: 19, median_high: null}];
    const percents = (key: "win_rate" | "difference", label: string, format: "percent" | "points") =>
      [{key, label, format}, {key: `${key}_low` as const, label: "Low", format}, {key: `${key}_high` as const, label: "High", format}];
    const node = dataTable(rows, {columns: [{key: "segment", label: "Segment"}, ...percents("win_rate", "Win rate, %", "percent"), ...percents("difference", "Difference", "points"),
      {key: "median", label: "Median", isKept: true}, {key: "median_low", label: "Low"}, {key: "median_high", label: "High", isKept: true}]});
    expect([...node.querySelectorAll("tbody td:not(.limit)")].map((cell) => [cell.getAttribute("data-label"), cell.getAttribute("data-range"), cell.classList.contains("none")])).toEqual([
      ["Win rate,\u00a0%", "(82.9–90.6)", false], ["Difference", "(−20.0 to +5.0)", false], ["Median", "(19 or more)", false]]);
    expect(texts(node, "tbody td.limit")).toEqual(["82.9", "90.6", "−20.0", "+5.0", "19", "·"]);
    expect([...node.querySelectorAll("thead .limit button")].map((button) => button.getAttribute("aria-label")).slice(0, 2)).toEqual(["Low, Win rate, %", "High, Win rate, %"]);
  });

  it("lets the first column wrap where it is to be read in full, such as a criterion", () => {
    const row = {label: "industry is any of a long list of values", kind: "firmographic"};
    const heads = [true, false].map((wraps) => dataTable([row], {columns: [{key: "label", label: "Criterion", wraps}, {key: "kind", label: "Kind"}]}).querySelector("tbody th")!.className);
    expect(heads).toEqual(["wrap long", "long"]);
  });

  it("takes the length of a first cell from what it shows: a month is short, and so is unknown", () => {
    const heads = [new Date("2025-01-01"), null].map((month) => dataTable([{month, n: 1}], {columns: [{key: "month", label: "Month", format: "month"}, {key: "n", label: "n"}]}).querySelector("tbody th")!.className);
    expect(heads).toEqual(["", ""]);
  });

  it("keeps lesser columns out of a narrow table's way, never out of its rows", () => {
    const node = dataTable([{name: "a", id: "1", tier: "2"}], {columns: [{key: "name", label: "Name"}, {key: "tier", label: "Tier"}, {key: "id", label: "Id", isLesser: true}]});
    expect(texts(node, "thead .lesser")).toEqual(["Id"]);
    expect(texts(node, "tbody .lesser")).toEqual(["1"]);
  });

  it("draws unknown as faintly as what it rests on", () => {
    const estimate = (isIndicative: boolean) => ({value: 0.5, low: 0.3, high: 0.7, n: isIndicative ? 20 : 200, is_indicative: isIndicative});
    const node = comparedRows([{label: null, main: estimate(true), beside: estimate(true)}, {label: "a", main: estimate(false), beside: estimate(true)}], {heading: "x", mainHead: "a", besideHead: "b", unit: "percent"});
    expect([...node.querySelectorAll("tbody tr")].map((tr) => tr.className)).toEqual(["unk ind tall", "tall"]);
  });

  it("shows the lines of YAML as they are to be copied", () => {
    const yaml = "exports:\n  accounts:\n    files: [a.csv]";
    expect(empty("Nothing.", {yaml}).querySelector("pre")!.textContent).toBe(yaml);
  });

  it("names the missing YAML as code", () => {
    expect(texts(empty("Nothing.", {remedy: "Add `subscriptions` to `fitproof.yaml`."}), "code")).toEqual(["subscriptions", "fitproof.yaml"]);
  });

  it("where no deal is decided says whether none was exported or none is won or lost", () => {
    expect(noDeals({opportunities: false}, "which companies buy").textContent).toContain("No deals were exported, so nothing can be said about which companies buy.");
    const open = noDeals({opportunities: true}, "which companies buy");
    expect(open.textContent).toContain("No deal that was exported is won or lost, so nothing can be said about which companies buy.");
    expect(texts(open, "p code")).toEqual(["exports.opportunities.outcomes", "fitproof.yaml"]);
  });

  it("where no customer ever paid says whether nothing was exported or nothing counts", () => {
    expect(noRevenue({subscriptions: false, mrr_snapshots: false, invoices: false}, "growth").textContent).toContain("No subscriptions were exported, so nothing can be said about growth.");
    expect(noRevenue({subscriptions: false, mrr_snapshots: true, invoices: false}, "growth").textContent).toBe(
      "Nothing that was exported as revenue counts at a month end, so nothing can be said about growth.Data quality says which rows count as nothing, and why.Data quality");
  });
});

describe("parts of a mart", () => {
  const index = {win: {by: ["deal_type", "window"], parts: [{keys: ["new", "all"], row_count: 2}, {keys: ["new", "last"], row_count: 1}, {keys: ["all", "all"], row_count: 3}]}};

  it("are loaded once each, and only those that a choice needs", async () => {
    const load = vi.fn<(url: string) => Promise<ArrayBuffer>>(async () => new ArrayBuffer(0));
    const parts = partsOf(index, "run 1", load);
    await parts.rows("win", {deal_type: "new", window: "all"});
    await parts.rows("win", {deal_type: "new"});
    expect(load.mock.calls.map(([url]) => url.slice(url.indexOf("_file")))).toEqual(["_file/data/marts/win-0.arrow?run=run%201", "_file/data/marts/win-1.arrow?run=run%201"]);
    expect(parts.list("win")).toMatchObject({row_count: 6, part_count: 3});
    expect(parts.list("win", {deal_type: "all"})).toMatchObject({row_count: 3, part_count: 1});
    expect(load).toHaveBeenCalledTimes(2);
    expect(await parts.rows("none")).toEqual([]);
  });

  it("are asked for again after a failure", async () => {
    const load = vi.fn<(url: string) => Promise<ArrayBuffer>>(async () => new ArrayBuffer(0)).mockRejectedValueOnce(new Error("offline"));
    const parts = partsOf(index, "r", load);
    await expect(parts.list("win").part(0)).rejects.toThrow("offline");
    await expect(parts.list("win").part(0)).resolves.toEqual([]);
  });
});

describe("what the board edition hides", () => {
  const whole = {value: 0.3, low: 0.2, high: 0.4, n: 40, count: 12}, hidden = {value: null, low: null, high: null, n: null, count: null}, none = {value: null, low: null, high: null};

  it("is called hidden beside what is compared and among factors, and what is missing is not", () => {
    const options = {heading: "Tier", mainHead: "Rate", besideHead: "Before", unit: "percent" as const};
    for (const hasCounts of [true, false]) {
      const node = comparedRows([{label: "Tier 1", main: hidden, beside: whole}, {label: "Tier 2", main: whole, beside: hidden}, {label: "Tier 3", main: whole, beside: none}], {...options, hasCounts});
      expect(texts(node, "td.v")[0]).toBe("hidden");
      expect(texts(node, "td.v2").map((text) => text === "hidden")).toEqual([false, true, false]);
    }
    const factors = [{label: "Win rate", format: "percent" as const}];
    expect(texts(factorRows([{label: "a", values: [0.3], n: null}], {heading: "By", nHead: "Wins", factors, label: "x"}), "tbody td.n")).toEqual(["hidden"]);
  });

  it("is no share of 0: a total of which one tier is hidden has no bar, but a word", () => {
    const row = {label: "Wins", total: "200", tier_1: 0.3, tier_2: 0.4, tier_3: 0.3, unknown: 0};
    const node = tierShares([{...row, label: "Accounts"}, {...row, tier_1: null, unknown: null}, {...row, label: "Won revenue"}]);
    expect(node.querySelectorAll("rect.tier-2")).toHaveLength(2);
    expect(node.querySelectorAll("line.edge-1")).toHaveLength(0);
    expect(node.textContent).toContain("not drawn: one tier rests on too few to show");
    expect(node.querySelector("[role=img]")!.getAttribute("aria-label")).toContain("Wins: not drawn, one tier rests on too few to show; Won revenue: tier 1 30");
  });

  it("is said under a table of it, and counted where a figure goes without", () => {
    const columns = [{key: "segment" as const, label: "Segment"}, {key: "won" as const, label: "Won"}];
    const said = (rows: readonly {segment: string; won: number | null; is_hidden?: boolean}[]) => dataTable(rows, {columns}).textContent.includes("hidden in this edition");
    expect(said([{segment: "a", won: null, is_hidden: true}, {segment: "b", won: 3, is_hidden: false}])).toBe(true);
    expect(said([{segment: "a", won: 4, is_hidden: false}])).toBe(false);
    expect(said([{segment: "a", won: null}])).toBe(false);
    expect(hiddenNote([{is_hidden: true}, {is_hidden: false}, {}], "curves")!.textContent).toBe("1 of 3 curves is hidden in this edition, because it rests on too few or would give such a figure away.");
    expect(hiddenNote([{}, {is_hidden: false}], "curves")).toBeNull();
  });
});
