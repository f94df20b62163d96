import type {Database} from "../database.ts";
import type {Step} from "../models/models.ts";
import {pauses} from "../pauses.ts";
import {firthLogistic, logistic, type LogisticFit} from "../statistics/logistic.ts";
import {logisticDesign, type Term} from "../statistics/logisticModel.ts";
import {oddsRatio} from "../statistics/twoByTwo.ts";

interface Level {
  readonly dimension: string;
  readonly dimension_order: number;
  readonly is_unknown: boolean;
  readonly segment_key: number;
  readonly won_count: number;
  readonly decided_count: number;
}

/** Stands for the segments of a dimension that are too small for a level of their own. */
const FEW = "\0few";

/**
 * win_model: one logistic regression of won on all dimensions together for each deal type, so that a reader sees what survives
 * adjustment beside the plain odds ratio. The reference is each dimension's largest known segment; segments under min_decided share one level without a
 * number. Firth's penalised likelihood where the segments separate won from lost. A segment that holds just the deals of segments
 * before it (deals without an account are unknown in every dimension) has no odds of its own: null.
 */
export const winModel: Step = {
  table: "stat_win_model",
  reads: ["int_win_counts", "int_segments", "int_deal_cells", "int_profiles"],
  async build(db) {
    const types = (await db.rows<{deal_type: string}>("select distinct deal_type from int_win_counts order by deal_type")).map((row) => row.deal_type);
    const [{minimum}] = (await db.rows<{minimum: number}>("select getvariable('min_decided')::integer as minimum")) as [{minimum: number}];
    const results: Record<string, unknown>[] = [];
    const profiles = await readProfiles(db);
    const pause = pauses();
    for (const deal_type of types) {
      await pause();
      const levels = await db.rows<Level & Record<string, never>>(`
        select segments.dimension, segments.dimension_order, segments.is_unknown, counts.segment_key, counts.won_count,
            counts.decided_count
        from int_win_counts as counts
        inner join int_segments as segments using (segment_key)
        where counts.period_window = 'all' and counts.deal_type = $1 and counts.segment_key > 0
        order by segments.is_unknown, counts.decided_count desc, counts.segment_key`, [deal_type]);
      const dimensions = [...new Set(levels.toSorted((a, b) => a.dimension_order - b.dimension_order).map(({dimension}) => dimension))];
      const shown = dimensions
        .map((dimension) => ({dimension, levels: levels.filter((level) => level.dimension === dimension && level.decided_count >= minimum)}))
        .filter(({levels: own}) => own.length > 1);
      if (shown.length === 0) continue;
      const {fit, method} = fitModel(profiles.get(deal_type) ?? [], shown);
      const named = new Map(fit.coefficients.map((coefficient) => [coefficient.name, coefficient]));
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

/** Decided deals that share all segments. */
interface DecidedProfile {
  readonly segmentKeys: readonly number[];
  readonly won: number;
  readonly decided: number;
}

/** The decided deals of every profile by deal type, also of all types. */
async function readProfiles(db: Database): Promise<ReadonlyMap<string, DecidedProfile[]>> {
  const [types, keys, won, decided] = (await db.columns(`
    select
        coalesce(cells.deal_type::varchar, 'all'),
        profiles.segment_keys,
        sum(cells.deal_count) filter (where cells.outcome = 'won')::integer,
        sum(cells.deal_count)::integer
    from int_deal_cells as cells
    inner join int_profiles as profiles using (profile_key)
    where cells.outcome in ('won', 'lost')
    group by grouping sets ((profiles.segment_keys), (cells.deal_type, profiles.segment_keys))
    order by profiles.segment_keys`)).map(({values}) => values);
  const found = new Map<string, DecidedProfile[]>();
  types!.forEach((type, i) => {
    const list = found.get(type as string) ?? [];
    list.push({segmentKeys: keys![i] as number[], won: Number(won![i] ?? 0), decided: Number(decided![i])});
    found.set(type as string, list);
  });
  return found;
}

function fitModel(
  profiles: readonly DecidedProfile[], shown: readonly {dimension: string; levels: readonly Level[]}[]
): {fit: LogisticFit; method: string} {
  const columns: Record<string, string[]> = {};
  const terms: Term[] = [];
  for (const {dimension, levels} of shown) {
    const known = new Set(levels.map(({segment_key}) => segment_key));
    const values = profiles.map(({segmentKeys}) => String(segmentKeys.find((key) => known.has(key)) ?? FEW));
    columns[dimension] = values;
    terms.push({factor: dimension, levels: [...levels.map(({segment_key}) => String(segment_key)), ...(values.includes(FEW) ? [FEW] : [])]});
  }
  const unknown = new Set(shown.flatMap(({dimension, levels}) => levels.filter(({is_unknown}) => is_unknown).map(({segment_key}) => `${dimension}=${segment_key}`)));
  const {names, design} = knownFirst(logisticDesign(columns, terms, profiles.length), unknown);
  const data = {names, design, won: profiles.map(({won}) => won), total: profiles.map(({decided}) => decided)};
  const fit = logistic(data);
  if (fit.status === "ok") return {fit, method: "maximum likelihood"};
  const penalised = firthLogistic(data);
  return {fit: penalised, method: penalised.status === "ok" ? "Firth" : "not estimable"};
}

/** The columns of known segments before those of unknown and small ones: of columns that say the same, the first is estimated. */
function knownFirst({names, design}: {names: string[]; design: number[][]}, unknown: ReadonlySet<string>): {names: string[]; design: number[][]} {
  const rank = (name: string) => (name.endsWith(FEW) ? 2 : unknown.has(name) ? 1 : 0);
  const order = names.map((_, j) => j).toSorted((a, b) => rank(names[a]!) - rank(names[b]!));
  return {names: order.map((j) => names[j]!), design: design.map((row) => order.map((j) => row[j]!))};
}
