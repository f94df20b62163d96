-- One row per file, column and kind of problem in its cells or rows: how often, and the first of them with its line and the way to mend it.
-- Notes are what is odd and still used as it stands.
with

cells as (

    select
        entity as export,
        file,
        column_name,
        'problem' as kind,
        message,
        count(*) as problem_count,
        min(line) as first_line,
        arg_min(value, (coalesce(line, 0), coalesce(value, ''))) as first_value,
        min(fix) as fix
    from problems
    group by entity, file, column_name, message

),

notes as (

    select
        entity as export,
        file,
        column_name,
        'note' as kind,
        message,
        null as problem_count,
        line as first_line,
        value as first_value,
        fix
    from ingest_notes

)

select
    export,
    file,
    column_name,
    kind,
    message,
    problem_count::integer as problem_count,
    first_line::integer as first_line,
    first_value,
    fix
from (
    select * from cells
    union all
    select * from notes
)
order by export, file, kind desc, problem_count desc, column_name, message, first_value
