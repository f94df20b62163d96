-- One row per ICP version, approved, draft or retired, in the order in which it is printed.
-- A version without a date is tested on no deal out of time.
select
    row_number() over (order by icp, version_order, version)::smallint as version_key,
    icp,
    version,
    status,
    effective_from,
    effective_to,
    unknown_policy,
    tier_1_cut,
    tier_2_cut
from icp_versions
