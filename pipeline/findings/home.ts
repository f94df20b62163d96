import type {Database} from "../database.ts";
import {RESOLVED_SHARE} from "../icp/horizon.ts";
import type {IcpRegisterRow, IcpTierRow, IcpValidationRow} from "../schema/marts.ts";
import {changeText, comparisonsTitle, differenceText} from "./comparisonWords.ts";
import {leastOf, listed, listedFew, name, scopeOf, type Finding} from "./finding.ts";
import {day, number, percent, plural, quarter, ratio, sampleSizes} from "./format.ts";
import {findingsWithoutIcp} from "./homeWithoutIcp.ts";
import {inForce, ofVersion, readIcpRows, type IcpRows, type IcpSettings} from "./icpRows.ts";
import {scenarioLabel, scenariosTitle, verdictWord} from "./scenarioWords.ts";
import {comparedSentence, conditionsTitle, conditionWords, differenceOf, isOfFew, pointsText, reasonPhrase, settleSentence} from "./verdictWords.ts";

const page = "index";

/** What the first page says: of every ICP in force its verdict and what it rests on; without any, what the exports say by themselves. */
export async function homeFindings(db: Database): Promise<Finding[]> {
  const rows = await readIcpRows(db);
  const versions = inForce(rows.register);
  return [
    ...(versions.length === 0 ? await findingsWithoutIcp(db, rows) : [headline(versions, rows)]),
    ...versions.flatMap((version) => findingsOfIcp(version, rows)),
    ...howMade(rows.settings).map((text): Finding => ({page, figure: "how-made", scope: "default", text}))
  ];
}

function judgedOf(version: IcpRegisterRow, rows: IcpRows): IcpValidationRow | undefined {
  return ofVersion(rows.validation, version).find((row) => row.scenario === "base" && row.sample === "judged");
}

/** The verdicts of all ICPs in force in one sentence. */
function headline(versions: readonly IcpRegisterRow[], rows: IcpRows): Finding {
  const said = versions.map((version) => `**${name(version.icp)}** is **${judgedOf(version, rows)?.verdict ?? "not proven"}**`);
  const text = versions.length === 1 ? `The ICP ${said[0]}.` : `${NUMBERS[versions.length] ?? number(versions.length)} ICPs are in force: ${listedFew(said)}.`;
  return {page, figure: "headline", scope: "default", text};
}

const NO_DEALS = {reason: "no deals were exported", verdict: "Whether it tells who buys needs won and lost deals."};
const NO_DATES = "No deal carries a date of creation, so none can be said to be created since the ICP took effect: map `created_on` under `exports.opportunities.columns`.";

const NUMBERS = ["No", "One", "Two", "Three", "Four", "Five", "Six"];

function findingsOfIcp(version: IcpRegisterRow, rows: IcpRows): Finding[] {
  const judged = judgedOf(version, rows);
  if (!judged) return [];
  const {icp} = version;
  const {settings} = rows;
  const scope = scopeOf({icp});
  const least = leastOf(judged.tier1_decided_count, judged.rest_decided_count);
  const tiers = ofVersion(rows.tiers, version).filter(({sample}) => sample === "judged");
  const comparisons = ofVersion(rows.comparisons, version);
  const conditions = ofVersion(rows.conditions, version).map((row) => conditionWords(row, {judged, tiers, comparisons, hasDeals: settings.has_deals}));
  const scenarios = ofVersion(rows.validation, version).filter(({sample}) => sample === "judged");
  return [
    {page, figure: "verdict", scope, ...(settings.has_deals ? {text: comparedSentence(judged), least} : {text: NO_DEALS.verdict})},
    {page, figure: "reason", scope, text: settings.has_deals ? reasonPhrase(judged.reason_code) : NO_DEALS.reason},
    {page, figure: "settle", scope, ...(!settings.has_deals ? {text: ""} : settings.has_created_on ? {text: settleSentence(judged, settings), least} : {text: NO_DATES})},
    {page, figure: "note", scope, ...note(version, judged, rows)},
    {page, figure: "conditions", scope, text: conditionsTitle(conditions)},
    ...(comparisons.length === 0 ? [] : [{page, figure: "comparisons", scope, text: comparisonsTitle(comparisons)}]),
    ...comparisons.flatMap((row): Finding[] => {
      const own = {page, scope: scopeOf({icp, measure: row.measure}), least: leastOf(row.tier1_count, row.rest_count)};
      const change = changeText(row, settings.fiscal_year_start_month);
      return [
        {...own, figure: "reading", text: differenceText(row)},
        ...(change ? [{...own, figure: "change", text: change.change}, {...own, figure: "change-from", text: change.from}] : [])
      ];
    }),
    ...tiersFindings(tiers, settings.has_deals).map((said): Finding => ({page, scope, ...said})),
    ...(settings.has_deals ? [{page, figure: "scenarios", scope, text: scenariosTitle(scenarios)}] : []),
    ...scenarios.filter(({scenario}) => scenario !== "base").flatMap((row): Finding[] => [
      {page, figure: "scenario-label", scope: scopeOf({icp, scenario: row.scenario}), text: scenarioLabel(row)},
      {page, figure: "scenario-word", scope: scopeOf({icp, scenario: row.scenario}), text: verdictWord(row)}
    ]),
    ...cannotSay(version, rows).map((said): Finding => ({page, figure: "cannot-say", scope, ...said}))
  ];
}

/** Which version and deals, what the verdict was a quarter ago, and how the version before did. */
function note(version: IcpRegisterRow, judged: IcpValidationRow, rows: IcpRows): Pick<Finding, "text" | "least"> {
  const {fiscal_year_start_month} = rows.settings;
  const before = ofVersion(rows.comparisons, version)[0]?.previous_as_of;
  const earlier = rows.register.filter((row) => row.icp === version.icp && row.status !== "draft" && row.version_order < version.version_order).at(-1);
  const last = earlier ? judgedOf(earlier, rows) : undefined;
  const isCompared = last !== undefined && last.tier1_difference !== null && !isOfFew(last);
  const young = judged.horizon_days === null ? ""
    : ` up to ${day(judged.judged_until)}, as ${percent(RESOLVED_SHARE)} of every tier’s deals are resolved within ${plural(judged.horizon_days, "day")}`;
  const text = [
    `Version **${name(version.version)}**, in force since ${day(version.effective_from)}${
      !rows.settings.has_deals ? "" : judged.created_count === 0 ? "; no deal created since is old enough to judge it by" : `; judged on the ${plural(judged.created_count, "deal")} created since${young}`}.`,
    ...(before === undefined || judged.previous_verdict === null || !rows.settings.has_deals ? []
      : [`At the end of ${quarter(before, fiscal_year_start_month)} it was ${judged.previous_verdict === judged.verdict ? "the same" : `**${judged.previous_verdict}**`}.`]),
    ...(earlier && last?.verdict ? [`The version before, ${name(earlier.version)}, is **${last.verdict}**${
      isCompared ? `: ${pointsText(differenceOf(last))}` : ""}.`] : [])
  ].join(" ");
  return {text, least: leastOf(judged.created_count, ...(isCompared ? [last.tier1_decided_count, last.rest_decided_count] : []))};
}

/** What tier 1 is and brings; once more without revenue, whose bar the board edition does not draw where some tier won too little. */
function tiersFindings(tiers: readonly IcpTierRow[], hasDeals: boolean): Pick<Finding, "figure" | "text" | "least">[] {
  const text = tiersTitle(tiers, hasDeals), plain = tiersTitle(tiers.map((row) => ({...row, won_amount_share: null})), hasDeals);
  const counts = tiers.filter(({tier}) => tier === "1" || tier === "all").flatMap((row) => [row.account_count, row.decided_count, row.won_count]);
  return text === plain ? [{figure: "tiers", text, least: leastOf(counts)}]
    : [{figure: "tiers", text, least: leastOf(counts, tiers.map(({won_count: won}) => won))}, {figure: "tiers-wins", text: plain, least: leastOf(counts)}];
}

/** How much of the accounts tier 1 is, and how much of wins and won revenue it brings. */
export function tiersTitle(tiers: readonly IcpTierRow[], hasDeals = true): string {
  const first = tiers.find(({tier}) => tier === "1");
  if (!first || first.capture === null) {
    if (tiers.find(({tier}) => tier === "unknown")?.account_share === 1) return "No account meets or misses a criterion that is known, so none has a tier";
    return !first || first.account_share === null ? "No account or deal has been scored" : `Tier 1 is **${percent(first.account_share)}** of accounts; ${hasDeals ? "no judged deal has been won yet" : "what it brings cannot be said without deals"}`;
  }
  const won = tiers.find(({tier}) => tier === "all")?.won_count;
  if (won !== undefined && won < sampleSizes().few) {
    const share = first.account_share === null ? "" : `Tier 1 is **${percent(first.account_share)}** of accounts; `;
    return `${share}${share ? "only" : "Only"} ${plural(won, "judged deal")} ${won === 1 ? "has" : "have"} been won, too few to say what it brings`;
  }
  const [base, of] = first.account_share === null ? [first.deal_share, "decided deals"] : [first.account_share, "accounts"];
  const brings = base !== null && first.capture < base ? "brings only" : "brings";
  const revenue = first.won_amount_share === null ? "" : ` and **${percent(first.won_amount_share)}** of won revenue`;
  return `Tier 1 is **${percent(base)}** of ${of} and ${brings} **${percent(first.capture)}** of wins${revenue}`;
}

function cannotSay(version: IcpRegisterRow, rows: IcpRows): Pick<Finding, "text" | "least">[] {
  const all = ofVersion(rows.validation, version);
  const of = (wanted: string, among: string) => all.find((row) => row.scenario === wanted && row.sample === among && !isOfFew(row));
  const beside = [["on inbound deals alone", of("inbound", "judged")], ["on deals from before the version", of("base", "in_sample")]] as const;
  const said = beside.flatMap(([words, row]) => (!row || row.tier1_difference === null ? []
    : [{text: `${words} the difference is ${pointsText(differenceOf(row))}`, least: leastOf(row.tier1_decided_count, row.rest_decided_count)}]));
  return [
    {text: "A win rate is conditional on having a deal: it says nothing about companies that were never approached."},
    {text: `Sellers may work tier 1 harder than the rest${said.length === 0 ? "; these data cannot show it" : `: ${listed(said.map(({text}) => text))}`}.`, least: leastOf(...said.map(({least}) => least))},
    {text: "Firmographics are the values of the day of the export, so a company that grew is scored as it is now."}
  ];
}

/** How the verdict is made, in three lines, with the bars that were set. */
function howMade(settings: IcpSettings): string[] {
  return [
    `The ICP is written down first. Only deals created after it took effect count, so that it cannot have been fitted to them; and only those of an age at which ${percent(RESOLVED_SHARE)} of every tier’s deals are resolved, so that speed is not mistaken for wins.`,
    `Tier 1 is set against tiers 2 and 3 on won and lost new business. Six conditions, fixed beforehand, decide; among them that tier\u00a01 wins ${ratio(settings.lift)} × the average and keeps its customers no worse. Deals whose fit is unknown stand outside.`,
    `With under ${number(settings.verdict_wins)} wins or ${number(settings.verdict_losses)} losses, under ${percent(settings.resolved)} resolved, or an interval that includes no difference, it is “not proven”, and the page says how many deals are missing.`
  ];
}
