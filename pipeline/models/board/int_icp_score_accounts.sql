-- One row per ICP version, sample and score where few accounts may stand behind the decided deals that score so: how many do.
with

few as (

    select version_key, sample, rank_score
    from int_icp_counts
    cross join int_few_decided as bound
    where moment = 'current' and policy = 'own' and scenario = 'base'
    group by version_key, sample, rank_score, bound.deal_count
    having sum(won_count + lost_count) between 1 and bound.deal_count

),

deals as (

    select deals.score_key, coalesce(days.period_key, 0) as period_key, deals.is_inbound, owners.account
    from int_icp_deals as deals
    inner join int_opportunity_owners as owners
        using (opportunity_key)
    left join int_icp_created_days as days
        using (created_on)
    where deals.outcome in ('won', 'lost')

)

select
    versions.icp,
    versions.version,
    few.sample,
    few.rank_score as score_cut,
    count(distinct deals.account)::integer as account_count
from few
inner join int_icp_versions as versions
    using (version_key)
inner join int_icp_score_tiers as scores
    on few.version_key = scores.version_key
    and few.rank_score is not distinct from scores.rank_score
inner join int_icp_sample_parts as parts
    on parts.moment = 'current'
    and few.version_key = parts.version_key
    and few.sample = parts.sample
    and parts.part = 'own'
inner join deals
    on scores.score_key = deals.score_key
    and parts.period_key = deals.period_key
    and coalesce(deals.is_inbound = parts.is_inbound, true)
group by versions.icp, versions.version, few.sample, few.rank_score
