import type {Database} from "../database.ts";
import type {SegmentScorecardRow} from "../schema/marts.ts";
import {dealAccounts} from "./dealAccounts.ts";
import {capital, leastOf, listed, listedFirst, type Finding} from "./finding.ts";
import {number, percent, plural} from "./format.ts";
import {isSegment, readLimits, segmentText, type Limits} from "./retentionRows.ts";

const page = "segments";

/** What the scorecard says: which segments win but leave, which win and stay, and where the ICP and the evidence part. */
export async function segmentsPageFindings(db: Database): Promise<Finding[]> {
  const accountsOf = await dealAccounts(db);
  const rows = (await db.rows<SegmentScorecardRow>("from segment_scorecard"))
    .map((row): Row => ({...row, deal_account_count: accountsOf({...row, period_window: "all", deal_type: "new_business"}).account_count}));
  const all = rows.find((row) => row.dimension === "all");
  if (!all) return [];
  const limits = await readLimits(db);
  // A won deal without an account is a buyer of its own.
  const [buyers] = await db.rows<{count: number}>(`
    select (count(distinct account_key) + count(*) filter (where account_key is null))::integer as count
    from int_opportunities_resolved where outcome = 'won' and deal_type = 'new_business'`);
  const segments = rows.filter(isSegment);
  const has: Sides = {deals: all.decided_count > 0, revenue: all.survival_account_count > 0};
  return [
    headline(segments, has, limits),
    title(segments, has),
    ...icpSentence(segments, has),
    ...cannotSay(segments, all, buyers!.count, has, limits).map((said): Finding => ({page, figure: "cannot-say", scope: "default", ...said}))
  ];
}

type Row = SegmentScorecardRow & {readonly deal_account_count: number | null};

interface Sides {
  readonly deals: boolean;
  readonly revenue: boolean;
}

function headline(segments: readonly Row[], {deals, revenue}: Sides, limits: Limits): Finding {
  const own = {page, figure: "headline", scope: "default"};
  const wins = segments.filter((row) => row.win_reading === "better");
  const stays = segments.filter((row) => row.survival_reading === "better");
  const leaves = segments.filter((row) => row.survival_reading === "worse");
  if (!deals && !revenue) return {...own, text: `There are ${plural(segments.length, "segment")} of accounts, but neither decided deals nor revenue, so none can be set against another.`};
  if (!deals) {
    const firm = segments.filter((row) => row.survival_evidence === "shown").length;
    const found = [
      ...(stays.length > 0 ? [`**${named(stays)}** ${stays.length === 1 ? "stays" : "stay"} clearly longer than all together`] : []),
      ...(leaves.length > 0 ? [`**${named(leaves)}** ${leaves.length === 1 ? "leaves" : "leave"} sooner`] : [])
    ];
    const said = found.length > 0 ? `: ${listed(found)}` : firm === 0 ? `, and no segment has ${number(limits.firm)} customers`
      : `: of ${plural(firm, "segment")} with ${number(limits.firm)} or more customers, **none stays** clearly longer or shorter than all together`;
    return {...own, least: leastBehind([...stays, ...leaves], "survival_account_count"), text: `No deal is decided, so only staying and growing can be set side by side${said}.`};
  }
  if (wins.length === 0) {
    return {...own, least: leastBehind(leaves, "survival_account_count"), text: `${segments.some((row) => row.win_reading !== null) ? "No segment wins more often than the rest beyond chance" : "No segment has enough decided deals to be set against the rest"}${revenue ? leaves.length > 0 ? `; **${named(leaves)}** ${leaves.length === 1 ? "leaves" : "leave"} sooner than all together` : isWatched(segments) ? ", and none leaves clearly sooner" : "; it is too early to say who stays" : "; whether any stays longer cannot be said without subscriptions"}.`};
  }
  const winning = `${plural(wins.length, "segment")} ${wins.length === 1 ? "wins" : "win"} more often than the rest beyond chance`;
  if (!revenue) return {...own, least: leastBehind(wins, "decided_count"), text: `**${winning}**: ${named(wins, 4)}. Whether ${wins.length === 1 ? "it also stays" : "they also stay"} cannot be said: no subscriptions were exported.`};
  const trap = segments.filter((row) => row.pattern === "wins but leaves");
  const best = segments.filter((row) => row.pattern === "wins and stays");
  const first = trap[0];
  return {
    ...own, least: first === undefined ? leastBehind(best, "survival_account_count") : leastOf(first.account_count, first.decided_count, first.deal_account_count, first.survival_reading === "worse" ? first.survival_account_count : first.base_account_count),
    text: first
      ? `**${capital(named(trap))} ${trap.length === 1 ? "wins but leaves" : "win but leave"}**: ${segmentText(first)} wins ${percent(first.win_rate)} of ${number(first.decided_count)} deals, yet ${keeps(first)}. ${winning}${
        best.length > 0 ? `; ${named(best)} ${best.length === 1 ? "stays" : "stay"} longer too` : ""}.`
      : `${winning}${!isWatched(wins) ? `; it is too early to say whether ${wins.length === 1 ? "it stays" : "they stay"}`
        : `, and **${wins.length === 1 ? "it does not clearly leave" : "none of them clearly leaves"}** sooner`}${best.length > 0 ? `; **${named(best)}** ${best.length === 1 ? "wins and stays" : "win and stay"}` : ""}.`
  };
}

/** Whether customers of any have been watched for so long that their leaving could be read. */
function isWatched(segments: readonly Row[]): boolean {
  return segments.some((row) => row.survival_reading !== null || row.gross_reading !== null);
}

/** The worse of the two ways of leaving, with its number. */
function keeps(row: SegmentScorecardRow): string {
  return row.survival_reading === "worse" ? `only ${percent(row.survival_12m)} of its customers are there after a year` : `only ${percent(row.gross_retention)} of its revenue is kept for a year`;
}

/** What sets segments apart, measure by measure: the title of the scorecard where no ICP asks for any. */
function title(segments: readonly Row[], {deals, revenue}: Sides): Finding {
  const own = {page, figure: "title", scope: "default"};
  if (!deals && !revenue) {
    const largest = segments.toSorted((a, b) => (b.account_count ?? 0) - (a.account_count ?? 0))[0];
    return {...own, least: leastOf(largest?.account_count), text: largest ? `**${capital(segmentText(largest))}** is the largest segment: ${plural(largest.account_count ?? 0, "account")}.` : ""};
  }
  const found = MEASURES.filter(({side}) => (side === "win" ? deals : revenue)).map((measure) => {
    const of = (reading: "better" | "worse") => segments.filter((row) => row[measure.reading] === reading);
    const said = (rows: readonly Row[], [one, many]: readonly [string, string]) => (rows.length === 0 ? [] : [`${named(rows, 2)} ${rows.length === 1 ? one : many}`]);
    return {...measure, rows: [...of("better"), ...of("worse")], words: [...said(of("better"), measure.more), ...said(of("worse"), measure.less)], isRead: segments.some((row) => row[measure.reading] !== null)};
  });
  const told = found.filter(({words}) => words.length > 0), read = found.filter(({isRead}) => isRead);
  return {
    ...own, least: leastOf(told.map(({rows, count}) => leastBehind(rows, count))),
    text: read.length === 0 ? "No segment has enough deals or customers for more than a count."
      : told.length === 0 ? `No segment ${listed(read.map(({none}) => none), "or")} beyond chance.`
        : `${capital(told.flatMap(({words}) => words).slice(0, 3).join("; "))} ${told.every(({side}) => side === "win") ? "than the rest" : "than all together"}.`
  };
}

const MEASURES = [
  {side: "win", reading: "win_reading", count: "decided_count", more: ["wins more often", "win more often"], less: ["wins less often", "win less often"], none: "wins more or less often than the rest"},
  {side: "stay", reading: "survival_reading", count: "survival_account_count", more: ["stays longer", "stay longer"], less: ["leaves sooner", "leave sooner"], none: "stays longer or shorter than all together"},
  {side: "stay", reading: "gross_reading", count: "base_account_count", more: ["keeps more revenue", "keep more revenue"], less: ["keeps less revenue", "keep less revenue"], none: "keeps more or less revenue"},
  {side: "stay", reading: "net_reading", count: "base_account_count", more: ["grows more", "grow more"], less: ["grows less", "grow less"], none: "grows more or less"}
] as const;

/** Where the version in force and the wins point in different directions. */
function icpSentence(segments: readonly Row[], {deals}: Sides): Finding[] {
  const asked = segments.filter((row) => row.in_icp === true);
  if (!deals || asked.length === 0) return [];
  if (asked.every((row) => row.win_reading === null)) return [{page, figure: "icp", scope: "default", text: "Too few deals are decided in the segments that the ICP asks for to set them against the rest."}];
  const poor = asked.filter((row) => row.win_reading === "worse");
  const outside = segments.filter((row) => row.in_icp === false && row.win_reading === "better");
  const good = asked.filter((row) => row.win_reading === "better");
  const sides = [...(good.length > 0 ? [`**${number(good.length)}** ${good.length === 1 ? "wins" : "win"} more often than the rest beyond chance`] : []),
    ...(poor.length > 0 ? [`**${number(poor.length)}** ${poor.length === 1 ? "wins" : "win"} less often${good.length > 0 ? "" : " than the rest beyond chance"} (${named(poor)})`] : [])];
  const one = good.length > 0 ? "**wins more often** than the rest beyond chance" : poor.length > 0 ? `**wins less often** than the rest beyond chance (${named(poor)})` : "wins neither more nor less often than the rest beyond chance";
  const inside = asked.length === 1 ? `The one segment that the ICP asks for ${one}`
    : `Of ${number(asked.length)} segments that the ICP asks for, ${sides.length === 0 ? "none wins more or less often than the rest beyond chance" : listed(sides)}`;
  const unasked = segments.filter((row) => row.in_icp === null && row.win_reading === "better");
  const beyond = outside.length === 0 ? "of those outside it none wins more often" : `outside it **${named(outside)}** ${outside.length === 1 ? "wins" : "win"} more often`;
  const apart = unasked.length === 0 ? "" : `; it does not ask about **${named(unasked)}**, which ${unasked.length === 1 ? "wins" : "win"} more often too`;
  return [{page, figure: "icp", scope: "default", text: `${inside}; ${beyond}${apart}.`, least: leastBehind([...poor, ...outside, ...unasked], "decided_count")}];
}

function cannotSay(segments: readonly SegmentScorecardRow[], all: SegmentScorecardRow, buyers: number, {deals, revenue}: Sides, limits: Limits): Pick<Finding, "text" | "least">[] {
  const thin = segments.filter((row) => (deals && Math.min(row.decided_count, row.timed_won_count) < limits.firm)
    || (revenue && Math.min(row.survival_account_count, row.base_account_count) < limits.firm)).length;
  return [
    ...(thin > 0 ? [{text: `${thin === 1 && segments.length === 1 ? "The one segment rests" : thin === segments.length ? `All ${number(thin)} segments rest` : `${number(thin)} of ${number(segments.length)} segments ${thin === 1 ? "rests" : "rest"}`} on under ${number(limits.firm)} deals or customers in some column; there a reading is missing, not neutral.`}] : []),
    ...(deals && revenue && all.paying_count < buyers / 2 ? [{text: `Only ${plural(all.paying_count, "account")} ${all.paying_count === 1 ? "pays" : "pay"} today against ${number(buyers)} that bought: who wins and who stays are read on different accounts.`, least: Math.min(...[all.paying_count, buyers].filter((count) => count > 0))}] : []),
    {text: `Segments overlap across dimensions, so two rows may be largely the same companies${deals ? "; what a dimension adds beside another is on the win rate page" : ""}.`},
    ...(deals || revenue ? [{text: `${capital(listed([...(deals ? ["winning"] : []), ...(revenue ? ["staying"] : [])]))} ${deals && revenue ? "are" : "is"} what ${listed([...(deals ? ["sellers"] : []), "customers"])} did, not what a segment would do if one sold to it more.`}] : [])
  ];
}

function named(rows: readonly SegmentScorecardRow[], most = 3): string {
  return listedFirst(rows.map(segmentText), most);
}

// A segment of deals alone has no accounts of its own.
function leastBehind(rows: readonly Row[], column: "survival_account_count" | "decided_count" | "base_account_count"): number | null {
  return leastOf(rows.flatMap((row) => [row[column], row.account_count, column === "decided_count" ? row.deal_account_count : null]));
}
