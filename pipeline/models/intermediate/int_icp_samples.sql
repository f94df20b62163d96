-- One row per moment, ICP version, unknown policy and period of creation that had begun by then: the samples that its deals
-- are in, but for inbound, and whether a deal that is still open is older than the horizon.
with

periods as (

    select
        horizons.moment,
        horizons.version_key,
        horizons.policy,
        periods.period_key,
        coalesce(periods.first_day >= versions.effective_from, false) as is_out_of_time,
        coalesce(periods.first_day <= moments.as_of - horizons.horizon_days, false) as is_old_enough,
        coalesce(periods.first_day < moments.as_of - horizons.horizon_days, false) as is_stale,
        coalesce(periods.first_day < coalesce(versions.effective_to, date '9999-12-31'), false) as is_own_reign
    from stat_icp_horizons as horizons
    inner join int_icp_moments as moments
        using (moment)
    inner join int_icp_versions as versions
        using (version_key)
    cross join int_icp_periods as periods
    where periods.first_day is null or periods.first_day <= moments.as_of

)

select
    moment,
    version_key,
    policy,
    period_key,
    is_out_of_time,
    is_stale,
    list_concat(
        samples_of_period(is_out_of_time, is_old_enough),
        case when is_out_of_time and is_own_reign then ['own_reign'] else [] end
    ) as samples
from periods
