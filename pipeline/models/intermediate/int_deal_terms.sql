-- One row per distinct deal type, lead source, currency and competitor of the deals: what they mean.
-- stated_type: the deal's own type, else its pipeline, which may be called Renewals.
-- rate: to the workspace's currency; null where the amount is in it already. short_rate: the same where it has few digits.
with

terms as (

    select distinct coalesce(deal_type, pipeline) as stated_type, lead_source, currency, competitor
    from stg_opportunities

)

select
    row_number() over (order by terms.stated_type, terms.lead_source, terms.currency, terms.competitor)::integer as term_key,
    terms.stated_type,
    terms.lead_source,
    terms.currency,
    terms.competitor,
    coalesce(config_deal_types.deal_type, 'new_business')::enum('new_business', 'expansion', 'renewal') as meant_deal_type,
    config_inbound.value is not null as is_inbound,
    rates.rate,
    case when rates.rate < 100 and rates.rate = rates.rate::decimal(18, 6) then rates.rate::decimal(18, 6) end as short_rate
from terms
left join config_deal_types
    on folded(terms.stated_type) = config_deal_types.value
left join (select distinct value from config_inbound) as config_inbound
    on folded(terms.lead_source) = config_inbound.value
left join int_exchange_rates as rates
    on upper(trim(terms.currency)) = rates.currency
