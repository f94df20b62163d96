-- One row per deal type: how alike the deals of one account are. The intraclass correlation is the one-way analysis of variance
-- estimator for unequal group sizes (Donner 1986); a design effect over 1.2 means that intervals are too narrow.
with

accounts as (

    select deal_type::varchar as deal_type, decided_count as n, won_count as won
    from int_account_deals
    union all
    select 'all' as deal_type, sum(decided_count)::bigint as n, sum(won_count)::bigint as won
    from int_account_deals
    group by account

),

-- Accounts with as many deals are summed first, in whole numbers.
sizes as (

    select deal_type, n, count(*) as k, sum(won) as won, sum(won * won) as won_squares
    from accounts
    group by deal_type, n

),

sums as (

    select
        deal_type,
        sum(k)::double as k,
        sum(n * k)::double as total,
        sum(n * n * k)::double as total_squares,
        sum(won)::double as won,
        ordered_sum(won_squares::double / n) as between_sum
    from sizes
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
