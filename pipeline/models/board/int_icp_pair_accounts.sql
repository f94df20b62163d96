-- One row per pair of ICP versions, sample and their tiers (both also all) where few accounts may stand behind the decided deals: the
-- fewest behind those, or behind what a sample that is part of it leaves.
with

-- The samples, with what each leaves of the one that it is part of.
parts as (

    select *, 'all' as sample, 'own' as part, null::boolean as is_inbound
    from int_icp_pair_periods
    union all
    select *, case when is_out_of_time then 'out_of_time' else 'in_sample' end as sample, 'own' as part, null as is_inbound
    from int_icp_pair_periods
    union all
    select *, 'all' as sample, case when is_out_of_time then 'out of time' else 'in sample' end as part, null as is_inbound
    from int_icp_pair_periods
    union all
    select *, if(is_old_enough, 'judged', 'out_of_time') as sample, if(is_old_enough, 'own', 'not judged') as part, null as is_inbound
    from int_icp_pair_periods
    where is_out_of_time
    union all
    select periods.*, if(sides.is_inbound, 'inbound', 'out_of_time') as sample, if(sides.is_inbound, 'own', 'not inbound') as part, sides.is_inbound
    from int_icp_pair_periods as periods
    cross join (select unnest([true, false]) as is_inbound) as sides
    where is_out_of_time

),

-- Each score's tiers under both versions, and all of them.
tiers as (

    select a.version_key as version_key_a, b.version_key as version_key_b, a.score_key, a.tier as tier_a, b.tier as tier_b
    from int_icp_score_tiers as a
    inner join int_icp_score_tiers as b
        on a.score_key = b.score_key
        and a.version_key < b.version_key
    union all
    select a.version_key, b.version_key, a.score_key, 0::tinyint as tier_a, 0::tinyint as tier_b
    from int_icp_score_tiers as a
    inner join int_icp_score_tiers as b
        on a.score_key = b.score_key
        and a.version_key < b.version_key

),

cells as (

    select score_key, period_key, is_inbound, sum(deal_count) as deal_count
    from int_icp_cells
    where outcome in ('won', 'lost')
    group by score_key, period_key, is_inbound

),

places as (

    select parts.*, tiers.score_key, tiers.tier_a, tiers.tier_b
    from parts
    inner join tiers
        using (version_key_a, version_key_b)

),

few as (

    select places.version_key_a, places.version_key_b, places.sample, places.part, places.tier_a, places.tier_b
    from places
    inner join cells
        on places.score_key = cells.score_key
        and places.period_key = cells.period_key
        and coalesce(places.is_inbound = cells.is_inbound, true)
    cross join int_few_decided as bound
    group by places.version_key_a, places.version_key_b, places.sample, places.part, places.tier_a, places.tier_b, bound.deal_count
    having sum(cells.deal_count) <= bound.deal_count

),

few_places as (

    select places.*
    from places
    inner join few
        using (version_key_a, version_key_b, sample, part, tier_a, tier_b)

),

-- Those that may be few first: of many deals the accounts are not looked up.
few_deals as (

    select deals.opportunity_key, deals.score_key, deals.is_inbound, coalesce(days.period_key, 0) as period_key
    from int_icp_deals as deals
    left join int_icp_created_days as days
        using (created_on)
    where deals.outcome in ('won', 'lost')
        and (deals.score_key, coalesce(days.period_key, 0)) in (select (score_key, period_key) from few_places)

),

deals as (

    select few_deals.*, owners.account
    from few_deals
    inner join int_opportunity_owners as owners
        using (opportunity_key)

),

counted as (

    select
        places.icp,
        places.version_a,
        places.version_b,
        places.sample,
        places.part,
        places.tier_a,
        places.tier_b,
        count(distinct deals.account) as account_count
    from few_places as places
    inner join deals
        on places.score_key = deals.score_key
        and places.period_key = deals.period_key
        and coalesce(places.is_inbound = deals.is_inbound, true)
    group by places.icp, places.version_a, places.version_b, places.sample, places.part, places.tier_a, places.tier_b

)

select
    icp,
    version_a,
    version_b,
    sample,
    icp_tier_label(tier_a) as tier_a,
    icp_tier_label(tier_b) as tier_b,
    min(account_count)::integer as account_count
from counted
group by icp, version_a, version_b, sample, tier_a, tier_b
