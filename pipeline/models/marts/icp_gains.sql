-- One row per ICP version, sample and cut of the score: what working every decided deal that scores at or above it would capture.
-- Disqualified deals rank at 0. Deals of tier `unknown` come last, without a cut, so that capture agrees with the tier table.
with

cuts as (

    select distinct version_key, rank_score
    from int_icp_counts
    where moment = 'current' and policy = 'own' and scenario = 'base' and sample = 'all'
    union
    select distinct version_key, rank_score
    from int_icp_account_counts

),

deals as (

    select version_key, sample, rank_score, sum(won_count) as won_count, sum(won_count + lost_count) as decided_count
    from int_icp_counts
    where moment = 'current' and policy = 'own' and scenario = 'base'
    group by version_key, sample, rank_score

),

accounts as (

    select version_key, rank_score, sum(account_count) as account_count
    from int_icp_account_counts
    group by version_key, rank_score

),

points as (

    select
        cuts.version_key,
        samples.sample,
        cuts.rank_score,
        coalesce(deals.won_count, 0) as won_here,
        coalesce(deals.decided_count, 0) as decided_here,
        coalesce(accounts.account_count, 0) as accounts_here
    from cuts
    cross join (select unnest(icp_samples()) as sample) as samples
    left join deals
        on cuts.version_key = deals.version_key
        and cuts.rank_score is not distinct from deals.rank_score
        and samples.sample = deals.sample
    left join accounts
        on cuts.version_key = accounts.version_key
        and cuts.rank_score is not distinct from accounts.rank_score

),

summed as (

    select
        *,
        sum(won_here) over so_far as won_count,
        sum(decided_here) over so_far as decided_count,
        sum(accounts_here) over so_far as account_count,
        sum(won_here) over everything as all_won_count,
        sum(decided_here) over everything as all_decided_count,
        sum(accounts_here) over everything as all_account_count
    from points
    window
        so_far as (partition by version_key, sample order by rank_score desc nulls last rows unbounded preceding),
        everything as (partition by version_key, sample)

)

select
    versions.icp,
    versions.version,
    summed.sample,
    summed.rank_score as score_cut,
    case
        when rank_score is null then 'unknown'
        when rank_score >= versions.tier_1_cut::double then '1'
        when rank_score >= versions.tier_2_cut::double then '2'
        else '3'
    end as tier,
    won_count::integer as won_count,
    decided_count::integer as decided_count,
    rate(won_count, decided_count) as win_rate,
    rate(decided_count, all_decided_count) as deal_share,
    rate(won_count, all_won_count) as capture,
    lift(won_count, decided_count, all_won_count, all_decided_count) as lift,
    lift_low(won_count, decided_count, all_won_count, all_decided_count) as lift_low,
    lift_high(won_count, decided_count, all_won_count, all_decided_count) as lift_high,
    account_count::integer as account_count,
    rate(account_count, all_account_count) as account_share
from summed
inner join int_icp_versions as versions
    using (version_key)
order by version_key, list_position(icp_samples(), sample), score_cut desc nulls last
