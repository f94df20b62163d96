-- One row per period window, deal type and segment: every combination that marts show, with deals or without.
-- Deal types that no deal has are left out, but for new business and all.
with

deal_types as (

    select deal_type from int_segment_cells
    union
    select unnest(['new_business', 'all']) as deal_type

)

select
    windows.period_window,
    windows.window_order,
    windows.quarter_count,
    deal_types.deal_type,
    segments.segment_key
from (select distinct period_window, window_order, quarter_count from int_period_windows) as windows
cross join deal_types
cross join int_segments as segments
