-- One row per moment and ICP version: deals of tiers 1 to 3 that were decided in the four fiscal quarters that were complete then.
select
    moments.moment,
    versions.version_key,
    coalesce(sum(quarters.won_count + quarters.lost_count), 0)::integer as decided_count
from int_icp_moments as moments
cross join int_icp_versions as versions
left join int_icp_quarters as quarters
    on versions.version_key = quarters.version_key
    and quarters.tier < 4
    and quarters.quarter < fiscal_quarter((moments.as_of + 1)::date)
    and quarters.quarter >= fiscal_quarter((moments.as_of + 1)::date) - to_months(12)
group by moments.moment, versions.version_key
