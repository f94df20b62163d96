import {readFile} from "node:fs/promises";
import {quotedText, type Database} from "../database.ts";
import type {Problem} from "../problems.ts";
import type {Entity} from "../schema/exports.ts";
import {printPath} from "../workspace/validate.ts";
import type {Locate} from "../workspace/read.ts";
import type {Vocabulary} from "../workspace/vocabulary.ts";
import {isStageChange} from "./guess/headerKinds.ts";

const LISTED = 20;
/** Where fitproof.yaml says what stages mean. */
export const OUTCOMES_SETTING = "exports.opportunities.outcomes";

/**
 * Groups the used deals of each file by what tells their outcome, in `ingest_deals` (first_row, stage, is_won, is_closed,
 * loss_reason, deal_count, latest_close, outcome). The outcome is that of the model itself, `int_outcomes`.
 */
export async function groupDeals(db: Database, vocabulary: Vocabulary): Promise<void> {
  await db.exec(`create or replace temp table ingest_deal_groups (
    first_row bigint, stage varchar, is_won boolean, is_closed boolean, loss_reason varchar, deal_count bigint, latest_close date)`);
  const files = await db.rows<{first_row: number; row_count: number}>("select first_row, row_count from raw_files where entity = 'opportunities' and row_count > 0");
  for (const {first_row, row_count} of files) {
    await db.exec(`insert into ingest_deal_groups
      select ${first_row}, stage, is_won, is_closed, loss_reason, count(*), max(closed_on) from raw_opportunities
      where rowid between ${first_row} and ${first_row + row_count - 1}
      and rowid not in (select row_key from row_exclusions where entity = 'opportunities')
      group by stage, is_won, is_closed, loss_reason`);
  }
  await writeMeanings(db, "config_outcomes", vocabulary.outcomes);
  await writeMeanings(db, "config_loss_reasons", vocabulary.lossReasons);
  await db.exec("create or replace temp view stg_opportunities as select stage, is_won, is_closed, loss_reason from ingest_deal_groups");
  const model = await readFile(new URL("../models/intermediate/int_outcomes.sql", import.meta.url), "utf8");
  await db.exec(`create or replace temp table ingest_outcomes as ${model}`);
  await db.exec(`create or replace temp table ingest_deals as
    select deals.*, outcomes.outcome::varchar as outcome from ingest_deal_groups as deals
    inner join ingest_outcomes as outcomes
        on deals.stage is not distinct from outcomes.stage and deals.is_won is not distinct from outcomes.is_won
        and deals.is_closed is not distinct from outcomes.is_closed and deals.loss_reason is not distinct from outcomes.loss_reason`);
  await db.exec("drop view temp.stg_opportunities");
  for (const table of ["config_outcomes", "config_loss_reasons", "ingest_outcomes", "ingest_deal_groups"]) await db.exec(`drop table temp.${table}`);
}

async function writeMeanings(db: Database, table: string, meanings: ReadonlyMap<string, string>): Promise<void> {
  const rows = [...meanings].map(([value, meaning]) => `(${quotedText(value)}, ${quotedText(meaning)})`);
  await db.exec(`create or replace temp table ${table} (value varchar, outcome varchar)`);
  if (rows.length > 0) await db.exec(`insert into temp.${table} values ${rows.join(", ")}`);
}

/** Values that say how a deal ended and that no list explains: each with its count. */
export async function outcomeProblems(db: Database, locate: Locate): Promise<Problem[]> {
  const rows = await db.rows<{stage: string | null; is_won: boolean | null; is_closed: boolean | null; deal_count: number}>(`
    select stage, is_won, is_closed, sum(deal_count)::bigint as deal_count from ingest_deals where outcome is null
    group by stage, is_won, is_closed order by deal_count desc, stage, is_won, is_closed`);
  if (rows.length === 0) return [];
  const total = rows.reduce((sum, {deal_count}) => sum + deal_count, 0);
  const words = rows.map(({stage, is_won, is_closed, deal_count}) => {
    const flags = [is_won === null ? "" : `is_won ${is_won}`, is_closed === null ? "" : `is_closed ${is_closed}`].filter((flag) => flag !== "");
    const name = stage === null && flags.length === 0 ? "blank" : [stage === null ? "" : quotedText(stage), ...flags].filter((word) => word !== "").join(", ");
    return `${name} (${deal_count.toLocaleString("en-US")})`;
  });
  const stages = rows.flatMap(({stage}) => (stage === null ? [] : [stage]));
  return [{
    ...locate(["exports", "opportunities", 0, "outcomes"]), column: OUTCOMES_SETTING,
    message: `nothing says what ${total === 1 ? "1 deal" : `${total.toLocaleString("en-US")} deals`} came to: ${rows.length === 1 ? "a stage" : `${rows.length} stages`} in no outcome list`,
    value: `${words.slice(0, LISTED).join(", ")}${words.length > LISTED ? ` and ${words.length - LISTED} more` : ""}`,
    fix: stages.length === 0 && rows.some(({is_won, is_closed}) => is_won === false && is_closed === null)
      ? "A deal that is not won may be lost or open: map is_closed too, or, where all are decided, map the column to stage in place of is_won, with outcomes such as `won: [Yes]` and `lost: [No]`."
      : stages.length === 0 ? "Map the column that tells the outcome (stage, or is_won with is_closed), or leave out the rows that have none (exclude)."
      : `Put each under outcomes: won, lost, no_decision, disqualified or open, such as \`open: [${stages.slice(0, 3).join(", ")}]\`.`
  }];
}

/** From how many decided deals, or open ones, a pattern among them is worth a word. */
const WORTH_A_WORD = 5;

/**
 * Deals of which none is lost, and open ones that look closed: a stage of theirs, or a column that is not mapped, may mean lost.
 * @param closing the header of the closing date: where it is of any change of stage, one of an open deal is past and says nothing
 */
export async function outcomeWarnings(db: Database, asOf: string | null, closing: string | null, locate: Locate): Promise<Problem[]> {
  const stages = await db.rows<{value: string; deal_count: number; reasoned_count: number; is_past: boolean}>(`
    select coalesce(trim(stage), 'blank') as value, sum(deal_count)::bigint as deal_count, coalesce(sum(deal_count) filter (where loss_reason in (
        select loss_reason from ingest_deals group by loss_reason having bool_or(outcome not in ('won', 'open')) and not bool_or(outcome = 'won')
      )), 0)::bigint as reasoned_count,
      coalesce(max(latest_close) < ${asOf === null ? "null" : `${quotedText(asOf)}::date`}, false) as is_past
    from ingest_deals where outcome = 'open' group by 1 order by 2 desc, 1`);
  const [{won, lost}] = await db.rows<{won: number; lost: number}>(`
    select coalesce(sum(deal_count) filter (where outcome = 'won'), 0)::bigint as won, coalesce(sum(deal_count) filter (where outcome not in ('won', 'open')), 0)::bigint as lost
    from ingest_deals`) as [{won: number; lost: number}];
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  const place = {...locate(["exports", "opportunities", 0, "outcomes"]), column: OUTCOMES_SETTING};
  const fix = "Put the stages that mean lost under outcomes: lost, or map the column that says which deals are lost (stage, or is_won with is_closed).";
  if (won >= WORTH_A_WORD && lost === 0) {
    return [{
      ...place, message: `no deal is lost and ${won.toLocaleString("en-US")} are won, so every rate is 100 %`, value: stages.length === 0 ? null : `open are ${counted(stages)}`,
      fix: `${fix} Where the export leaves lost deals out, export them too.`
    }];
  }
  const reasoned = stages.filter(({reasoned_count}) => reasoned_count > 0).map(({value, reasoned_count}) => ({value, deal_count: reasoned_count}));
  const past = stages.filter(({deal_count, is_past}) => is_past && !isStageChange(closing ?? "") && deal_count >= WORTH_A_WORD);
  const open = sum(stages.map(({deal_count}) => deal_count));
  return [
    {found: reasoned, what: "have a loss reason"}, {found: past, what: "are in a stage in which every closing date is past"}
  ].flatMap(({found, what}): Problem[] => {
    const count = sum(found.map(({deal_count}) => deal_count));
    if (count < WORTH_A_WORD || count * 5 < open) return [];
    return [{...place, message: `${count.toLocaleString("en-US")} of ${open.toLocaleString("en-US")} open deals ${what}`, value: counted(found), fix}];
  });
}

/** Whether a pipeline tells the type of deals that have none of their own. */
export async function pipelinesTellTypes(db: Database, {dealTypes}: Vocabulary): Promise<boolean> {
  const pipelines = await db.rows<{pipeline: string}>("select distinct trim(pipeline) as pipeline from raw_opportunities where deal_type is null and pipeline is not null");
  return pipelines.some(({pipeline}) => dealTypes.has(pipeline.toLowerCase()));
}

/** Values of deal_type that no list explains. */
export async function dealTypeProblems(db: Database, vocabulary: Vocabulary, locate: Locate): Promise<Problem[]> {
  const rows = await db.rows<{value: string; deal_count: number}>(`
    select arg_min(value, first_row) as value, sum(value_count)::bigint as deal_count from (
        select deal_type as value, min(rowid) as first_row, count(*) as value_count from raw_opportunities
        where deal_type is not null and rowid not in (select row_key from row_exclusions where entity = 'opportunities')
        group by deal_type
    ) group by folded(value) order by deal_count desc, value`);
  const unlisted = rows.filter(({value}) => !vocabulary.dealTypes.has(value.trim().toLowerCase()));
  if (unlisted.length === 0) return [];
  return [{
    ...locate(["exports", "opportunities", 0, "deal_types"]), column: "exports.opportunities.deal_types",
    message: `${unlisted.length === 1 ? "a deal type is" : `${unlisted.length} deal types are`} in no list`, value: counted(unlisted),
    fix: `Put each under deal_types: new_business, expansion or renewal, such as \`new_business: [${unlisted.slice(0, 3).map(({value}) => value).join(", ")}]\`.`
  }];
}

function counted(rows: readonly {value: string; deal_count: number}[]): string {
  const words = rows.slice(0, LISTED).map(({value, deal_count}) => `${quotedText(value)} (${deal_count.toLocaleString("en-US")})`);
  return `${words.join(", ")}${rows.length > LISTED ? ` and ${rows.length - LISTED} more` : ""}`;
}

const CURRENCIES = ["opportunities", "subscriptions", "mrr_snapshots", "invoices"] as const satisfies readonly Entity[];

/** Currencies other than the workspace's for which no rate is known by the data date. */
export async function currencyProblems(db: Database, currency: string, asOf: string | null, entities: ReadonlySet<Entity>, locate: Locate): Promise<Problem[]> {
  const rates = await db.rows<{currency: string}>(
    `select distinct upper(trim(currency)) as currency from exchange_rates where ${asOf === null ? "true" : `date <= ${quotedText(asOf)}::date`}`);
  const known = new Set([currency, ...rates.map((rate) => rate.currency)]);
  const problems: Problem[] = [];
  for (const entity of CURRENCIES) {
    if (!entities.has(entity)) continue;
    const rows = await db.rows<{value: string; deal_count: number}>(`
      select min(trim(currency)) as value, count(*) as deal_count from raw_${entity}
      where currency is not null and rowid not in (select row_key from row_exclusions where entity = ${quotedText(entity)})
      group by upper(trim(currency)) order by deal_count desc, value`);
    const unknown = rows.filter(({value}) => !known.has(value.toUpperCase()));
    if (unknown.length === 0) continue;
    const named = unknown.find(({value}) => !/^[a-z]{3}$/i.test(value));
    const path = ["exports", entity, 0, "columns", "currency"];
    problems.push({
      ...locate(path), column: printPath(["exports", entity]), value: counted(unknown),
      message: `amounts in ${unknown.length === 1 ? "a currency" : "currencies"} without an exchange rate to ${currency}${asOf === null ? "" : ` by ${asOf}`}`,
      fix: named === undefined ? "Name a file with the columns currency, date and rate under exchange_rates, or set currency to the one that the amounts are in."
        : `Say which code a name means, such as \`values: {currency: {${named.value}: USD}}\` under exports.${entity}.`
    });
  }
  return problems;
}
