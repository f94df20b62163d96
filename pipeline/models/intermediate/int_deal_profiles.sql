-- One row per distinct pair of an account's profile (null: no account) and a deal's own values: the deal's profile.
-- The account's values count; a deal's own stand in where there is no account, or where accounts lack the column.
with

pairs as (

    select distinct account_profiles.profile_key as account_profile_key, opportunities.own_values_key
    from int_opportunities_resolved as opportunities
    left join int_account_profiles as account_profiles
        using (account_key)

),

listed as (

    select
        pairs.account_profile_key,
        pairs.own_values_key,
        case
            when pairs.account_profile_key is null then own.segment_keys
            else list_sort(list_concat(groups.segment_keys, own.deal_segment_keys))
        end as segment_keys
    from pairs
    inner join int_own_segment_lists as own
        using (own_values_key)
    left join int_account_segment_groups as groups
        on pairs.account_profile_key = groups.profile_key

)

select
    listed.account_profile_key,
    listed.own_values_key,
    listed.segment_keys,
    coalesce(
        groups.profile_key,
        (select count(*) from int_account_segment_groups)
            + dense_rank() over (partition by groups.profile_key is null order by listed.segment_keys)
    )::integer as profile_key
from listed
left join int_account_segment_groups as groups
    using (segment_keys)
