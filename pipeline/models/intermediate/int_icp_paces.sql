-- One row per moment and ICP version: new-business deals of tiers 1 to 3 that were decided in the year up to then.
with

decided as (

    select moments.moment, deals.signature_key, count(*) as decided_count
    from int_icp_deals as deals
    inner join int_icp_moments as moments
        on deals.resolved_on <= moments.as_of
        and deals.resolved_on > moments.as_of - 365
    where deals.is_new_business and deals.outcome in ('won', 'lost')
    group by moments.moment, deals.signature_key

)

select
    moments.moment,
    versions.version_key,
    coalesce(sum(decided.decided_count), 0)::integer as decided_count
from int_icp_moments as moments
cross join int_icp_versions as versions
left join int_icp_signature_tiers as signatures
    on versions.version_key = signatures.version_key
    and signatures.tier < 4
left join decided
    on moments.moment = decided.moment
    and signatures.signature_key = decided.signature_key
group by moments.moment, versions.version_key
