-- One row per moment, version, unknown policy, tier and day of age: the new-business deals of the scope that were resolved at
-- that age, and those that were still open at it.
with

previous as (

    select as_of from int_icp_moments
    where moment = 'previous'

),

-- Both moments in one reading of the deals. A closing without a date was known at either.
ages as (

    select
        deals.signature_key,
        deals.days,
        deals.outcome <> 'open' as is_resolved,
        case
            when deals.created_on > previous.as_of then null
            when deals.outcome = 'open' or deals.resolved_on > previous.as_of then (previous.as_of - deals.created_on)::integer
            else deals.days
        end as previous_days,
        deals.outcome <> 'open' and coalesce(deals.resolved_on <= previous.as_of, true) as previous_is_resolved,
        count(*) as deal_count
    from int_icp_deals as deals
    cross join previous
    group by all

),

moments as (

    select 'current' as moment, signature_key, days, is_resolved, deal_count
    from ages
    union all
    select 'previous' as moment, signature_key, previous_days as days, previous_is_resolved as is_resolved, deal_count
    from ages

),

policies as (

    select 'own' as policy
    union all
    select 'other' as policy

)

select
    moments.moment,
    signatures.version_key,
    policies.policy,
    case policies.policy when 'own' then signatures.tier else signatures.other_tier end as tier,
    moments.days,
    coalesce(sum(moments.deal_count) filter (where moments.is_resolved), 0)::integer as resolved_count,
    coalesce(sum(moments.deal_count) filter (where not moments.is_resolved), 0)::integer as open_count
from moments
inner join int_icp_signature_tiers as signatures
    using (signature_key)
cross join policies
where moments.days >= 0
group by all
order by all
