-- One row per used opportunity: the few numbers that counts by segment need, so that each of them reads little.
-- days: from created to closed, or to as_of of an open deal.
select
    opportunities.opportunity_key,
    deal_profiles.profile_key,
    opportunities.deal_type,
    opportunities.outcome,
    opportunities.outcome_key,
    opportunities.term_key,
    case when opportunities.outcome <> 'open' then closing_days.day_class end as closed_window,
    creation_days.day_class as created_window,
    case when opportunities.outcome <> 'open' then closing_days.quarter end as closed_quarter,
    case
        when opportunities.outcome <> 'open' then opportunities.cycle_days
        when opportunities.created_on <= getvariable('as_of') then (getvariable('as_of') - opportunities.created_on)::integer
    end as days,
    opportunities.amount
from int_opportunities_resolved as opportunities
left join int_days as closing_days
    on opportunities.closed_on = closing_days.day
left join int_days as creation_days
    on opportunities.created_on = creation_days.day
left join int_account_profiles as account_profiles
    using (account_key)
left join int_deal_profiles as deal_profiles
    on account_profiles.profile_key is not distinct from deal_profiles.account_profile_key
    and opportunities.own_values_key = deal_profiles.own_values_key
