-- One row per period window, deal type and segment: quartiles (type 7) of the days from created to closed of won deals.
with

counted as (

    select
        windows.period_window,
        cycles.deal_type,
        cycles.segment_key,
        cycles.cycle_days,
        sum(cycles.won_count)::bigint as won_count
    from int_cycle_days as cycles
    inner join int_period_windows as windows
        on cycles.closed_window is not distinct from windows.day_class
    group by windows.period_window, cycles.deal_type, cycles.segment_key, cycles.cycle_days

),

ranked as (

    select
        *,
        (sum(won_count) over (
            partition by period_window, deal_type, segment_key
            order by cycle_days
        ))::double as won_up_to,
        (sum(won_count) over (partition by period_window, deal_type, segment_key))::double as n
    from counted

)

select
    period_window,
    deal_type,
    segment_key,
    any_value(n)::integer as timed_won_count,
    counted_quantile(cycle_days, won_up_to, n, 0.25) as cycle_days_p25,
    counted_quantile(cycle_days, won_up_to, n, 0.5) as median_cycle_days,
    counted_quantile(cycle_days, won_up_to, n, 0.75) as cycle_days_p75
from ranked
group by period_window, deal_type, segment_key
