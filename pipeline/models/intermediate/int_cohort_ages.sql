-- One row per segment, cohort and age of 3, 6, 12 or 24 months that the cohort has reached: the sums behind the intervals of its retention,
-- in squared cents.
-- Only accounts whose MRR at that age differs from their first need reading; all others change nothing.
with

ages as (

    select unnest([3, 6, 12, 24])::integer as age

),

changes as (

    select
        changes.profile_key,
        changes.cohort,
        ages.age,
        cents_product(changes.starting_mrr, changes.mrr - changes.starting_mrr) as product,
        cents_product(changes.mrr - changes.starting_mrr, changes.mrr - changes.starting_mrr) as square
    from int_mrr_changes as changes
    inner join ages
        on changes.month <= changes.cohort + ages.age
        and changes.next_month > changes.cohort + ages.age
    where changes.month > changes.cohort
        and changes.mrr <> changes.starting_mrr

),

sums as (

    select
        segments.segment_key,
        changes.cohort,
        changes.age,
        sum(changes.product) as product,
        sum(changes.product) filter (where changes.product < 0) as loss_product,
        sum(changes.square) as square,
        sum(changes.square) filter (where changes.product < 0) as loss_square
    from changes
    inner join int_profile_segments as segments
        using (profile_key)
    group by segments.segment_key, changes.cohort, changes.age

),

cohorts as (

    select segment_key, cohort, sum(square_change) as starting_square
    from int_mrr_movement_sums
    where movement = 'new'
    group by segment_key, cohort

)

select
    cohorts.segment_key,
    cohorts.cohort,
    (cohorts.cohort + ages.age)::integer as month,
    cohorts.starting_square,
    coalesce(sums.product, 0) as product,
    coalesce(sums.loss_product, 0) as loss_product,
    coalesce(sums.square, 0) as square,
    coalesce(sums.loss_square, 0) as loss_square
from cohorts
inner join ages
    on cohorts.cohort + ages.age <= last_snapshot()
left join sums
    using (segment_key, cohort, age)
