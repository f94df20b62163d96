-- One row per ICP version, fiscal quarter of closing and tier: is the mix of tiers still what it was in the four quarters before the
-- version, and do tiers win as often as their last four quarters foretold?
with

quarters as (

    select
        version_key,
        quarter,
        coalesce(tier, 0)::tinyint as tier,
        sum(won_count)::integer as won_count,
        sum(won_count + lost_count)::integer as decided_count
    from int_icp_quarters
    group by grouping sets ((version_key, quarter, tier), (version_key, quarter))

),

forecasts as (

    select
        counts.version_key,
        counts.quarter,
        counts.tier,
        forecasts.expected_win_rate,
        forecasts.expected_win_rate * (counts.won_count + counts.lost_count) as expected_wins
    from int_icp_quarters as counts
    inner join stat_icp_forecasts as forecasts
        using (version_key, quarter, tier)

)

select
    versions.icp,
    versions.version,
    quarters.quarter,
    icp_tier_label(quarters.tier) as tier,
    case quarters.tier when 0 then 5 else quarters.tier end::integer as tier_order,
    rate(quarters.decided_count, totals.decided_count) as deal_share,
    rate(quarters.won_count, quarters.decided_count) as win_rate,
    wilson_low(quarters.won_count, quarters.decided_count) as win_rate_low,
    wilson_high(quarters.won_count, quarters.decided_count) as win_rate_high,
    forecasts.expected_win_rate,
    forecasts.expected_wins,
    quarters.won_count,
    quarters.decided_count,
    case when forecasts.expected_wins > 0 then quarters.won_count / forecasts.expected_wins end as ratio,
    case when forecasts.expected_wins > 0 then poisson_exact_low(quarters.won_count, forecasts.expected_wins, 0.95) end as ratio_low,
    case when forecasts.expected_wins > 0 then poisson_exact_high(quarters.won_count, forecasts.expected_wins, 0.95) end as ratio_high,
    stability.psi,
    stability.psi_critical,
    stability.bin_count as psi_bin_count,
    quarters.quarter < complete_until() as is_complete,
    coalesce(
        quarters.quarter < fiscal_quarter(versions.effective_from)
            and quarters.quarter >= fiscal_quarter(versions.effective_from) - to_months(12),
        false
    ) as is_reference
from quarters
inner join quarters as totals
    on quarters.version_key = totals.version_key
    and quarters.quarter = totals.quarter
    and totals.tier = 0
inner join int_icp_versions as versions
    on quarters.version_key = versions.version_key
left join forecasts
    on quarters.version_key = forecasts.version_key
    and quarters.quarter = forecasts.quarter
    and quarters.tier = forecasts.tier
left join stat_icp_stability as stability
    on quarters.version_key = stability.version_key
    and quarters.quarter = stability.quarter
order by quarters.version_key, quarters.quarter, tier_order
