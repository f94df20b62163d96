-- One row per deal type (also all), segment and fiscal quarter of closing: outcomes and amounts.
with

cells as (

    select
        profile_key,
        deal_type,
        outcome,
        closed_quarter,
        count(*) as deal_count,
        count(*) filter (where amount <> 0) as amount_count,
        sum(amount) as amount,
        sum((amount * 100)::hugeint * (amount * 100)::hugeint) as squared_cents
    from int_deals
    where outcome <> 'open'
        and closed_quarter is not null
    group by profile_key, deal_type, outcome, closed_quarter

),

typed as (

    select cells.* replace (cells.deal_type::varchar as deal_type) from cells
    union all
    select cells.* replace ('all' as deal_type) from cells

),

members as (

    select
        unnest(profiles.segment_keys) as segment_key,
        typed.deal_type,
        typed.outcome,
        typed.closed_quarter,
        typed.deal_count,
        typed.amount_count,
        typed.amount,
        typed.squared_cents
    from typed
    inner join int_profiles as profiles
        using (profile_key)

)

select
    deal_type,
    segment_key,
    closed_quarter,
    coalesce(sum(deal_count) filter (where outcome = 'won'), 0)::integer as won_count,
    coalesce(sum(deal_count) filter (where outcome = 'lost'), 0)::integer as lost_count,
    coalesce(sum(deal_count) filter (where outcome = 'no_decision'), 0)::integer as no_decision_count,
    coalesce(sum(deal_count) filter (where outcome = 'disqualified'), 0)::integer as disqualified_count,
    coalesce(sum(amount) filter (where outcome = 'won'), 0)::decimal(38, 2) as won_amount,
    coalesce(sum(amount) filter (where outcome = 'lost'), 0)::decimal(38, 2) as lost_amount,
    coalesce(sum(amount_count) filter (where outcome = 'lost'), 0)::integer as lost_amount_count,
    coalesce(sum(squared_cents) filter (where outcome = 'won'), 0) as won_squared_cents,
    coalesce(sum(squared_cents) filter (where outcome = 'lost'), 0) as lost_squared_cents
from members
group by deal_type, segment_key, closed_quarter
