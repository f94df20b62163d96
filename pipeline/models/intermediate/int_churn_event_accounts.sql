-- One row per used churn event: its account. An event without one is counted, and makes no account.
select
    matched.row_key,
    coalesce(matched.account_key, implied.account_key) as account_key,
    coalesce(matched.found_by, case when implied.account_key is not null then 'id' end) as found_by
from matched_accounts('stg_churn_events') as matched
left join stg_churn_events as refs
    on matched.row_key = refs.row_key
    and matched.account_key is null
left join int_implied_accounts as implied
    on coalesce(refs.source, '') = implied.source
    and coalesce(refs.account_id, domain_key(refs.account_domain), folded(refs.account_name)) = implied.reference
