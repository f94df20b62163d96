-- One row per pair of versions of one ICP, sample, and tiers under both (all, all for the whole): decided deals and how they went.
-- in_sample is of deals created before the later of the two took effect, and a hypothesis; auc_difference is b less a, paired.
with

counts as (

    select
        version_key_a,
        version_key_b,
        sample,
        coalesce(tier_a, 0)::tinyint as tier_a,
        coalesce(tier_b, 0)::tinyint as tier_b,
        sum(won_count)::integer as won,
        sum(lost_count)::integer as lost,
        coalesce(sum(won_count + lost_count) filter (where tier_a <> tier_b), 0)::integer as moved
    from int_icp_pair_counts
    group by grouping sets ((version_key_a, version_key_b, sample, tier_a, tier_b), (version_key_a, version_key_b, sample))

)

select
    a.icp,
    a.version as version_a,
    b.version as version_b,
    counts.sample,
    icp_tier_label(counts.tier_a) as tier_a,
    icp_tier_label(counts.tier_b) as tier_b,
    counts.won,
    counts.lost,
    counts.moved,
    (counts.won + counts.lost)::integer as decided_count,
    rate(counts.won, counts.won + counts.lost) as win_rate,
    wilson_low(counts.won, counts.won + counts.lost) as win_rate_low,
    wilson_high(counts.won, counts.won + counts.lost) as win_rate_high,
    differences.auc_a,
    differences.auc_b,
    differences.auc_difference,
    differences.auc_difference_low,
    differences.auc_difference_high,
    differences.auc_p_value
from counts
inner join int_icp_versions as a
    on counts.version_key_a = a.version_key
inner join int_icp_versions as b
    on counts.version_key_b = b.version_key
left join stat_icp_auc_differences as differences
    on counts.version_key_a = differences.version_key_a
    and counts.version_key_b = differences.version_key_b
    and counts.sample = differences.sample
    and counts.tier_a = 0
order by
    counts.version_key_a,
    counts.version_key_b,
    list_position(icp_samples(), counts.sample),
    case counts.tier_a when 0 then 5 else counts.tier_a end,
    case counts.tier_b when 0 then 5 else counts.tier_b end
