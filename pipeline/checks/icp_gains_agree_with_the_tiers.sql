-- Working every decided deal captures every win, and the unknown ones come last: the gains end where the tier table does.
with

totals as (

    select icp, version, sample, max(won_count) as won_count, max(decided_count) as decided_count, max(account_count) as account_count
    from icp_gains
    group by icp, version, sample

)

select tiers.icp, tiers.version, tiers.sample, tiers.won_count, totals.won_count as gains_won_count
from icp_tiers as tiers
inner join totals
    using (icp, version, sample)
where tiers.scenario = 'base'
    and tiers.tier = 'all'
    and (
        tiers.won_count <> totals.won_count
        or tiers.decided_count <> totals.decided_count
        or tiers.account_count <> totals.account_count
    )
