-- One row per score key and ICP version whose scope it is in: tier and score under the version's own unknown policy and under the other,
-- and the disqualifiers met.
with

examples as (

    select score_key, min(profile_key) as profile_key
    from int_icp_signatures
    group by score_key

)

select
    examples.score_key,
    scores.version_key,
    scores.tier,
    scores.rank_score,
    scores.other_tier,
    scores.other_rank_score,
    scores.met_mask & requirements.disqualifier_mask as disqualified_mask
from examples
inner join int_icp_scores as scores
    using (profile_key)
inner join int_icp_requirements as requirements
    on scores.version_key = requirements.version_key
    and requirements.is_deal
where scores.is_in_scope
