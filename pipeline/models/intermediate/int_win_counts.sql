-- One row per period window, deal type and segment: outcomes by the day of closing, the created cohort by the day of creation.
-- Open deals are those open at as_of, whatever the window.
with

cells as (

    select * from int_segment_cells

),

closed as (

    select
        windows.period_window,
        cells.deal_type,
        cells.segment_key,
        sum(cells.deal_count) filter (where cells.outcome = 'won') as won_count,
        sum(cells.deal_count) filter (where cells.outcome = 'lost') as lost_count,
        sum(cells.deal_count) filter (where cells.outcome = 'no_decision') as no_decision_count,
        sum(cells.deal_count) filter (where cells.outcome = 'disqualified') as disqualified_count,
        sum(cells.amount) filter (where cells.outcome = 'won') as won_amount,
        sum(cells.amount) filter (where cells.outcome = 'lost') as lost_amount,
        sum(cells.amount_count) filter (where cells.outcome = 'won') as won_amount_count,
        sum(cells.amount_count) filter (where cells.outcome = 'lost') as lost_amount_count,
        sum(cells.squared_cents) filter (where cells.outcome = 'won') as won_squared_cents,
        sum(cells.squared_cents) filter (where cells.outcome = 'lost') as lost_squared_cents
    from cells
    inner join int_period_windows as windows
        on cells.closed_window is not distinct from windows.day_class
    where cells.outcome <> 'open'
    group by windows.period_window, cells.deal_type, cells.segment_key

),

open_deals as (

    select deal_type, segment_key, sum(deal_count) as open_count
    from cells
    where outcome = 'open'
    group by deal_type, segment_key

),

created as (

    select
        windows.period_window,
        cells.deal_type,
        cells.segment_key,
        sum(cells.deal_count) as created_count,
        sum(cells.deal_count) filter (where cells.outcome = 'won') as created_won_count,
        sum(cells.deal_count) filter (where cells.outcome = 'open') as created_open_count
    from cells
    inner join int_period_windows as windows
        on cells.created_window is not distinct from windows.day_class
    group by windows.period_window, cells.deal_type, cells.segment_key

)

select
    scopes.period_window,
    scopes.window_order,
    scopes.quarter_count,
    scopes.deal_type,
    scopes.segment_key,
    coalesce(closed.won_count, 0)::integer as won_count,
    coalesce(closed.lost_count, 0)::integer as lost_count,
    coalesce(closed.no_decision_count, 0)::integer as no_decision_count,
    coalesce(closed.disqualified_count, 0)::integer as disqualified_count,
    coalesce(open_deals.open_count, 0)::integer as open_count,
    (coalesce(closed.won_count, 0) + coalesce(closed.lost_count, 0))::integer as decided_count,
    coalesce(closed.won_amount, 0)::decimal(38, 2) as won_amount,
    coalesce(closed.lost_amount, 0)::decimal(38, 2) as lost_amount,
    coalesce(closed.won_amount_count, 0)::integer as won_amount_count,
    coalesce(closed.lost_amount_count, 0)::integer as lost_amount_count,
    coalesce(closed.won_squared_cents, 0) as won_squared_cents,
    coalesce(closed.lost_squared_cents, 0) as lost_squared_cents,
    coalesce(created.created_count, 0)::integer as created_count,
    coalesce(created.created_won_count, 0)::integer as created_won_count,
    coalesce(created.created_open_count, 0)::integer as created_open_count
from int_deal_scopes as scopes
left join closed
    using (period_window, deal_type, segment_key)
left join open_deals
    using (deal_type, segment_key)
left join created
    using (period_window, deal_type, segment_key)
