-- One row per ICP in force and segment: its decided new-business deals outside tier 1, against all others outside tier 1 and against tier 1.
-- A segment that lies mostly outside tier 1 and yet wins as tier 1 does is one that the ICP overlooks.
with

outcomes as (

    select
        scores.version_key,
        decided.segment_profile_key,
        scores.tier,
        sum(decided.won_count) as won_count,
        sum(decided.decided_count) as decided_count,
        sum(decided.year_won_count) as year_won_count,
        sum(decided.year_won_amount) as year_won_amount
    from int_icp_decided_profiles as decided
    inner join int_icp_scores as scores
        using (profile_key)
    inner join int_icp_in_force
        using (version_key)
    where scores.is_in_scope and scores.tier <= 3
    group by all

),

members as (

    select outcomes.*, unnest(profiles.segment_keys) as segment_key
    from outcomes
    inner join int_profiles as profiles
        on outcomes.segment_profile_key = profiles.profile_key

),

counted as (

    select
        version_key,
        segment_key,
        coalesce(sum(decided_count) filter (where tier = 1), 0)::integer as tier1_decided_count,
        coalesce(sum(won_count) filter (where tier > 1), 0)::integer as won_count,
        coalesce(sum(decided_count) filter (where tier > 1), 0)::integer as decided_count,
        coalesce(sum(year_won_count) filter (where tier > 1), 0)::integer as year_won_count,
        coalesce(sum(year_won_amount) filter (where tier > 1), 0)::double as year_won_amount
    from members
    group by version_key, segment_key

),

totals as (

    select
        version_key,
        coalesce(sum(won_count) filter (where tier = 1), 0)::integer as tier1_won_count,
        coalesce(sum(decided_count) filter (where tier = 1), 0)::integer as tier1_decided_count,
        coalesce(sum(won_count) filter (where tier > 1), 0)::integer as outside_won_count,
        coalesce(sum(decided_count) filter (where tier > 1), 0)::integer as outside_decided_count
    from outcomes
    group by version_key

),

tested as (

    select
        counted.*,
        segments.dimension,
        segments.segment,
        segments.segment_order,
        totals.tier1_won_count as all_tier1_won_count,
        totals.tier1_decided_count as all_tier1_decided_count,
        totals.outside_won_count - counted.won_count as other_won_count,
        totals.outside_decided_count - counted.decided_count as other_decided_count,
        case
            when not segments.is_unknown and counted.decided_count >= getvariable('min_decided')
                then two_proportion_p(
                    counted.won_count, counted.decided_count,
                    totals.outside_won_count - counted.won_count, totals.outside_decided_count - counted.decided_count
                )
        end as p_value
    from counted
    inner join totals
        using (version_key)
    inner join int_segments as segments
        using (segment_key)
    where segments.segment_key > 0

),

stepped as (

    select *, bh_step(p_value, version_key) as q_step
    from tested

)

select
    versions.icp,
    versions.version,
    stepped.dimension,
    stepped.segment,
    stepped.segment_order,
    won_count,
    decided_count,
    rate(won_count, decided_count) as win_rate,
    wilson_low(won_count, decided_count) as win_rate_low,
    wilson_high(won_count, decided_count) as win_rate_high,
    rate(other_won_count, other_decided_count) as other_win_rate,
    rate(won_count, decided_count) - rate(other_won_count, other_decided_count) as difference,
    newcombe_low(won_count, decided_count, other_won_count, other_decided_count) as difference_low,
    newcombe_high(won_count, decided_count, other_won_count, other_decided_count) as difference_high,
    bh_q(q_step, p_value, version_key) as q_value,
    rate(all_tier1_won_count, all_tier1_decided_count) as tier1_win_rate,
    rate(won_count, decided_count) - rate(all_tier1_won_count, all_tier1_decided_count) as tier1_difference,
    newcombe_low(won_count, decided_count, all_tier1_won_count, all_tier1_decided_count) as tier1_difference_low,
    newcombe_high(won_count, decided_count, all_tier1_won_count, all_tier1_decided_count) as tier1_difference_high,
    rate(tier1_decided_count, tier1_decided_count + decided_count) as tier1_deal_share,
    year_won_count,
    year_won_amount
from stepped
inner join int_icp_in_force as versions
    using (version_key)
order by version_key, dimension, segment_order, segment
