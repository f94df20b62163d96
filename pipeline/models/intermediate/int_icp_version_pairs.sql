-- One row per pair of versions of one ICP: the later of their dates and of their horizons, from which both can be judged.
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
