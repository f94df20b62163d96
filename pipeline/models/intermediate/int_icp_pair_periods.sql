-- One row per pair of versions of one ICP and period of creation: what its deals are to both, as in int_icp_samples to each. Both can be judged
-- from the later of their dates and of their horizons.
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

)

select
    pairs.version_key_a,
    pairs.version_key_b,
    pairs.icp,
    pairs.version_a,
    pairs.version_b,
    periods.period_key,
    coalesce(periods.first_day >= pairs.effective_from, false) as is_out_of_time,
    coalesce(periods.first_day <= getvariable('as_of') - pairs.horizon_days, false) as is_old_enough
from pairs
cross join int_icp_periods as periods
