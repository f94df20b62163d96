-- One row per moment, ICP version, scenario, sample and tier (also all, and rest: 2 and 3) where few accounts may stand behind its deals of some
-- outcome: the fewest behind those, or behind what a sample that is part of it leaves. Null: surely enough, or none.
with

score_tiers as (

    select version_key, score_key, unnest(case when tier in (2, 3) then [tier, 0, 5] else [tier, 0] end)::tinyint as tier
    from int_icp_score_tiers

),

cells as (

    select
        scores.version_key,
        scores.tier,
        cells.period_key,
        cells.outcome,
        cells.is_closed_since,
        cells.is_inbound,
        cells.is_repeat,
        cells.owner_key,
        sum(cells.deal_count) as deal_count
    from int_icp_cells as cells
    inner join score_tiers as scores
        using (score_key)
    group by all

),

scenarios as (

    select unnest(icp_scenarios()) as scenario

),

outcomes as (

    select
        parts.moment,
        cells.version_key,
        scenarios.scenario,
        parts.sample,
        parts.part,
        cells.tier,
        case when parts.moment = 'previous' and cells.is_closed_since then 'open' else cells.outcome::varchar end as outcome,
        sum(cells.deal_count) as deal_count
    from cells
    inner join int_icp_sample_parts as parts
        on cells.version_key = parts.version_key
        and cells.period_key = parts.period_key
        and coalesce(cells.is_inbound = parts.is_inbound, true)
    left join int_icp_top_owners as top_owners
        on parts.moment = top_owners.moment
        and cells.version_key = top_owners.version_key
    cross join scenarios
    where list_contains(scenarios_of_deal(cells.owner_key, top_owners.owner_key, cells.is_repeat, cells.is_inbound), scenarios.scenario)
    group by all

),

-- A scenario that reads no decision or an open deal as lost has more of these: the fewest of any outcome decide.
few as (

    select distinct outcomes.moment, outcomes.version_key, outcomes.scenario, outcomes.sample, outcomes.part, outcomes.tier
    from outcomes
    cross join int_few_deals as bound
    where outcomes.deal_count <= bound.deal_count

),

few_cells as (

    select few.*, parts.period_key, parts.is_inbound, parts.is_stale, scores.score_key
    from few
    inner join int_icp_sample_parts as parts
        using (moment, version_key, sample, part)
    inner join score_tiers as scores
        using (version_key, tier)

),

-- Those that may be few first: of many deals the accounts are not looked up.
few_deals as (

    select deals.*, coalesce(days.period_key, 0) as period_key
    from int_icp_deals as deals
    left join int_icp_created_days as days
        using (created_on)
    where (deals.score_key, coalesce(days.period_key, 0)) in (select (score_key, period_key) from few_cells)

),

deals as (

    select
        few_deals.score_key,
        few_deals.period_key,
        few_deals.outcome,
        coalesce(few_deals.resolved_on > moments.as_of, false) as is_closed_since,
        few_deals.is_inbound,
        few_deals.is_repeat,
        few_deals.owner_key,
        few_deals.days,
        owners.account
    from few_deals
    inner join int_opportunity_owners as owners
        using (opportunity_key)
    inner join int_icp_moments as moments
        on moments.moment = 'previous'

),

tiered as (

    select
        few.moment,
        few.version_key,
        few.scenario,
        few.sample,
        few.part,
        few.tier,
        case when few.moment = 'previous' and deals.is_closed_since then 'open' else deals.outcome::varchar end as outcome,
        few.is_stale,
        deals.days,
        deals.account
    from deals
    inner join few_cells as few
        on deals.score_key = few.score_key
        and deals.period_key = few.period_key
        and coalesce(deals.is_inbound = few.is_inbound, true)
    left join int_icp_top_owners as top_owners
        on few.moment = top_owners.moment
        and few.version_key = top_owners.version_key
    where list_contains(scenarios_of_deal(deals.owner_key, top_owners.owner_key, deals.is_repeat, deals.is_inbound), few.scenario)

),

read as (

    select
        * exclude (outcome),
        outcome_in_scenario(scenario, outcome, is_stale) as outcome
    from tiered

),

counted as (

    select
        moment,
        version_key,
        scenario,
        sample,
        part,
        tier,
        count(distinct account) as created_accounts,
        count(distinct account) filter (where outcome in ('won', 'lost')) as decided_accounts,
        count(distinct account) filter (where outcome = 'won') as won_accounts,
        count(distinct account) filter (where outcome = 'won' and days >= 0) as timed_won_accounts,
        count(distinct account) filter (where outcome = 'open') as open_accounts
    from read
    group by moment, version_key, scenario, sample, part, tier

)

select
    counted.moment,
    versions.icp,
    versions.version,
    counted.scenario,
    counted.sample,
    case counted.tier when 5 then 'rest' else icp_tier_label(counted.tier) end as tier,
    min(nullif(counted.created_accounts, 0))::integer as created_accounts,
    min(nullif(counted.decided_accounts, 0))::integer as decided_accounts,
    min(nullif(counted.won_accounts, 0))::integer as won_accounts,
    min(nullif(counted.timed_won_accounts, 0))::integer as timed_won_accounts,
    min(nullif(counted.open_accounts, 0))::integer as open_accounts
from counted
inner join int_icp_versions as versions
    using (version_key)
group by all
