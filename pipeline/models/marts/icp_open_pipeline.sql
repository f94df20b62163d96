-- One row per ICP version and tier: the open new-business deals of the version's scope and their amount.
with

open_deals as (

    select profile_key, count(*) as deal_count, sum(amount) as amount
    from int_icp_deals
    where outcome = 'open'
    group by profile_key

)

select
    versions.icp,
    versions.version,
    icp_tier_label(scores.tier) as tier,
    sum(open_deals.deal_count)::integer as open_count,
    sum(open_deals.amount)::double as open_amount
from open_deals
inner join int_icp_scores as scores
    using (profile_key)
inner join int_icp_versions as versions
    using (version_key)
where scores.is_in_scope
group by versions.icp, versions.version, scores.tier
order by versions.icp, versions.version, tier
