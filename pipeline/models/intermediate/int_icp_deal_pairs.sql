-- One row per distinct pair of an account's list of answers (null: no account) and a deal's own: the deal's profile.
-- Accounts' profiles are their lists; those of deals are numbered after them.
with

pairs as (

    select distinct
        combinations.account_list_key,
        case when combinations.account_list_key is null then own.alone_key else own.beside_key end as own_list_key
    from int_icp_deal_combinations as combinations
    left join int_icp_own_profiles as own
        using (own_values_key)

)

select
    ((select count(*) from int_icp_answer_lists) + row_number() over (order by account_list_key, own_list_key))::integer as profile_key,
    account_list_key,
    own_list_key
from pairs
