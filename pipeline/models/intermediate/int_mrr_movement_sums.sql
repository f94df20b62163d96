-- One row per segment, cohort, month and movement: how many accounts moved, and by how much each measure of retention did.
-- Every monthly figure is a running sum of these. The changes arrive sorted by month, which keeps the groups in cache.
with

changes as (

    select
        profile_key,
        cohort,
        month,
        movement,
        mrr - opening_mrr as mrr_change,
        least(starting_mrr, mrr) - least(starting_mrr, opening_mrr) as retained_change,
        strict_change,
        case when not is_large(mrr, opening_mrr) then mrr * mrr - opening_mrr * opening_mrr end as square_change,
        case when is_large(mrr, opening_mrr) then large_product(mrr, mrr) - large_product(opening_mrr, opening_mrr) end as large_square_change
    from int_mrr_changes

)

select
    segments.segment_key,
    changes.cohort,
    changes.month,
    changes.movement,
    count(*)::integer as account_count,
    sum(changes.mrr_change)::decimal(18, 2) as mrr_change,
    sum(changes.retained_change)::decimal(18, 2) as retained_change,
    sum(changes.strict_change)::decimal(18, 2) as strict_change,
    sum_of_both(changes.square_change, changes.large_square_change) as square_change
from changes
inner join int_profile_segments as segments
    using (profile_key)
group by segments.segment_key, changes.cohort, changes.month, changes.movement
