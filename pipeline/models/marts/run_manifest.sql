-- One row per key: what this run is, what it read, and how much.
with

settings as (

    select key, value from config_settings
    where key in ('name', 'as_of', 'currency', 'unit', 'fiscal_year_start_month', 'mrr_from')

),

counts as (

    select concat('rows_used.', export) as key, sum(used_count)::bigint::varchar as value
    from reconciliation
    group by export

),

inputs as (

    select concat('sha256.', file) as key, sha256 as value
    from raw_files

),

versions as (

    select concat('icp.', icp, '.', version) as key, status as value
    from icp_versions

)

select key, value from settings
union all
select 'run_id' as key, getvariable('run_id') as value
union all
select 'problem_count' as key, count(*)::varchar as value from problems
union all
select key, value from counts
union all
select key, value from inputs
union all
select key, value from versions
order by key
