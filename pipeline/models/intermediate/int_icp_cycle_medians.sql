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
    quantile_between(
        min(cycle_days) filter (where won_up_to > floor((n - 1) * 0.5)),
        min(cycle_days) filter (where won_up_to > ceil((n - 1) * 0.5)),
        (any_value(n) - 1) * 0.5
    ) as median_cycle_days
from ranked
group by moment, version_key, scenario, sample, tier
