-- One row per used row of mrr_snapshots: its account, an implied one where the exports have none.
select
    matched.row_key,
    coalesce(matched.account_key, implied.account_key) as account_key,
    matched.found_by
from matched_accounts('stg_mrr_snapshots') as matched
left join stg_mrr_snapshots as refs
    on matched.row_key = refs.row_key
    and matched.account_key is null
left join int_implied_accounts as implied
    on coalesce(refs.source, '') = implied.source
    and coalesce(refs.account_id, domain_key(refs.account_domain), folded(refs.account_name)) = implied.reference
