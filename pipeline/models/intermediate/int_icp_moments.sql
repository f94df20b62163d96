-- One row per day at which every ICP is judged: as_of, and the end of the fiscal quarter before the one that holds it; with the last month,
-- as a number, whose revenue was known then.
with

moments as (

    select 'current' as moment, getvariable('as_of')::date as as_of
    union all
    select 'previous' as moment, fiscal_quarter(getvariable('as_of')) - 1 as as_of

)

select moment, as_of, least(month_number((as_of + 1)::date) - 1, last_snapshot()) as snapshot
from moments
