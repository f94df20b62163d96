-- A deal of an ICP version is in sample or out of time, never both; what is judged is out of time.
select
    icp,
    version,
    scenario,
    tier,
    sum(decided_count + open_count) filter (where sample = 'all') as all_count,
    sum(decided_count + open_count) filter (where sample in ('in_sample', 'out_of_time')) as sampled_count
from icp_tiers
group by icp, version, scenario, tier
having all_count <> sampled_count
    or sum(decided_count) filter (where sample = 'judged') > sum(decided_count) filter (where sample = 'out_of_time')
