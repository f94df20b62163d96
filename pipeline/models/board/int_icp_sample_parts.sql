-- One row per moment, ICP version, period of creation, sample and part of what it tells of its deals: the sample itself, and what a sample that is
-- part of it leaves, since both are published. is_inbound: which deals of the period are in; null: all.
with

samples as (

    select
        moment,
        version_key,
        period_key,
        is_out_of_time,
        is_stale,
        samples,
        -- The reign of a version in force is all the time since it began.
        case when bool_and(not is_out_of_time or list_contains(samples, 'own_reign')) over (partition by moment, version_key)
            then ['out_of_time', 'own_reign'] else ['out_of_time']
        end as wholes
    from int_icp_samples
    where policy = 'own'

),

parts as (

    select moment, version_key, period_key, is_stale, unnest(samples) as sample, 'own' as part, null::boolean as is_inbound
    from samples
    union all
    select moment, version_key, period_key, is_stale, 'inbound' as sample, 'own' as part, true as is_inbound
    from samples
    where is_out_of_time
    union all
    select moment, version_key, period_key, is_stale, 'all' as sample, case when is_out_of_time then 'out of time' else 'in sample' end as part, null as is_inbound
    from samples
    union all
    select moment, version_key, period_key, is_stale, unnest(wholes) as sample, 'not ' || smaller as part, null as is_inbound
    from samples
    cross join (select unnest(['judged', 'own_reign']) as smaller)
    where is_out_of_time and not list_contains(samples, smaller)
    union all
    select moment, version_key, period_key, is_stale, unnest(wholes) as sample, 'not inbound' as part, false as is_inbound
    from samples
    where is_out_of_time

)

select * from parts
