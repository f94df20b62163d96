-- One row per ICP version, scenario, sample and tier: icp_tiers as it stood at the end of the fiscal quarter before.
-- Accounts' values are today's: an export keeps no others.
select as_of, * exclude (moment, as_of, version_key, scenario_order, sample_order)
from int_icp_tiers
where moment = 'previous'
order by version_key, scenario_order, sample_order, tier_order
