-- One row per deal profile: its signature, the tiers it has in all versions. A few dozen signatures stand for any number of deals.
with

tiers as (

    select
        scores.profile_key,
        list(
            case when scores.is_in_scope then scores.tier * 8 + scores.other_tier else 0 end order by scores.version_key
        ) as tiers
    from int_icp_deal_pairs as pairs
    inner join int_icp_scores as scores
        using (profile_key)
    group by scores.profile_key

),

signatures as (

    select row_number() over (order by tiers)::integer as signature_key, tiers
    from (select distinct tiers from tiers)

)

select tiers.profile_key, signatures.signature_key, signatures.tiers
from tiers
inner join signatures
    using (tiers)
