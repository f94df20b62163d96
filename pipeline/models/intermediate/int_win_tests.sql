-- One row per period window, deal type and tested segment: p against the rest, and the step towards its q.
-- All segments of all dimensions are one family; all, unknown and segments with too few decided deals are no hypotheses.
with

counts as (

    select * from int_win_counts

),

totals as (

    select period_window, deal_type, won_count, decided_count
    from counts
    where segment_key = 0

),

tested as (

    select
        counts.period_window,
        counts.deal_type,
        counts.segment_key,
        two_proportion_p(
            counts.won_count,
            counts.decided_count,
            totals.won_count - counts.won_count,
            totals.decided_count - counts.decided_count
        ) as p_value
    from counts
    inner join totals
        using (period_window, deal_type)
    inner join int_segments as segments
        using (segment_key)
    where counts.segment_key > 0
        and not segments.is_unknown
        and counts.decided_count >= getvariable('min_decided')

)

select
    period_window,
    deal_type,
    segment_key,
    p_value,
    bh_step(p_value, (period_window, deal_type)) as q_step
from tested
