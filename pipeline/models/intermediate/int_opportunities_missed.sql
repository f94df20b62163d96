-- One row per used opportunity whose account is not found by its id as exported.
select
    opportunities.row_key,
    opportunities.source,
    opportunities.account_id,
    opportunities.account_domain,
    opportunities.account_name
from stg_opportunities as opportunities
anti join int_account_ids as ids
    on opportunities.account_id = ids.account_id
    and coalesce(opportunities.source, '') = ids.child_source
where coalesce(opportunities.account_id, opportunities.account_domain, opportunities.account_name) is not null
