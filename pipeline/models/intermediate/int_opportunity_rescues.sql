-- One row per used opportunity whose account is found by a link, a domain, a name or the short form of its id.
-- Most deals are found by their id, which int_opportunities_resolved joins itself: few rows are left to go the slow way.
with

missed as (

    select opportunities.row_key
    from stg_opportunities as opportunities
    anti join int_account_ids as ids
        on opportunities.account_id = ids.account_id
        and coalesce(opportunities.source, '') = ids.child_source

)

select matched.row_key, matched.account_key, matched.found_by
from matched_accounts('stg_opportunities') as matched
semi join missed
    using (row_key)
where matched.account_key is not null
