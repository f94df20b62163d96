-- One row per period window, deal type and pair of segments of two dimensions that has decided deals.
-- Each pair is tested against all other decided deals; all pairs of a window and deal type are one family.
with

pairs as (

    select
        *,
        won_count + lost_count as decided_count
    from int_pair_counts

),

totals as (

    select period_window, deal_type, won_count, decided_count
    from int_win_counts
    where segment_key = 0

),

tested as (

    select
        pairs.*,
        case when pairs.decided_count >= getvariable('min_decided') and not segments_a.is_unknown and not segments_b.is_unknown then
            two_proportion_p(
                pairs.won_count,
                pairs.decided_count,
                totals.won_count - pairs.won_count,
                totals.decided_count - pairs.decided_count
            )
        end as p_value,
        rate(totals.won_count - pairs.won_count, totals.decided_count - pairs.decided_count) as rest_win_rate
    from pairs
    inner join totals
        using (period_window, deal_type)
    inner join int_segments as segments_a
        on pairs.segment_key_a = segments_a.segment_key
    inner join int_segments as segments_b
        on pairs.segment_key_b = segments_b.segment_key

),

stepped as (

    select *, bh_step(p_value, (period_window, deal_type)) as q_step
    from tested

),

measured as (

    select *, bh_q(q_step, p_value, (period_window, deal_type)) as q_value
    from stepped

)

select
    measured.period_window,
    measured.deal_type,
    segments_a.dimension as dimension_a,
    segments_a.segment as segment_a,
    segments_a.segment_order as segment_a_order,
    segments_b.dimension as dimension_b,
    segments_b.segment as segment_b,
    segments_b.segment_order as segment_b_order,
    measured.won_count,
    measured.lost_count,
    measured.decided_count,
    rate(measured.won_count, measured.decided_count) as win_rate,
    wilson_low(measured.won_count, measured.decided_count) as win_rate_low,
    wilson_high(measured.won_count, measured.decided_count) as win_rate_high,
    shrunk.shrunk_win_rate,
    measured.rest_win_rate,
    measured.p_value,
    measured.q_value,
    tested_evidence(measured.decided_count, measured.q_value) as evidence
from measured
inner join int_segments as segments_a
    on measured.segment_key_a = segments_a.segment_key
inner join int_segments as segments_b
    on measured.segment_key_b = segments_b.segment_key
left join stat_pair_shrinkage as shrunk
    using (period_window, deal_type, segment_key_a, segment_key_b)
order by
    measured.period_window,
    measured.deal_type,
    measured.segment_key_a,
    measured.segment_key_b
