-- One row per ICP version: what was written, when, by whom, the data date of the run that first saw this very file, and whether an earlier
-- one knew another file of the version.
select
    versions.icp,
    versions.version,
    versions.version_order,
    versions.status,
    versions.statement,
    versions.written_on,
    definitions.first_seen_on,
    definitions.is_edited,
    versions.effective_from,
    versions.effective_to,
    in_force.version is not null as is_in_force,
    versions.owner,
    versions.approved_by,
    versions.unknown_policy,
    versions.tier_1_cut::double as tier_1_cut,
    versions.tier_2_cut::double as tier_2_cut,
    versions.applies_to
from icp_versions as versions
left join int_icp_in_force as in_force
    on versions.icp = in_force.icp
    and versions.version = in_force.version
left join int_definitions as definitions
    on definitions.kind = 'icp'
    and versions.icp = definitions.icp
    and versions.version = definitions.version
order by versions.icp, versions.version_order, versions.version
