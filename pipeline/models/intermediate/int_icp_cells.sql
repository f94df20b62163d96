-- One row per score key, period of creation, quarter of closing, outcome and whatever else a sample or a scenario asks: new-business
-- deals, counted. All that is said of them but their days and their answers is aggregated from these cells.
select
    deals.score_key,
    coalesce(created_days.period_key, 0) as period_key,
    deals.closed_quarter,
    deals.outcome,
    coalesce(deals.resolved_on > moments.as_of, false) as is_closed_since,
    deals.is_inbound,
    deals.is_repeat,
    deals.owner_key,
    count(*)::integer as deal_count,
    coalesce(sum(deals.amount), 0)::decimal(38, 2) as amount,
    count(deals.amount)::integer as with_amount_count,
    coalesce(sum(deals.days) filter (where deals.days >= 0), 0)::bigint as days
from int_icp_deals as deals
inner join int_icp_moments as moments
    on moments.moment = 'previous'
left join int_icp_created_days as created_days
    using (created_on)
group by all
