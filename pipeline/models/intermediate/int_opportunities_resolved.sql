-- One row per used opportunity: its outcome at as_of, its account, its dates and its amount in one currency.
-- A deal closed after as_of counts as open. A missing or impossible date leaves a deal out of time measures only.
-- Numbers and dates alone, and none that follow from the others, so that whatever counts millions of deals reads little: their texts
-- stand in raw_opportunities under opportunity_key, the reason of a loss in int_outcomes, the competitor in int_deal_terms.
with

opportunities as (

    select
        *,
        row(*columns(c -> c = 'source' or list_contains(getvariable('opportunity_value_columns'), c))) as own_values
    from int_opportunity_outcomes

),

own as (

    select
        own_values_key,
        row(*columns(c -> c = 'source' or list_contains(getvariable('opportunity_value_columns'), c))) as own_values
    from int_own_value_combinations

),

joined as (

    select
        opportunities.row_key as opportunity_key,
        coalesce(ids.account_key, rescues.account_key) as account_key,
        case
            when ids.account_key is not null then 'id'::enum('id', 'link', 'domain', 'name')
            else rescues.found_by
        end as account_found_by,
        opportunities.outcome_key,
        terms.term_key,
        opportunities.outcome_as_of as outcome,
        opportunities.outcome_as_of <> opportunities.stated_outcome as is_closed_after_as_of,
        terms.meant_deal_type as deal_type,
        opportunities.created_on,
        opportunities.closed_on,
        opportunities.cycle_days as exported_cycle_days,
        case
            when terms.rate is null then opportunities.amount
            when opportunities.amount between -100000000 and 100000000 and terms.short_rate is not null
                then round(opportunities.amount * terms.short_rate, 2)::decimal(18, 2)
            else round(wide(opportunities.amount) * terms.rate, 2)::decimal(18, 2)
        end as amount,
        own.own_values_key
    from opportunities
    left join own
        using (own_values)
    left join int_account_ids as ids
        on opportunities.account_id = ids.account_id
        and coalesce(opportunities.source, '') = ids.child_source
    left join int_opportunity_rescues as rescues
        on opportunities.row_key = rescues.row_key
    left join int_deal_terms as terms
        on coalesce(opportunities.deal_type, opportunities.pipeline) is not distinct from terms.stated_type
        and opportunities.lead_source is not distinct from terms.lead_source
        and opportunities.currency is not distinct from terms.currency
        and opportunities.competitor is not distinct from terms.competitor

)

select
    * exclude (exported_cycle_days),
    case
        when outcome = 'open' then null
        when exported_cycle_days >= 0 then exported_cycle_days
        when closed_on >= created_on then (closed_on - created_on)::integer
    end as cycle_days
from joined
