-- One row per used opportunity: the few numbers that counts by segment need, so that each of them reads little.
-- days: from created to closed, or to as_of of an open deal.
select
    opportunity_key,
    profile_key,
    deal_type,
    outcome,
    closed_window,
    created_window,
    closed_quarter,
    case
        when outcome <> 'open' then cycle_days
        when created_on <= getvariable('as_of') then (getvariable('as_of') - created_on)::integer
    end as days,
    amount
from int_opportunities
