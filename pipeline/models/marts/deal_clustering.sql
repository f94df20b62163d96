-- One row per deal type: how alike the deals of one account are. The intraclass correlation is the one-way analysis of variance
-- estimator for unequal group sizes (Donner 1986); a design effect over 1.2 means that intervals are too narrow.
with

-- Deals of one account that no export has are known by what they call it.
counts as (

    select
        coalesce(deals.account_key, -rescues.reference_key) as account,
        deals.deal_type::varchar as deal_type,
        count(*) as n,
        count(*) filter (where deals.outcome = 'won') as won
    from int_opportunities_resolved as deals
    left join (select row_key, reference_key from int_opportunity_rescues where account_key is null and reference is not null) as rescues
        on deals.opportunity_key = rescues.row_key
    where deals.outcome in ('won', 'lost')
    group by account, deals.deal_type

),

accounts as (

    select deal_type, n::double as n, won::double as won
    from counts
    where account is not null
    union all
    select 'all' as deal_type, sum(n)::double as n, sum(won)::double as won
    from counts
    where account is not null
    group by account

),

sums as (

    select
        deal_type,
        count(*)::double as k,
        sum(n::bigint)::double as total,
        sum((n * n)::hugeint)::double as total_squares,
        sum(won::bigint)::double as won,
        ordered_sum(won * won / n) as between_sum
    from accounts
    group by deal_type

),

variances as (

    select
        *,
        case when k > 1 then (between_sum - won * won / total) / (k - 1) end as between_mean_square,
        case when total > k then (won - between_sum) / (total - k) end as within_mean_square,
        case when k > 1 then (total - total_squares / total) / (k - 1) end as typical_size
    from sums

),

correlations as (

    select
        *,
        (between_mean_square - within_mean_square)
            / nullif(between_mean_square + (typical_size - 1) * within_mean_square, 0) as correlation
    from variances

)

select
    deal_type,
    k::integer as account_count,
    total::integer as decided_count,
    total / k as decided_per_account,
    correlation as intraclass_correlation,
    case when correlation is not null then
        1 + greatest(0.0::double, correlation) * (total_squares / total - 1)
    end as design_effect
from correlations
order by deal_type
