-- One row per ICP version and account: score and tier on the account's values as exported, what they rest on, and the account's status.
select
    versions.icp,
    versions.version,
    accounts.account_id,
    scores.score,
    icp_tier_label(scores.tier) as tier,
    reasons.met,
    reasons.missed,
    reasons.unknown,
    reasons.disqualified_by,
    concat_ws('; ', nullif(reasons.disqualified_by, ''), 'required: ' || nullif(replace(reasons.unmet_required, '; ', ', '), '')) as lowered_by,
    accounts.name,
    statuses.status,
    profiles.account_key
from int_icp_account_profiles as profiles
inner join int_icp_scores as scores
    using (profile_key)
inner join int_icp_reasons as reasons
    using (version_key, is_deal, met_mask, missed_mask)
inner join int_icp_versions as versions
    using (version_key)
inner join int_account_statuses as statuses
    using (account_key)
-- Last, because an attribute of accounts may be called as one of the columns above.
inner join int_accounts as accounts
    using (account_key)
order by versions.version_key, profiles.account_key
