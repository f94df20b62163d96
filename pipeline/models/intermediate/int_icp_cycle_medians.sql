-- One row per moment, ICP version, scenario, sample and tier (0 for all): the median (type 7) of the days that won deals took.
with

ranked as (

    select
        *,
        (sum(won_count) over (partition by moment, version_key, scenario, sample, tier order by cycle_days))::double as won_up_to,
        (sum(won_count) over (partition by moment, version_key, scenario, sample, tier))::double as n
    from int_icp_cycle_days

)

select
    moment,
    version_key,
    scenario,
    sample,
    tier,
    counted_quantile(cycle_days, won_up_to, n, 0.5) as median_cycle_days
from ranked
group by moment, version_key, scenario, sample, tier
