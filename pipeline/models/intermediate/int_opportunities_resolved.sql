-- One row per used opportunity: its outcome at as_of, its account, its dates and its amount in one currency.
-- A deal closed after as_of counts as open. A missing or impossible date leaves a deal out of time measures only.
with

opportunities as (

    select
        *,
        row(*columns(c -> c = 'source' or list_contains(getvariable('opportunity_value_columns'), c))) as own_values
    from stg_opportunities

),

own as (

    select
        own_values_key,
        row(*columns(c -> c = 'source' or list_contains(getvariable('opportunity_value_columns'), c))) as own_values
    from int_own_value_combinations

),

deal_types as (

    select distinct
        stg.deal_type as exported_type,
        coalesce(config.deal_type, 'new_business') as deal_type
    from (select distinct deal_type from stg_opportunities) as stg
    left join config_deal_types as config
        on folded(stg.deal_type) = config.value

),

inbound as (

    select distinct stg.lead_source
    from (select distinct lead_source from stg_opportunities) as stg
    inner join config_inbound as config
        on folded(stg.lead_source) = config.value

),

currencies as (

    select stg.currency, rates.rate
    from (select distinct currency from stg_opportunities) as stg
    inner join int_exchange_rates as rates
        on upper(trim(stg.currency)) = rates.currency
    where upper(trim(stg.currency)) <> upper(getvariable('currency'))

),

joined as (

    select
        opportunities.row_key as opportunity_key,
        coalesce(opportunities.opportunity_id, concat('row ', opportunities.row_key + 1)) as opportunity_id,
        coalesce(ids.account_key, rescues.account_key) as account_key,
        case when ids.account_key is not null then 'id' else rescues.found_by end as account_found_by,
        case when ids.account_key is null and rescues.account_key is null then
            coalesce(opportunities.account_id, folded(opportunities.account_name))
        end as account_reference,
        case
            when outcomes.outcome <> 'open' and opportunities.closed_on > getvariable('as_of') then 'open'
            else outcomes.outcome
        end::enum('won', 'lost', 'no_decision', 'disqualified', 'open') as outcome,
        outcomes.outcome <> 'open' and coalesce(opportunities.closed_on > getvariable('as_of'), false) as is_closed_after_as_of,
        deal_types.deal_type::enum('new_business', 'expansion', 'renewal') as deal_type,
        opportunities.created_on,
        opportunities.closed_on,
        opportunities.cycle_days as exported_cycle_days,
        case
            when currencies.rate is null then opportunities.amount
            else round(opportunities.amount * currencies.rate::decimal(18, 6), 2)::decimal(18, 2)
        end as amount,
        opportunities.term_months,
        inbound.lead_source is not null as is_inbound,
        opportunities.owner,
        opportunities.loss_reason,
        opportunities.competitor,
        own.own_values_key
    from opportunities
    left join own
        using (own_values)
    left join int_account_ids as ids
        on opportunities.account_id = ids.account_id
        and coalesce(opportunities.source, '') = ids.child_source
    left join int_opportunity_rescues as rescues
        on opportunities.row_key = rescues.row_key
    left join int_outcomes as outcomes
        on opportunities.stage is not distinct from outcomes.stage
        and opportunities.is_won is not distinct from outcomes.is_won
        and opportunities.is_closed is not distinct from outcomes.is_closed
        and opportunities.loss_reason is not distinct from outcomes.loss_reason
    left join deal_types
        on opportunities.deal_type is not distinct from deal_types.exported_type
    left join inbound
        on opportunities.lead_source = inbound.lead_source
    left join currencies
        on opportunities.currency = currencies.currency

)

select
    joined.* exclude (exported_cycle_days),
    case when joined.outcome <> 'open' then joined.closed_on end as resolved_on,
    case
        when joined.outcome = 'open' then null
        when joined.exported_cycle_days >= 0 then joined.exported_cycle_days
        when joined.closed_on >= joined.created_on then (joined.closed_on - joined.created_on)::integer
    end as cycle_days,
    coalesce(joined.outcome <> 'open' and joined.closed_on < joined.created_on, false) as is_closed_before_created,
    case when joined.outcome <> 'open' then closing_days.quarter end as closed_quarter,
    creation_days.quarter as created_quarter,
    case when joined.outcome <> 'open' then closing_days.day_class end as closed_window,
    creation_days.day_class as created_window
from joined
left join int_days as closing_days
    on joined.closed_on = closing_days.day
left join int_days as creation_days
    on joined.created_on = creation_days.day
