-- One row per segment and month whose trailing retention gets a bootstrap interval: up to 2,000 base accounts in the last twelve
-- months, up to 300 before. The rest gets the linearised interval, which agrees with it where accounts are many.
-- All share 120 million draws, about half a second: the last month first, then the smallest bases, which need it most.
with

years as (

    select segment_key, month, base_account_count
    from int_revenue_years
    where base_account_count between 2 and case when month > last_snapshot() - 12 then 2000 else 300 end

),

spent as (

    select
        segment_key,
        month,
        -- 30: what a row costs besides its draws.
        sum(2000 * (base_account_count + 30)) over (
            order by month = last_snapshot() desc, base_account_count, month desc, segment_key
            rows unbounded preceding
        ) as draws
    from years

)

select segment_key, month
from spent
where draws <= 120000000
