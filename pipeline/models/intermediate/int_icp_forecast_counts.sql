-- One row per ICP version, sample, fiscal quarter of closing and tier (1 to 3): decided new-business deals of the scope.
with

created_days as (

    select days.created_on, periods.period_key
    from (select distinct created_on from int_icp_deals where created_on is not null) as days
    asof inner join (select * from int_icp_periods where period_key > 0) as periods
        on days.created_on >= periods.first_day

),

decided as (

    select
        deals.signature_key,
        coalesce(created_days.period_key, 0) as period_key,
        deals.closed_quarter,
        deals.is_inbound,
        count(*) filter (where deals.outcome = 'won') as won_count,
        count(*) as decided_count
    from int_icp_deals as deals
    left join created_days
        using (created_on)
    where deals.is_new_business
        and deals.outcome in ('won', 'lost')
        and deals.closed_quarter is not null
    group by all

),

tiered as (

    select
        signatures.version_key,
        signatures.tier,
        decided.period_key,
        decided.closed_quarter,
        decided.is_inbound,
        sum(decided.won_count) as won_count,
        sum(decided.decided_count) as decided_count
    from decided
    inner join int_icp_signature_tiers as signatures
        using (signature_key)
    where signatures.tier <= 3
    group by all

),

sampled as (

    select
        tiered.*,
        unnest(list_concat(
            samples.samples, case when tiered.is_inbound and samples.is_out_of_time then ['inbound'] else [] end
        )) as sample
    from tiered
    inner join int_icp_samples as samples
        on tiered.version_key = samples.version_key
        and tiered.period_key = samples.period_key
        and samples.moment = 'current'
        and samples.policy = 'own'

)

select
    version_key,
    sample,
    closed_quarter as quarter,
    tier,
    sum(won_count)::integer as won_count,
    sum(decided_count)::integer as decided_count
from sampled
group by version_key, sample, closed_quarter, tier
order by version_key, sample, closed_quarter, tier
