-- Judged deals are some of those created since the version took effect, and each side of a verdict is resolved enough.
select icp, version, scenario, verdict, created_count, tier1_resolved_rate, rest_resolved_rate, horizon_days
from icp_validation
where sample = 'judged'
    and verdict in ('supported', 'contradicted')
    and not coalesce(
        horizon_days >= 0
            and judged_until >= effective_from
            and tier1_resolved_rate >= getvariable('resolved')
            and rest_resolved_rate >= getvariable('resolved'),
        false
    )
