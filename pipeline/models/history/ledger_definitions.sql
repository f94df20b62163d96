-- One row per ICP version and for the thresholds: the hash of what was written, and the data date of the run that first saw it.
-- Data dates, not the clock: the same exports and the same history give the same report.
with

current_definitions as (

    select 'icp' as kind, icp, version, sha256 from icp_versions
    union all
    select 'thresholds' as kind, '' as icp, '' as version, value as sha256
    from config_settings
    where key = 'thresholds_sha256'

)

select
    current_definitions.kind,
    current_definitions.icp,
    current_definitions.version,
    current_definitions.sha256,
    coalesce(history.first_seen_on, getvariable('as_of')) as first_seen_on
from current_definitions
left join history_definitions as history
    using (kind, icp, version, sha256)
order by kind, icp, version
