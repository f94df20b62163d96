-- One row per deal type, dimension, segment and day since creation on which a deal was closed or last seen open: the share
-- of created deals won by that day (Aalen–Johansen; other closings compete, open deals are censored).
select
    curve.deal_type,
    segments.dimension,
    segments.segment,
    segments.segment_order,
    curve.days,
    curve.at_risk,
    curve.won,
    curve.closed_otherwise,
    curve.won_rate,
    curve.won_rate_low,
    curve.won_rate_high
from stat_win_curve as curve
inner join int_segments as segments
    using (segment_key)
order by curve.deal_type, segments.segment_key, curve.days
