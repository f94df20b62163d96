-- One row per segment, month to bootstrap and pair of amounts, twelve months before and now: how many accounts have it.
with

chosen as (

    select * from int_bootstrapped_years

),

ranges as (

    select segment_key, min(month) - 12 as first_month, max(month) - 12 as last_month
    from chosen
    group by segment_key

),

bases as (

    select
        segments.segment_key,
        levels.account_key,
        levels.month,
        levels.next_month,
        levels.mrr
    from int_mrr_changes as levels
    inner join int_profile_segments as segments
        using (profile_key)
    where levels.mrr > 0
        and levels.month <= (select max(last_month) from ranges)
        and levels.next_month > (select min(first_month) from ranges)

),

-- First against each segment's span, which few rows of a large segment touch, then against its months.
near as (

    select bases.*
    from bases
    inner join ranges
        on bases.segment_key = ranges.segment_key
        and bases.month <= ranges.last_month
        and bases.next_month > ranges.first_month

),

pairs as (

    select
        near.segment_key,
        chosen.month,
        near.mrr as base_mrr,
        later.mrr
    from near
    inner join chosen
        on near.segment_key = chosen.segment_key
        and chosen.month - 12 >= near.month
        and chosen.month - 12 < near.next_month
    inner join int_mrr_changes as later
        on near.account_key = later.account_key
        and chosen.month >= later.month
        and chosen.month < later.next_month

)

select
    segment_key,
    month,
    base_mrr,
    mrr,
    count(*)::integer as account_count
from pairs
group by segment_key, month, base_mrr, mrr
order by segment_key, month, base_mrr, mrr
