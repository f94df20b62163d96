-- One row per used churn event: its account. An event without one is counted, and makes no account.
with

matched as materialized (

    select * from matched_accounts('stg_churn_events')

),

missed as (

    select
        refs.row_key,
        coalesce(refs.source, '') as source,
        coalesce(refs.account_id, domain_key(refs.account_domain), folded(refs.account_name)) as reference
    from stg_churn_events as refs
    semi join (select row_key from matched where account_key is null) as unmatched
        using (row_key)

)

select row_key, account_key, found_by
from matched
where account_key is not null
union all
select missed.row_key, implied.account_key, case when implied.account_key is not null then 'id' end as found_by
from missed
left join int_implied_accounts as implied
    using (source, reference)
