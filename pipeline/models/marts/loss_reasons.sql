-- One row per deal type, dimension, segment and recorded reason: why deals closed without a win.
-- The reason not recorded is a row of its own.
with

counts as (

    select
        deal_type,
        segment_key,
        reason,
        sum(deal_count) filter (where outcome = 'lost') as lost_count,
        sum(deal_count) filter (where outcome = 'no_decision') as no_decision_count,
        sum(deal_count) filter (where outcome = 'disqualified') as disqualified_count,
        sum(deal_count) as deal_count
    from int_loss_reason_counts
    group by deal_type, segment_key, reason

),

totals as (

    select deal_type, segment_key, sum(deal_count) as deal_count
    from counts
    group by deal_type, segment_key

)

select
    counts.deal_type,
    segments.dimension,
    segments.segment,
    segments.segment_order,
    coalesce(counts.reason, 'not recorded') as reason,
    counts.reason is null as is_missing,
    coalesce(counts.lost_count, 0)::integer as lost_count,
    coalesce(counts.no_decision_count, 0)::integer as no_decision_count,
    coalesce(counts.disqualified_count, 0)::integer as disqualified_count,
    counts.deal_count::integer as count,
    totals.deal_count::integer as total_count,
    rate(counts.deal_count, totals.deal_count) as rate,
    wilson_low(counts.deal_count, totals.deal_count) as rate_low,
    wilson_high(counts.deal_count, totals.deal_count) as rate_high
from counts
inner join totals
    using (deal_type, segment_key)
inner join int_segments as segments
    using (segment_key)
order by counts.deal_type, segments.segment_key, counts.reason is null, counts.deal_count desc, counts.reason
