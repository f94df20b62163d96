-- One row per deal type, dimension, segment, outcome and recorded reason: why deals closed without a win.
-- The reason not recorded is a row of its own.
with

counts as (

    select * from int_loss_reason_counts

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
    counts.outcome,
    coalesce(counts.reason, 'not recorded') as reason,
    counts.reason is null as is_missing,
    counts.deal_count as count,
    totals.deal_count::integer as total_count,
    rate(counts.deal_count, totals.deal_count) as rate,
    wilson_low(counts.deal_count, totals.deal_count) as rate_low,
    wilson_high(counts.deal_count, totals.deal_count) as rate_high
from counts
inner join totals
    using (deal_type, segment_key)
inner join int_segments as segments
    using (segment_key)
order by counts.deal_type, segments.segment_key, counts.deal_count desc, counts.outcome, counts.reason
