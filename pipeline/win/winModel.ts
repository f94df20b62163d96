import type {Database} from "../database.ts";
import {grouped} from "../grouped.ts";
import type {Step} from "../models/model.ts";
import {pauses} from "../pauses.ts";
import {firthLogistic, logistic, type LogisticFit} from "../statistics/logistic.ts";
import {type LogisticData, logisticDesign, type Term} from "../statistics/logisticModel.ts";
import {columnsOf} from "../statistics/sparseMatrix.ts";
import {oddsRatio} from "../statistics/twoByTwo.ts";

interface Level {
  readonly deal_type: string;
  readonly dimension: string;
  readonly dimension_order: number;
  readonly is_unknown: boolean;
  readonly segment_key: number;
  readonly won_count: number;
  readonly decided_count: number;
}

/** Stands for the segments of a dimension that are too small for a level of their own. */
const FEW = -1;
/** Of more segments those with the most deals have a level of their own: the cost of a fit grows with the cube of them, and at thousands it is minutes. */
const MOST_LEVELS = 300;

/**
 * win_model: one logistic regression of won on all dimensions together for each deal type, so that a reader sees what survives
 * adjustment beside the plain odds ratio. The reference is each dimension's largest known segment; segments under min_decided, and those after the
 * 300 with the most deals, share one level without a number. Firth's penalised likelihood where the segments separate won from lost. A segment that holds just the deals of segments
 * before it (deals without an account are unknown in every dimension) has no odds of its own: null. All deals are the one segment of `all`, and so its reference.
 */
export const winModel: Step = {
  table: "stat_win_model",
  reads: ["int_win_counts", "int_segments", "int_deal_cells", "int_profile_segments"],
  async build(db) {
    const [{minimum}] = (await db.rows<{minimum: number}>("select getvariable('min_decided')::integer as minimum")) as [{minimum: number}];
    const results: Record<string, unknown>[] = [];
    const allLevels = await db.rows<Level & Record<string, never>>(`
      select counts.deal_type, segments.dimension, segments.dimension_order, segments.is_unknown, counts.segment_key,
          counts.won_count, counts.decided_count
      from int_win_counts as counts
      inner join int_segments as segments using (segment_key)
      where counts.period_window = 'all' and counts.segment_key > 0
      order by counts.deal_type, segments.is_unknown, counts.decided_count desc, counts.segment_key`);
    const decided = await readDecided(db);
    const segments = await readSegments(db);
    const pause = pauses();
    for (const [deal_type, levels] of grouped(allLevels, ({deal_type: type}) => type)) {
      await pause();
      const large = new Set(levels.filter(({decided_count}) => decided_count >= minimum).toSorted((a, b) => b.decided_count - a.decided_count).slice(0, MOST_LEVELS));
      const dimensions = [...new Set(levels.toSorted((a, b) => a.dimension_order - b.dimension_order).map(({dimension}) => dimension))];
      const shown = dimensions
        .map((dimension) => ({dimension, levels: levels.filter((level) => level.dimension === dimension && large.has(level))}))
        .filter(({levels: own}) => own.length > 1);
      if (shown.length === 0) continue;
      const {fit, method} = fitModel(decided.get(deal_type) ?? noDeals(), segments, shown);
      const named = new Map(fit.coefficients.map((coefficient) => [coefficient.name, coefficient]));
      const all = levels.filter(({dimension}) => dimension === dimensions[0]).reduce((sum, {decided_count}) => sum + decided_count, 0);
      results.push({deal_type, segment_key: 0, is_reference: true, method, decided_count: all, crude: 1, crude_low: null, crude_high: null, odds_ratio: 1, low: null, high: null, p: null});
      for (const {dimension, levels: own} of shown) {
        const reference = own[0]!;
        own.forEach(({segment_key, won_count, decided_count}, i) => {
          const coefficient = named.get(`${dimension}=${segment_key}`);
          const crude = oddsRatio(won_count, decided_count - won_count, reference.won_count, reference.decided_count - reference.won_count);
          results.push({
            deal_type, segment_key, is_reference: i === 0, method, decided_count,
            crude: i === 0 ? 1 : crude.estimate, crude_low: i === 0 ? null : crude.low, crude_high: i === 0 ? null : crude.high,
            odds_ratio: i === 0 ? 1 : (coefficient?.oddsRatio ?? null),
            low: coefficient?.oddsRatioLow ?? null, high: coefficient?.oddsRatioHigh ?? null, p: coefficient?.p ?? null
          });
        });
      }
    }
    const column = (name: string, type: string, key: string = name) => ({name, type, values: results.map((row) => row[key])});
    await db.writeTable("stat_win_model", [
      column("deal_type", "varchar"), column("segment_key", "integer"), column("decided_count", "integer"),
      column("crude_odds_ratio", "double", "crude"), column("crude_odds_ratio_low", "double", "crude_low"), column("crude_odds_ratio_high", "double", "crude_high"),
      column("odds_ratio", "double"), column("odds_ratio_low", "double", "low"),
      column("odds_ratio_high", "double", "high"), column("p_value", "double", "p"), column("is_reference", "boolean"), column("method", "varchar")
    ]);
  }
};

/** Decided deals by profile. */
interface Decided {
  readonly profiles: number[];
  readonly won: number[];
  readonly total: number[];
}

const noDeals = (): Decided => ({profiles: [], won: [], total: []});

/** The decided deals of each deal type and of all. */
async function readDecided(db: Database): Promise<ReadonlyMap<string, Decided>> {
  const [types, profiles, won, total] = (await db.columns(`
    select
        deal_type,
        profile_key,
        coalesce(sum(deal_count) filter (where outcome = 'won'), 0)::integer,
        sum(deal_count)::integer
    from int_deal_cells
    where outcome in ('won', 'lost')
    group by deal_type, profile_key
    order by profile_key, deal_type`)).map(({values}) => values) as [string[], number[], number[], number[]];
  const all = noDeals();
  const found = new Map([["all", all]]);
  types.forEach((type, i) => {
    const own = found.get(type) ?? noDeals();
    found.set(type, own);
    for (const {profiles: keys, won: wins, total: deals} of [own, all]) {
      if (keys.at(-1) !== profiles[i]) {
        keys.push(profiles[i]!);
        wins.push(0);
        deals.push(0);
      }
      wins[wins.length - 1]! += won[i]!;
      deals[deals.length - 1]! += total[i]!;
    }
  });
  return found;
}

/** By dimension_order: the segment of each profile, by profile_key. */
async function readSegments(db: Database): Promise<readonly (readonly number[])[]> {
  const [dimensions, profiles, keys] = (await db.columns(`
    select segments.dimension_order, members.profile_key, members.segment_key
    from int_profile_segments as members
    inner join int_segments as segments using (segment_key)
    order by members.profile_key`)).map(({values}) => values) as [number[], number[], number[]];
  const found: number[][] = [];
  dimensions.forEach((dimension, i) => ((found[dimension] ??= [])[profiles[i]!] = keys[i]!));
  return found;
}

function fitModel(
  {profiles, won, total}: Decided, segments: readonly (readonly number[])[], shown: readonly {dimension: string; levels: readonly Level[]}[]
): {fit: LogisticFit; method: string} {
  const columns: Record<string, number[]> = {};
  const terms: Term[] = [];
  for (const {dimension, levels} of shown) {
    const known = new Set(levels.map(({segment_key}) => segment_key));
    const own = segments[levels[0]!.dimension_order]!;
    const values = profiles.map((profile) => (known.has(own[profile]!) ? own[profile]! : FEW));
    columns[dimension] = values;
    terms.push({factor: dimension, levels: [...known, ...(values.includes(FEW) ? [FEW] : [])]});
  }
  const unknown = new Set(shown.flatMap(({dimension, levels}) => levels.filter(({is_unknown}) => is_unknown).map(({segment_key}) => `${dimension}=${segment_key}`)));
  const data = {...knownFirst(logisticDesign(columns, terms, profiles.length), unknown), won, total};
  const fit = logistic(data);
  if (fit.status === "ok") return {fit, method: "maximum likelihood"};
  const penalised = firthLogistic(data);
  return {fit: penalised, method: penalised.status === "ok" ? "Firth" : "not estimable"};
}

/** The columns of known segments before those of unknown and small ones: of columns that say the same, the first is estimated. */
function knownFirst({names, design}: Pick<LogisticData, "names" | "design">, unknown: ReadonlySet<string>) {
  const rank = (name: string) => (name.endsWith(`=${FEW}`) ? 2 : unknown.has(name) ? 1 : 0);
  const order = names.map((_, j) => j).toSorted((a, b) => rank(names[a]!) - rank(names[b]!));
  return {names: order.map((j) => names[j]!), design: columnsOf(design, order)};
}
