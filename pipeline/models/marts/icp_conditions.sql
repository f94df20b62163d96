-- One row per ICP version, scenario and condition of its verdict: what was asked of the judged deals, and what they show.
select
    versions.icp,
    versions.version,
    conditions.scenario,
    conditions.condition_order,
    conditions.condition,
    conditions.value,
    conditions.bar,
    conditions.is_met,
    conditions.text
from stat_icp_conditions as conditions
inner join int_icp_versions as versions
    using (version_key)
where conditions.moment = 'current'
order by
    versions.version_key,
    list_position(icp_scenarios(), conditions.scenario),
    conditions.condition_order
