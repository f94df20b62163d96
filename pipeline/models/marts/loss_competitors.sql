-- One row per deal type, dimension, segment and competitor: the share of lost deals that name it, and how often it is beaten.
-- Who only records the competitor of lost deals never beats one: then there is no win rate.
with

counts as (

    select
        *,
        won_count + lost_count as decided_count
    from int_loss_competitor_counts

),

totals as (

    select
        deal_type,
        segment_key,
        sum(lost_count) as lost_count
    from counts
    group by deal_type, segment_key

),

recording as (

    select
        deal_type,
        rate(sum(won_count) filter (where competitor is not null), sum(won_count)) as won_recorded_rate,
        rate(sum(lost_count) filter (where competitor is not null), sum(lost_count)) as lost_recorded_rate
    from counts
    where segment_key = 0
    group by deal_type

),

compared as (

    select
        *,
        coalesce(abs(won_recorded_rate - lost_recorded_rate) < getvariable('leak_fill_gap') - 1e-12, false) as is_comparable
    from recording

)

select
    counts.deal_type,
    segments.dimension,
    segments.segment,
    segments.segment_order,
    coalesce(counts.competitor, 'none recorded') as competitor,
    counts.competitor is null as is_missing,
    counts.won_count,
    counts.lost_count,
    counts.decided_count,
    rate(counts.lost_count, totals.lost_count) as lost_rate,
    wilson_low(counts.lost_count, totals.lost_count) as lost_rate_low,
    wilson_high(counts.lost_count, totals.lost_count) as lost_rate_high,
    totals.lost_count::integer as lost_total_count,
    compared.is_comparable,
    case when compared.is_comparable then rate(counts.won_count, counts.decided_count) end as win_rate,
    case when compared.is_comparable then wilson_low(counts.won_count, counts.decided_count) end as win_rate_low,
    case when compared.is_comparable then wilson_high(counts.won_count, counts.decided_count) end as win_rate_high
from counts
inner join totals
    using (deal_type, segment_key)
inner join int_segments as segments
    using (segment_key)
inner join compared
    using (deal_type)
order by counts.deal_type, segments.segment_key, counts.competitor is null, counts.lost_count desc, counts.competitor
