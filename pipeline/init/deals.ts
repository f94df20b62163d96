import {quotedIdentifier, quotedText, type Database} from "../database.ts";
import {furtherColumns} from "../ingest/guess/furtherColumns.ts";
import {lossFlags, stageHeaders} from "../ingest/guess/headerKinds.ts";
import type {Preset} from "../workspace/presets.ts";
import {hasColumn, isEmpty, type Draft, type SourceDraft} from "./draft.ts";
import {isInbound, plainDealType, plainLossReason, plainOutcome} from "./meanings.ts";
import {distinctValues, hasTable, rawColumn} from "./rawValues.ts";

/** What the values of deals tell: which columns say when and how they ended, what stages, types, pipelines and reasons mean, and which sources are inbound. */
export async function settleDeals(db: Database, draft: Draft, presets: readonly Preset[]): Promise<boolean> {
  const deals = draft.sources.filter(({entity}) => entity === "opportunities");
  const results = [
    await settleClosing(db, deals), await settleStage(db, deals, draft), await settleOutcomes(db, deals, draft), await settleLosses(db, deals, draft), await settleDealTypes(db, deals, draft, presets),
    await settlePipelines(db, deals, draft, presets), await settleReasons(db, deals), await settleInbound(db, deals)
  ];
  return results.some(Boolean);
}

/** The day on which a deal was closed, or those on which deals were won and lost, may be columns that nobody fills: then another header says it. */
async function settleClosing(db: Database, sources: readonly SourceDraft[]): Promise<boolean> {
  const [source] = sources;
  if (source?.columns["closed_on"] === undefined || !(await hasTable(db, "raw_opportunities"))) return false;
  const [row] = await db.rows<{n: number}>("select count(closed_on)::integer as n from raw_opportunities");
  const {closed_on} = furtherColumns("opportunities", Object.keys(source.columns).filter((name) => name !== "closed_on"), source.unmapped);
  if (row!.n > 0 || closed_on === undefined) return false;
  source.columns = {...source.columns, closed_on};
  const {closed_on: _, ...combined} = source.combined;
  source.combined = combined;
  return true;
}

/** Of two columns that both may be the stage, the one whose words tell won from lost: `Stage` may be where a deal was when its `Status` became Lost. */
async function settleStage(db: Database, sources: readonly SourceDraft[], draft: Draft): Promise<boolean> {
  const [source] = sources;
  const stage = source?.columns["stage"] ?? source?.presetColumns["stage"];
  if (source === undefined || stage === undefined || hasColumn(source, "is_won")) return false;
  const tellsOutcomes = async (column: string) => {
    const outcomes = new Set((await distinctValues(db, "opportunities", column)).map(({value}) => plainOutcome(value)));
    return outcomes.has("won") && outcomes.has("lost");
  };
  const isTold = new Set((await dealOutcomes(db)).map(({outcome}) => outcome));
  if ((isTold.has("won") && isTold.has("lost")) || await tellsOutcomes("stage")) return false;
  const {loss_reason: reason, ...rest} = source.columns;
  for (const header of stageHeaders([...source.unmapped, ...(reason === undefined ? [] : [reason])])) {
    const column = header === reason ? "loss_reason" : await rawColumn(db, "opportunities", header);
    if (column === undefined || !(await tellsOutcomes(column))) continue;
    // What was taken for a reason may be the status that it is a reason for.
    source.columns = header === reason ? {...furtherColumns("opportunities", Object.keys(rest), source.unmapped), ...rest, stage: header} : {...source.columns, stage: header};
    source.outcomes = {};
    draft.decisions.push({stops: false, what: `${header} is taken for the stage of the deals, and not ${stage}: its values tell won from lost`});
    return true;
  }
  return false;
}

/** Where no stage means lost, a flag may: a lost deal of Odoo keeps its stage and is no longer active. */
async function settleLosses(db: Database, sources: readonly SourceDraft[], draft: Draft): Promise<boolean> {
  const [source] = sources;
  const stage = source?.columns["stage"];
  if (source === undefined || stage === undefined || source.preset !== "none" || hasColumn(source, "is_won") || hasColumn(source, "is_closed")) return false;
  const rows = await dealOutcomes(db);
  const won = rows.flatMap((row) => (row.stage !== null && row.outcome === "won" ? [row.stage] : []));
  if (won.length === 0 || rows.some(({outcome}) => outcome === null || (outcome !== "won" && outcome !== "open"))) return false;
  for (const {header, lost} of lossFlags(source.unmapped)) {
    const column = await rawColumn(db, "opportunities", header);
    if (column === undefined) continue;
    const flag = `read_boolean(trim(${quotedIdentifier(column)}))`;
    const [row] = await db.rows<{lost_count: number; other_count: number; won_count: number}>(`
      select count(*) filter (where ${flag} = ${lost})::integer as lost_count, count(*) filter (where ${flag} = not ${lost})::integer as other_count,
        count(*) filter (where ${flag} = ${lost} and trim(stage) in (${won.map(quotedText).join(", ")}))::integer as won_count from raw_opportunities`);
    const {lost_count, other_count, won_count} = row!;
    if (lost_count === 0 || other_count === 0 || won_count > 0) continue;
    const flags = await db.rows<{value: string; is_lost: boolean}>(`select distinct trim(${quotedIdentifier(column)}) as value, ${flag} = ${lost} as is_lost from raw_opportunities where ${flag} is not null order by 1`);
    const others = (await distinctValues(db, "opportunities", "stage")).map(({value}) => value).filter((value) => !won.includes(value));
    source.columns = {...source.columns, is_won: stage, is_closed: header};
    source.values = {
      ...source.values, is_won: Object.fromEntries([...won.map((value) => [value, "true"]), ...others.map((value) => [value, "false"])]),
      is_closed: Object.fromEntries(flags.map(({value, is_lost}) => [value, String(is_lost)]))
    };
    source.outcomes = {won};
    draft.decisions.push({stops: false, what: `no value of ${stage} means lost: deals that are not won and whose ${header} is ${lost ? "yes" : "no"} are taken for lost` });
    return true;
  }
  return false;
}

/** Stages that neither a preset nor the draft sorts, sorted by their own words. */
async function settleOutcomes(db: Database, sources: readonly SourceDraft[], draft: Draft): Promise<boolean> {
  const [source] = sources;
  if (source === undefined || !(await hasTable(db, "ingest_deals"))) return false;
  const rows = await db.rows<{stage: string | null; outcome: string | null; deal_count: number}>(`
    select stage, outcome, sum(deal_count)::integer as deal_count from ingest_deals
    where is_won is null and is_closed is null or outcome is null group by stage, outcome order by deal_count desc, stage`);
  const known = new Set(Object.values(source.outcomes).flat());
  const undecided = await undecidedStages(db);
  let changed = false;
  source.unsorted = [];
  for (const {stage, outcome, deal_count} of rows) {
    // Of a known CRM only what its preset does not know is written out.
    if (stage === null || known.has(stage) || (outcome !== null && source.preset !== "none")) continue;
    const meaning = outcome ?? plainOutcome(stage) ?? (undecided.has(stage) ? "open" : null);
    if (outcome === null && meaning === "open" && plainOutcome(stage) === null) draft.decisions.push({stops: false, what: `the stage ${stage} is taken for open: ${undecided.get(stage)!}`});
    if (meaning === null) {
      source.unsorted.push({value: stage, count: deal_count});
      continue;
    }
    (source.outcomes[meaning as keyof SourceDraft["outcomes"]] ??= []).push(stage);
    known.add(stage);
    changed ||= outcome === null;
  }
  return changed;
}

/** Why the deals of a stage that no word explains are open: most are to be closed after the last that was won or lost, or none has a day of closing and those that are decided have one. */
async function undecidedStages(db: Database): Promise<Map<string, string>> {
  const stages = await distinctValues(db, "opportunities", "stage");
  const of = (outcome: string) => stages.filter(({value}) => plainOutcome(value) === outcome).map(({value}) => quotedText(value));
  const [won, lost] = [of("won"), of("lost")];
  if (won.length === 0 || lost.length === 0) return new Map();
  const rows = await db.rows<{stage: string; is_dated: boolean}>(`
    with decided as (select max(closed_on) as last_day, count(closed_on) * 10 >= count(*) * 9 as are_dated from raw_opportunities where trim(stage) in (${[...won, ...lost].join(", ")}))
    select trim(stage) as stage, count(closed_on) > 0 as is_dated from raw_opportunities, decided
    group by 1, last_day, are_dated having count(*) >= 3
    and (2 * count(*) filter (where closed_on > last_day) > count(*) or (are_dated and count(closed_on) = 0))`);
  return new Map(rows.map(({stage, is_dated}) => [stage, is_dated ? "most of its deals are to be closed after all that were won or lost" : "none of its deals has a day of closing, and those that were won or lost have one"]));
}

async function settleDealTypes(db: Database, sources: readonly SourceDraft[], draft: Draft, presets: readonly Preset[]): Promise<boolean> {
  const [source] = sources;
  if (source === undefined || !hasColumn(source, "deal_type") || !isEmpty(source.dealTypes)) return false;
  const values = await distinctValues(db, "opportunities", "deal_type");
  const preset = presetDealTypes(source, presets);
  const unlisted = values.filter(({value}) => !preset.has(value.toLowerCase()));
  if (unlisted.length === 0) return false;
  const meanings = unlisted.map(({value}) => plainDealType(value));
  if (source.preset === "none" && meanings.every((meaning) => meaning === null)) {
    // The column is called type and says something else.
    const header = source.columns["deal_type"]!;
    delete source.columns["deal_type"];
    source.attributes = {...source.attributes, type: header};
    return true;
  }
  unlisted.forEach(({value}, i) => (source.dealTypes[meanings[i] ?? "new_business"] ??= []).push(value));
  const taken = unlisted.filter((_, i) => meanings[i] === null).map(({value}) => value);
  if (taken.length > 0) draft.decisions.push({stops: false, what: `deal types taken for new business because their words say nothing else: ${taken.slice(0, 8).join(", ")}` });
  return true;
}

/** Deals without a type are what their pipeline says: renewals are no new business. */
async function settlePipelines(db: Database, sources: readonly SourceDraft[], draft: Draft, presets: readonly Preset[]): Promise<boolean> {
  const [source] = sources;
  if (source === undefined || !hasColumn(source, "pipeline")) return false;
  const known = new Set([...presetDealTypes(source, presets), ...Object.values(source.dealTypes).flat().map((value) => value.toLowerCase())]);
  const rows = await db.rows<{value: string; count: number}>(`select arg_min(trim(pipeline), rowid) as value, count(*)::integer as count from raw_opportunities
    where deal_type is null and trim(pipeline) <> '' group by lower(trim(pipeline)) order by 2 desc, 1 limit 200`);
  const found = rows.flatMap(({value, count}) => {
    const type = plainDealType(value);
    return known.has(value.toLowerCase()) || type === null || type === "new_business" ? [] : [{value, count, type}];
  });
  for (const {value, count, type} of found) {
    (source.dealTypes[type] ??= []).push(value);
    draft.decisions.push({stops: false, what: `${count.toLocaleString("en-US")} deals without a type are taken for ${type} because of their pipeline: ${value}`});
  }
  return found.length > 0;
}

async function settleReasons(db: Database, sources: readonly SourceDraft[]): Promise<boolean> {
  const [source] = sources;
  if (source === undefined || source.preset !== "none" || !hasColumn(source, "loss_reason") || source.lossReasons.no_decision.length + source.lossReasons.disqualified.length > 0) return false;
  for (const {value} of await distinctValues(db, "opportunities", "loss_reason")) {
    const meaning = plainLossReason(value);
    if (meaning !== null) source.lossReasons[meaning].push(value);
  }
  return source.lossReasons.no_decision.length + source.lossReasons.disqualified.length > 0;
}

async function settleInbound(db: Database, sources: readonly SourceDraft[]): Promise<boolean> {
  const [source] = sources;
  if (source === undefined || source.preset !== "none" || !hasColumn(source, "lead_source") || source.inbound.length > 0) return false;
  source.inbound = (await distinctValues(db, "opportunities", "lead_source")).map(({value}) => value).filter(isInbound);
  return source.inbound.length > 0;
}

/** The stages of the deals and what they come to; none where the deals were not read. */
async function dealOutcomes(db: Database): Promise<{stage: string | null; outcome: string | null}[]> {
  return (await hasTable(db, "ingest_deals")) ? db.rows("select distinct trim(stage) as stage, outcome from ingest_deals order by 1, 2") : [];
}

/** Deal types that a preset explains, in lower case. */
function presetDealTypes({preset}: SourceDraft, presets: readonly Preset[]): Set<string> {
  const lists = presets.find(({name}) => name === preset)?.entities.opportunities?.deal_types ?? {};
  return new Set(Object.values(lists).flatMap((list) => list ?? []).map((value) => value.trim().toLowerCase()));
}
