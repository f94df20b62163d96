-- One row per used row of invoices: its account, an implied one where the exports have none.
with

matched as materialized (

    select * from matched_accounts('stg_invoices')

),

missed as (

    select
        refs.row_key,
        coalesce(refs.source, '') as source,
        coalesce(refs.account_id, domain_key(refs.account_domain), folded(refs.account_name)) as reference
    from stg_invoices as refs
    semi join (select row_key from matched where account_key is null) as unmatched
        using (row_key)

)

select row_key, account_key, found_by
from matched
where account_key is not null
union all
select missed.row_key, implied.account_key, null as found_by
from missed
left join int_implied_accounts as implied
    using (source, reference)
