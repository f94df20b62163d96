-- One row per account and deal type: decided deals and wins. An account that no export has is known by what its deals call it, as a
-- negative key; deals that name none are left out.
with

deals as (

    select account_key as account, deal_type, outcome
    from int_opportunities_resolved
    where account_key is not null
    union all
    select -rescues.reference_key as account, deals.deal_type, deals.outcome
    from int_opportunity_rescues as rescues
    inner join int_opportunities_resolved as deals
        on rescues.row_key = deals.opportunity_key
    where rescues.account_key is null and rescues.reference_key is not null

)

select account, deal_type, count(*) as decided_count, count(*) filter (where outcome = 'won') as won_count
from deals
where outcome in ('won', 'lost')
group by account, deal_type
