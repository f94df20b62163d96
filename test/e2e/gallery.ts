// Every component with literal rows, as a page would show them; bundled and opened by gallery.test.ts. The figures are made up.
import {comparedRows} from "../../src/components/comparedRows.ts";
import {controls} from "../../src/components/controls.ts";
import {curves} from "../../src/components/curves.ts";
import {dataTable} from "../../src/components/dataTable.ts";
import {divergingBars} from "../../src/components/divergingBars.ts";
import {h} from "../../src/components/dom.ts";
import {empty} from "../../src/components/empty.ts";
import {figure} from "../../src/components/figure.ts";
import {finding} from "../../src/components/finding.ts";
import {frontier} from "../../src/components/frontier.ts";
import {gains} from "../../src/components/gains.ts";
import {heatGrid, heatKey, type HeatCell} from "../../src/components/heatGrid.ts";
import {intervalDomain, intervalKey, intervalRows, type IntervalRow} from "../../src/components/intervalRows.ts";
import {lineIntervals} from "../../src/components/lineIntervals.ts";
import {cannotSay, decisions, warnings} from "../../src/components/notes.ts";
import {oddsRows} from "../../src/components/oddsRows.ts";
import {pairedDots} from "../../src/components/pairedDots.ts";
import {tierShares} from "../../src/components/tierShares.ts";
import {verdict} from "../../src/components/verdict.ts";

const main = document.querySelector("main")!;

function wilson(count: number, n: number): [number, number] {
  const z = 1.959964, p = count / n, d = 1 + (z * z) / n, m = (p + (z * z) / (2 * n)) / d, w = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / d;
  return [m - w, m + w];
}

function segment(label: string | null, count: number, n: number, more: Partial<IntervalRow> = {}): IntervalRow {
  const [low, high] = wilson(count, n);
  return {
    label, count, n, value: count / n, low, high, steadied: (count + 7) / (n + 30), difference: count / n - 0.22,
    evidence: n < 10 ? "count_only" : n < 30 ? "indicative" : "shown", kind: label === null ? "unknown" : "segment", ...more
  };
}

main.append(
  h("h1", {}, "Is our ICP true? ", h("span", {class: "aside"}, "Q4 2025")),
  verdict({
    verdict: "supported", sentence: "Of deals created since it took effect and old enough to judge, tier 1 won **34 % of 212** decided, tiers 2 and 3 **19 % of 640**: **+15 points (+8 to +22)**.",
    effect: {difference: 0.149, low: 0.08, high: 0.221, label: "points of win rate, tier 1 less the rest, 95\u202f% interval"},
    note: "Version 2025-01, on 852 judged deals. The version before, 2024-01, was **not proven**: +6 points (−1 to +13).",
    conditionsTitle: "All six conditions are met",
    conditions: [
      {label: "Tier 1 wins more than the rest", value: "+15 points", bar: "needs a lower limit above 0; it is +8", is_met: true},
      {label: "Win rates fall from tier 1 to 3", value: "34, 23, 14 %", bar: "rates drawn towards the mean, as small tiers need", is_met: true},
      {label: "Lift of tier 1", value: "1.50 (1.27–1.74)", bar: "needs 1.30", is_met: true},
      {label: "Keeps no worse than the rest", value: "not tested", bar: "fewer than 20 customers on a side", is_met: null},
      {label: "Holds however unknowns count", value: "no credit only", bar: "no credit, and ignored", is_met: false}
    ]
  }),
  figure(pairedDots([
    {measure: "Wins", meaning: "decided deals won", unit: "percent", subject: {value: 0.34, low: 0.28, high: 0.41, n: 212}, rest: {value: 0.19, low: 0.16, high: 0.22, n: 640}, reading: "better", difference: 0.15, difference_low: 0.08, difference_high: 0.22, change: "+2 points", change_from: "+13 points at Q3"},
    {measure: "Days to win", meaning: "median, created to closed", unit: "days", subject: {value: 47, low: 42, high: 53, n: 72}, rest: {value: 58, low: 53, high: 64, n: 122}, reading: "better", reading_text: "11 days sooner (3 to 18)", change: "2 days", change_from: "9 days sooner at Q3"},
    {measure: "Keeps", meaning: "GRR, last 12 months", unit: "percent", subject: {value: 0.92, low: 0.87, high: 0.95, n: 198}, rest: {value: 0.86, low: 0.82, high: 0.9, n: 243}, reading: "same", difference: 0.05, difference_low: -0.01, difference_high: 0.11, change: "+1 point", change_from: "+4 points at Q3"},
    {measure: "Grows", meaning: "NRR, last 12 months", unit: "percent", subject: {value: 1.08, low: 1.02, high: 1.15, n: 198}, rest: {value: 0.97, low: 0.93, high: 1.02, n: 243}, reading: "better", difference: 0.11, difference_low: 0.03, difference_high: 0.19, reference: 1, change: "−3 points", change_from: "+14 points at Q3"}
  ]), {title: "Tier 1 is better on three of four measures, and no different on how much revenue it keeps", how: "Value, 95 % interval and n. Each measure has its own scale; the two marks of a measure share it.", links: [{label: "Definitions", href: "#"}]}),
  figure(tierShares([
    {label: "Accounts", total: "4,812", tier_1: 0.18, tier_2: 0.42, tier_3: 0.37, unknown: 0.03},
    {label: "Decided deals", total: "883", tier_1: 0.24, tier_2: 0.42, tier_3: 0.3, unknown: 0.04},
    {label: "Wins", total: "200", tier_1: 0.36, tier_2: 0.43, tier_3: 0.18, unknown: 0.03},
    {label: "Won revenue", total: "$6.42\u202fM", tier_1: 0.44, tier_2: 0.4, tier_3: 0.14, unknown: 0.02}
  ]), {title: "Tier 1 is 18 % of accounts, and brings 36 % of wins and 44 % of won revenue", how: "Share of each total by tier. The steeper tier 1’s edge runs to the right, the more it captures."}),
  figure(decisions([
    {title: "Reconsider the disqualifier “fewer than 20 employees”", worth: "It would have stopped 96 deals, and 11 of them were won: about 3 wins and $74\u202fk a quarter.", evidence: "11 of 96 won, 11 % (7–19 %), against 24 % elsewhere.", href: "#", link: "The disqualifier ledger"},
    {title: "Consider Healthcare with 200 to 999 employees for tier 1", worth: "It is outside the ICP and wins as often as tier 1.", evidence: "18 of 52 won, 35 % (23–48 %), q 0.08.", href: "#", link: "Healthcare in win rate"}
  ]), {title: "Two things to decide", how: "Ranked by what each is worth in a quarter at the present pace."}),
  figure(warnings([
    {cause: "A column leaks the outcome.", meaning: "“Onboarding status” is filled on 97 % of won and 3 % of lost deals.", href: "#", link: "Leak audit"},
    {cause: "Churn is told two ways.", meaning: "7 accounts are marked churned and still pay.", href: "#", link: "The seven accounts"}
  ]), {title: "Before you rely on this"})
);

const industry = [
  segment("SaaS", 71, 214, {evidence: "signal", difference: 0.13, difference_low: 0.06, difference_high: 0.2}),
  segment("FinTech", 40, 131, {evidence: "signal", difference: 0.09, difference_low: 0.01, difference_high: 0.18}),
  segment("Healthcare", 39, 168), segment("Manufacturing", 26, 153), segment("Media", 13, 74), segment("Logistics", 5, 22), segment("Energy", 2, 18),
  segment("Public sector", 1, 7), segment("A name of one hundred and twenty characters, which nobody would ever give to a segment but somebody certainly has done", 12, 61),
  segment("شركة المثال 👩‍🚀 <b>bold</b>", 9, 40), segment("Hidden one", 0, 1, {n: null, value: null, low: null, high: null, count: null}),
  segment(null, 3, 36)
];
const region = [
  segment("North America", 129, 498, {evidence: "signal", difference: 0.07, difference_low: 0.02, difference_high: 0.12}), segment("DACH", 23, 126),
  segment("Rest of world", 15, 107, {evidence: "signal", difference: -0.1, difference_low: -0.17, difference_high: -0.02, is_reversed: true, adjusted: 0.239})
];
const domain = intervalDomain([...industry, ...region], "percent", 0.23);
const reference = {value: 0.228, label: "all 23\u202f%"};
main.append(
  h("h1", {}, "Which companies buy?"),
  finding("Of **18 segments**, **5 win more often** than the rest beyond chance (SaaS most clearly: 33 % of 214, 27–40 %) and **2 less often**. All together win 23 % of 1,012 decided deals."),
  controls([
    {name: "period", label: "Period, by close date", choices: [{value: "last_4_quarters", label: "Last 4 quarters, to 2025 Q4"}, {value: "last_8_quarters", label: "Last 8 quarters"}, {value: "all", label: "All"}], kind: "select"},
    {name: "deal_type", label: "Deal type", choices: [{value: "new_business", label: "New business"}, {value: "all", label: "All"}], kind: "select"},
    {name: "basis", label: "Count or value", choices: [{value: "count", label: "Deals"}, {value: "value", label: "Value"}]},
    {name: "only", label: "Left out: one choice", choices: [{value: "a", label: "A"}]}
  ]),
  figure([
    intervalKey({reversed: true}),
    intervalRows(industry, {heading: "Industry", valueHead: "Won", nHead: "Decided", domain, reference}),
    intervalRows(region, {heading: "Region", valueHead: "Won", nHead: "Decided", domain, reference: {value: 0.228, label: ""}})
  ], {
    title: "SaaS and FinTech, North American companies buy most often", how: "Share of decided deals won. Bold segments differ from the rest beyond chance (q ≤ 0.10). Sorted by the lower limit.",
    rule: false, isLong: true, table: {
      rows: industry, name: "industry", csvColumns: ["label", "n"], columns: [{key: "label", label: "Industry"}, {key: "count", label: "Won", format: "count"}, {key: "n", label: "Decided", format: "count"}, {key: "value", label: "Win rate, %", format: "percent"}]
    }
  })
);

const names = ["SaaS", "FinTech", "Healthcare", "Manufacturing", "Logistics", "all"], sizes = ["<50", "50–199", "200–999", "1,000+", "unknown", "all"];
const cells: HeatCell[] = names.flatMap((row, i) => sizes.flatMap((column, j) => {
  const n = Math.round(90 / (1 + ((i * 5 + j * 3) % 7))), count = Math.round(n * (0.1 + 0.06 * ((i + 2 * j) % 7)));
  return i === 4 && j === 4 ? [] : [{row, column, n: i === 3 && j === 3 ? null : n, count, value: count / n, evidence: n < 12 ? "count_only" as const : n < 25 ? "indicative" as const : "shown" as const}];
}));
main.append(figure([heatKey([0, 0.45], {openEnds: true}), heatGrid(cells, {
  rows: names.map((key) => ({key, label: key, kind: key === "all" ? "total" : undefined})), columns: sizes.map((key) => ({key, label: key === "unknown" ? null : key, kind: key === "all" ? "total" : undefined})),
  domain: [0, 0.45], corner: "Industry", showsN: true, label: "Win rate by industry and employees"
})], {title: "Healthcare with 200 to 999 employees wins like SaaS, though Healthcare as a whole does not", how: "Share of decided deals won by industry and employees."}));

const quarters = Array.from({length: 8}, (_, i) => new Date(Date.UTC(2024, 3 * i, 1)));
main.append(h("div", {class: "cols2"},
  figure(oddsRows([
    {label: "SaaS", plain: 1.98, plain_low: 1.42, plain_high: 2.76, adjusted: 1.88, adjusted_low: 1.31, adjusted_high: 2.69, is_reversed: false},
    {label: "FinTech", plain: 1.59, plain_low: 1.05, plain_high: 2.38, adjusted: 1.49, adjusted_low: 0.97, adjusted_high: 2.28, is_reversed: false},
    {label: "Rest of world", plain: 0.52, plain_low: 0.29, plain_high: 0.94, adjusted: 1.08, adjusted_low: 0.51, adjusted_high: 2.2, is_reversed: true}
  ]), {title: "One of three survives adjustment for the other dimension", how: "Odds of winning against the rest, log scale: ● adjusted, ○ plain (grey)."}),
  figure(lineIntervals(quarters.flatMap((period, i) => ["SaaS", "The rest"].map((series, k) => {
    const n = k ? 190 + i : 55 + i, count = Math.round(n * ((k ? 0.2 : 0.31) + 0.03 * Math.sin(2 * i + k))), [low, high] = wilson(count, n);
    return {period, series, n, count, value: count / n, low, high, evidence: i === 7 && !k ? "indicative" as const : "shown" as const};
  })), {series: ["SaaS", "The rest"], label: "Win rate of SaaS and the rest by close quarter"}), {title: "SaaS has led the rest in all eight quarters", how: "Share of decided deals won by close quarter, 95 % intervals."})
));

const cohorts = Array.from({length: 10}, (_, i) => ({key: `c${i}`, label: `${2023 + Math.floor(i / 4)} Q${(i % 4) + 1}`, n: 31 + ((i * 7) % 13)}));
const ages = [3, 6, 9, 12, 15, 18, 21, 24].map((age) => ({key: String(age), label: String(age)}));
const retained: HeatCell[] = [
  ...ages.slice(0, 7).map((age, j) => ({row: "pooled", column: age.key, value: 0.99 - 0.03 * j, n: 331 - 30 * j, evidence: "shown" as const})),
  ...cohorts.flatMap((row, i) => ages.slice(0, 9 - i).map((age, j) => ({row: row.key, column: age.key, n: row.n, count: 5, value: 1 - 0.025 * j - 0.01 * (i % 3), evidence: i === 7 ? "indicative" as const : i === 8 ? "count_only" as const : "shown" as const})))
];
const grid = (title: string) => h("div", {}, h("h3", {}, title), heatGrid(retained, {
  rows: [{key: "pooled", label: "All, pooled", n: 352, kind: "pooled"}, ...cohorts], columns: ages, domain: [0.6, 1], corner: "Cohort", columnsHead: "Months since the first paid month", missing: "to come", label: `Cohort grid, ${title}`,
  thin: (columns, most) => columns.filter((_, i) => i % 2 === 1).slice(0, most)
}));
main.append(
  figure([heatKey([0.6, 1], {noun: "customers", toCome: true, openEnds: true}), h("div", {class: "cols2"}, grid("Tier 1"), grid("Tiers 2 and 3"))], {title: "Tier 1 keeps 92 % of its customers for a year, the rest 81 %", how: "Customers who have never left, as a percentage of their cohort."}),
  figure(curves([0, 1].flatMap((k) => Array.from({length: 30}, (_, t) => {
    const value = Math.exp(-(k ? 0.02 : 0.01) * t), at_risk = Math.round((k ? 460 : 352) * Math.exp(-0.09 * t));
    return {series: k ? "Tiers 2 and 3" : "Tier 1", time: t, value, low: Math.max(0, value - 0.01 - 0.004 * t), high: Math.min(1, value + 0.01 + 0.003 * t), at_risk};
  })), {series: ["Tier 1", "Tiers 2 and 3"], timeLabel: "months since the first paid month", label: "Share still customers by months", domain: [0.4, 1], timeTicks: [0, 6, 12, 18, 24]}), {title: "Half of tier 1 stays past the window; the curves part from month 4", how: "Kaplan–Meier, bands 95 %."}),
  figure(divergingBars(Array.from({length: 18}, (_, i) => ({
    month: new Date(Date.UTC(2024, i, 1)), new_mrr: 20_000 + 3_000 * (i % 5), expansion_mrr: 9_000 + 1_500 * (i % 3), reactivation_mrr: 1_500 * (i % 2), contraction_mrr: 3_000 + 700 * (i % 4), churn_mrr: 8_000 + 4_000 * (i % 6)
  })), {currency: "USD", label: "Monthly MRR movements"}), {title: "Growth came from new customers; churn took a third of it", how: "MRR in thousands of USD."}),
  h("div", {class: "cols2"},
    figure(gains([[1, 0.11, 0.18], [0.75, 0.24, 0.36, "Tier 1"], [0.6, 0.35, 0.49], [0.5, 0.57, 0.71], [0.4, 0.66, 0.79, "Tiers 1 and 2"], [0.2, 0.87, 0.92], [0, 0.965, 0.97]].map(([score_cut, deal_share, capture, tier]) =>
      ({score_cut: Number(score_cut), deal_share: Number(deal_share), capture: Number(capture), tier: (tier as string | undefined) ?? null})), {label: "Gains curve"}), {title: "Working the best-scored quarter of deals captures 36 % of wins", how: "Share of wins captured, by share of deals worked. Dashed: score unknown."}),
    figure(frontier([[1, 0.06, 1.69, 1.33, 2.13], [0.75, 0.18, 1.5, 1.27, 1.74], [0.7, 0.27, 1.41, 1.23, 1.58], [0.6, 0.33, 1.35, 1.2, 1.5], [0.5, 0.49, 1.24, 1.14, 1.34], [0.4, 0.6, 1.2, 1.11, 1.27], [0.3, 0.73, 1.12, 1.06, 1.19], [0, 0.97, 1, 0.99, 1.02]].map(([score_cut, account_share, lift, lift_low, lift_high]) =>
      ({score_cut: score_cut!, account_share: account_share!, lift: lift!, lift_low: lift_low!, lift_high: lift_high!, is_today: score_cut === 0.75})), {label: "Lift by breadth", lift: 1.3, broadness: 0.4}), {title: "Today’s cut meets both bars; so would wider ones, up to a third of accounts", how: "Lift of deals at or above each cut of the score, by share of accounts."})),
  figure(comparedRows([["Tier 1", 72, 212, 118, 330], ["Tier 2", 86, 372, 131, 560], ["Tier 3", 36, 268, 55, 438], [null, 6, 31, 12, 60], ["All", 200, 883, 316, 1388]].map(([label, a, n, b, m]) => {
    const [low, high] = wilson(Number(a), Number(n)), [low2, high2] = wilson(Number(b), Number(m));
    return {label: label as string | null, kind: label === "All" ? "all" as const : "row" as const, main: {value: Number(a) / Number(n), low, high, count: Number(a), n: Number(n)}, beside: {value: Number(b) / Number(m), low: low2, high: high2}, extra: ["1.50", "1.27–1.74"]};
  }), {heading: "Tier", mainHead: "Rate", besideHead: "Before", unit: "percent", reference, hasCounts: true, extraHeads: [{label: "Lift", width: 3.6}, {label: "95 %", width: 5.6}]}), {title: "Win rates fall from tier to tier, on new deals as on old ones", how: "● created since it took effect; ○ created before (grey)."}),
  figure(dataTable(industry, {columns: [{key: "label", label: "Industry"}, {key: "count", label: "Won", format: "count"}, {key: "n", label: "Decided", format: "count"}, {key: "value", label: "Of decided, %", format: "percent"}, {key: "difference", label: "Against the rest", format: "points"}]}), {title: "SaaS and FinTech lead on every base", how: "Percentage of deals won, by what is counted as the whole."}),
  figure(empty("No subscriptions were exported, so nothing can be said about retention.", {remedy: "Add `subscriptions` to `fitproof.yaml` (account, start, end, MRR).", yaml: "exports:\n  subscriptions:\n    files: [subscriptions.csv]", href: "#"}), {title: "Before there is anything to draw"}),
  cannotSay(["A win rate is conditional on having a deal: it says nothing about accounts never approached.", "Sellers may work tier 1 harder; on inbound deals alone the difference is **+12 points (+2 to +24)**."])
);
