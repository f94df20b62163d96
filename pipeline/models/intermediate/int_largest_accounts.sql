-- One row per segment and month that serves as a base: its largest account by MRR, ties by account id, then and a year later.
with

by_segment as (

    select
        segments.segment_key,
        levels.month,
        levels.next_month,
        levels.mrr
    from int_mrr_changes as levels
    inner join int_profile_segments as segments
        using (profile_key)
    where levels.mrr > 0
        and levels.month <= last_snapshot() - 12

),

largest_stretches as (

    select segment_key, month as from_month, next_month as to_month, max(mrr) as mrr
    from by_segment
    group by segment_key, month, next_month

),

largest_months as (

    select
        segment_key,
        unnest(range(from_month, least(to_month, last_snapshot() - 11)))::integer as month,
        mrr
    from largest_stretches

),

largest_amounts as (

    select segment_key, month, max(mrr) as mrr
    from largest_months
    group by segment_key, month

),

candidates as (

    select
        segments.segment_key,
        levels.account_key,
        levels.month,
        levels.next_month,
        levels.mrr,
        accounts.account_id
    from int_mrr_changes as levels
    semi join largest_amounts
        on levels.mrr = largest_amounts.mrr
    inner join int_profile_segments as segments
        using (profile_key)
    inner join int_accounts as accounts
        using (account_key)

),

largest as (

    select
        amounts.segment_key,
        amounts.month,
        amounts.mrr,
        arg_min(candidates.account_key, candidates.account_id) as account_key
    from largest_amounts as amounts
    inner join candidates
        on amounts.segment_key = candidates.segment_key
        and amounts.mrr = candidates.mrr
        and amounts.month >= candidates.month
        and amounts.month < candidates.next_month
    group by amounts.segment_key, amounts.month, amounts.mrr

)

select
    largest.segment_key,
    largest.month as base_month,
    largest.account_key,
    largest.mrr as base_mrr,
    later.mrr as mrr
from largest
inner join int_mrr_changes as later
    on largest.account_key = later.account_key
    and largest.month + 12 >= later.month
    and largest.month + 12 < later.next_month
