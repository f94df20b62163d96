-- One row per month of the fiscal quarter (1 to 3) where few accounts may stand behind the deals decided in it: how many do.
with

deals as (

    select
        (date_diff('month', owners.closed_quarter, opportunities.closed_on) + 1)::integer as month_of_quarter,
        owners.account
    from int_opportunities_resolved as opportunities
    inner join int_deal_owners as owners
        using (opportunity_key)
    where opportunities.outcome in ('won', 'lost')
        and opportunities.closed_on is not null

)

select months.month_of_quarter, count(distinct deals.account)::integer as account_count
from closing_months as months
cross join int_few_decided as bound
inner join deals
    using (month_of_quarter)
where months.decided_count <= bound.deal_count
group by months.month_of_quarter
