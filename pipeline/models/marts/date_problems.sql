-- One row per kind of date that leaves deals out of time measures, by outcome. The deals stay in every rate.
with

deals as (

    select opportunity_key, outcome::varchar as outcome, created_on, closed_on, is_closed_after_as_of
    from int_opportunities_resolved
    where is_closed_after_as_of
        or created_on is null
        or outcome <> 'open' and (closed_on is null or closed_on < created_on)

),

kinds as (

    select 'closed before created' as kind, outcome, opportunity_key from deals
    where outcome <> 'open' and closed_on < created_on
    union all
    select 'no created date' as kind, outcome, opportunity_key from deals
    where created_on is null
    union all
    select 'closed without a close date' as kind, outcome, opportunity_key from deals
    where outcome <> 'open' and closed_on is null
    union all
    select 'closed after the data date, counted as open' as kind, outcome, opportunity_key from deals
    where is_closed_after_as_of

),

counted as (

    select kind, outcome, count(*)::integer as deal_count, min(opportunity_key, 10) as first_keys
    from kinds
    group by kind, outcome

)

select
    counted.kind,
    counted.outcome,
    counted.deal_count,
    string_agg(deal_id(raw.opportunity_id, raw.rowid), ', ' order by raw.rowid) as first_ids
from (select counted.*, unnest(first_keys) as opportunity_key from counted) as counted
inner join raw_opportunities as raw
    on counted.opportunity_key = raw.rowid
group by counted.kind, counted.outcome, counted.deal_count
order by counted.kind, counted.outcome
