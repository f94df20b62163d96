-- One row per deal type and period window: what a page can choose. A choice is redundant where it holds the closed deals of another:
-- all types of a single type, a window that leaves out none, the last 8 quarters where the last 4 hold them all. Has_value: there is a win rate by value.
with

counts as (

    select
        deal_type,
        period_window,
        window_order,
        quarter_count,
        won_count + lost_count as decided_count,
        row(won_count, lost_count, no_decision_count, disqualified_count) as closed_counts
    from int_win_counts
    where segment_key = 0

),

wholes as (

    select deal_type, closed_counts
    from counts
    where period_window = 'all'

),

valued as (

    select
        deal_type,
        period_window,
        value_win_rate is not null as has_value
    from win_rate_by_segment
    where dimension = 'all'

),

narrowest as (

    select deal_type, closed_counts
    from counts
    where period_window = 'last_4_quarters'

)

select
    counts.deal_type,
    counts.period_window,
    case when counts.quarter_count is not null then (complete_until() - to_months(3 * counts.quarter_count))::date end as first_quarter,
    case when counts.quarter_count is not null then (complete_until() - to_months(3))::date end as last_quarter,
    counts.decided_count::integer as decided_count,
    valued.has_value,
    case
        when counts.deal_type = 'all' and wholes.closed_counts = (select closed_counts from wholes where deal_type = 'new_business') then true
        when counts.period_window = 'last_4_quarters' then counts.closed_counts = wholes.closed_counts
        when counts.period_window = 'last_8_quarters' then counts.closed_counts in (wholes.closed_counts, narrowest.closed_counts)
        else false
    end as is_redundant
from counts
inner join valued
    using (deal_type, period_window)
inner join wholes
    using (deal_type)
inner join narrowest
    using (deal_type)
order by counts.deal_type, counts.window_order
