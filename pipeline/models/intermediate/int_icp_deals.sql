-- One row per deal: its profile, and what the samples and scenarios ask of it. A deal created after as_of does not exist yet.
with

opportunities as (

    select * from int_opportunities
    where created_on is null or created_on <= getvariable('as_of')

)

select
    opportunities.opportunity_key,
    pairs.profile_key,
    signatures.signature_key,
    signatures.score_key,
    opportunities.profile_key as segment_profile_key,
    opportunities.deal_type = 'new_business' as is_new_business,
    opportunities.outcome,
    opportunities.created_on,
    opportunities.resolved_on,
    opportunities.closed_quarter,
    opportunities.cycle_days,
    opportunities.amount,
    opportunities.is_inbound,
    coalesce(accounts.customer_since < opportunities.created_on, false) as is_repeat,
    opportunities.owner
from opportunities
left join int_icp_account_profiles as accounts
    using (account_key)
left join int_icp_own_profiles as own
    using (own_values_key)
left join int_icp_deal_pairs as pairs
    on accounts.profile_key is not distinct from pairs.account_list_key
    and case when accounts.profile_key is null then own.alone_key else own.beside_key end = pairs.own_list_key
left join int_icp_signatures as signatures
    on pairs.profile_key = signatures.profile_key
