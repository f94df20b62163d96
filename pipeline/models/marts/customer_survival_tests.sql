-- One row per time unit and dimension: whether its segments differ in how long their accounts stay (log-rank).
-- q is Benjamini-Hochberg over the dimensions of a time unit; unknown is no hypothesis.
with

dimensions as (

    select distinct dimension, dimension_order
    from int_segments
    where dimension <> 'all'

)

select
    tests.time_unit,
    tests.dimension,
    tests.segment_count,
    tests.chi_square,
    tests.df,
    tests.p_value,
    tests.q_value
from stat_survival_tests as tests
inner join dimensions
    using (dimension)
order by tests.time_unit, dimensions.dimension_order
