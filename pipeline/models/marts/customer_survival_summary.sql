-- One row per time unit and segment: how long its accounts stay, in that unit.
-- What reaches past the last account observed is null, unless all have left by then.
select
    summaries.time_unit,
    segments.dimension,
    segments.segment,
    segments.segment_order,
    summaries.account_count,
    sample_evidence(summaries.account_count) as evidence,
    summaries.churned,
    summaries.median,
    summaries.median_low,
    summaries.median_high,
    summaries.restricted_mean_12m,
    summaries.restricted_mean_12m_low,
    summaries.restricted_mean_12m_high,
    summaries.restricted_mean_24m,
    summaries.restricted_mean_24m_low,
    summaries.restricted_mean_24m_high,
    summaries.survival_12m,
    summaries.survival_12m_low,
    summaries.survival_12m_high,
    summaries.at_risk_12m
from stat_survival_summaries as summaries
inner join int_segments as segments
    using (segment_key)
order by summaries.time_unit, segments.segment_key
