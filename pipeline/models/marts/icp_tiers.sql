-- One row per ICP version, scenario, sample and tier: how many accounts and deals it has, how they win and what they keep.
select * exclude (moment, as_of, version_key, scenario_order, sample_order)
from int_icp_tiers
where moment = 'current'
order by version_key, scenario_order, sample_order, tier_order
