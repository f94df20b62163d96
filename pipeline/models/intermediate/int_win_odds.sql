-- One row per period window, deal type and segment: the odds of winning against the rest, plain and adjusted for one other
-- dimension: the size band, for the size band itself the industry, else the first other dimension.
with

segments as (

    select * from int_segments
    where dimension <> 'all'

),

dimensions as (

    select dimension, column_name, dimension_order from config_dimensions

),

-- Size and industry by the column they read, whatever the workspace calls them.
ranked_strata as (

    select
        dimensions.dimension,
        others.dimension as stratum_dimension,
        row_number() over (
            partition by dimensions.dimension
            order by
                case others.column_name when 'employees' then 1 when 'industry' then 2 else 3 end,
                others.dimension_order
        ) as preference
    from dimensions
    inner join dimensions as others
        on dimensions.dimension <> others.dimension
        and dimensions.column_name <> others.column_name

),

strata as (

    select dimension, stratum_dimension from ranked_strata
    where preference = 1

),

pairs as (

    select period_window, deal_type, segment_key_a as segment_key, segment_key_b as stratum_key, won_count, lost_count
    from int_pair_counts
    union all
    select period_window, deal_type, segment_key_b as segment_key, segment_key_a as stratum_key, won_count, lost_count
    from int_pair_counts

),

in_strata as (

    select
        pairs.period_window,
        pairs.deal_type,
        pairs.segment_key,
        stratum_counts.won_count as stratum_won_count,
        stratum_counts.lost_count as stratum_lost_count,
        pairs.won_count,
        pairs.lost_count
    from pairs
    inner join segments
        using (segment_key)
    inner join strata
        on segments.dimension = strata.dimension
    inner join segments as stratum_segments
        on pairs.stratum_key = stratum_segments.segment_key
        and strata.stratum_dimension = stratum_segments.dimension
    inner join int_win_counts as stratum_counts
        on pairs.period_window = stratum_counts.period_window
        and pairs.deal_type = stratum_counts.deal_type
        and pairs.stratum_key = stratum_counts.segment_key

),

adjusted as (

    select
        period_window,
        deal_type,
        segment_key,
        mantel_haenszel(won_count, lost_count, stratum_won_count - won_count, stratum_lost_count - lost_count) as adjusted_odds_ratio,
        mantel_haenszel_low(won_count, lost_count, stratum_won_count - won_count, stratum_lost_count - lost_count) as adjusted_odds_ratio_low,
        mantel_haenszel_high(won_count, lost_count, stratum_won_count - won_count, stratum_lost_count - lost_count) as adjusted_odds_ratio_high
    from in_strata
    group by period_window, deal_type, segment_key

),

crude as (

    select
        counts.period_window,
        counts.deal_type,
        counts.segment_key,
        odds_ratio(
            counts.won_count, counts.lost_count, totals.won_count - counts.won_count, totals.lost_count - counts.lost_count
        ) as crude_odds_ratio,
        odds_ratio_low(
            counts.won_count, counts.lost_count, totals.won_count - counts.won_count, totals.lost_count - counts.lost_count
        ) as crude_odds_ratio_low,
        odds_ratio_high(
            counts.won_count, counts.lost_count, totals.won_count - counts.won_count, totals.lost_count - counts.lost_count
        ) as crude_odds_ratio_high
    from int_win_counts as counts
    inner join int_win_counts as totals
        on counts.period_window = totals.period_window
        and counts.deal_type = totals.deal_type
        and totals.segment_key = 0
    where counts.segment_key > 0

)

select
    crude.period_window,
    crude.deal_type,
    crude.segment_key,
    strata.stratum_dimension as adjusted_for,
    crude.crude_odds_ratio,
    crude.crude_odds_ratio_low,
    crude.crude_odds_ratio_high,
    adjusted.adjusted_odds_ratio,
    adjusted.adjusted_odds_ratio_low,
    adjusted.adjusted_odds_ratio_high,
    reverses(crude.crude_odds_ratio_low, crude.crude_odds_ratio_high, adjusted.adjusted_odds_ratio) as is_reversed
from crude
inner join segments
    using (segment_key)
left join strata
    on segments.dimension = strata.dimension
left join adjusted
    on crude.period_window = adjusted.period_window
    and crude.deal_type = adjusted.deal_type
    and crude.segment_key = adjusted.segment_key
