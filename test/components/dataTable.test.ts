// @vitest-environment jsdom
import {describe, expect, it} from "vitest";
import {csv} from "../../src/components/csv.ts";
import {dataTable} from "../../src/components/dataTable.ts";
import {h} from "../../src/components/dom.ts";
import {figure} from "../../src/components/figure.ts";
import {fillRows} from "../../src/components/fillRows.ts";
import {intervalRows} from "../../src/components/intervalRows.ts";
import {row, texts} from "./drawn.ts";

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
});
