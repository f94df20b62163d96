-- One row per used opportunity, with its texts, all of its dates and the profile of its segments. A view to read deals by; what counts
-- all of them reads int_deals.
select
    opportunities.*,
    case when opportunities.outcome <> 'open' then opportunities.closed_on end as resolved_on,
    coalesce(opportunities.outcome <> 'open' and opportunities.closed_on < opportunities.created_on, false) as is_closed_before_created,
    case when opportunities.outcome <> 'open' then closing_days.quarter end as closed_quarter,
    creation_days.quarter as created_quarter,
    terms.is_inbound,
    deal_id(raw.opportunity_id, raw.rowid) as opportunity_id,
    raw.owner,
    raw.product,
    raw.lead_source,
    raw.loss_reason,
    raw.competitor,
    raw.term_months,
    deal_profiles.profile_key
from int_opportunities_resolved as opportunities
inner join raw_opportunities as raw
    on opportunities.opportunity_key = raw.rowid
inner join int_deal_terms as terms
    on opportunities.term_key = terms.term_key
left join int_days as closing_days
    on opportunities.closed_on = closing_days.day
left join int_days as creation_days
    on opportunities.created_on = creation_days.day
left join int_account_profiles as account_profiles
    on opportunities.account_key = account_profiles.account_key
left join int_deal_profiles as deal_profiles
    on account_profiles.profile_key is not distinct from deal_profiles.account_profile_key
    and opportunities.own_values_key = deal_profiles.own_values_key
