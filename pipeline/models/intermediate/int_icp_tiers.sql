-- One row per moment, ICP version, scenario, sample and tier (0 for all): deals, what they won and what their customers keep.
-- Under a scenario the counts are those that it makes of the deals: under `broad`, no decision and disqualified stand among the lost.
with

grid as (

    select
        moments.moment,
        moments.as_of,
        versions.version_key,
        versions.icp,
        versions.version,
        scenarios.scenario,
        list_position(icp_scenarios(), scenarios.scenario) as scenario_order,
        samples.sample,
        list_position(icp_samples(), samples.sample) as sample_order,
        tiers.tier
    from int_icp_moments as moments
    cross join int_icp_versions as versions
    cross join (select unnest(icp_scenarios()) as scenario) as scenarios
    cross join (select unnest(icp_samples()) as sample) as samples
    cross join (select unnest([1, 2, 3, 4, 0])::tinyint as tier) as tiers

),

deals as (

    select
        moment,
        version_key,
        scenario,
        sample,
        coalesce(tier, 0)::tinyint as tier,
        sum(won_count) as won_count,
        sum(lost_count) as lost_count,
        sum(no_decision_count) as no_decision_count,
        sum(disqualified_count) as disqualified_count,
        sum(open_count) as open_count,
        sum(won_amount) as won_amount,
        sum(won_with_amount_count) as won_with_amount_count,
        sum(open_amount) as open_amount
    from int_icp_counts
    where policy = 'own'
    group by grouping sets ((moment, version_key, scenario, sample, tier), (moment, version_key, scenario, sample))

),

accounts as (

    select version_key, coalesce(tier, 0)::tinyint as tier, sum(account_count) as account_count
    from int_icp_account_counts
    group by grouping sets ((version_key, tier), (version_key))

),

counted as (

    select
        grid.*,
        coalesce(accounts.account_count, 0)::integer as account_count,
        coalesce(all_accounts.account_count, 0)::integer as all_account_count,
        coalesce(deals.won_count, 0)::integer as won_count,
        coalesce(deals.lost_count, 0)::integer as lost_count,
        coalesce(deals.no_decision_count, 0)::integer as no_decision_count,
        coalesce(deals.disqualified_count, 0)::integer as disqualified_count,
        coalesce(deals.open_count, 0)::integer as open_count,
        coalesce(deals.won_count + deals.lost_count, 0)::integer as decided_count,
        coalesce(all_deals.won_count, 0)::integer as all_won_count,
        coalesce(all_deals.won_count + all_deals.lost_count, 0)::integer as all_decided_count,
        deals.won_amount,
        deals.won_with_amount_count,
        all_deals.won_amount as all_won_amount,
        deals.open_amount
    from grid
    left join accounts
        on grid.version_key = accounts.version_key and grid.tier = accounts.tier
    left join accounts as all_accounts
        on grid.version_key = all_accounts.version_key and all_accounts.tier = 0
    left join deals
        on grid.moment = deals.moment
        and grid.version_key = deals.version_key
        and grid.scenario = deals.scenario
        and grid.sample = deals.sample
        and grid.tier = deals.tier
    left join deals as all_deals
        on grid.moment = all_deals.moment
        and grid.version_key = all_deals.version_key
        and grid.scenario = all_deals.scenario
        and grid.sample = all_deals.sample
        and all_deals.tier = 0

)

select
    counted.moment,
    counted.as_of,
    counted.icp,
    counted.version,
    counted.scenario,
    counted.sample,
    icp_tier_label(counted.tier) as tier,
    counted.account_count,
    rate(counted.account_count, counted.all_account_count) as account_share,
    counted.won_count,
    counted.lost_count,
    counted.no_decision_count,
    counted.disqualified_count,
    counted.open_count,
    counted.decided_count,
    rate(
        decided_count + no_decision_count + disqualified_count,
        decided_count + no_decision_count + disqualified_count + open_count
    ) as resolved_rate,
    rate(won_count, decided_count) as win_rate,
    wilson_low(won_count, decided_count) as win_rate_low,
    wilson_high(won_count, decided_count) as win_rate_high,
    shrunk.shrunk_win_rate,
    lift(won_count, decided_count, all_won_count, all_decided_count) as lift,
    lift_low(won_count, decided_count, all_won_count, all_decided_count) as lift_low,
    lift_high(won_count, decided_count, all_won_count, all_decided_count) as lift_high,
    rate(won_count, all_won_count) as capture,
    rate(decided_count, all_decided_count) as deal_share,
    rate(won_count, decided_count + no_decision_count + disqualified_count + open_count) as created_win_rate,
    medians.median_cycle_days,
    rate(counted.won_amount, counted.won_with_amount_count) as mean_won_amount,
    coalesce(counted.won_amount, 0)::double as won_amount,
    rate(coalesce(counted.won_amount, 0), counted.all_won_amount) as won_amount_share,
    coalesce(counted.open_amount, 0)::double as open_amount,
    retention.base_account_count,
    retention.survival_12m,
    retention.survival_12m_low,
    retention.survival_12m_high,
    retention.survival_at_risk_count,
    retention.gross_retention,
    retention.gross_retention_low,
    retention.gross_retention_high,
    case when history.shows_price_changes then retention.net_retention end as net_retention,
    case when history.shows_price_changes then retention.net_retention_low end as net_retention_low,
    case when history.shows_price_changes then retention.net_retention_high end as net_retention_high,
    sample_evidence(decided_count) as evidence,
    counted.version_key,
    counted.scenario_order,
    counted.sample_order,
    case counted.tier when 0 then 5 else counted.tier end::integer as tier_order
from counted
left join stat_icp_shrunk_tiers as shrunk
    on counted.moment = shrunk.moment
    and counted.version_key = shrunk.version_key
    and counted.scenario = shrunk.scenario
    and counted.sample = shrunk.sample
    and counted.tier = shrunk.tier
left join int_icp_cycle_medians as medians
    on counted.moment = medians.moment
    and counted.version_key = medians.version_key
    and case when counted.scenario in ('broad', 'stale_open_lost') then 'base' else counted.scenario end = medians.scenario
    and counted.sample = medians.sample
    and counted.tier = medians.tier
left join stat_icp_tier_retention as retention
    on counted.moment = retention.moment
    and counted.version_key = retention.version_key
    and counted.tier = retention.tier
cross join int_price_history as history
