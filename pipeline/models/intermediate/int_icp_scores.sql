-- One row per profile and ICP version: its score and tier under the version's own unknown policy and under the other one.
-- Tier 4 is `unknown`: no criterion is known and no disqualifier is met. rank_score is what AUC and gains order by: the
-- score, with disqualified at 0 and the caps of required criteria left out.
with

profiles as (

    select * from int_icp_profiles

),

answered as (

    select
        profiles.profile_key,
        profiles.is_deal,
        versions.version_key,
        versions.unknown_policy,
        versions.tier_1_cut,
        versions.tier_2_cut,
        requirements.testable_weight,
        requirements.criterion_mask,
        requirements.required_mask,
        coalesce(account_lists.met_weight, 0) + coalesce(own_lists.met_weight, 0) as met_weight,
        coalesce(account_lists.known_weight, 0) + coalesce(own_lists.known_weight, 0) as known_weight,
        coalesce(account_lists.met_mask, 0) + coalesce(own_lists.met_mask, 0) as met_mask,
        coalesce(account_lists.missed_mask, 0) + coalesce(own_lists.missed_mask, 0) as missed_mask,
        requirements.disqualifier_mask,
        requirements.scope_mask
    from profiles
    cross join int_icp_versions as versions
    inner join int_icp_requirements as requirements
        on profiles.is_deal = requirements.is_deal
        and versions.version_key = requirements.version_key
    left join int_icp_list_scores as account_lists
        on profiles.account_list_key = account_lists.list_key
        and versions.version_key = account_lists.version_key
    left join int_icp_list_scores as own_lists
        on profiles.own_list_key = own_lists.list_key
        and versions.version_key = own_lists.version_key

),

settled as (

    select
        profile_key,
        is_deal,
        version_key,
        tier_1_cut,
        tier_2_cut,
        met_weight,
        case unknown_policy when 'ignore' then known_weight else testable_weight end as own_weight,
        case unknown_policy when 'ignore' then testable_weight else known_weight end as other_weight,
        ((met_mask | missed_mask) & criterion_mask) <> 0 as is_known,
        (met_mask & disqualifier_mask) <> 0 as is_disqualified,
        (met_mask & scope_mask) = scope_mask as is_in_scope,
        icp_best_tier(met_mask, missed_mask, required_mask) as best_tier,
        met_mask,
        missed_mask
    from answered

)

select
    profile_key,
    version_key,
    is_deal,
    is_in_scope,
    is_disqualified,
    case when is_known then rate(met_weight, own_weight) end as score,
    icp_tier(is_disqualified, is_known, met_weight, own_weight, tier_1_cut, tier_2_cut, best_tier) as tier,
    case when is_disqualified then 0 when is_known then rate(met_weight, own_weight) end as rank_score,
    icp_tier(is_disqualified, is_known, met_weight, other_weight, tier_1_cut, tier_2_cut, best_tier) as other_tier,
    case when is_disqualified then 0 when is_known then rate(met_weight, other_weight) end as other_rank_score,
    met_weight,
    own_weight,
    met_mask,
    missed_mask
from settled
