-- One row per stretch of days on which an account pays one amount per month, from the source that mrr_from names.
-- Stretches that begin after revenue_as_of() (written out, for views of a finished file know no macros) are unknown yet, and an end after
-- it is a plan, not an end.
with

lines as (

    select account_key, started_on, ended_on, mrr
    from int_subscriptions
    where getvariable('mrr_from') = 'subscriptions'
    union all
    select account_key, started_on, ended_on, mrr
    from int_mrr_snapshot_lines
    where exclusion is null
    union all
    select account_key, started_on, ended_on, mrr
    from int_invoice_lines
    where exclusion is null
    union all
    select account_key, started_on, ended_on, mrr
    from int_won_deal_lines
    where exclusion is null

)

select
    account_key,
    started_on,
    case when ended_on <= coalesce(getvariable('revenue_as_of'), getvariable('as_of')) then ended_on end as ended_on,
    mrr
from lines
where started_on <= coalesce(getvariable('revenue_as_of'), getvariable('as_of'))
