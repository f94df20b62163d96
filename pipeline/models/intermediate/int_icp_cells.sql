-- One row per score key, period of creation, outcome and whatever else a sample or a scenario asks: new-business deals, counted.
with

created_days as (

    select days.created_on, periods.period_key
    from (select distinct created_on from int_icp_deals where created_on is not null) as days
    asof inner join (select * from int_icp_periods where period_key > 0) as periods
        on days.created_on >= periods.first_day

),

top_owners as (

    select distinct owner, owner_key from int_icp_top_owners

)

select
    deals.score_key,
    coalesce(created_days.period_key, 0) as period_key,
    deals.outcome,
    coalesce(deals.resolved_on > moments.as_of, false) as is_closed_since,
    deals.is_inbound,
    deals.is_repeat,
    coalesce(top_owners.owner_key, 0) as owner_key,
    count(*)::integer as deal_count,
    coalesce(sum(deals.amount) filter (where deals.outcome = 'won'), 0)::decimal(38, 2) as won_amount,
    coalesce(sum(deals.amount) filter (where deals.outcome <> 'won'), 0)::decimal(38, 2) as other_amount,
    (count(deals.amount) filter (where deals.outcome = 'won'))::integer as won_with_amount_count
from int_icp_deals as deals
inner join int_icp_moments as moments
    on moments.moment = 'previous'
left join created_days
    using (created_on)
left join top_owners
    using (owner)
where deals.is_new_business
group by all
