import type {Database} from "../database.ts";
import type {GroupCounts} from "../statistics/logRank.ts";

/** A segment's departures in one time unit, in the order of time. */
export interface SegmentCounts {
  readonly timeUnit: "day" | "month";
  readonly segmentKey: number;
  readonly dimension: string;
  readonly isUnknown: boolean;
  readonly counts: readonly GroupCounts[];
}

/** The departures of int_survival_counts by time unit and segment. They are many where accounts are: whole numbers alone cross over. */
export async function readSurvivalCounts(db: Database): Promise<SegmentCounts[]> {
  const named = await db.rows<{segment_key: number; dimension: string; is_unknown: boolean}>(
    "select segment_key, dimension, is_unknown from int_segments");
  const segments = new Map(named.map((segment) => [segment.segment_key, segment]));
  const [units, keys, times, churned, censored] = (await db.columns(`
    select (time_unit = 'month')::integer, segment_key, time, churned, censored
    from int_survival_counts
    order by time_unit, segment_key, time`)).map((column) => column.values as number[]) as [number[], number[], number[], number[], number[]];
  const result: SegmentCounts[] = [];
  for (let start = 0, end = 0; start < keys.length; start = end) {
    const key = keys[start]!;
    const group = String(key).padStart(6, "0");
    const counts: GroupCounts[] = [];
    for (; end < keys.length && keys[end] === key && units[end] === units[start]; ++end) {
      counts.push({group, time: times[end]!, events: churned[end]!, censored: censored[end]!});
    }
    const {dimension, is_unknown: isUnknown} = segments.get(key)!;
    result.push({timeUnit: units[start] ? "month" : "day", segmentKey: key, dimension, isUnknown, counts});
  }
  return result;
}
