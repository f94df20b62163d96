-- One row per export, column of dates and oddity: days that are possible and look wrong. A row may have several.
with

days as (

    select 'accounts' as export, 'created_on' as column_name, true as is_past, false as is_planned, created_on as day, count(*) as row_count from stg_accounts
    group by created_on
    union all
    select 'opportunities' as export, 'created_on' as column_name, true as is_past, false as is_planned, created_on as day, count(*) as row_count from stg_opportunities
    group by created_on
    union all
    -- The closing date of an open deal is a plan, which a CRM sets to the end of a month.
    select 'opportunities' as export, 'closed_on' as column_name, false as is_past, outcome = 'open' as is_planned, closed_on as day, count(*) as row_count
    from int_opportunities_resolved
    group by closed_on, outcome = 'open'
    union all
    select 'subscriptions' as export, 'started_on' as column_name, true as is_past, false as is_planned, started_on as day, count(*) as row_count from stg_subscriptions
    group by started_on
    union all
    select 'subscriptions' as export, 'ended_on' as column_name, false as is_past, false as is_planned, ended_on as day, count(*) as row_count from stg_subscriptions
    group by ended_on
    union all
    select 'churn_events' as export, 'churned_on' as column_name, true as is_past, false as is_planned, churned_on as day, count(*) as row_count from stg_churn_events
    group by churned_on
    union all
    select 'stage_history' as export, 'changed_at' as column_name, true as is_past, false as is_planned, changed_at as day, count(*) as row_count from stg_stage_history
    group by changed_at

),

dated as (

    select *, sum(row_count) over (partition by export, column_name) as dated_count
    from days
    where day is not null

),

odd as (

    select export, column_name, 'after the data date' as kind, day, row_count, dated_count
    from dated
    where is_past
        and day > getvariable('as_of')
    union all
    select export, column_name, 'more than 30 years before the data date' as kind, day, row_count, dated_count
    from dated
    where day < getvariable('as_of') - to_years(30)
    union all
    select export, column_name, 'more than 20 years after the data date' as kind, day, row_count, dated_count
    from dated
    where day > getvariable('as_of') + to_years(20)
    union all
    -- An import gives all its records one day; a day that a fifth of the records share is no day on which they came to be.
    select export, column_name, 'many on one day' as kind, day, row_count, dated_count
    from dated
    where row_count >= 10
        and row_count >= 0.2 * dated_count
        and not is_planned
        and export in ('accounts', 'opportunities', 'churn_events')
    -- The share is that of the day that is named.
    qualify row_number() over (partition by export, column_name order by row_count desc, day desc) = 1

)

select
    export,
    column_name,
    kind,
    sum(row_count)::integer as row_count,
    rate(sum(row_count), any_value(dated_count)) as row_rate,
    arg_max(day, (row_count, day)) as day
from odd
group by export, column_name, kind
order by export, column_name, kind
