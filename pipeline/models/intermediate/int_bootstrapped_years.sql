-- One row per segment and month whose trailing retention gets a bootstrap interval: 2 to 2,000 base accounts.
-- All share 300 million draws, about half a second: newest months first, then small bases, which need it most. That is enough for every
-- month of some thousand customers; what is left gets the linearised interval, as bases above do, and says so.
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
        -- 30: what a row costs besides its draws.
        sum(2000 * (base_account_count + 30)) over (
            order by month desc, base_account_count, segment_key
            rows unbounded preceding
        ) as draws
    from years

)

select segment_key, month
from spent
where draws <= 300000000
