import type {Database} from "../database.ts";
import {grouped} from "../grouped.ts";
import type {IcpCriterionEvidenceRow, IcpDisqualifierLedgerRow, IcpDriftRow, IcpOpenPipelineRow, IcpRegisterRow, IcpVersionChangeRow, IcpVersionComparisonRow} from "../schema/marts.ts";
import {icpEvidenceFindings, isTold} from "./icpEvidence.ts";
import {leastOf, listed, listedFew, name, scopeOf, type Finding} from "./finding.ts";
import {countOf, money, number, numbersApart, percent, plural, pointsWithRange, quarter, sampleSizes} from "./format.ts";
import {pointsText, wonOf} from "./verdictWords.ts";

/** What the pages icp, icp-versions and accounts say, for every version and pair of versions. */
export async function icpPagesFindings(db: Database): Promise<Finding[]> {
  const [settings] = await db.rows<{fiscal: number; q: number; currency: string}>(
    "select getvariable('fiscal_year_start_month')::integer as fiscal, getvariable('q')::double as q, getvariable('currency') as currency");
  const register = await db.rows<IcpRegisterRow>("from icp_register");
  const evidence = await db.rows<IcpCriterionEvidenceRow>("from icp_criteria_evidence");
  const ledger = await db.rows<IcpDisqualifierLedgerRow>("from icp_disqualifier_ledger");
  const drift = await db.rows<IcpDriftRow>("from icp_drift where is_complete");
  const comparison = await db.rows<IcpVersionComparisonRow>("from icp_version_comparison");
  const tiers = await db.rows<{icp: string; version: string; tier: string; account_count: number; account_share: number | null; won_count: number; lost_count: number}>(
    "select icp, version, tier, account_count, account_share, won_count, lost_count from icp_tiers where scenario = 'base' and sample = 'all'");
  // As many as icp_misfits has rows, which would have to look up every deal's texts to count them.
  const exceptions = tiers.flatMap(({icp, version, tier, won_count, lost_count}) =>
    (tier === "3" ? [{icp, version, kind: "won_tier_3", count: won_count}] : tier === "1" ? [{icp, version, kind: "lost_tier_1", count: lost_count}] : []));
  const missed = await db.rows<{icp: string; version: string; criterion: string; missed_count: number}>(`
    select versions.icp, versions.version, rules.criterion, sum(deals.won_count)::integer as missed_count
    from int_icp_scores as scores
    inner join (select profile_key, sum(won_count) as won_count from int_icp_decided_profiles group by profile_key) as deals using (profile_key)
    inner join int_icp_versions as versions using (version_key)
    inner join int_icp_rules as rules using (version_key)
    where scores.is_in_scope and scores.tier = 3 and deals.won_count > 0 and rules.role = 'criterion' and (scores.missed_mask & rules.mask) <> 0
    group by versions.icp, versions.version, rules.criterion, rules.position
    order by missed_count desc, rules.position`);
  const pipeline = await db.rows<IcpOpenPipelineRow>("from icp_open_pipeline");
  const changes = await db.rows<IcpVersionChangeRow>("from icp_version_changes");
  return [
    ...register.flatMap((version) => {
      const own = <T extends {icp: string; version: string}>(rows: readonly T[]) => rows.filter((row) => row.icp === version.icp && row.version === version.version);
      const scope = scopeOf({icp: version.icp, version: version.version});
      return [
        {page: "icp", figure: "headline", scope, text: criteriaFinding(version, own(evidence), settings!.q), least: leastTested(own(evidence))},
        ...icpEvidenceFindings(own(evidence), settings!).map(({figure, text, least}): Finding => ({page: "icp", figure, scope, text, least})),
        ...disqualifierFinding(own(ledger)).map((said): Finding => ({page: "icp", figure: "disqualifiers", scope, ...said})),
        ...changesFinding(own(changes)).map((text): Finding => ({page: "icp", figure: "changes", scope, text})),
        ...untestedFinding(own(evidence)).map((text): Finding => ({page: "icp", figure: "untested", scope, text})),
        {page: "icp-versions", figure: "drift", scope, text: driftFinding(own(drift), settings!.fiscal)},
        ...quartersFinding(own(drift)).map(({text, least}): Finding => ({page: "icp-versions", figure: "quarters", scope, text, least})),
        ...pipelineFinding(own(pipeline), settings!.currency).map((text): Finding => ({page: "accounts", figure: "pipeline", scope, text, least: leastOf(...own(pipeline).map(({open_count}) => open_count))})),
        {page: "accounts", figure: "headline", scope, text: accountsFinding(own(tiers), own(exceptions)), least: leastOf(...own(tiers).map(({account_count}) => account_count), ...own(exceptions).map(({count}) => count))},
        ...exceptionTitles(own(tiers), own(missed).map((row) => ({...row, label: own(evidence).find(({criterion}) => criterion === row.criterion)?.label ?? row.criterion})))
          .map(({figure, text, least}): Finding => ({page: "accounts", figure, scope, text, least}))
      ];
    }),
    ...comparisonFindings(comparison, register)
  ];
}

/** The fewest deals behind the differences that the sentence on the criteria may name. */
function leastTested(rows: readonly IcpCriterionEvidenceRow[]): number | null {
  const counts = rows.filter((row) => row.q_value !== null).flatMap((row) => [row.met_decided_count, row.missed_decided_count]);
  return counts.length > 0 ? Math.min(...counts) : null;
}

export function criteriaFinding({version, status}: IcpRegisterRow, rows: readonly IcpCriterionEvidenceRow[], q: number): string {
  const tested = rows.filter((row) => isTold(row, q));
  if (rows.length === 0) return `Version ${name(version)} has no criteria.`;
  if (tested.length === 0) {
    return rows.length === 1 ? "Its one criterion cannot be tested yet: too few deals are decided, or the exports lack its column."
      : `None of the **${number(rows.length)}** criteria can be tested yet: too few deals are decided, or the exports lack their columns.`;
  }
  const earning = tested.filter((row) => row.q_value! <= q && (row.difference ?? 0) > 0);
  const against = tested.filter((row) => row.q_value! <= q && (row.difference ?? 0) < 0);
  const best = earning.toSorted((a, b) => (b.difference_low ?? 0) - (a.difference_low ?? 0))[0];
  const parts = [
    earning.length === 0 ? `${tested.length === 1 ? "The **one** testable criterion **does not** mark" : `${tested.length === 2 ? "**Neither** of the two" : `**None** of the ${number(tested.length)}`} testable criteria marks`} companies that buy more often beyond chance`
      : `${tested.length === 1 ? "The **one** testable criterion" : `${earning.length < tested.length ? `**${number(earning.length)} of ${number(tested.length)}**` : tested.length === 2 ? "**Both**" : `**All ${number(tested.length)}**`} testable criteria`} ${earning.length === 1 ? "marks" : "mark"} companies that buy more often beyond chance${best ? ` (${name(best.label ?? best.criterion)}${earning.length > 1 ? " most" : ""}: ${pointsWithRange(best.difference, best.difference_low, best.difference_high)} points)` : ""}`,
    ...(against.length > 0 ? [`**${tested.length === 1 ? "it" : number(against.length)}** ${against.length === 1 ? "marks" : "mark"} companies that buy **less** often (${listedFew(against.map(({label, criterion}) => name(label ?? criterion)))})`] : [])
  ];
  const past = status === "draft" ? " It is a draft: these are hypotheses from past deals." : "";
  return `${parts.join("; ")}.${past}`;
}

export function disqualifierFinding(rows: readonly IcpDisqualifierLedgerRow[]): Pick<Finding, "text" | "least">[] {
  const tested = rows.filter(({deals_stopped}) => deals_stopped > 0);
  if (rows.length === 0) return [];
  if (rows.every(({deal_count}) => deal_count === 0)) return [{text: "No new-business deal is decided yet, so no disqualifier could have stopped one."}];
  if (tested.length === 0) return [{text: "No disqualifier would have stopped a deal."}];
  const worst = tested.toSorted((a, b) => b.wins_lost - a.wins_lost || (b.share_of_selling_days ?? 0) - (a.share_of_selling_days ?? 0))[0]!;
  const text = worst.wins_lost === 0
    ? `No disqualifier would have cost a win; “${name(worst.label ?? worst.disqualifier)}” alone would have saved ${percent(worst.share_of_selling_days)} of selling days.`
    : `“${name(worst.label ?? worst.disqualifier)}” would have stopped ${plural(worst.deals_stopped, "deal")}, ${percent(worst.share_of_selling_days)} of selling days; of those decided **${wonOf(worst.wins_lost, worst.stopped_decided_count)}** won${
      worst.stopped_decided_count < sampleSizes().few ? "" : `, of all others ${percent(worst.other_win_rate)}: **${pointsText({difference: worst.difference, low: worst.difference_low, high: worst.difference_high})}**`}.`;
  return [{text, least: leastOf(worst.deals_stopped, worst.accounts_stopped, worst.stopped_decided_count, worst.other_decided_count)}];
}

function untestedFinding(rows: readonly IcpCriterionEvidenceRow[]): string[] {
  const untestable = rows.filter(({status}) => status === "untestable");
  const suspended = rows.filter(({status}) => status === "suspended");
  return [
    ...(untestable.length > 0 ? [`**Not testable with these exports:** ${listedFew(untestable.map((row) => `${name(row.label ?? row.criterion)} (needs a column for ${name(row.column_name ?? row.criterion)})`))}. Worth nothing to anyone until then.`] : []),
    ...(suspended.length > 0 ? [`**Suspended:** ${listedFew(suspended.map((row) => name(row.label ?? row.criterion)))}. The column looks as if filled in or changed because a deal was decided, and then it cannot tell who will buy; \`allow_leak\` with a reason overrides this.`] : [])
  ];
}

export function driftFinding(rows: readonly IcpDriftRow[], fiscal: number): string {
  const beyond = [...new Set(rows.filter((row) => row.psi !== null && row.psi_critical !== null && row.psi > row.psi_critical).map(({quarter: day}) => day))].toSorted();
  const compared = new Set(rows.filter((row) => row.psi !== null).map(({quarter: day}) => day)).size;
  if (compared === 0) return "Too few deals before this version to say whether its tiers have drifted.";
  if (beyond.length === 0) return `The mix of tiers has not moved beyond chance in ${compared === 1 ? "the **one quarter**" : `any of **${number(compared)} quarters**`} compared with the year before this version.`;
  const shown = `${beyond.length > 3 ? "last in " : ""}${listed(beyond.slice(-3).map((day) => quarter(day, fiscal)))}`;
  return `The mix of tiers has moved beyond chance in **${number(beyond.length)} of ${plural(compared, "quarter")}** compared with the year before this version: ${shown}.`;
}

const CHANGES = [["changed", "changed"], ["added", "added"], ["removed", "removed"]] as const;

function changesFinding(rows: readonly IcpVersionChangeRow[]): string[] {
  if (rows.length === 0) return [];
  const parts = CHANGES.flatMap(([kind, word]) => {
    const count = rows.filter(({change}) => change === kind).length;
    return count > 0 ? [`${number(count)} ${word}`] : [];
  });
  return [`Since ${name(rows[0]!.previous_version)}: of criteria, disqualifiers and settings ${listed(parts)}`];
}

/** Of the last twelve quarters with decided deals, as many as the figure draws. */
function quartersFinding(rows: readonly IcpDriftRow[]): {text: string; least: number}[] {
  const {few} = sampleSizes();
  const days = rows.filter(({tier, decided_count}) => tier === "all" && decided_count > 0).map(({quarter: day}) => day).toSorted().slice(-12);
  const pairs = days.flatMap((day) => {
    const [first, third] = ["1", "3"].map((tier) => rows.find((row) => row.quarter === day && row.tier === tier));
    return first && third && first.decided_count >= few && third.decided_count >= few ? [{first, third}] : [];
  });
  if (pairs.length === 0) return [];
  const more = pairs.filter(({first, third}) => first.win_rate! > third.win_rate!).length;
  const least = Math.min(...pairs.flatMap(({first, third}) => [first.decided_count, third.decided_count]));
  return [{text: `Tier 1 won more often than tier 3 in ${more === pairs.length && more > 1 ? `all ${number(more)} quarters` : `${number(more)} of ${plural(pairs.length, "quarter")}`} with ${number(few)} decided deals or more in both`, least}];
}

function pipelineFinding(rows: readonly IcpOpenPipelineRow[], currency: string): string[] {
  const count = rows.reduce((sum, row) => sum + row.open_count, 0), amount = rows.reduce((sum, row) => sum + (row.open_amount ?? 0), 0);
  if (count === 0) return [];
  const first = rows.find(({tier}) => tier === "1");
  const part = amount > 0 ? ` and ${money(first?.open_amount ?? 0, {currency})} of ${money(amount, {currency})}` : "";
  return [`Of the open new-business pipeline tier 1 is ${number(first?.open_count ?? 0)} of ${plural(count, "deal")}${part}`];
}

export function accountsFinding(
  tiers: readonly {tier: string; account_count: number; account_share: number | null}[], exceptions: readonly {kind: string; count: number}[]
): string {
  const first = tiers.find(({tier}) => tier === "1");
  const all = tiers.find(({tier}) => tier === "all");
  if (!first || !all || all.account_count === 0) return "No accounts were exported, so none can be scored.";
  const count = (kind: string) => exceptions.find((row) => row.kind === kind)?.count ?? 0;
  const scored = `**${number(first.account_count)} of ${number(all.account_count)}** accounts are in tier 1.`;
  if (exceptions.every(({count: n}) => n === 0)) return `${scored} No deal was won in tier 3 or lost in tier 1.`;
  return `${scored} **${number(count("won_tier_3"))}** ${count("won_tier_3") === 1 ? "deal was" : "deals were"} won in tier 3 and **${number(count("lost_tier_1"))}** lost in tier 1: the exceptions below.`;
}

/** The exceptions against all deals of their kind, and the criterion that most of those won in tier 3 missed; `missed` is in that order. */
export function exceptionTitles(
  tiers: readonly {readonly tier: string; readonly won_count: number; readonly lost_count: number}[], missed: readonly {readonly label: string; readonly missed_count: number}[]
): Pick<Finding, "figure" | "text" | "least">[] {
  const [first, third, all] = ["1", "3", "all"].map((tier) => tiers.find((row) => row.tier === tier));
  const [most] = missed;
  return [
    ...(third && all && third.won_count > 0 ? [{
      figure: "won_tier_3", least: leastOf(third.won_count, all.won_count, most?.missed_count),
      text: `${number(third.won_count)} of ${plural(all.won_count, "win")} came from tier 3${!most ? "" : `; ${third.won_count === 1 ? "it" : most.missed_count === third.won_count ? "all of them" : `${number(most.missed_count)} of them`} missed “${name(most.label)}”`}`
    }] : []),
    ...(first && first.lost_count > 0 ? [{
      figure: "lost_tier_1", least: leastOf(first.lost_count, first.won_count), text: `${number(first.lost_count)} of ${plural(first.won_count + first.lost_count, "decided deal")} in tier 1 ${first.lost_count === 1 ? "was" : "were"} lost`
    }] : [])
  ];
}

/** That it is a hypothesis, where a version could have been fitted to some of the deals or to all of them. */
export function pastSentence(
  {icp, sample, version_a: a, version_b: b}: IcpVersionComparisonRow, rows: readonly Pick<IcpVersionComparisonRow, "icp" | "sample" | "version_a" | "version_b">[], register: readonly Pick<IcpRegisterRow, "icp" | "version" | "status">[]
): string {
  const has = (wanted: string) => rows.some((row) => row.icp === icp && row.version_a === a && row.version_b === b && row.sample === wanted);
  const isDraft = register.some((row) => row.icp === icp && (row.version === a || row.version === b) && row.status === "draft");
  if (sample === "in_sample" || isDraft || (sample === "all" && !has("out_of_time"))) return " These are past deals: a hypothesis.";
  return sample === "all" && has("in_sample") ? " Past deals are among these: a hypothesis." : "";
}

function comparisonFindings(rows: readonly IcpVersionComparisonRow[], register: readonly IcpRegisterRow[]): Finding[] {
  return [...grouped(rows, ({icp, sample, version_a, version_b}) => scopeOf({icp, sample, version_a, version_b}))].flatMap(([scope, group]) => {
    const first = group.find((row) => row.tier_a === "all" && row.tier_b === "all") ?? group[0]!;
    const cells = group.filter((row) => row.tier_a !== "all" && row.tier_b !== "all");
    const decided = cells.reduce((sum, row) => sum + row.decided_count, 0);
    const moved = cells.filter((row) => row.tier_a !== row.tier_b).reduce((sum, row) => sum + row.decided_count, 0);
    return [
      {page: "icp-versions", figure: "headline", scope, text: `${comparisonFinding(first)}${pastSentence(first, rows, register)}`, least: leastOf(decided)},
      {page: "icp-versions", figure: "moved", scope, text: `${countOf(moved, decided)} decided deals ${moved === 1 ? "changes" : "change"} tier.`, least: SUM_OF_CELLS},
      ...movesFinding(cells).map((text): Finding => ({page: "icp-versions", figure: "moves", scope, text, least: SUM_OF_CELLS}))
    ];
  });
}

/** What a sum rests on whose cells stand below it: where some of them are hidden, it would tell those, less the ones that are shown. */
const SUM_OF_CELLS = 0;

/** Which version ranks won deals over lost ones more often; the second is named first unless the first is surely better. */
export function comparisonFinding({version_a, version_b, auc_a, auc_b, auc_difference: difference, auc_difference_low: low, auc_difference_high: high}: IcpVersionComparisonRow): string {
  if (difference === null) return "Too few decided deals to say which tells won from lost deals better.";
  const isTurned = high !== null && high < 0;
  const [better, other] = isTurned ? [{version: version_a, auc: auc_a}, {version: version_b, auc: auc_b}] : [{version: version_b, auc: auc_b}, {version: version_a, auc: auc_a}];
  const range = isTurned ? pointsWithRange(-difference, -high, low === null ? null : -low) : pointsWithRange(difference, low, high);
  const [times, otherTimes] = numbersApart(100 * better.auc!, 100 * other.auc!);
  const reading = isTurned || (low !== null && low > 0) ? `**Version ${name(better.version)} tells won from lost deals better**` : "**No difference beyond chance** in telling won from lost deals";
  return `${reading}: by ${name(better.version)} a won deal outranks a lost one ${times} times in 100, by ${name(other.version)} ${otherTimes} times, a difference of **${range}**.`;
}

/** What became of the deals that the second version takes into tier 1, and of those that it takes out of it. */
export function movesFinding(cells: readonly IcpVersionComparisonRow[]): string[] {
  const sum = (rows: readonly IcpVersionComparisonRow[]) => ({won: rows.reduce((n, row) => n + row.won, 0), decided: rows.reduce((n, row) => n + row.decided_count, 0)});
  const into = sum(cells.filter((row) => row.tier_a !== "1" && row.tier_b === "1")), out = sum(cells.filter((row) => row.tier_a === "1" && row.tier_b !== "1"));
  if (into.decided + out.decided === 0) return [];
  const part = ({won, decided}: {won: number; decided: number}) => `${wonOf(won, decided)} won`;
  const version = `version ${name(cells[0]!.version_b)}`;
  return [into.decided === 0 ? `Of deals that ${version} takes out of tier 1, ${part(out)}; it takes none in`
    : `Of deals that ${version} takes into tier 1, ${part(into)}; ${out.decided === 0 ? "it takes none out" : `of those that it takes out, ${part(out)}`}`];
}
