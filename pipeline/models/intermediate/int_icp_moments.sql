-- One row per day at which every ICP is judged: as_of, and the end of the fiscal quarter before the one that holds it.
select 'current' as moment, getvariable('as_of')::date as as_of
union all
select 'previous' as moment, fiscal_quarter(getvariable('as_of')) - 1 as as_of
