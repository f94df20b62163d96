-- One row per ICP version, fiscal quarter of closing and tier (also all) where few accounts may stand behind its decided deals: how many do.
with

few as (

    select drift.icp, drift.version, drift.quarter, drift.tier
    from icp_drift as drift
    cross join int_few_decided as bound
    where drift.decided_count between 1 and bound.deal_count

),

deals as (

    select deals.score_key, deals.closed_quarter, owners.account
    from int_icp_deals as deals
    inner join int_opportunity_owners as owners
        using (opportunity_key)
    where deals.outcome in ('won', 'lost')

)

select few.icp, few.version, few.quarter, few.tier, count(distinct deals.account)::integer as account_count
from few
inner join int_icp_versions as versions
    using (icp, version)
inner join int_icp_score_tiers as scores
    on versions.version_key = scores.version_key
    and few.tier in ('all', icp_tier_label(scores.tier))
inner join deals
    on scores.score_key = deals.score_key
    and few.quarter = deals.closed_quarter
group by few.icp, few.version, few.quarter, few.tier
