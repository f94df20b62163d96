import type {Database} from "../database.ts";
import type {GroupCounts} from "../statistics/logRank.ts";

/** A segment's departures in one time unit, in the order of time. */
export interface SegmentCounts {
  readonly timeUnit: string;
  readonly segmentKey: number;
  readonly dimension: string;
  readonly isUnknown: boolean;
  readonly counts: readonly GroupCounts[];
}

/** The departures of int_survival_counts by time unit and segment. */
export async function readSurvivalCounts(db: Database): Promise<SegmentCounts[]> {
  const [units, keys, dimensions, unknowns, times, churned, censored] = (await db.columns(`
    select time_unit, segment_key, dimension, is_unknown, time, churned, censored
    from int_survival_counts
    inner join int_segments using (segment_key)
    order by time_unit, segment_key, time`)).map((column) => column.values) as
    [string[], number[], string[], boolean[], number[], number[], number[]];
  const segments: SegmentCounts[] = [];
  for (let start = 0, end = 0; start < keys.length; start = end) {
    const counts: GroupCounts[] = [];
    while (end < keys.length && keys[end] === keys[start] && units[end] === units[start]) {
      counts.push({group: String(keys[end]!).padStart(6, "0"), time: times[end]!, events: churned[end]!, censored: censored[end]!});
      ++end;
    }
    segments.push({
      timeUnit: units[start]!, segmentKey: keys[start]!, dimension: dimensions[start]!, isUnknown: unknowns[start]!, counts
    });
  }
  return segments;
}
