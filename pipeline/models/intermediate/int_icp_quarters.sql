-- One row per ICP version, fiscal quarter of closing and tier: decided new-business deals of the scope; every tier of every quarter
-- from the first with a decided deal to that of as_of.
with

decided as (

    select score_key, closed_quarter, outcome, sum(deal_count) as deal_count
    from int_icp_cells
    where outcome in ('won', 'lost') and closed_quarter is not null
    group by score_key, closed_quarter, outcome

),

counted as (

    select
        scores.version_key,
        scores.tier,
        decided.closed_quarter as quarter,
        coalesce(sum(decided.deal_count) filter (where decided.outcome = 'won'), 0)::integer as won_count,
        coalesce(sum(decided.deal_count) filter (where decided.outcome = 'lost'), 0)::integer as lost_count
    from decided
    inner join int_icp_score_tiers as scores
        using (score_key)
    group by scores.version_key, scores.tier, decided.closed_quarter

),

quarters as (

    select unnest(generate_series(min(closed_quarter)::timestamp, fiscal_quarter(getvariable('as_of'))::timestamp, interval 3 months))::date as quarter
    from decided

),

grid as (

    select versions.version_key, quarters.quarter, tiers.tier
    from int_icp_versions as versions
    cross join quarters
    cross join (select unnest([1, 2, 3, 4])::tinyint as tier) as tiers

)

select
    grid.version_key,
    grid.quarter,
    grid.tier,
    coalesce(counted.won_count, 0)::integer as won_count,
    coalesce(counted.lost_count, 0)::integer as lost_count
from grid
left join counted
    using (version_key, quarter, tier)
order by grid.version_key, grid.quarter, grid.tier
