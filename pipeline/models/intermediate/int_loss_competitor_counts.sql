-- One row per deal type (also all), segment and competitor (null: none recorded): decided deals by outcome.
with

competitors as (

    select
        term_key,
        trim(competitor) as competitor,
        dense_rank() over (order by trim(competitor))::integer as spelling_key,
        dense_rank() over (order by folded(competitor))::integer as competitor_key
    from int_deal_terms

),

spelt as (

    select distinct spelling_key, competitor_key, competitor from competitors

),

cells as materialized (

    select deals.profile_key, deals.deal_type, deals.outcome, competitors.spelling_key, count(*) as deal_count
    from int_deals as deals
    inner join competitors
        using (term_key)
    where deals.outcome in ('won', 'lost')
    group by deals.profile_key, deals.deal_type, deals.outcome, competitors.spelling_key

),

uses as (

    select spelling_key, sum(deal_count) as deal_count
    from cells
    group by spelling_key

),

spellings as (

    select
        spelt.competitor_key,
        commonest(spelt.competitor, uses.deal_count) as competitor
    from uses
    inner join spelt
        using (spelling_key)
    group by spelt.competitor_key

),

members as (

    select
        members.segment_key,
        cells.deal_type,
        cells.outcome,
        spelt.competitor_key,
        cells.deal_count
    from cells
    inner join spelt
        using (spelling_key)
    inner join int_profile_segments as members
        using (profile_key)

),

by_type as (

    select segment_key, deal_type::varchar as deal_type, outcome, competitor_key, sum(deal_count)::bigint as deal_count
    from members
    group by segment_key, deal_type, outcome, competitor_key

)

select
    typed.deal_type,
    typed.segment_key,
    spellings.competitor,
    coalesce(sum(typed.deal_count) filter (where typed.outcome = 'won'), 0)::integer as won_count,
    coalesce(sum(typed.deal_count) filter (where typed.outcome = 'lost'), 0)::integer as lost_count
from with_all_types('by_type') as typed
left join spellings
    using (competitor_key)
where (select count(competitor) > 0 from spellings)
group by typed.deal_type, typed.segment_key, spellings.competitor
