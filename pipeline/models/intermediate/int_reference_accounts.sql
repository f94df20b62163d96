-- One row per way of naming an account that its id alone does not find: the account that another key finds, or the customer that it implies.
with

found as (

    select row_key, account_key, found_by
    from matched_accounts('int_missed_references')
    where account_key is not null

)

select
    refs.source,
    refs.account_id,
    refs.account_domain,
    refs.account_name,
    coalesce(found.account_key, implied.account_key) as account_key,
    found.found_by
from int_missed_references as refs
left join found
    using (row_key)
left join int_implied_accounts as implied
    on coalesce(refs.source, '') = implied.source
    and account_reference(refs.account_id, refs.account_domain, refs.account_name) = implied.reference
