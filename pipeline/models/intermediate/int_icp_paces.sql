-- One row per moment and ICP version: deals of tiers 1 to 3 that were decided in the four fiscal quarters that were complete then, and the
-- days of these. Of exports that begin within them the quarters before the first decided deal are none of these: they had no pace.
with

years as (

    select
        moment,
        fiscal_quarter((as_of + 1)::date) as end_day,
        greatest(end_day - to_months(12), (select min(quarter) from int_icp_quarters)) as first_day
    from int_icp_moments

)

select
    years.moment,
    versions.version_key,
    coalesce(sum(quarters.won_count + quarters.lost_count), 0)::integer as decided_count,
    date_diff('day', years.first_day, years.end_day)::integer as day_count
from years
cross join int_icp_versions as versions
left join int_icp_quarters as quarters
    on versions.version_key = quarters.version_key
    and quarters.tier < 4
    and quarters.quarter < years.end_day
    and quarters.quarter >= years.first_day
group by years.moment, versions.version_key, years.first_day, years.end_day
