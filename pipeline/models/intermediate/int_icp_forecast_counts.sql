-- One row per ICP version, sample, fiscal quarter of closing and tier (1 to 3): decided new-business deals of the scope.
with

tiered as (

    select
        scores.version_key,
        scores.tier,
        cells.period_key,
        cells.closed_quarter,
        cells.is_inbound,
        coalesce(sum(cells.deal_count) filter (where cells.outcome = 'won'), 0) as won_count,
        sum(cells.deal_count) as decided_count
    from int_icp_cells as cells
    inner join int_icp_score_tiers as scores
        using (score_key)
    where cells.outcome in ('won', 'lost')
        and cells.closed_quarter is not null
        and scores.tier <= 3
    group by all

),

sampled as (

    select
        tiered.*,
        unnest(samples_of_deal(samples.samples, samples.is_out_of_time, tiered.is_inbound)) as sample
    from tiered
    inner join int_icp_samples as samples
        on tiered.version_key = samples.version_key
        and tiered.period_key = samples.period_key
        and samples.moment = 'current'
        and samples.policy = 'own'

)

select
    version_key,
    sample,
    closed_quarter as quarter,
    tier,
    sum(won_count)::integer as won_count,
    sum(decided_count)::integer as decided_count
from sampled
group by version_key, sample, closed_quarter, tier
order by version_key, sample, closed_quarter, tier
