-- One row per ICP version and measure: tier 1 against tiers 2 and 3, in words and with limits, beside the end of the quarter before.
-- Wins and days are of the judged deals (of a draft, of past ones); what customers keep is of all of them at the last snapshot.
-- Of too few for a rate nothing is read where nothing shows, and no change is told.
select
    versions.icp,
    versions.version,
    comparisons.measure,
    comparisons.measure_order,
    comparisons.sample,
    comparisons.tier1,
    comparisons.tier1_low,
    comparisons.tier1_high,
    comparisons.tier1_count,
    comparisons.rest,
    comparisons.rest_low,
    comparisons.rest_high,
    comparisons.rest_count,
    comparisons.difference,
    comparisons.difference_low,
    comparisons.difference_high,
    case
        when comparisons.reading = 'same' and comparisons.measure in ('win_rate', 'median_cycle_days')
            and least(comparisons.tier1_count, comparisons.rest_count) < getvariable('min_decided') then 'untested'
        else comparisons.reading
    end as reading,
    moments.as_of as previous_as_of,
    previous.difference as previous_difference,
    comparisons.difference - previous.difference as difference_change
from stat_icp_comparisons as comparisons
inner join int_icp_versions as versions
    using (version_key)
inner join int_icp_moments as moments
    on moments.moment = 'previous'
left join stat_icp_comparisons as previous
    on comparisons.version_key = previous.version_key
    and comparisons.measure = previous.measure
    and previous.moment = 'previous'
    and least(comparisons.tier1_count, comparisons.rest_count, previous.tier1_count, previous.rest_count) >= getvariable('min_decided')
where comparisons.moment = 'current'
order by versions.version_key, comparisons.measure_order
