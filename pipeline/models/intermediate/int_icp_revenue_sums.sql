-- One row per moment, ICP version, unknown policy and tier: sums over the accounts that paid twelve months before the last snapshot,
-- in cents, for trailing retention and its linearised limits. kept is the lower of then and now.
with

sums as (

    select
        moment,
        profile_key,
        sum(account_count) as account_count,
        sum(account_count * base_cents) as base,
        sum(account_count * least(base_cents, cents)) as kept,
        sum(account_count * cents) as now,
        sum(account_count * base_cents * base_cents) as base_base,
        sum(account_count * base_cents * least(base_cents, cents)) as base_kept,
        sum(account_count * least(base_cents, cents) * least(base_cents, cents)) as kept_kept,
        sum(account_count * base_cents * cents) as base_now,
        sum(account_count * cents * cents) as now_now
    from (
        select moment, profile_key, account_count, (base_mrr * 100)::hugeint as base_cents, (mrr * 100)::hugeint as cents
        from int_icp_revenue_pairs
    )
    group by moment, profile_key

)

select
    sums.moment,
    tiers.version_key,
    tiers.policy,
    tiers.tier,
    sum(sums.account_count)::integer as account_count,
    sum(sums.base)::double as base,
    sum(sums.kept)::double as kept,
    sum(sums.now)::double as now,
    sum(sums.base_base)::double as base_base,
    sum(sums.base_kept)::double as base_kept,
    sum(sums.kept_kept)::double as kept_kept,
    sum(sums.base_now)::double as base_now,
    sum(sums.now_now)::double as now_now
from sums
inner join int_icp_tiers_by_policy as tiers
    using (profile_key)
group by sums.moment, tiers.version_key, tiers.policy, tiers.tier
order by sums.moment, tiers.version_key, tiers.policy, tiers.tier
