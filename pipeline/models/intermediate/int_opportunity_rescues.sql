-- One row per used opportunity whose account is not found by its id: the account that a link, a domain, a name or the short form of
-- the id finds, if any, and a number for what the deal calls it, so that deals of one unknown account are known as such.
select
    missed.row_key,
    matches.account_key,
    matches.found_by::enum('id', 'link', 'domain', 'name') as found_by,
    coalesce(missed.account_id, folded(missed.account_name)) as reference,
    dense_rank() over (order by coalesce(missed.account_id, folded(missed.account_name)))::integer as reference_key
from int_opportunities_missed as missed
inner join matched_accounts('int_opportunities_missed') as matches
    using (row_key)
