-- One row per account of the exports: merged records are followed, and subsidiaries roll up where unit is ultimate_parent.
with

accounts as (

    select row_key, source, account_id from stg_accounts

),

roots as (

    select * from int_account_roots

)

select
    row_number() over (order by accounts.row_key)::integer as account_key,
    case
        when (select count(distinct source) from accounts) > 1 then concat(accounts.source, '/', accounts.account_id)
        else coalesce(accounts.account_id, concat('row ', accounts.row_key + 1))
    end as unique_id,
    accounts.source,
    accounts.account_id,
    accounts.row_key
from accounts
anti join roots
    on accounts.row_key = roots.row_key
order by accounts.row_key
