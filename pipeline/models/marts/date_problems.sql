-- One row per kind of date that leaves deals out of time measures, by outcome. The deals stay in every rate.
with

deals as (

    select opportunity_id, outcome::varchar as outcome, created_on, closed_on, cycle_days, is_closed_before_created, is_closed_after_as_of
    from int_opportunities_resolved

),

kinds as (

    select 'closed before created' as kind, outcome, opportunity_id from deals
    where is_closed_before_created
    union all
    select 'no created date' as kind, outcome, opportunity_id from deals
    where created_on is null
    union all
    select 'closed without a close date' as kind, outcome, opportunity_id from deals
    where outcome <> 'open' and closed_on is null
    union all
    select 'closed after the data date, counted as open' as kind, outcome, opportunity_id from deals
    where is_closed_after_as_of

)

select
    kind,
    outcome,
    count(*)::integer as deal_count,
    array_to_string(list(opportunity_id order by opportunity_id)[:10], ', ') as first_ids
from kinds
group by kind, outcome
order by kind, outcome
