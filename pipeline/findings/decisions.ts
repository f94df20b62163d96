import type {Database} from "../database.ts";
import type {Step} from "../models/model.ts";
import type {IcpCriterionEvidenceRow, IcpDisqualifierLedgerRow, IcpDriftRow, IcpOutsideSegmentRow, IcpRegisterRow, IcpValidationRow} from "../schema/marts.ts";
import {newcombe} from "../statistics/newcombe.ts";
import {leastOf, name} from "./finding.ts";
import {countOf, money, number, percent, percentRange, plural, quarter, ratio, sampleSizes} from "./format.ts";
import {AUC_WORTH} from "./icpEvidence.ts";
import {ofVersion, readIcpRows, type IcpSettings} from "./icpRows.ts";
import {leakEvidence, leakLeast, type Leak} from "./leakWords.ts";
import {dimensionName, type SegmentRate} from "./segments.ts";
import {differenceOf, pointsText, wonOf} from "./verdictWords.ts";

/** Something that the evidence asks to decide about an ICP in force. */
export interface Decision {
  readonly kind: "verdict" | "disqualifier" | "segment" | "criterion" | "drift" | "suspended" | "field";
  /** Wins of a quarter that hang on it, at the pace of the last four complete quarters; null where that cannot be said. */
  readonly winsPerQuarter: number | null;
  readonly title: string;
  readonly worth: string;
  readonly evidence: string;
  readonly href: string;
  readonly link: string;
  /** The fewest decided deals that its numbers rest on. */
  readonly least: number | null;
}

/** What hangs on a rule of an ICP (int_icp_rule_stakes). */
export interface RuleStake {
  readonly won_count: number;
  readonly decided_count: number;
  readonly other_won_count: number;
  readonly other_decided_count: number;
  readonly year_won_count: number;
  readonly year_won_amount: number;
}

/** The evidence on one version, and what a won deal is worth. */
export interface DecisionInput {
  readonly judged: IcpValidationRow;
  /** With what the audit counted of the column, where that suspends it. */
  readonly criteria: readonly (IcpCriterionEvidenceRow & {readonly stake: RuleStake | null; readonly leak: Leak | null})[];
  readonly disqualifiers: readonly (IcpDisqualifierLedgerRow & {readonly stake: RuleStake | null})[];
  readonly segments: readonly (IcpOutsideSegmentRow & Pick<SegmentRate, "account_count">)[];
  /** Complete quarters only. */
  readonly drift: readonly IcpDriftRow[];
  readonly meanWonAmount: number | null;
  readonly settings: IcpSettings;
}

/** Share of a segment's deals in tier 1 under which it counts as outside; share of unknown values from which a field is to be recorded. */
const MOSTLY_OUTSIDE = 0.2, OFTEN_UNKNOWN = 0.2;

const ORDER: readonly Decision["kind"][] = ["verdict", "disqualifier", "segment", "criterion", "drift", "suspended", "field"];

/** All that a version's evidence asks to decide: a verdict that fails first, then by the wins of a quarter that hang on it. */
export function decisionsOf(input: DecisionInput): Decision[] {
  const found = [
    ...verdictDecision(input), ...input.disqualifiers.flatMap((row) => disqualifierDecision(row, input)), ...input.segments.flatMap((row) => segmentDecision(row, input)),
    ...input.criteria.flatMap((row) => criterionDecision(row, input)), ...driftDecision(input), ...input.criteria.flatMap((row) => fieldDecision(row))
  ];
  const isVerdict = (decision: Decision) => Number(decision.kind === "verdict");
  return found.toSorted((a, b) => isVerdict(b) - isVerdict(a) || (b.winsPerQuarter ?? -1) - (a.winsPerQuarter ?? -1) || ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
}

function verdictDecision({judged, drift, meanWonAmount, settings}: DecisionInput): Decision[] {
  const base = {
    kind: "verdict", href: "./pages/icp-validation", link: "Does it hold?", least: leastOf(judged.tier1_decided_count, judged.rest_decided_count),
    evidence: `${wonOf(judged.tier1_won_count, judged.tier1_decided_count)} against ${wonOf(judged.rest_won_count, judged.rest_decided_count)}: ${pointsText(differenceOf(judged))}`
  } as const;
  if (judged.verdict === "contradicted") {
    const perQuarter = lastQuarters(drift).filter(({tier}) => tier === "1").reduce((sum, row) => sum + row.decided_count, 0) / 4;
    const wins = -(judged.tier1_difference ?? 0) * perQuarter;
    return [{
      ...base, winsPerQuarter: wins, title: "Stop favouring tier 1 of this ICP",
      worth: `Its deals win less often than all others. As many deals outside tier 1 would bring ${amount(wins, meanWonAmount === null ? null : wins * meanWonAmount, settings)} more a quarter.`
    }];
  }
  if (judged.reason_code !== "no_difference" || judged.deals_needed !== 0) return [];
  return [{
    ...base, winsPerQuarter: 0, title: "Write another ICP: this one does not tell who buys",
    worth: `Working tier 1 first wins no more often beyond chance. Had it won ${ratio(settings.lift)} × the average, the ${number(judged.tier1_decided_count + judged.rest_decided_count)} decided deals would most likely have shown it.`
  }];
}

function disqualifierDecision(row: DecisionInput["disqualifiers"][number], {settings}: DecisionInput): Decision[] {
  const {stake} = row;
  if (!stake || stake.won_count === 0 || stake.decided_count < sampleSizes().firm) return [];
  const against = newcombe(stake.won_count, stake.decided_count, stake.other_won_count, stake.other_decided_count);
  if (against.high === null || against.high < 0) return [];
  const wins = stake.year_won_count / 4;
  return [{
    kind: "disqualifier", winsPerQuarter: wins, least: leastOf(row.deals_stopped, row.accounts_stopped, stake.decided_count, stake.year_won_count), href: "./pages/icp#disqualifiers", link: "The disqualifiers",
    title: `Reconsider the disqualifier “${name(row.label ?? row.disqualifier)}”`,
    worth: `The deals that it rules out win no less often beyond chance: ${amount(wins, stake.year_won_amount / 4, settings)} a quarter, ${percent(row.share_of_wins)} of wins for ${percent(row.share_of_selling_days)} of selling days.`,
    evidence: `${wonOf(stake.won_count, stake.decided_count)} won, against ${wonOf(stake.other_won_count, stake.other_decided_count)} elsewhere: ${pointsText({difference: against.estimate, low: against.low, high: against.high})}`
  }];
}

function segmentDecision(row: DecisionInput["segments"][number], {settings}: DecisionInput): Decision[] {
  const isOverlooked = row.q_value !== null && row.q_value <= settings.q && (row.difference ?? 0) > 0 && row.decided_count >= sampleSizes().firm
    && (row.tier1_deal_share ?? 1) < MOSTLY_OUTSIDE && (row.tier1_difference_high ?? -1) >= 0;
  if (!isOverlooked) return [];
  const wins = row.year_won_count / 4;
  return [{
    kind: "segment", winsPerQuarter: wins, least: leastOf(row.decided_count, row.year_won_count, row.account_count), href: "./pages/win-rate", link: "Which companies buy",
    title: `Consider ${dimensionName(row.dimension)} “${name(row.segment)}” for tier 1`,
    worth: `It lies mostly outside tier 1, wins ${(row.tier1_difference_low ?? 0) > 0 ? "more often than" : "as often as"} tier 1 and brings ${amount(wins, (row.year_won_amount ?? 0) / 4, settings)} a quarter. A hypothesis, until deals created after it is written down test it.`,
    evidence: `${wonOf(row.won_count, row.decided_count)} won (${percentRange(row.win_rate_low, row.win_rate_high)}), tier 1 ${percent(row.tier1_win_rate)}; differs from other deals outside tier 1 beyond chance`
  }];
}

function criterionDecision(row: DecisionInput["criteria"][number], {settings}: DecisionInput): Decision[] {
  const label = name(row.label ?? row.criterion);
  if (row.status === "suspended") {
    return [{
      kind: "suspended", winsPerQuarter: null, least: row.leak && leakLeast(row.leak), href: "./pages/data-quality#leak-audit", link: "Leak audit",
      title: `Find out when “${spoken(row.column_name)}” is filled in`,
      worth: `It looks as if that happened because a deal was decided: then “${label}” says who bought, not who will, and needs a replacement. If it is known before, say so with \`allow_leak\`. Until then the criterion is suspended and counts for nothing.`,
      evidence: row.leak ? leakEvidence(row.leak) : `column ${name(row.column_name)}`
    }];
  }
  // Without an AUC nothing was won or nothing was lost, so that no criterion could tell.
  const isTested = row.status !== "untestable" && row.auc_gain !== null && Math.min(row.met_decided_count, row.missed_decided_count) >= sampleSizes().firm;
  if (!isTested || row.difference_low === null || row.difference_low > 0 || row.auc_gain! > AUC_WORTH || (row.q_value !== null && row.q_value <= settings.q && (row.difference ?? 0) > 0)) return [];
  const isWorse = (row.difference_high ?? 0) < 0;
  const wins = (row.stake?.year_won_count ?? 0) / 4;
  const moved = row.stake?.decided_count ?? 0;
  return [{
    kind: "criterion", winsPerQuarter: wins, least: leastOf(row.met_decided_count, row.missed_decided_count, row.stake?.decided_count, row.stake?.year_won_count), href: "./pages/icp#criteria", link: "Criteria that earn their place",
    title: `Take out ${isWorse ? "or turn round " : ""}the criterion “${label}”`,
    worth: `Deals that meet it win ${isWorse ? "less often than" : "no more often than"} those that miss it, and without it the score tells won from lost ${row.auc_gain! < -AUC_WORTH ? "better" : "just as well"}. ${
      moved === 0 ? "No deal would enter or leave tier 1." : `${plural(moved, "decided deal")} would enter or leave tier 1; they bring ${amount(wins, (row.stake?.year_won_amount ?? 0) / 4, settings)} a quarter.`}`,
    evidence: `${percent(row.met_win_rate)} of ${number(row.met_decided_count)} that meet it, ${percent(row.missed_win_rate)} of ${number(row.missed_decided_count)} that miss it: ${
      pointsText({difference: row.difference, low: row.difference_low, high: row.difference_high})}; AUC ${ratio(row.auc, 3)} with it, ${ratio(row.auc_without, 3)} without`
  }];
}

function driftDecision({judged, drift, meanWonAmount, settings}: DecisionInput): Decision[] {
  const last = drift.filter(({is_reference: isReference}) => !isReference).reduce((latest, row) => (row.quarter > latest ? row.quarter : latest), "");
  const now = drift.filter((row) => row.quarter === last);
  const [first, all] = [now.find(({tier}) => tier === "1"), now.find(({tier}) => tier === "all")];
  const before = drift.filter((row) => row.is_reference);
  const of = (tier: string) => before.filter((row) => row.tier === tier).reduce((sum, row) => sum + row.decided_count, 0);
  if (!first || !all || first.psi === null || first.psi_critical === null || first.psi <= first.psi_critical || of("all") === 0) return [];
  const [share, earlier] = [first.decided_count / all.decided_count, of("1") / of("all")];
  const wins = (earlier - share) * all.decided_count * (judged.tier1_difference ?? 0);
  const hasFallen = wins > 0 && (judged.tier1_difference_low ?? 0) > 0;
  return [{
    kind: "drift", winsPerQuarter: hasFallen ? wins : null, least: leastOf(first.decided_count, of("1")), href: "./pages/icp-versions#drift", link: "Is it still true?",
    title: hasFallen ? "Find out why fewer deals are tier 1" : "Look into the mix of deals: it has moved",
    worth: `In ${quarter(last, settings.fiscal_year_start_month)} tier 1 was ${percent(share)} of decided deals, in the four quarters before the version ${percent(earlier)}${
      hasFallen ? `: ${amount(wins, meanWonAmount === null ? null : wins * meanWonAmount, settings)} a quarter fewer than with the old mix` : ""}.`,
    evidence: `${countOf(first.decided_count, all.decided_count)} decided against ${countOf(of("1"), of("all"))}; the mix moved beyond chance`
  }];
}

function fieldDecision(row: DecisionInput["criteria"][number]): Decision[] {
  const base = {kind: "field", winsPerQuarter: null, href: "./pages/icp#criteria", link: "What cannot be tested"} as const;
  if (row.status === "untestable") {
    return [{
      ...base, least: null, title: `Start recording “${spoken(row.column_name)}”`,
      worth: `The criterion “${name(row.label ?? row.criterion)}” asks for it and no export has it, so it counts for nobody and nobody knows whether it is true.`, evidence: `weight ${number(row.weight, Number.isInteger(row.weight ?? 0) ? 0 : 1)}`
    }];
  }
  const all = row.met_decided_count + row.missed_decided_count + row.unknown_decided_count;
  if (row.status === "suspended" || all === 0 || row.unknown_decided_count / all < OFTEN_UNKNOWN) return [];
  return [{
    ...base, least: row.unknown_decided_count, title: `Record “${spoken(row.column_name)}” more often`,
    worth: `It is unknown for ${percent(row.unknown_decided_count / all)} of decided deals, whose tier would be surer with it.`,
    evidence: `unknown for ${countOf(row.unknown_decided_count, all)} decided deals, of which ${percent(row.unknown_win_rate)} were won`
  }];
}

function lastQuarters(drift: readonly IcpDriftRow[]): readonly IcpDriftRow[] {
  const quarters = [...new Set(drift.map(({quarter: first}) => first))].toSorted().slice(-4);
  return drift.filter(({quarter: first}) => quarters.includes(first));
}

/** `about 3 wins and $16 k`. */
function amount(wins: number, money_: number | null, {currency}: IcpSettings): string {
  const count = wins >= 0.95 ? `about ${plural(Math.round(wins), "win")}` : wins > 0 ? `about ${number(wins, 1)} wins` : "no win";
  return money_ === null || money_ <= 0 ? count : `${count} and ${money(money_, {currency})}`;
}

function spoken(column: string): string {
  return name(column.replaceAll("_", " "));
}

/** One row per ICP in force and thing to decide, most worth first. */
export const icpDecisions: Step = {
  table: "icp_decisions",
  reads: [
    "icp_register", "icp_validation", "icp_tiers", "icp_comparisons", "icp_conditions", "icp_gains", "icp_drift", "icp_criteria_evidence", "icp_disqualifier_ledger",
    "icp_outside_segments", "int_icp_outside_accounts", "int_icp_rule_stakes", "int_icp_rules", "int_icp_in_force", "int_icp_deals", "int_opportunities_resolved", "leak_audit"
  ],
  async build(db) {
    const rows = await decisions(db);
    const of = <T>(value: (row: (typeof rows)[number]) => T) => rows.map(value);
    await db.writeTable("icp_decisions", [
      {name: "icp", type: "varchar", values: of(({icp}) => icp)},
      {name: "version", type: "varchar", values: of(({version}) => version)},
      {name: "rank", type: "integer", values: of(({rank}) => rank)},
      {name: "kind", type: "varchar", values: of(({kind}) => kind)},
      {name: "wins_per_quarter", type: "double", values: of(({winsPerQuarter}) => winsPerQuarter)},
      {name: "title", type: "varchar", values: of(({title}) => title)},
      {name: "worth", type: "varchar", values: of(({worth}) => worth)},
      {name: "evidence", type: "varchar", values: of(({evidence}) => evidence)},
      {name: "href", type: "varchar", values: of(({href}) => href)},
      {name: "link", type: "varchar", values: of(({link}) => link)},
      {name: "least_count", type: "integer", values: of(({least}) => least)}
    ]);
  }
};

async function decisions(db: Database): Promise<(Decision & {icp: string; version: string; rank: number})[]> {
  const rows = await readIcpRows(db);
  const stakes = await db.rows<RuleStake & {icp: string; version: string; criterion: string; role: string}>(`
    select in_force.icp, in_force.version, rules.criterion, stakes.*
    from int_icp_rule_stakes as stakes
    inner join int_icp_rules as rules using (rule_key)
    inner join int_icp_in_force as in_force on stakes.version_key = in_force.version_key`);
  const criteria = await db.rows<IcpCriterionEvidenceRow>("from icp_criteria_evidence");
  const leaks = await db.rows<Leak & {column_name: string}>(`select "column" as column_name, * from leak_audit where not is_usable_in_criteria order by export, column_name`);
  const disqualifiers = await db.rows<IcpDisqualifierLedgerRow>("from icp_disqualifier_ledger");
  const segments = await db.rows<DecisionInput["segments"][number]>(`
    select outside.*, least(behind.decided_accounts, behind.year_won_accounts) as account_count
    from icp_outside_segments as outside
    left join int_icp_outside_accounts as behind using (icp, version, dimension, segment)
    order by outside.icp, outside.version, outside.dimension, outside.segment_order, outside.segment`);
  return rows.register.filter((version: IcpRegisterRow) => version.is_in_force).flatMap((version) => {
    const judged = ofVersion(rows.validation, version).find((row) => row.scenario === "base" && row.sample === "judged");
    if (!judged) return [];
    const own = ofVersion(stakes, version);
    const stakeOf = (role: string, criterion: string): RuleStake | null => own.find((row) => row.role === role && row.criterion === criterion) ?? null;
    return decisionsOf({
      judged, drift: ofVersion(rows.drift, version), segments: ofVersion(segments, version), settings: rows.settings,
      criteria: ofVersion(criteria, version).map((row) => ({
        ...row, stake: stakeOf("criterion", row.criterion), leak: row.status === "suspended" ? leaks.find(({column_name: column}) => column === row.column_name) ?? null : null
      })),
      disqualifiers: ofVersion(disqualifiers, version).map((row) => ({...row, stake: stakeOf("disqualifier", row.disqualifier)})),
      meanWonAmount: ofVersion(rows.tiers, version).find(({sample, tier}) => sample === "all" && tier === "all")?.mean_won_amount ?? null
    }).map((decision, i) => ({...decision, icp: version.icp, version: version.version, rank: i + 1}));
  });
}
