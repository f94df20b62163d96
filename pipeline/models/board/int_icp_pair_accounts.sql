-- One row per pair of ICP versions, sample and their tiers (both also all): the fewest accounts behind the decided deals, or behind what a sample
-- that is part of it leaves.
with

pairs as (

    select
        a.version_key as version_key_a,
        b.version_key as version_key_b,
        a.icp,
        a.version as version_a,
        b.version as version_b,
        case when a.effective_from is not null and b.effective_from is not null then greatest(a.effective_from, b.effective_from) end as effective_from,
        case when horizons_a.horizon_days is not null and horizons_b.horizon_days is not null
            then greatest(horizons_a.horizon_days, horizons_b.horizon_days)
        end as horizon_days
    from int_icp_versions as a
    inner join int_icp_versions as b
        on a.icp = b.icp
        and a.version_key < b.version_key
    inner join stat_icp_horizons as horizons_a
        on a.version_key = horizons_a.version_key and horizons_a.moment = 'current' and horizons_a.policy = 'own'
    inner join stat_icp_horizons as horizons_b
        on b.version_key = horizons_b.version_key and horizons_b.moment = 'current' and horizons_b.policy = 'own'

),

-- As in int_icp_pair_counts, with what each sample leaves of the one that it is part of.
standings as (

    select
        pairs.*,
        periods.period_key,
        coalesce(periods.first_day >= pairs.effective_from, false) as is_out_of_time,
        coalesce(periods.first_day <= getvariable('as_of') - pairs.horizon_days, false) as is_old_enough
    from pairs
    cross join int_icp_periods as periods

),

parts as (

    select *, 'all' as sample, 'own' as part, null::boolean as is_inbound
    from standings
    union all
    select *, case when is_out_of_time then 'out_of_time' else 'in_sample' end as sample, 'own' as part, null as is_inbound
    from standings
    union all
    select *, 'all' as sample, case when is_out_of_time then 'out of time' else 'in sample' end as part, null as is_inbound
    from standings
    union all
    select *, if(is_old_enough, 'judged', 'out_of_time') as sample, if(is_old_enough, 'own', 'not judged') as part, null as is_inbound
    from standings
    where is_out_of_time
    union all
    select standings.*, if(sides.is_inbound, 'inbound', 'out_of_time') as sample, if(sides.is_inbound, 'own', 'not inbound') as part, sides.is_inbound
    from standings
    cross join (select unnest([true, false]) as is_inbound) as sides
    where is_out_of_time

),

deals as (

    select deals.score_key, coalesce(days.period_key, 0) as period_key, deals.is_inbound, owners.account
    from int_icp_deals as deals
    inner join int_deal_owners as owners
        using (opportunity_key)
    left join int_icp_created_days as days
        using (created_on)
    where deals.outcome in ('won', 'lost')

),

-- An account counts once for each score, period and source of its deals.
standing as (

    select distinct score_key, period_key, is_inbound, account
    from deals

),

counted as (

    select
        parts.icp,
        parts.version_a,
        parts.version_b,
        parts.sample,
        parts.part,
        coalesce(a.tier, 0)::tinyint as tier_a,
        coalesce(b.tier, 0)::tinyint as tier_b,
        count(distinct standing.account) as account_count
    from standing
    inner join int_icp_score_tiers as a
        on standing.score_key = a.score_key
    inner join int_icp_score_tiers as b
        on standing.score_key = b.score_key
    inner join parts
        on a.version_key = parts.version_key_a
        and b.version_key = parts.version_key_b
        and standing.period_key = parts.period_key
        and coalesce(standing.is_inbound = parts.is_inbound, true)
    group by grouping sets (
        (parts.icp, parts.version_a, parts.version_b, parts.sample, parts.part, a.tier, b.tier),
        (parts.icp, parts.version_a, parts.version_b, parts.sample, parts.part)
    )

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
