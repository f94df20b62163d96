-- One row per deal type: how alike the deals of one account are. The intraclass correlation is the one-way analysis of variance
-- estimator for unequal group sizes (Donner 1986); a design effect over 1.2 means that intervals are too narrow.
with

deals as (

    select
        unnest([deal_type::varchar, 'all']) as deal_type,
        coalesce(account_key::varchar, account_reference) as account,
        outcome
    from int_opportunities_resolved
    where outcome in ('won', 'lost')

),

accounts as (

    select
        deal_type,
        account,
        count(*)::double as n,
        count(*) filter (where outcome = 'won')::double as won
    from deals
    where account is not null
    group by deal_type, account

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
