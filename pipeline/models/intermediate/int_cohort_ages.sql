-- One row per segment, cohort and age of 3, 6, 12 or 24 months that the cohort has reached: the sums behind the intervals of its retention.
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
        changes.mrr < changes.starting_mrr as is_loss,
        case when not is_large(changes.starting_mrr, changes.mrr) then changes.starting_mrr * (changes.mrr - changes.starting_mrr) end as product,
        case when not is_large(changes.starting_mrr, changes.mrr) then (changes.mrr - changes.starting_mrr) * (changes.mrr - changes.starting_mrr) end as square,
        case when is_large(changes.starting_mrr, changes.mrr) then large_product(changes.starting_mrr, changes.mrr - changes.starting_mrr) end as large_product,
        case when is_large(changes.starting_mrr, changes.mrr)
            then large_product(changes.mrr - changes.starting_mrr, changes.mrr - changes.starting_mrr) end as large_square
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
        sum_of_both(changes.product, changes.large_product) as product,
        sum_of_both(case when changes.is_loss then changes.product end, case when changes.is_loss then changes.large_product end) as loss_product,
        sum_of_both(changes.square, changes.large_square) as square,
        sum_of_both(case when changes.is_loss then changes.square end, case when changes.is_loss then changes.large_square end) as loss_square
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
