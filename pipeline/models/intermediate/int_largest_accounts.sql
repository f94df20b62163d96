-- One row per segment and month that serves as a base: its largest account by MRR, ties by account id, then and a year later.
with

levels as (

    select
        account_key,
        month,
        coalesce(next_month, last_snapshot() + 1) as next_month,
        mrr
    from int_mrr_changes

),

by_segment as (

    select
        unnest(profiles.segment_keys) as segment_key,
        levels.month,
        levels.next_month,
        levels.mrr
    from levels
    inner join int_account_profiles as account_profiles
        using (account_key)
    inner join int_profiles as profiles
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
        unnest(profiles.segment_keys) as segment_key,
        levels.*,
        accounts.account_id
    from levels
    semi join largest_amounts
        on levels.mrr = largest_amounts.mrr
    inner join int_account_profiles as account_profiles
        using (account_key)
    inner join int_profiles as profiles
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
inner join levels as later
    on largest.account_key = later.account_key
    and largest.month + 12 >= later.month
    and largest.month + 12 < later.next_month
