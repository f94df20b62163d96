-- One row per segment and month whose trailing retention gets a bootstrap interval: up to 2,000 base accounts.
-- All such rows share 100 million draws. The last month goes first, then the smallest bases, where the linearised interval
-- that the rest gets is at its worst; the two agree where accounts are many.
with

years as (

    select segment_key, month, base_account_count
    from int_revenue_years
    where base_account_count between 2 and 2000

),

spent as (

    select
        segment_key,
        month,
        -- 50: what a row costs besides its draws.
        sum(2000 * (base_account_count + 50)) over (
            order by month = last_snapshot() desc, base_account_count, month desc, segment_key
            rows unbounded preceding
        ) as draws
    from years

)

select segment_key, month
from spent
where draws <= 100000000
