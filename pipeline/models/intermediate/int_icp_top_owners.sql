-- One row per ICP version: the owner who won most of its deals, by name where two did.
with

wins as (

    select signature_key, owner, count(*) as won_count
    from int_icp_deals
    where is_new_business and outcome = 'won' and owner is not null
    group by signature_key, owner

),

totals as (

    select signatures.version_key, wins.owner, sum(wins.won_count) as won_count
    from wins
    inner join int_icp_signature_tiers as signatures
        using (signature_key)
    group by signatures.version_key, wins.owner

),

ranked as (

    select version_key, owner, row_number() over (partition by version_key order by won_count desc, owner) as place
    from totals

)

select version_key, owner, dense_rank() over (order by owner)::integer as owner_key
from ranked
where place = 1
