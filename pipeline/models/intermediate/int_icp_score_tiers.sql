-- One row per score key and ICP version whose scope it is in: tier and score under the version's own unknown policy and under the other.
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
    scores.other_rank_score
from examples
inner join int_icp_scores as scores
    using (profile_key)
where scores.is_in_scope
