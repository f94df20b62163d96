-- One row per account: what every figure of accounts is counted from. A view: nothing is stored twice.
-- Accounts known only from their revenue are not exported. icp: of every ICP version, the account's tier and score and what they rest on.
with

standings as (

    select
        account_key,
        list({
            'icp': icp,
            'version': version,
            'tier': tier,
            'score': score,
            'met': met,
            'missed': missed,
            'unknown': unknown,
            'disqualified_by': disqualified_by
        } order by icp, version) as icp
    from icp_accounts
    group by account_key

),

deals as (

    select
        account_key,
        count(*) filter (where outcome = 'won')::integer as won_count,
        count(*) filter (where outcome = 'lost')::integer as lost_count,
        count(*) filter (where outcome = 'no_decision')::integer as no_decision_count,
        count(*) filter (where outcome = 'disqualified')::integer as disqualified_count,
        count(*) filter (where outcome = 'open')::integer as open_count,
        coalesce(sum(amount) filter (where outcome = 'won'), 0)::double as won_amount
    from int_opportunities_resolved
    where account_key is not null
    group by account_key

)

select
    accounts.account_id,
    accounts.name,
    accounts.is_exported,
    segments.segments,
    standings.icp,
    month_start(lifetimes.cohort) as cohort_month,
    lifetimes.first_paid_on,
    lifetimes.lapsed_on,
    coalesce(lifetimes.is_churned, false) as is_churned,
    lifetimes.mrr::double as mrr,
    coalesce(deals.won_count, 0) as won_count,
    coalesce(deals.lost_count, 0) as lost_count,
    coalesce(deals.no_decision_count, 0) as no_decision_count,
    coalesce(deals.disqualified_count, 0) as disqualified_count,
    coalesce(deals.open_count, 0) as open_count,
    coalesce(deals.won_amount, 0) as won_amount,
    accounts.account_key
from int_accounts as accounts
left join int_account_profiles as profiles
    using (account_key)
left join int_profile_segment_names as segments
    using (profile_key)
left join standings
    using (account_key)
left join int_account_lifetimes as lifetimes
    using (account_key)
left join deals
    using (account_key)
