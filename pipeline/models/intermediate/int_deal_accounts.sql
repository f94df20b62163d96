-- One row per deal type (also all), dimension and segment with decided deals: of how many accounts they are. A deal that names no account
-- stands for itself.
with

profiled as (

    select deals.account, deals.deal_type, deal_profiles.profile_key, deals.decided_count
    from int_account_deals as deals
    left join int_account_profiles as account_profiles
        on deals.account = account_profiles.account_key
    inner join int_deal_profiles as deal_profiles
        on account_profiles.profile_key is not distinct from deal_profiles.account_profile_key
        and deals.own_values_key = deal_profiles.own_values_key

),

typed as (

    select account, deal_type::varchar as deal_type, profile_key, decided_count from profiled
    union all
    select account, 'all' as deal_type, profile_key, decided_count from profiled

),

-- Most accounts have deals of one profile: those with the same are counted together.
accounts as (

    select deal_type, list(distinct profile_key order by profile_key) as profile_keys, 1 as account_count
    from typed
    where account is not null
    group by deal_type, account
    union all
    select deal_type, [profile_key] as profile_keys, decided_count as account_count
    from typed
    where account is null

),

alike as (

    select deal_type, profile_keys, sum(account_count) as account_count
    from accounts
    group by deal_type, profile_keys

),

members as (

    select distinct alike.deal_type, alike.profile_keys, alike.account_count, profile_segments.segment_key
    from (select *, unnest(profile_keys) as profile_key from alike) as alike
    inner join int_profile_segments as profile_segments
        using (profile_key)

)

select members.deal_type, segments.dimension, segments.segment, sum(members.account_count)::integer as account_count
from members
inner join int_segments as segments
    using (segment_key)
group by members.deal_type, segments.dimension, segments.segment
