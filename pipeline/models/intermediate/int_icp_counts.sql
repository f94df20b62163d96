-- One row per moment, ICP version, unknown policy, scenario, sample, tier and score: deals by outcome, as the scenario has it.
-- Under `broad` no decision and disqualified are losses; under `stale_open_lost` so are open deals older than the horizon.
with

cells as (

    select
        scores.version_key,
        scores.tier,
        scores.rank_score,
        scores.other_tier,
        scores.other_rank_score,
        cells.period_key,
        cells.outcome,
        cells.is_closed_since,
        cells.is_inbound,
        cells.is_repeat,
        cells.owner_key,
        sum(cells.deal_count) as deal_count,
        sum(cells.amount) as amount,
        sum(cells.with_amount_count) as with_amount_count
    from int_icp_cells as cells
    inner join int_icp_score_tiers as scores
        using (score_key)
    group by all

),

staged as (

    select
        samples.moment,
        cells.version_key,
        samples.policy,
        case samples.policy when 'own' then cells.tier else cells.other_tier end as tier,
        case samples.policy when 'own' then cells.rank_score else cells.other_rank_score end as rank_score,
        samples_of_deal(samples.samples, samples.is_out_of_time, cells.is_inbound) as samples,
        scenarios_of_deal(cells.owner_key, top_owners.owner_key, cells.is_repeat, cells.is_inbound) as scenarios,
        case
            when samples.moment = 'previous' and cells.is_closed_since then 'open'
            else cells.outcome
        end as outcome,
        samples.is_stale,
        sum(cells.deal_count) as deal_count,
        sum(cells.amount) as amount,
        sum(cells.with_amount_count) as with_amount_count
    from cells
    inner join int_icp_samples as samples
        using (version_key, period_key)
    left join int_icp_top_owners as top_owners
        on samples.moment = top_owners.moment
        and cells.version_key = top_owners.version_key
    group by all

),

sampled as (

    select * exclude (samples, scenarios), unnest(samples) as sample, scenarios
    from staged

),

imagined as (

    select * exclude (scenarios), unnest(scenarios) as scenario
    from sampled

),

recounted as (

    select
        * exclude (outcome),
        outcome_in_scenario(scenario, outcome, is_stale) as outcome
    from imagined

)

select
    moment,
    version_key,
    policy,
    scenario,
    sample,
    tier,
    rank_score,
    coalesce(sum(deal_count) filter (where outcome = 'won'), 0)::integer as won_count,
    coalesce(sum(deal_count) filter (where outcome = 'lost'), 0)::integer as lost_count,
    coalesce(sum(deal_count) filter (where outcome = 'no_decision'), 0)::integer as no_decision_count,
    coalesce(sum(deal_count) filter (where outcome = 'disqualified'), 0)::integer as disqualified_count,
    coalesce(sum(deal_count) filter (where outcome = 'open'), 0)::integer as open_count,
    coalesce(sum(amount) filter (where outcome = 'won'), 0)::decimal(38, 2) as won_amount,
    coalesce(sum(with_amount_count) filter (where outcome = 'won'), 0)::integer as won_with_amount_count,
    coalesce(sum(amount) filter (where outcome = 'open'), 0)::decimal(38, 2) as open_amount
from recounted
group by moment, version_key, policy, scenario, sample, tier, rank_score
order by moment, version_key, policy, scenario, sample, tier, rank_score
