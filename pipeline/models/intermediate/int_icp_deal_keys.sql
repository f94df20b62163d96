-- One row per combination of an account's list of answers and a deal's own values: the deal's profile, signature and score key.
select
    combinations.account_list_key,
    combinations.own_values_key,
    pairs.profile_key,
    signatures.signature_key,
    signatures.score_key
from int_icp_deal_combinations as combinations
left join int_icp_own_profiles as own
    using (own_values_key)
inner join int_icp_deal_pairs as pairs
    on combinations.account_list_key is not distinct from pairs.account_list_key
    and case when combinations.account_list_key is null then own.alone_key else own.beside_key end is not distinct from pairs.own_list_key
left join int_icp_signatures as signatures
    on pairs.profile_key = signatures.profile_key
