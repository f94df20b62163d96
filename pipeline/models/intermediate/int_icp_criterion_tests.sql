-- One row per criterion that counts for deals: met against missed, plain and adjusted for its stratum, with the step towards q.
with

totals as (

    select
        rules.version_key,
        counts.rule_key,
        sum(met_won_count)::integer as met_won_count,
        sum(met_lost_count)::integer as met_lost_count,
        sum(missed_won_count)::integer as missed_won_count,
        sum(missed_lost_count)::integer as missed_lost_count,
        sum(unknown_won_count)::integer as unknown_won_count,
        sum(unknown_lost_count)::integer as unknown_lost_count,
        mantel_haenszel(met_won_count, met_lost_count, missed_won_count, missed_lost_count) as adjusted_odds_ratio,
        mantel_haenszel_low(met_won_count, met_lost_count, missed_won_count, missed_lost_count) as adjusted_odds_ratio_low,
        mantel_haenszel_high(met_won_count, met_lost_count, missed_won_count, missed_lost_count) as adjusted_odds_ratio_high,
        bool_or(stratum_key is not null) as has_strata
    from int_icp_criterion_counts as counts
    inner join int_icp_rules as rules
        using (rule_key)
    group by rules.version_key, counts.rule_key

),

tested as (

    select
        *,
        two_proportion_p(
            met_won_count, met_won_count + met_lost_count, missed_won_count, missed_won_count + missed_lost_count
        ) as p_value
    from totals

)

select *, bh_step(p_value, version_key) as q_step
from tested
