-- The segments of every dimension add up to the total: no deal is lost for a missing firmographic or account.
with

totals as (

    select period_window, deal_type, won_count, lost_count, no_decision_count, disqualified_count, open_count
    from win_rate_by_segment
    where dimension = 'all'

),

sums as (

    select
        period_window,
        deal_type,
        dimension,
        sum(won_count) as won_count,
        sum(lost_count) as lost_count,
        sum(no_decision_count) as no_decision_count,
        sum(disqualified_count) as disqualified_count,
        sum(open_count) as open_count
    from win_rate_by_segment
    where dimension <> 'all'
    group by period_window, deal_type, dimension

)

select sums.period_window, sums.deal_type, sums.dimension, sums.won_count, totals.won_count as total_won_count
from sums
inner join totals
    using (period_window, deal_type)
where sums.won_count <> totals.won_count
    or sums.lost_count <> totals.lost_count
    or sums.no_decision_count <> totals.no_decision_count
    or sums.disqualified_count <> totals.disqualified_count
    or sums.open_count <> totals.open_count
