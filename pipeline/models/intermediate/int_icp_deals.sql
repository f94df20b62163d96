-- One row per new-business deal, on which an ICP is judged: its profile, and what the samples and scenarios ask of it. A deal
-- created after as_of does not exist yet.
-- owner_key is 0 but for those who won most of a version's deals, now or at the moment before. days: from created to closed, or to as_of of an open deal.
with

opportunities as (

    select * from int_opportunities_resolved
    where deal_type = 'new_business'
        and coalesce(created_on <= getvariable('as_of'), true)

),

-- Few owners are asked for, so that the deals of the others are not looked up.
top_owners as (

    select raw.rowid as opportunity_key, owners.owner_key
    from raw_opportunities as raw
    inner join (select distinct owner, owner_key from int_icp_top_owners) as owners
        using (owner)

)

select
    opportunities.opportunity_key,
    keys.profile_key,
    keys.signature_key,
    keys.score_key,
    segments.profile_key as segment_profile_key,
    opportunities.outcome,
    opportunities.created_on,
    case when opportunities.outcome <> 'open' then opportunities.closed_on end as resolved_on,
    case when opportunities.outcome <> 'open' then closing_days.quarter end as closed_quarter,
    case
        when opportunities.outcome <> 'open' then opportunities.cycle_days
        else (getvariable('as_of') - opportunities.created_on)::integer
    end as days,
    opportunities.amount,
    terms.is_inbound,
    -- A deal that closed before it was created did not follow its own win.
    coalesce(
        opportunities.created_on is not null
            and coalesce(accounts.customer_since, unlisted.customer_since) < least(opportunities.created_on, resolved_on),
        false
    ) as is_repeat,
    coalesce(top_owners.owner_key, 0)::integer as owner_key
from opportunities
inner join int_deal_terms as terms
    using (term_key)
left join int_days as closing_days
    on opportunities.closed_on = closing_days.day
left join int_icp_account_profiles as accounts
    using (account_key)
left join int_unlisted_customers as unlisted
    on opportunities.opportunity_key = unlisted.row_key
left join int_icp_deal_keys as keys
    on accounts.profile_key is not distinct from keys.account_list_key
    and opportunities.own_values_key is not distinct from keys.own_values_key
left join int_deal_profiles as segments
    on accounts.segment_profile_key is not distinct from segments.account_profile_key
    and opportunities.own_values_key = segments.own_values_key
left join top_owners
    using (opportunity_key)
