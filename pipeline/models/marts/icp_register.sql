-- One row per ICP version: what was written, when, by whom, and the data date of the run that first saw this very file.
select
    versions.icp,
    versions.version,
    stated.version_order,
    stated.status,
    stated.statement,
    stated.written_on,
    ledger.first_seen_on,
    stated.effective_from,
    stated.effective_to,
    in_force.version_key is not null as is_in_force,
    stated.owner,
    stated.approved_by,
    stated.unknown_policy,
    stated.tier_1_cut::double as tier_1_cut,
    stated.tier_2_cut::double as tier_2_cut,
    stated.applies_to,
    count(*) filter (where rules.role = 'criterion')::integer as criterion_count,
    count(*) filter (where rules.role = 'criterion' and rules.status in ('testable', 'deal_only'))::integer as testable_count,
    count(*) filter (where rules.role = 'criterion' and rules.status = 'untestable')::integer as untestable_count,
    count(*) filter (where rules.role = 'criterion' and rules.status = 'suspended')::integer as suspended_count,
    count(*) filter (where rules.role = 'disqualifier')::integer as disqualifier_count
from int_icp_versions as versions
inner join icp_versions as stated
    using (icp, version)
left join int_icp_in_force as in_force
    on versions.version_key = in_force.version_key
left join ledger_definitions as ledger
    on ledger.kind = 'icp'
    and versions.icp = ledger.icp
    and versions.version = ledger.version
left join int_icp_rules as rules
    on versions.version_key = rules.version_key
group by all
order by icp, version_order, version
