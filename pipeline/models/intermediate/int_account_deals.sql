-- One row per account, combination of a deal's own values and deal type: decided deals and wins. An account that no export has is known by
-- what its deals call it, as a negative key; null are deals that name none.
with

deals as (

    select account_key as account, own_values_key, deal_type, outcome
    from int_opportunities_resolved
    where account_key is not null
        and outcome in ('won', 'lost')
    union all
    select -rescues.reference_key as account, deals.own_values_key, deals.deal_type, deals.outcome
    from int_opportunities_resolved as deals
    left join int_opportunity_rescues as rescues
        on deals.opportunity_key = rescues.row_key
    where deals.account_key is null
        and deals.outcome in ('won', 'lost')

)

select
    account,
    own_values_key,
    deal_type,
    count(*) as decided_count,
    count(*) filter (where outcome = 'won') as won_count
from deals
group by account, own_values_key, deal_type
