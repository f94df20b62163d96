-- One row per moment, version, unknown policy, tier and day of age: the new-business deals of the scope that were resolved at
-- that age, and those that were still open at it.
with

ages as (

    select
        signature_key,
        moments.moment,
        case
            when deals.outcome = 'open' or deals.resolved_on > moments.as_of then (moments.as_of - deals.created_on)::integer
            else deals.cycle_days
        end as days,
        deals.outcome <> 'open' and coalesce(deals.resolved_on <= moments.as_of, true) as is_resolved,
        count(*) as deal_count
    from int_icp_deals as deals
    cross join int_icp_moments as moments
    where deals.is_new_business
        and coalesce(deals.created_on <= moments.as_of, true)
    group by all

),

policies as (

    select 'own' as policy
    union all
    select 'other' as policy

)

select
    ages.moment,
    signatures.version_key,
    policies.policy,
    case policies.policy when 'own' then signatures.tier else signatures.other_tier end as tier,
    ages.days,
    coalesce(sum(ages.deal_count) filter (where ages.is_resolved), 0)::integer as resolved_count,
    coalesce(sum(ages.deal_count) filter (where not ages.is_resolved), 0)::integer as open_count
from ages
inner join int_icp_signature_tiers as signatures
    using (signature_key)
cross join policies
where ages.days >= 0
group by all
order by all
