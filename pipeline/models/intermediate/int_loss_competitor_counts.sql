-- One row per deal type (also all), segment and competitor (null: none recorded): decided deals by outcome.
with

cells as (

    select
        profile_key,
        deal_type,
        outcome,
        folded(competitor) as competitor_key,
        trim(competitor) as competitor,
        count(*) as deal_count
    from int_opportunities
    where outcome in ('won', 'lost')
    group by profile_key, deal_type, outcome, folded(competitor), trim(competitor)

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
        typed.competitor_key,
        typed.deal_count
    from typed
    inner join int_profiles as profiles
        using (profile_key)

),

-- One spelling for a competitor everywhere: the commonest, ties by text.
spellings as (

    select
        competitor_key,
        arg_max(competitor, {'uses': uses, 'competitor': competitor}) as competitor
    from (
        select competitor_key, competitor, sum(deal_count) as uses
        from cells
        group by competitor_key, competitor
    )
    group by competitor_key

)

select
    members.deal_type,
    members.segment_key,
    spellings.competitor,
    coalesce(sum(members.deal_count) filter (where members.outcome = 'won'), 0)::integer as won_count,
    coalesce(sum(members.deal_count) filter (where members.outcome = 'lost'), 0)::integer as lost_count
from members
left join spellings
    using (competitor_key)
where (select count(competitor) > 0 from cells)
group by members.deal_type, members.segment_key, spellings.competitor
