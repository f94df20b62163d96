-- The tiers of an ICP version share out all deals and accounts of a sample: none is dropped and none counted twice.
select
    icp,
    version,
    scenario,
    sample,
    sum(won_count) filter (where tier <> 'all') as tier_won_count,
    sum(won_count) filter (where tier = 'all') as won_count,
    sum(decided_count) filter (where tier <> 'all') as tier_decided_count,
    sum(decided_count) filter (where tier = 'all') as decided_count,
    sum(open_count) filter (where tier <> 'all') as tier_open_count,
    sum(open_count) filter (where tier = 'all') as open_count,
    sum(account_count) filter (where tier <> 'all') as tier_account_count,
    sum(account_count) filter (where tier = 'all') as account_count
from icp_tiers
group by icp, version, scenario, sample
having tier_won_count <> sum(won_count) filter (where tier = 'all')
    or tier_decided_count <> sum(decided_count) filter (where tier = 'all')
    or tier_open_count <> sum(open_count) filter (where tier = 'all')
    or tier_account_count <> sum(account_count) filter (where tier = 'all')
