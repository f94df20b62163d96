-- One row per thing that a reader of retention must know: what was left out, and what the export cannot tell.
with

-- Read again by each note, which is less than keeping every line with all that one of them asks for.
source_lines as not materialized (

    select account_key, started_on, ended_on, mrr, exclusion
    from int_subscription_lines
    where getvariable('mrr_from') = 'subscriptions'
    union all
    select account_key, started_on, ended_on, mrr, exclusion
    from int_mrr_snapshot_lines
    union all
    select account_key, started_on, ended_on, mrr, exclusion
    from int_invoice_lines
    union all
    select account_key, started_on, ended_on, mrr, exclusion
    from int_won_deal_lines

),

lines as not materialized (

    select * from source_lines
    where exclusion is null

),

lifetimes as (

    select * from int_account_lifetimes

),

notes as (

    select concat('excluded: ', exclusion) as note, count(distinct account_key) as account_count, count(*) as row_count, sum(mrr) as mrr
    from source_lines
    where exclusion is not null
    group by exclusion
    union all
    select 'starts after as_of' as note, count(distinct account_key) as account_count, count(*) as row_count, sum(mrr) as mrr
    from lines
    where started_on > revenue_as_of()
    union all
    select 'ends after as_of, still active' as note, count(distinct account_key) as account_count, count(*) as row_count, sum(mrr) as mrr
    from lines
    where started_on <= revenue_as_of()
        and ended_on > revenue_as_of()
        and getvariable('mrr_from') <> 'mrr_snapshots'
    union all
    select 'never paid: trials and zero rows alone' as note, count(*) as account_count, sum(row_count) as row_count, 0 as mrr
    from (
        select account_key, count(*) as row_count
        from lines
        where started_on <= revenue_as_of()
        group by account_key
        having max(mrr) <= 0
    )
    union all
    select 'came and went between two month ends' as note, count(*) as account_count, null as row_count, null as mrr
    from lifetimes
    where months is null
        and lapsed_on is not null
    union all
    select 'first paid after the last month end' as note, count(*) as account_count, null as row_count, null as mrr
    from lifetimes
    where months is null
        and lapsed_on is null
    union all
    select 'lapsed, but may return within gap_days' as note, count(*) as account_count, null as row_count, null as mrr
    from lifetimes
    where lapsed_on is not null
        and not is_lapsed
    union all
    select 'lapsed after the last invoice, which may not be written yet' as note, count(*) as account_count, null as row_count, null as mrr
    from lifetimes
    where lapsed_on > (select max(started_on) from lines where started_on <= revenue_as_of())
        and getvariable('mrr_from') = 'invoices'
    union all
    select 'snapshots end before as_of: no later month is shown' as note, count(*) as account_count, null as row_count, sum(mrr) as mrr
    from lifetimes
    where mrr > 0
        and revenue_as_of() < getvariable('as_of')
    union all
    select 'no account ever changed its price: net retention withheld' as note, count(*) as account_count, null as row_count, null as mrr
    from lifetimes
    where not (select shows_price_changes from int_price_history)

)

select
    note,
    account_count::integer as account_count,
    row_count::integer as row_count,
    mrr::double as mrr
from notes
where account_count > 0
    or row_count > 0
order by note
