-- One row per deal profile: its signature, the tiers that it has in all versions, and its score key: its tiers, scores and
-- disqualifiers there.
-- A few dozen signatures, and a few hundred scores, stand for any number of deals.
with

listed as (

    select
        scores.profile_key,
        list(
            case when scores.is_in_scope then scores.tier * 8 + scores.other_tier else 0 end order by scores.version_key
        ) as tiers,
        list(
            case when scores.is_in_scope then {
                'own': scores.rank_score,
                'other': scores.other_rank_score,
                'ruled_out': scores.met_mask & requirements.disqualifier_mask
            } end
            order by scores.version_key
        ) as ranks
    from int_icp_deal_pairs as pairs
    inner join int_icp_scores as scores
        using (profile_key)
    inner join int_icp_requirements as requirements
        on scores.version_key = requirements.version_key
        and requirements.is_deal
    group by scores.profile_key

),

signatures as (

    select row_number() over (order by tiers)::integer as signature_key, tiers
    from (select distinct tiers from listed)

),

score_keys as (

    select row_number() over (order by tiers, ranks)::integer as score_key, tiers, ranks
    from (select distinct tiers, ranks from listed)

)

select listed.profile_key, signatures.signature_key, score_keys.score_key
from listed
inner join signatures
    using (tiers)
inner join score_keys
    using (tiers, ranks)
