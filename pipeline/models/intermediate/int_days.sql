-- One row per day on which a deal was created or closed: its fiscal quarter and its period class. A few thousand days are
-- worked out once, and not two dates of each of millions of deals.
with

days as (

    select created_on as day from stg_opportunities
    where created_on is not null
    union
    select closed_on as day from stg_opportunities
    where closed_on is not null

)

select
    day,
    fiscal_quarter(day) as quarter,
    period_class(day) as day_class
from days
