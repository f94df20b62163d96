-- One row per used opportunity whose account is not found by its id: the account that a link, a domain, a name or the short form of
-- the id finds, if any, and a number for what the deal calls it, so that deals of one unknown account are known as such.
with

named as (

    select
        missed.row_key,
        matches.account_key,
        matches.found_by,
        coalesce(missed.source, '') as source,
        account_reference(missed.account_id, missed.account_domain, missed.account_name) as reference
    from int_opportunities_missed as missed
    inner join matched_accounts('int_opportunities_missed') as matches
        using (row_key)

)

select
    row_key,
    account_key,
    found_by::enum('id', 'link', 'domain', 'name') as found_by,
    source,
    reference,
    case when reference is not null then dense_rank() over (order by source, reference) end::integer as reference_key
from named
