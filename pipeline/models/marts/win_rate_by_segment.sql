-- One row per period window, deal type, dimension and segment: how often deals are won, how fast, and for how much.
-- Outcomes go by the day of closing, created-cohort columns by the day of creation.
with

counts as (

    select * from int_win_counts

),

totals as (

    select * from int_win_counts
    where segment_key = 0

),

tests as (

    select
        *,
        bh_q(q_step, p_value, (period_window, deal_type)) as q_value
    from int_win_tests

),

-- How many quarters each window really spans: none begins before the first created deal, and all ends at as_of.
dated as (

    select min(created_on) as first_created_on
    from int_opportunities_resolved

),

spans as (

    select
        windows.period_window,
        case when dated.first_created_on is not null then
            least(windows.quarter_count, greatest(1, (windows.end_on - dated.first_created_on) / 91.3125))
        end as quarter_count
    from (
        select distinct
            period_window,
            quarter_count,
            case when quarter_count is null then (getvariable('as_of') + 1)::date else complete_until() end as end_on
        from int_period_windows
    ) as windows
    cross join dated

),

measured as (

    select
        counts.*,
        totals.won_count - counts.won_count as rest_won_count,
        totals.decided_count - counts.decided_count as rest_decided_count,
        rate(counts.lost_count - counts.lost_amount_count, counts.lost_count) as lost_without_amount_rate,
        value_rate(counts.won_amount, counts.lost_amount, lost_without_amount_rate) as value_win_rate,
        rate(counts.won_count, counts.decided_count) as win_rate,
        case when counts.segment_key > 0 then
            rate(totals.won_count - counts.won_count, totals.decided_count - counts.decided_count)
        end as rest_win_rate,
        ratio_low(
            counts.decided_count,
            counts.won_amount,
            counts.won_amount + counts.lost_amount,
            counts.won_squared_cents::double / 1e4,
            counts.won_squared_cents::double / 1e4,
            (counts.won_squared_cents + counts.lost_squared_cents)::double / 1e4
        ) as linearised_low,
        ratio_high(
            counts.decided_count,
            counts.won_amount,
            counts.won_amount + counts.lost_amount,
            counts.won_squared_cents::double / 1e4,
            counts.won_squared_cents::double / 1e4,
            (counts.won_squared_cents + counts.lost_squared_cents)::double / 1e4
        ) as linearised_high,
        case when counts.won_amount_count > 0 then counts.won_amount::double / counts.won_amount_count end as mean_won_amount,
        counts.created_count::double / spans.quarter_count as created_per_quarter,
        case when counts.segment_key > 0 and not segments.is_unknown then
            deals_needed(getvariable('lift') * rest_win_rate, rest_win_rate)
        end as deals_needed
    from counts
    inner join totals
        using (period_window, deal_type)
    inner join int_segments as segments
        on counts.segment_key = segments.segment_key
    inner join spans
        using (period_window)

)

select
    measured.period_window,
    measured.deal_type,
    segments.dimension,
    segments.segment,
    segments.segment_order,
    measured.won_count,
    measured.lost_count,
    measured.no_decision_count,
    measured.disqualified_count,
    measured.open_count,
    measured.decided_count,
    measured.win_rate,
    wilson_low(measured.won_count, measured.decided_count) as win_rate_low,
    wilson_high(measured.won_count, measured.decided_count) as win_rate_high,
    rate(
        measured.won_count, measured.decided_count + measured.no_decision_count + measured.disqualified_count
    ) as broad_win_rate,
    measured.value_win_rate,
    case when measured.value_win_rate is not null then
        clamped_rate(coalesce(bootstrapped.value_win_rate_low, measured.linearised_low))
    end as value_win_rate_low,
    case when measured.value_win_rate is not null then
        clamped_rate(coalesce(bootstrapped.value_win_rate_high, measured.linearised_high))
    end as value_win_rate_high,
    measured.lost_without_amount_rate,
    measured.won_amount::double as won_amount,
    measured.lost_amount::double as lost_amount,
    measured.created_count,
    measured.created_won_count,
    measured.created_open_count,
    rate(measured.created_won_count, measured.created_count) as created_win_rate,
    rate(measured.created_open_count, measured.created_count) as open_rate,
    coalesce(rate(measured.created_count - measured.created_open_count, measured.created_count) >= 0.9, false) as is_mature,
    within.won_within_90d_rate,
    within.won_within_180d_rate,
    within.won_within_365d_rate,
    within.half_won_days,
    shrunk.shrunk_win_rate,
    shrunk.shrunk_win_rate_low,
    shrunk.shrunk_win_rate_high,
    measured.rest_win_rate,
    case when measured.segment_key > 0 then measured.rest_decided_count end as rest_decided_count,
    measured.win_rate - measured.rest_win_rate as difference,
    case when measured.segment_key > 0 then
        newcombe_low(measured.won_count, measured.decided_count, measured.rest_won_count, measured.rest_decided_count)
    end as difference_low,
    case when measured.segment_key > 0 then
        newcombe_high(measured.won_count, measured.decided_count, measured.rest_won_count, measured.rest_decided_count)
    end as difference_high,
    tests.p_value,
    tests.q_value,
    measured.deals_needed::integer as deals_needed,
    case when measured.deals_needed is not null then
        greatest(0, measured.deals_needed - measured.decided_count)
    end::integer as more_deals_needed,
    odds.adjusted_for,
    odds.crude_odds_ratio,
    odds.crude_odds_ratio_low,
    odds.crude_odds_ratio_high,
    odds.adjusted_odds_ratio,
    odds.adjusted_odds_ratio_low,
    odds.adjusted_odds_ratio_high,
    -- Where the adjusted odds put the segment beside the rest as it is.
    odds.adjusted_odds_ratio * measured.rest_win_rate
        / nullif(1 - measured.rest_win_rate + odds.adjusted_odds_ratio * measured.rest_win_rate, 0) as adjusted_win_rate,
    coalesce(odds.is_reversed, false) as is_reversed,
    coalesce(cycles.timed_won_count, 0)::integer as timed_won_count,
    cycles.median_cycle_days,
    cycles.cycle_days_p25,
    cycles.cycle_days_p75,
    measured.mean_won_amount,
    measured.created_per_quarter,
    measured.created_per_quarter * measured.win_rate * measured.mean_won_amount / nullif(cycles.median_cycle_days, 0) as velocity,
    tested_evidence(measured.decided_count, tests.q_value) as evidence
from measured
inner join int_segments as segments
    using (segment_key)
left join tests
    using (period_window, deal_type, segment_key)
left join int_win_odds as odds
    using (period_window, deal_type, segment_key)
left join int_cycle_quartiles as cycles
    using (period_window, deal_type, segment_key)
left join stat_win_shrinkage as shrunk
    using (period_window, deal_type, segment_key)
left join int_value_scopes as scopes
    using (period_window, deal_type, segment_key)
left join stat_win_value_limits as bootstrapped
    using (scope)
left join stat_win_within as within
    using (period_window, deal_type, segment_key)
order by measured.window_order, measured.deal_type, segments.segment_key
