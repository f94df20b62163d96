-- One row per segment, month to bootstrap and pair of amounts, twelve months before and now: how many accounts have it.
with

chosen as (

    select * from int_bootstrapped_years

),

-- Each profile's segments with the span of their months: of large segments few rows lie in it.
spans as (

    select
        profile_segments.profile_key,
        segments.segment_key,
        segments.first_month,
        segments.last_month
    from (
        select segment_key, min(month) - 12 as first_month, max(month) - 12 as last_month
        from chosen
        group by segment_key
    ) as segments
    inner join int_profile_segments as profile_segments
        using (segment_key)

),

near as (

    select
        spans.segment_key,
        levels.account_key,
        levels.month,
        levels.next_month,
        levels.mrr
    from int_mrr_changes as levels
    inner join spans
        on levels.profile_key = spans.profile_key
        and levels.month <= spans.last_month
        and levels.next_month > spans.first_month
    where levels.mrr > 0

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
