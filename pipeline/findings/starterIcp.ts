import type {Database} from "../database.ts";
import {NO_DATE} from "../ingest/dataDate.ts";

interface Dimension {
  readonly dimension: string;
  readonly column_name: string;
  readonly kind: string;
  readonly as_of: string;
  readonly as_of_next: string;
  readonly segments: readonly {readonly segment: string; readonly low: number | null; readonly high: number | null}[];
}

/**
 * The lines of a first ICP file for this workspace, to be edited: its own columns, with their most common values. Never with the values that
 * win most: an ICP taken from the deals that are to test it proves nothing. Null without a usable dimension.
 */
export async function starterIcp(db: Database): Promise<string | null> {
  const dimensions = await db.rows<Dimension>(`
    with lists as (
      select segment_keys, count(*) as account_count from int_account_segment_lists group by segment_keys
    ),
    common as (
      select segments.dimension, segments.segment, bands.low, bands.high,
        row_number() over (partition by segments.dimension order by sum(lists.account_count) desc, segments.segment_order) as place
      from lists, unnest(lists.segment_keys) as members(segment_key)
      inner join int_segments as segments using (segment_key)
      left join config_bands as bands on segments.dimension = bands.dimension and segments.segment = bands.label
      where segments.segment_key > 0 and not segments.is_unknown
      group by segments.dimension, segments.segment, segments.segment_order, bands.low, bands.high
    )
    select dimensions.dimension, dimensions.column_name, dimensions.kind, getvariable('as_of') as as_of, (getvariable('as_of') + 1)::date as as_of_next,
      list({segment: common.segment, low: common.low, high: common.high} order by common.place) as segments
    from config_dimensions as dimensions
    inner join common using (dimension)
    where common.place <= 2 and dimensions.kind in ('value', 'bands')
    group by all
    order by min(dimensions.dimension_order)
    limit 3`);
  return dimensions.length === 0 ? null : starterYaml(dimensions);
}

export function starterYaml(dimensions: readonly Dimension[]): string {
  const {as_of: asOf, as_of_next: from} = dimensions[0]!;
  return [
    ...(asOf === NO_DATE ? ["# icp/1.yaml", 'version: "1"', "status: draft                       # approved, with an effective_from, once it is what you believe"] : [
      `# icp/${from.slice(0, 7)}.yaml`,
      `version: ${JSON.stringify(from.slice(0, 7))}`,
      "status: approved",
      `effective_from: ${from}          # deals created from this day on are the test`
    ]),
    "statement: Who we believe buys, in one sentence.",
    "criteria:",
    ...dimensions.map(({dimension, column_name: column, kind, segments}, i) =>
      `  - {id: ${word(dimension)}, kind: firmographic, column: ${word(column)}, ${kind === "bands" ? band(segments[0]!) : `in: [${segments.map(({segment}) => JSON.stringify(segment)).join(", ")}]`}, weight: ${dimensions.length - i}}`),
    "tiers: {1: 0.75, 2: 0.40}"
  ].join("\n");
}

/** The limits of a band as a predicate; both ends of `between` are included, those of a band are not. */
function band({low, high}: Dimension["segments"][number]): string {
  if (low === null || !Number.isFinite(low)) return `below: ${high ?? 0}`;
  return high === null || !Number.isFinite(high) ? `at_least: ${low}` : `between: [${low}, ${Number.isInteger(high) ? high - 1 : high}]`;
}

function word(text: string): string {
  return /^[A-Za-z_][\w-]*$/.test(text) ? text : JSON.stringify(text);
}
