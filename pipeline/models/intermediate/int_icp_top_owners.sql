-- One row per moment and ICP version: the owner who had won most of its deals by then, by name where two had.
with

wins as (

    select
        keys.signature_key,
        raw.owner,
        coalesce(greatest(opportunities.created_on, opportunities.closed_on) > moments.as_of, false) as is_since,
        count(*) as won_count
    from int_opportunities_resolved as opportunities
    inner join raw_opportunities as raw
        on opportunities.opportunity_key = raw.rowid
    inner join int_icp_moments as moments
        on moments.moment = 'previous'
    left join int_icp_account_profiles as accounts
        using (account_key)
    inner join int_icp_deal_keys as keys
        on accounts.profile_key is not distinct from keys.account_list_key
        and opportunities.own_values_key is not distinct from keys.own_values_key
    where opportunities.outcome = 'won'
        and opportunities.deal_type = 'new_business'
        and raw.owner is not null
        and coalesce(opportunities.created_on <= getvariable('as_of'), true)
    -- By their place in the select: an export may have a column of any name.
    group by all

),

totals as (

    select moments.moment, signatures.version_key, wins.owner, sum(wins.won_count) as won_count
    from wins
    inner join int_icp_signature_tiers as signatures
        using (signature_key)
    inner join int_icp_moments as moments
        on moments.moment = 'current' or not wins.is_since
    group by moments.moment, signatures.version_key, wins.owner

),

ranked as (

    select moment, version_key, owner, row_number() over (partition by moment, version_key order by won_count desc, owner) as place
    from totals

)

select moment, version_key, owner, dense_rank() over (order by owner)::integer as owner_key
from ranked
where place = 1
