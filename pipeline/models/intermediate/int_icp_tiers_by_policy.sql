-- One row per profile, ICP version and unknown policy: the tier.
select profile_key, version_key, 'own' as policy, tier
from int_icp_scores
union all
select profile_key, version_key, 'other' as policy, other_tier as tier
from int_icp_scores
