import {stillToCome} from "../icp/words.ts";
import {NO_DATE} from "../ingest/dataDate.ts";
import type {Database} from "../database.ts";
import type {IcpDriftRow, IcpGainsRow, IcpRegisterRow, IcpTierRow, IcpValidationRow} from "../schema/marts.ts";
import {leastOf, listed, name, scopeOf, type Finding} from "./finding.ts";
import {day, digitsBeside, number, percent, percentBeside, plural, quarter, ratio, ratioBeside, ratioRange, sampleSizes} from "./format.ts";
import {ofVersion, readIcpRows, type IcpRows, type IcpSettings} from "./icpRows.ts";
import {scenarioLabel, scenariosTitle, verdictWord} from "./scenarioWords.ts";
import {readYoungDeals, youngSentence, type YoungDeals} from "./youngDeals.ts";
import {comparedSentence, differenceOf, isOfFew, pointsText, settleSentence, wonOf} from "./verdictWords.ts";

const page = "icp-validation";

/** What the validation page says of every version and choice of deals. */
export async function icpValidationFindings(db: Database): Promise<Finding[]> {
  const rows = await readIcpRows(db);
  const young = await readYoungDeals(db);
  return rows.register.flatMap((version) => findingsOfVersion(version, rows, ofVersion(young, version)[0]));
}

function findingsOfVersion(version: IcpRegisterRow, rows: IcpRows, young: YoungDeals | undefined): Finding[] {
  const {settings} = rows;
  const all = ofVersion(rows.validation, version);
  const base = all.filter(({scenario}) => scenario === "base");
  const tiers = ofVersion(rows.tiers, version);
  const past = base.find(({sample}) => sample === "in_sample");
  const key = {icp: version.icp, version: version.version};
  const scope = scopeOf(key);
  const judged = base.find(({sample}) => sample === "judged");
  const ranked = (judged?.auc ?? null) === null ? past : judged;
  const foretold = calibrated(ofVersion(rows.drift, version), version);
  const scenarios = all.filter(({sample}) => sample === "judged");
  const since = base.find(({sample}) => sample === "out_of_time");
  const inbound = scenarios.find(({scenario}) => scenario === "inbound");
  const waits = waiting(version, settings.as_of);
  return [
    ...samplesOf(base).flatMap((row): Finding[] => {
      // The young deals could be had from the two sentences where they are few.
      const young = row.sample === "out_of_time" && judged ? [row.tier1_decided_count - judged.tier1_decided_count, row.rest_decided_count - judged.rest_decided_count] : [];
      const own = {page, scope: scopeOf({...key, sample: row.sample}), least: leastOf(row.tier1_decided_count, row.rest_decided_count, ...young)};
      const gains = ofVersion(rows.gains, version).filter(({sample}) => sample === row.sample);
      return [
        {...own, figure: "headline", text: headline(row, version, tiers, settings)},
        {...own, figure: "tiers", text: tiersTitle(tiers.filter(({sample}) => sample === row.sample), row.sample === "in_sample" ? [] : tiers.filter(({sample}) => sample === "in_sample"))},
        {...own, figure: "gains", text: gainsTitle(gains)},
        {...own, figure: "frontier", text: frontierTitle(gains, version.tier_1_cut, settings), least: leastOf(own.least, todaysCut(gains, version.tier_1_cut)?.account_count)},
        ...narrowed(todaysCut(gains, version.tier_1_cut), tiers.find(({sample, tier}) => sample === row.sample && tier === "1")).map((said) => ({...own, figure: "narrowed", ...said}))
      ];
    }),
    {page, figure: "auc", scope, text: aucTitle(ranked), least: leastOf(ranked?.tier1_decided_count, ranked?.rest_decided_count)},
    {page, figure: "calibration", scope, text: calibrationTitle(foretold, settings), least: leastOf(...foretold.filter(isOff).map(({decided_count}) => decided_count))},
    {page, figure: "contamination", scope, text: contamination(version, judged, past, settings), least: leastOf(past?.tier1_decided_count, past?.rest_decided_count, judged?.tier1_decided_count, judged?.rest_decided_count)},
    {page, figure: "selection", scope, text: waits !== null ? LATER_SELECTION : selection(inbound, base.find(({sample}) => sample === "inbound")), least: leastOf(inbound?.tier1_decided_count, inbound?.rest_decided_count)},
    {page, figure: "young", scope, text: waits !== null ? `${waits}, so no deal is out of time and none is judged.` : youngSentence(young, judged, since), least: leastOf(young?.young_count, young?.next_count, since?.created_count)},
    {page, figure: "scenarios", scope, text: scenariosTitle(scenarios)},
    ...scenarios.flatMap((row): Finding[] => [
      {page, figure: "scenario-label", scope: scopeOf({...key, scenario: row.scenario}), text: scenarioLabel(row)},
      {page, figure: "scenario-word", scope: scopeOf({...key, scenario: row.scenario}), text: verdictWord(row)}
    ]),
    ...cannotSay(tiers, version, settings).map((said): Finding => ({page, figure: "cannot-say", scope, ...said}))
  ];
}

/** Why no deal can be out of time yet; null of a version that has taken effect. */
export function waiting({status, effective_from: from}: IcpRegisterRow, asOf: string): string | null {
  return status === "draft" ? "A draft is not in force" : stillToCome(from, asOf);
}

const LATER_SELECTION = "Sellers may work some companies harder, and then those win more for that alone. Inbound deals will show it once the version is in force.";

/** The choices of deals: the judged ones first; those that are the same deals under another name are left out. A version without newer deals has only past ones. */
export function samplesOf(base: readonly IcpValidationRow[]): IcpValidationRow[] {
  const of = (sample: string) => base.find((row) => row.sample === sample);
  const since = of("out_of_time");
  const found = [of("judged"), since, of("own_reign"), of("inbound")].filter((row) => row !== undefined && row.tier1_decided_count + row.rest_decided_count > 0) as IcpValidationRow[];
  const distinct = found.filter((row) => row.sample !== "own_reign" || row.created_count !== since?.created_count);
  return distinct.length > 0 ? distinct : base.filter(({sample}) => sample === "in_sample");
}

export function headline(row: IcpValidationRow, version: IcpRegisterRow, tiers: readonly IcpTierRow[], settings: IcpSettings): string {
  if (version.status !== "draft" && row.sample === "in_sample" && row.tier1_decided_count + row.rest_decided_count === 0) return "So far it is a hypothesis: no deal is decided, whether created before it took effect or since.";
  const first = tiers.find(({sample, tier}) => sample === row.sample && tier === "1");
  const start = row.sample === "judged" && row.verdict ? {supported: "It holds so far. ", contradicted: "It does not: the deals contradict it. ", "not proven": "Not proven. "}[row.verdict]
    : version.status === "draft" ? "A draft is a hypothesis, without a verdict. " : row.sample === "in_sample" ? `So far it is a hypothesis: ${
      waiting(version, settings.as_of) === null ? "no deal created since it took effect is decided" : "it is not in force yet"}. ` : "";
  // Where a limit beside 1 needs two decimals, so does what it is the limit of.
  const digits = [first?.lift_low, first?.lift_high].some((limit) => typeof limit === "number" && digitsBeside(limit, 1, 1) > 1) ? 2 : 1;
  const lift = !isOfFew(row) && first && first.lift !== null ? ` Tier 1 wins **${ratioBeside(first.lift, settings.lift, digits)} × the average**${first.lift_low === null ? "" : ` (${ratioRange(first.lift_low, first.lift_high, digits)})`}.` : "";
  const settle = row.sample === "judged" ? settleSentence(row, settings) : "";
  return `${start}${comparedSentence(row, version.status === "draft" ? "Of past deals" : undefined)}${lift}${settle ? ` ${settle}` : ""}`;
}

/** Whether rates fall from tier to tier, on new deals and on old ones. */
export function tiersTitle(newer: readonly IcpTierRow[], older: readonly IcpTierRow[]): string {
  const [now, before] = [falls(newer), falls(older)];
  if (now === null) return "Too few deals of some tier are decided to say whether win rates fall";
  if (before === null) return now ? "Win rates fall from tier to tier" : "Win rates do not fall from tier to tier";
  if (now) return before ? "Win rates fall from tier to tier, on new deals as on old ones" : "Win rates fall from tier to tier on new deals, though not on old ones";
  return before ? "Win rates fell from tier to tier on old deals, and no longer do on new ones" : "Win rates fall from tier to tier neither on new deals nor on old ones";
}

/** Whether steadied rates fall from each tier to the next; null with fewer than two tiers, or too few deals of one for a rate. */
function falls(rows: readonly IcpTierRow[]): boolean | null {
  const decided = rows.filter(({tier, decided_count: n}) => ["1", "2", "3"].includes(tier) && n > 0);
  const rates = decided.map(({shrunk_win_rate: rate}) => rate ?? 0);
  return rates.length < 2 || decided.some(({decided_count: n}) => n < sampleSizes().few) ? null : rates.every((rate, i) => i === 0 || rate < rates[i - 1]! - 1e-12);
}

/** What working the best-scored quarter of deals would capture; between two cuts, ties are averaged. */
export function gainsTitle(points: readonly IcpGainsRow[]): string {
  const curve = [{deal_share: 0, capture: 0}, ...points.flatMap(({deal_share: x, capture: y}) => (x === null || y === null ? [] : [{deal_share: x, capture: y}]))];
  const next = curve.findIndex(({deal_share: x}) => x >= 0.25);
  if (next < 1) return "No deal has been won yet";
  if (decidedOf(points) < sampleSizes().few) return TOO_FEW;
  const [a, b] = [curve[next - 1]!, curve[next]!];
  const capture = a.capture + (b.deal_share === a.deal_share ? 0 : ((0.25 - a.deal_share) / (b.deal_share - a.deal_share)) * (b.capture - a.capture));
  return `Working the best-scored quarter of deals captures ${percent(capture)} of wins`;
}

const TOO_FEW = "Too few deals are decided to say what a cut of the score brings";

/** The lowest cut takes in all of them. */
function decidedOf(points: readonly IcpGainsRow[]): number {
  return Math.max(0, ...points.map(({decided_count: n}) => n));
}

function drawnCuts(points: readonly IcpGainsRow[]): IcpGainsRow[] {
  return points.filter((row) => row.score_cut !== null && row.lift !== null && row.account_share !== null && row.decided_count > 0);
}

function todaysCut(points: readonly IcpGainsRow[], cut: number): IcpGainsRow | undefined {
  return drawnCuts(points).filter(({score_cut: score}) => score! >= cut - 1e-9).at(-1);
}

/** Whether today's cut of the score wins enough more and is narrow enough, and which other cuts would. */
export function frontierTitle(points: readonly IcpGainsRow[], cut: number, {lift, broadness}: Pick<IcpSettings, "lift" | "broadness">): string {
  const cuts = drawnCuts(points).filter((row) => row.decided_count >= sampleSizes().few);
  const today = todaysCut(points, cut);
  if (!today) return "No deal reaches today’s cut of the score";
  if (decidedOf(points) < sampleSizes().few) return TOO_FEW;
  if (today.decided_count < sampleSizes().few) return "Too few decided deals reach today’s cut to say how often they are won";
  const meets = (row: IcpGainsRow) => row.lift! >= lift && row.account_share! <= broadness;
  const wider = cuts.filter((row) => meets(row) && row.score_cut! < today.score_cut!).map((row) => row.account_share!);
  const any = cuts.filter(meets);
  if (meets(today)) return `Today’s cut meets both bars${wider.length > 0 && Math.max(...wider) > today.account_share! + 0.005 ? `; so would wider ones, up to ${percent(Math.max(...wider))} of accounts` : ""}`;
  const failing = today.lift! < lift ? `Today’s cut wins ${ratioBeside(today.lift, lift)} × the average, under the bar of ${ratio(lift)}` : `Today’s cut takes in ${percentBeside(today.account_share, broadness)} of accounts, over ${percent(broadness)}`;
  return any.length === 0 ? `${failing}; no cut of this score meets both bars` : `${failing}; a cut at ${ratio(any.at(-1)!.score_cut)} would meet both`;
}

/** What is not in the score makes tier 1 smaller than its cut: nothing where it does not. */
export function narrowed(today: IcpGainsRow | undefined, first: IcpTierRow | undefined): Pick<Finding, "text" | "least">[] {
  const [cut, tier] = [percent(today?.account_share), percent(first?.account_share)];
  return !today || !first || cut === tier ? [] : [{
    text: `By the score alone: required criteria and disqualifiers narrow tier 1 from ${cut} to ${tier} of accounts.`, least: leastOf(today.account_count, first.account_count)
  }];
}

/** The AUC in words: `A random won deal outranks a random lost one 66 times in 100 (62 to 70)`. */
export function aucTitle(row: IcpValidationRow | undefined): string {
  if (!row || row.auc === null || row.tier1_decided_count + row.rest_decided_count < sampleSizes().few) return "The score cannot be tried on won against lost deals yet";
  const said = `A random won deal outranks a random lost one ${times(row.auc)} times in 100`;
  if (row.auc_low === null || row.auc_high === null) return said;
  return `${said} (${times(row.auc_low)} to ${times(row.auc_high)})${row.auc_low <= 0.5 && row.auc_high >= 0.5 ? ": it may be no better than a coin" : row.auc_high < 0.5 ? ": worse than a coin" : ""}`;
}

function times(probability: number): string {
  return number(100 * probability);
}

/** The complete quarters of the last two years in which wins were foretold: the version's own where there are any. */
function calibrated(drift: readonly IcpDriftRow[], version: IcpRegisterRow): IcpDriftRow[] {
  const known = drift.filter(({tier, ratio: value}) => tier !== "all" && tier !== "unknown" && value !== null);
  const since = version.effective_from;
  const own = since === null ? [] : known.filter(({quarter: first}) => first >= since.slice(0, 8) + "01");
  const list = own.length > 0 ? own : known;
  const quarters = [...new Set(list.map(({quarter: first}) => first))].toSorted().slice(-8);
  return list.filter(({quarter: first}) => quarters.includes(first));
}

function isOff({ratio_low: low, ratio_high: high}: IcpDriftRow): boolean {
  return (low !== null && low > 1) || (high !== null && high < 1);
}

export function calibrationTitle(rows: readonly IcpDriftRow[], {fiscal_year_start_month: start}: Pick<IcpSettings, "fiscal_year_start_month">): string {
  if (rows.length === 0) return "Too few quarters to foretell wins from";
  const off = rows.filter(isOff);
  if (off.length === 0 && rows.reduce((sum, row) => sum + (row.expected_wins ?? 0), 0) < sampleSizes().few) return "Too few wins are expected to say whether they come as foretold";
  const quarters = new Set(rows.map(({quarter: first}) => first)).size;
  if (off.length === 0) return quarters === 1 ? "Wins came as expected" : `Wins came as expected in ${quarters === 2 ? "both" : `all ${number(quarters)}`} quarters`;
  const said = off.slice(0, 3).map((row) => `tier ${row.tier} in ${quarter(row.quarter, start)} (${row.ratio! > 1 ? "more" : "fewer"})`);
  return `Wins came as expected but for ${listed(off.length > 3 ? [...said, `${number(off.length - 3)} more`] : said)}`;
}

/** Whether the ICP could have been fitted to the deals that test it, with the numbers that bear on it. */
export function contamination(version: IcpRegisterRow, judged: IcpValidationRow | undefined, past: IcpValidationRow | undefined, {as_of: asOf}: IcpSettings): string {
  const written = version.written_on === null ? "It does not say when it was written," : `It was written on ${day(version.written_on)}`;
  const effective = version.effective_from === null ? "has no date from which it is in force" : `${version.effective_from > asOf ? "takes effect" : "took effect"} on ${day(version.effective_from)}`;
  const seen = version.first_seen_on === null || version.first_seen_on === NO_DATE ? "" : ` This very file was first seen in the run of **${day(version.first_seen_on)}**${
    version.effective_from === null ? "" : version.first_seen_on <= version.effective_from ? ", before it took effect"
      : version.is_edited ? ", after it took effect: an earlier run knew another file of this version" : ", after it took effect: that it was not changed in between rests on its own word"}.`;
  const start = `${written} and ${effective}.${seen}`;
  if (!past || past.tier1_difference === null) return `${start} ${past && past.tier1_decided_count + past.rest_decided_count > 0 ? "Of deals from before it too few are decided" : "No deals from before it are there"} to compare with.`;
  const before = `On the ${number(past.tier1_decided_count + past.rest_decided_count)} decided deals from before, which its authors could have seen, ${isOfFew(past) ? "too few are decided for a rate" : `the difference is **${pointsText(differenceOf(past))}**`}`;
  if (!judged || judged.tier1_difference === null) return `${start} ${before}; no newer ones are old enough to judge, so that this is a hypothesis.`;
  const overlaps = judged.tier1_difference_low! <= past.tier1_difference && judged.tier1_difference_high! >= past.tier1_difference;
  const change = isOfFew(past) || isOfFew(judged) || past.tier1_difference_low! <= 0 ? "" : judged.tier1_difference >= past.tier1_difference ? " The lead has not shrunk." : overlaps ? " The lead is smaller, no more than by chance." : " The lead has shrunk: part of it was fitted, or has gone.";
  return `${start} It is judged only on the ${plural(judged.created_count, "deal")} created since and old enough. ${before}; on the judged ones ${isOfFew(judged) ? "too few are decided for a rate" : `**${pointsText(differenceOf(judged))}**`}.${change}`;
}

/** Whether sellers could have made it true, by the judged deals that came by themselves. */
export function selection(inbound: IcpValidationRow | undefined, since: IcpValidationRow | undefined): string {
  const start = "Sellers may work tier 1 harder, and then it wins more for that alone.";
  if (!inbound || inbound.tier1_decided_count + inbound.rest_decided_count === 0) {
    return since && since.tier1_decided_count + since.rest_decided_count > 0 ? `${start} No decided inbound deal is old enough yet to look into this.` : `${start} No decided deal since it took effect is known to be inbound, so this cannot be looked into: name the lead sources under \`exports.opportunities.inbound\`.`;
  }
  const sides = `tier 1 won ${wonOf(inbound.tier1_won_count, inbound.tier1_decided_count)}, tiers 2 and 3 ${wonOf(inbound.rest_won_count, inbound.rest_decided_count)}`;
  if (isOfFew(inbound)) return `${start} Inbound deals choose us: of those old enough to judge, ${sides}: too few to tell.`;
  const {low, high} = differenceOf(inbound);
  const reading = low! > 0 ? "The lead is there without sellers’ choice." : high! < 0 ? "There it trails." : "There no difference can be told from chance.";
  return `${start} Inbound deals choose us: of those old enough to judge, ${sides}: **${pointsText(differenceOf(inbound))}**. ${reading}`;
}

/** What these data cannot tell, whichever deals are chosen. */
export function cannotSay(tiers: readonly IcpTierRow[], version: IcpRegisterRow, {as_of: asOf}: IcpSettings): Pick<Finding, "text" | "least">[] {
  const [unknown, all] = ["unknown", "all"].map((of) => tiers.find(({sample, tier}) => sample === "all" && tier === of));
  return [
    {text: "It compares companies that had a deal with each other, not with the market."},
    {text: `Columns count as exported${asOf === NO_DATE ? "" : ` on ${day(asOf)}`}, so a company that grew since its deal is scored at its present size.`},
    ...(unknown && unknown.decided_count > 0 ? [{text: `Of all ${plural(all?.decided_count ?? 0, "decided deal")}, old and new, ${number(unknown.decided_count)} ${
      unknown.decided_count === 1 ? "has no known criterion: it is" : "have no known criterion: they are"} in the base rate and in no tier.`, least: unknown.decided_count}] : []),
    ...(version.status === "draft" ? [{text: `**${name(version.version)}** is a draft: what stands here comes from deals that its authors could have seen.`}] : [])
  ];
}
