-- One row per distinct way in which rows name an account whose id is not one of the exports': what must be found by another key.
-- is_revenue: it stands in an export of revenue, so that it is a customer even where no account is found.
-- Asked row by row, as in int_opportunities_missed.
with

refs as (

    select source, account_id, account_domain, account_name, false as is_revenue from int_opportunities_missed
    union all
    select source, account_id, account_domain, account_name, false as is_revenue from stg_churn_events
    union all
    select source, account_id, account_domain, account_name, true as is_revenue from stg_subscriptions
    union all
    select source, account_id, account_domain, account_name, true as is_revenue from stg_mrr_snapshots
    union all
    select source, account_id, account_domain, account_name, true as is_revenue from stg_invoices

)

select
    row_number() over (order by refs.source, refs.account_id, refs.account_domain, refs.account_name) as row_key,
    refs.source,
    refs.account_id,
    refs.account_domain,
    refs.account_name,
    bool_or(refs.is_revenue) as is_revenue
from refs
where coalesce(refs.account_id, refs.account_domain, refs.account_name) is not null
    and (refs.account_id is null or (refs.account_id, coalesce(refs.source, '')) not in (select account_id, child_source from int_account_ids))
group by refs.source, refs.account_id, refs.account_domain, refs.account_name
