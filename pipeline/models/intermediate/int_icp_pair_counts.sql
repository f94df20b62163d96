-- One row per pair of versions of one ICP, sample, and tiers and scores that a deal has under both: decided deals of both scopes.
-- Out of time is since the later of the two dates; all before it is past, and a hypothesis.
with

cells as (

    select score_key, period_key, outcome, is_inbound, sum(deal_count) as deal_count
    from int_icp_cells
    where outcome in ('won', 'lost')
    group by score_key, period_key, outcome, is_inbound

),

sampled as (

    select
        pairs.version_key_a,
        pairs.version_key_b,
        cells.score_key,
        cells.outcome,
        cells.deal_count,
        unnest(samples_of_deal(samples_of_period(pairs.is_out_of_time, pairs.is_old_enough), pairs.is_out_of_time, cells.is_inbound)) as sample
    from cells
    inner join int_icp_pair_periods as pairs
        using (period_key)

)

select
    sampled.version_key_a,
    sampled.version_key_b,
    sampled.sample,
    a.tier as tier_a,
    b.tier as tier_b,
    a.rank_score as score_a,
    b.rank_score as score_b,
    coalesce(sum(sampled.deal_count) filter (where sampled.outcome = 'won'), 0)::integer as won_count,
    coalesce(sum(sampled.deal_count) filter (where sampled.outcome = 'lost'), 0)::integer as lost_count
from sampled
inner join int_icp_score_tiers as a
    on sampled.version_key_a = a.version_key
    and sampled.score_key = a.score_key
inner join int_icp_score_tiers as b
    on sampled.version_key_b = b.version_key
    and sampled.score_key = b.score_key
group by all
order by all
