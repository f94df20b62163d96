-- One row per deal type (also all), segment and fiscal quarter of closing: outcomes and amounts.
select
    deal_type,
    segment_key,
    closed_quarter,
    coalesce(sum(deal_count) filter (where outcome = 'won'), 0)::integer as won_count,
    coalesce(sum(deal_count) filter (where outcome = 'lost'), 0)::integer as lost_count,
    coalesce(sum(deal_count) filter (where outcome = 'no_decision'), 0)::integer as no_decision_count,
    coalesce(sum(deal_count) filter (where outcome = 'disqualified'), 0)::integer as disqualified_count,
    coalesce(sum(amount) filter (where outcome = 'won'), 0)::decimal(38, 2) as won_amount,
    coalesce(sum(amount) filter (where outcome = 'lost'), 0)::decimal(38, 2) as lost_amount,
    coalesce(sum(amount_count) filter (where outcome = 'lost'), 0)::integer as lost_amount_count
from int_segment_cells
where outcome <> 'open'
    and closed_quarter is not null
group by deal_type, segment_key, closed_quarter
