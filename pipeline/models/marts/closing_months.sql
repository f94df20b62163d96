-- One row per month of the fiscal quarter (1 to 3): the win rate of deals closed in it, and the p-value of the last month against the others.
-- A quarter's end that wins more often is the calendar, not the market: months are never compared on any page.
with

days as (

    select closed_on, count(*) filter (where outcome = 'won') as won_count, count(*) as decided_count
    from int_opportunities_resolved
    where outcome in ('won', 'lost')
        and closed_on is not null
    group by closed_on

),

closed as (

    select
        (date_diff('month', fiscal_quarter(closed_on), closed_on) + 1)::integer as month_of_quarter,
        sum(won_count)::bigint as won_count,
        sum(decided_count)::bigint as decided_count
    from days
    group by month_of_quarter

),

sides as (

    select
        coalesce(sum(won_count) filter (where month_of_quarter = 3), 0) as end_won,
        coalesce(sum(decided_count) filter (where month_of_quarter = 3), 0) as end_decided,
        coalesce(sum(won_count) filter (where month_of_quarter < 3), 0) as other_won,
        coalesce(sum(decided_count) filter (where month_of_quarter < 3), 0) as other_decided
    from closed

)

select
    closed.month_of_quarter,
    closed.won_count::integer as won_count,
    closed.decided_count::integer as decided_count,
    rate(closed.won_count, closed.decided_count) as win_rate,
    wilson_low(closed.won_count, closed.decided_count) as win_rate_low,
    wilson_high(closed.won_count, closed.decided_count) as win_rate_high,
    rate(sides.end_won, sides.end_decided) - rate(sides.other_won, sides.other_decided) as quarter_end_difference,
    two_proportion_p(sides.end_won::integer, sides.end_decided::integer, sides.other_won::integer, sides.other_decided::integer) as quarter_end_p_value
from closed
cross join sides
order by closed.month_of_quarter
