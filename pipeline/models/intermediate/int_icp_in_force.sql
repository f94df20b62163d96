-- One row per ICP: its approved version in force at as_of.
select versions.version_key, versions.icp, versions.version
from int_icp_versions as versions
where versions.status = 'approved'
    and versions.effective_from <= getvariable('as_of')
    and coalesce(versions.effective_to > getvariable('as_of'), true)
