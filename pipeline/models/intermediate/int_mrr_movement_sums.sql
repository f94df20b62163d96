-- One row per segment, cohort, month and movement: how many accounts moved, and by how much each measure of retention did.
-- Every monthly figure is a running sum of these. The changes arrive sorted by month, which keeps the groups in cache.
with

changes as (

    select
        segment_keys,
        cohort,
        month,
        movement,
        mrr - opening_mrr as mrr_change,
        least(starting_mrr, mrr) - least(starting_mrr, opening_mrr) as retained_change,
        lowest_mrr - lowest_before as strict_change,
        mrr * mrr - opening_mrr * opening_mrr as square_change
    from int_mrr_changes

),

by_segment as (

    select
        changes.segment_keys[places.place] as segment_key,
        changes.* exclude (segment_keys)
    from changes
    cross join int_segment_places as places

)

select
    segment_key,
    cohort,
    month,
    movement,
    count(*)::integer as account_count,
    sum(mrr_change)::decimal(18, 2) as mrr_change,
    sum(retained_change)::decimal(18, 2) as retained_change,
    sum(strict_change)::decimal(18, 2) as strict_change,
    sum(square_change) as square_change
from by_segment
group by segment_key, cohort, month, movement
