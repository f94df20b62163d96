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
        cents_product(mrr, mrr) - cents_product(opening_mrr, opening_mrr) as square_change
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
    sum(changes.square_change) as square_change
from changes
inner join int_profile_segments as segments
    using (profile_key)
group by segments.segment_key, changes.cohort, changes.month, changes.movement
