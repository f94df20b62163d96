-- One row per deal type, dimension and segment with enough decided deals: the odds of winning against the dimension's largest
-- segment, plain and when all dimensions are taken together.
select
    model.deal_type,
    segments.dimension,
    segments.segment,
    segments.segment_order,
    model.decided_count,
    model.crude_odds_ratio,
    model.crude_odds_ratio_low,
    model.crude_odds_ratio_high,
    model.odds_ratio,
    model.odds_ratio_low,
    model.odds_ratio_high,
    model.p_value,
    model.is_reference,
    model.method
from stat_win_model as model
inner join int_segments as segments
    using (segment_key)
order by model.deal_type, segments.segment_key
