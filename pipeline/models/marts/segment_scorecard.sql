-- One row per segment: how it wins, how fast, whether it stays, keeps and grows, and how large it is, each with its sample.
-- in_icp: whether the version in force asks for the segment; null where it asks nothing of the column, or of part of the segment.
-- A reading is better or worse where winning differs beyond chance (q), and elsewhere where the whole interval lies on one side of all accounts.
with

accounts as (

    select segments.segment_key, sum(profiles.account_count) as account_count
    from (select profile_key, count(*) as account_count from int_account_profiles group by profile_key) as profiles
    inner join int_profile_segments as segments
        using (profile_key)
    group by segments.segment_key

),

wins as (

    select *
    from win_rate_by_segment
    where period_window = 'all'
        and deal_type = 'new_business'

),

survival as (

    select *
    from customer_survival_summary
    where time_unit = 'month'

),

retention as (

    select *
    from revenue_retention
    where month = month_start(last_snapshot())

),

movements as (

    select *
    from mrr_movements
    where month = month_start(last_snapshot())

),

-- Of several ICPs side by side the one named main stands here, else the first by name.
in_force as (

    select version_key
    from int_icp_in_force
    order by icp <> 'main', icp
    limit 1

),

asked as (

    select
        value_segments.dimension,
        value_segments.segment,
        bool_and(results.is_met) as are_all_met,
        bool_or(results.is_met) as is_any_met
    from int_icp_value_results as results
    inner join int_icp_rules as rules
        using (rule_key)
    inner join in_force
        using (version_key)
    inner join config_dimensions as dimensions
        on results.column_name = dimensions.column_name
    inner join int_value_segments as value_segments
        on dimensions.dimension = value_segments.dimension
        and results.value = value_segments.value
    where rules.role = 'criterion'
    group by value_segments.dimension, value_segments.segment

),

scores as (

    select
        segments.segment_key,
        -- All is what the others are read against, and unknown is no segment that one could play in.
        segments.dimension <> 'all' and not segments.is_unknown as is_segment,
        segments.dimension,
        segments.segment,
        segments.segment_order,
        wins.win_rate,
        wins.win_rate_low,
        wins.win_rate_high,
        wins.difference as win_difference,
        coalesce(wins.decided_count, 0)::integer as decided_count,
        coalesce(wins.evidence, 'count_only') as win_evidence,
        wins.median_cycle_days,
        wins.cycle_days_p25,
        wins.cycle_days_p75,
        coalesce(wins.timed_won_count, 0)::integer as timed_won_count,
        sample_evidence(coalesce(wins.timed_won_count, 0)) as cycle_evidence,
        survival.survival_12m,
        survival.survival_12m_low,
        survival.survival_12m_high,
        coalesce(survival.account_count, 0)::integer as survival_account_count,
        sample_evidence(coalesce(survival.account_count, 0)) as survival_evidence,
        retention.gross_retention,
        retention.gross_retention_low,
        retention.gross_retention_high,
        retention.net_retention,
        retention.net_retention_low,
        retention.net_retention_high,
        coalesce(retention.base_account_count, 0)::integer as base_account_count,
        sample_evidence(coalesce(retention.base_account_count, 0)) as retention_evidence,
        coalesce(accounts.account_count, 0)::integer as account_count,
        coalesce(wins.won_count, 0)::integer as won_count,
        coalesce(wins.won_amount, 0)::double as won_amount,
        coalesce(movements.closing_count, 0)::integer as paying_count,
        -- 0 where no account of the segment ever paid, null where no revenue was read.
        coalesce(movements.closing_mrr, (select 0 from int_mrr_lines limit 1)) as mrr,
        case
            when asked.are_all_met then true
            when not asked.is_any_met then false
        end as in_icp
    from int_segments as segments
    left join accounts
        using (segment_key)
    left join wins
        using (dimension, segment)
    left join survival
        using (dimension, segment)
    left join retention
        using (dimension, segment)
    left join movements
        using (dimension, segment)
    left join asked
        using (dimension, segment)

),

pooled as (

    select survival_12m, gross_retention, net_retention
    from scores
    where dimension = 'all'

),

readings as (

    select
        scores.*,
        case
            when not scores.is_segment then null
            when scores.win_evidence = 'signal' and scores.win_difference > 0 then 'better'
            when scores.win_evidence = 'signal' and scores.win_difference < 0 then 'worse'
            when scores.win_evidence <> 'count_only' then 'same'
        end as win_reading,
        interval_reading(scores.survival_evidence, scores.survival_12m_low, scores.survival_12m_high, pooled.survival_12m) as survival_reading,
        interval_reading(scores.retention_evidence, scores.gross_retention_low, scores.gross_retention_high, pooled.gross_retention) as gross_reading,
        interval_reading(scores.retention_evidence, scores.net_retention_low, scores.net_retention_high, pooled.net_retention) as net_reading
    from scores
    left join pooled
        on scores.is_segment

)

select
    dimension,
    segment,
    segment_order,
    win_rate,
    win_rate_low,
    win_rate_high,
    decided_count,
    win_evidence,
    median_cycle_days,
    cycle_days_p25,
    cycle_days_p75,
    timed_won_count,
    cycle_evidence,
    survival_12m,
    survival_12m_low,
    survival_12m_high,
    survival_account_count,
    survival_evidence,
    gross_retention,
    gross_retention_low,
    gross_retention_high,
    net_retention,
    net_retention_low,
    net_retention_high,
    base_account_count,
    retention_evidence,
    account_count,
    won_count,
    won_amount,
    paying_count,
    mrr,
    in_icp,
    win_reading,
    survival_reading,
    gross_reading,
    net_reading,
    case
        when win_reading = 'better' and 'worse' in (survival_reading, gross_reading) then 'wins but leaves'
        when win_reading = 'better' and 'better' in (survival_reading, gross_reading) then 'wins and stays'
        when win_reading = 'worse' and 'worse' in (survival_reading, gross_reading) then 'seldom wins and leaves'
        when win_reading = 'worse' and 'better' in (survival_reading, gross_reading) then 'stays but seldom wins'
    end as pattern
from readings
order by segment_key
