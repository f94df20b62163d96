-- Every used deal is counted once under all/all, whatever its segment.
with

counted as (

    select won_count + lost_count + no_decision_count + disqualified_count + open_count as deal_count
    from win_rate_by_segment
    where period_window = 'all' and deal_type = 'all' and dimension = 'all'

),

used as (

    select count(*) as deal_count from int_opportunities_resolved

)

select used.deal_count, counted.deal_count as counted
from used
left join counted
    on true
where used.deal_count is distinct from counted.deal_count
