-- One row per ICP version and for the thresholds: the hash of what was written, the data date of the run that first saw it, and
-- whether a run before that one knew another text.
-- Data dates, not the clock: the same exports and the same history give the same report. A run on older data comes after the last one
-- all the same, so that nothing is first seen before what that one had seen. Nor before what an earlier run on the same exports had, where
-- as_of has been set back since: that is as much as there are deals, for its as_of may have been mistyped.
with

current_definitions as (

    select 'icp' as kind, icp, version, sha256 from icp_versions
    union all
    select 'thresholds' as kind, '' as icp, '' as version, value as sha256
    from config_settings
    where key = 'thresholds_sha256'

),

previous_runs as (

    select arg_max(as_of, sequence) as seen_until from history_runs
    union all
    select least(max(as_of), (
        select greatest(max(created_on), max(closed_on) filter (where outcome <> 'open' or is_closed_after_as_of))
        from int_opportunities_resolved
    )) as seen_until
    from history_rerun_runs

)

select
    current_definitions.kind,
    current_definitions.icp,
    current_definitions.version,
    current_definitions.sha256,
    coalesce(history.first_seen_on, greatest(getvariable('as_of'), (select max(seen_until) from previous_runs))) as first_seen_on,
    coalesce(earlier.sequence < coalesce(history.sequence, earlier.sequence + 1), false) as is_edited
from current_definitions
left join history_definitions as history
    using (kind, icp, version, sha256)
left join (
    select kind, icp, version, min(sequence) as sequence
    from history_definitions
    group by kind, icp, version
) as earlier
    using (kind, icp, version)
order by kind, icp, version
