-- One row per moment, ICP version, scenario, sample, tier (0 for all) and number of days: won deals that took so long.
-- The scenarios that change losses alone leave the days as they are: they are read from `base`.
with

won as (

    select
        deals.signature_key,
        coalesce(created_days.period_key, 0) as period_key,
        coalesce(deals.resolved_on > moments.as_of, false) as is_closed_since,
        deals.is_inbound,
        deals.is_repeat,
        deals.owner_key,
        deals.days as cycle_days,
        count(*) as won_count
    from int_icp_deals as deals
    inner join int_icp_moments as moments
        on moments.moment = 'previous'
    left join int_icp_created_days as created_days
        using (created_on)
    where deals.outcome = 'won'
        and deals.days is not null
    group by all

),

staged as (

    select
        samples.moment,
        signatures.version_key,
        signatures.tier,
        won.cycle_days,
        samples_of_deal(samples.samples, samples.is_out_of_time, won.is_inbound) as samples,
        list_concat(['base'], choices_of_deal(won.owner_key, top_owners.owner_key, won.is_repeat, won.is_inbound)) as scenarios,
        sum(won.won_count) as won_count
    from won
    inner join int_icp_signature_tiers as signatures
        using (signature_key)
    inner join int_icp_samples as samples
        on signatures.version_key = samples.version_key
        and won.period_key = samples.period_key
        and samples.policy = 'own'
    left join int_icp_top_owners as top_owners
        on samples.moment = top_owners.moment
        and signatures.version_key = top_owners.version_key
    where not (samples.moment = 'previous' and won.is_closed_since)
    group by all

),

sampled as (

    select * exclude (samples, scenarios), unnest(samples) as sample, scenarios
    from staged

),

imagined as (

    select * exclude (scenarios), unnest(scenarios) as scenario
    from sampled

)

select moment, version_key, scenario, sample, coalesce(tier, 0)::tinyint as tier, cycle_days, sum(won_count)::bigint as won_count
from imagined
group by grouping sets (
    (moment, version_key, scenario, sample, tier, cycle_days),
    (moment, version_key, scenario, sample, cycle_days)
)
