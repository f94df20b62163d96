-- One row per signature and ICP version whose scope it is in: the tier under the version's own unknown policy and under the other.
with

examples as (

    select signature_key, min(profile_key) as profile_key
    from int_icp_signatures
    group by signature_key

)

select examples.signature_key, scores.version_key, scores.tier, scores.other_tier
from examples
inner join int_icp_scores as scores
    using (profile_key)
where scores.is_in_scope
