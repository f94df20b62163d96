-- One row per deal type, dimension, segment and fiscal quarter of closing with a closed deal.
with

counts as (

    select
        *,
        won_count + lost_count as decided_count,
        rate(lost_count - lost_amount_count, lost_count) as lost_without_amount_rate
    from int_quarter_counts

),

totals as (

    select deal_type, closed_quarter, won_count, decided_count
    from counts
    where segment_key = 0

)

select
    counts.deal_type,
    segments.dimension,
    segments.segment,
    segments.segment_order,
    counts.closed_quarter as quarter,
    counts.closed_quarter < complete_until() as is_complete,
    counts.won_count,
    counts.lost_count,
    counts.no_decision_count,
    counts.disqualified_count,
    counts.decided_count,
    rate(counts.won_count, counts.decided_count) as win_rate,
    wilson_low(counts.won_count, counts.decided_count) as win_rate_low,
    wilson_high(counts.won_count, counts.decided_count) as win_rate_high,
    rate(counts.won_count, counts.decided_count + counts.no_decision_count + counts.disqualified_count) as broad_win_rate,
    value_rate(counts.won_amount, counts.lost_amount, counts.lost_without_amount_rate) as value_win_rate,
    counts.lost_without_amount_rate,
    counts.won_amount::double as won_amount,
    counts.lost_amount::double as lost_amount,
    case when counts.segment_key > 0 then totals.won_count - counts.won_count end as rest_won_count,
    case when counts.segment_key > 0 then totals.decided_count - counts.decided_count end as rest_decided_count,
    case when counts.segment_key > 0 then
        rate(totals.won_count - counts.won_count, totals.decided_count - counts.decided_count)
    end as rest_win_rate,
    case when counts.segment_key > 0 then
        wilson_low(totals.won_count - counts.won_count, totals.decided_count - counts.decided_count)
    end as rest_win_rate_low,
    case when counts.segment_key > 0 then
        wilson_high(totals.won_count - counts.won_count, totals.decided_count - counts.decided_count)
    end as rest_win_rate_high,
    sample_evidence(counts.decided_count) as evidence
from counts
inner join int_segments as segments
    using (segment_key)
inner join totals
    using (deal_type, closed_quarter)
order by counts.deal_type, segments.segment_key, counts.closed_quarter
