-- One row per ICP version: what was written, when, by whom, and the data date of the run that first saw this very file.
select
    versions.icp,
    versions.version,
    versions.version_order,
    versions.status,
    versions.statement,
    versions.written_on,
    ledger.first_seen_on,
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
left join ledger_definitions as ledger
    on ledger.kind = 'icp'
    and versions.icp = ledger.icp
    and versions.version = ledger.version
order by versions.icp, versions.version_order, versions.version
