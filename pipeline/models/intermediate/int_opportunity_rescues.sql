-- One row per used opportunity whose account is found by a link, a domain, a name or the short form of its id.
-- Most deals are found by their id, which int_opportunities_resolved joins itself: few rows are left to go the slow way.
select row_key, account_key, found_by
from matched_accounts('int_opportunities_missed')
where account_key is not null
