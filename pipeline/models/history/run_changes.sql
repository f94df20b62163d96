-- One row per thing that changed since the run before: deals re-dated, reopened, restated, missing or new, account values
-- changed, and exports that shrank by a fifth or more. Empty on the first run.
with

previous_run as (

    select max(sequence) as sequence from history_runs

),

deals as (

    select
        deal_id(raw.opportunity_id, raw.rowid) as opportunity_id,
        deals.opportunity_key,
        deals.outcome::varchar as outcome,
        deals.created_on,
        deals.closed_on,
        deals.amount
    from int_opportunities_resolved as deals
    inner join raw_opportunities as raw
        on deals.opportunity_key = raw.rowid
    where (select sequence from previous_run) is not null

),

compared as (

    select
        coalesce(deals.opportunity_id, history.opportunity_id) as id,
        deals.opportunity_key,
        case
            when deals.opportunity_id is null then 'deal_missing'
            when history.opportunity_id is null then null
            when history.outcome <> 'open' and deals.outcome = 'open' then 'deal_reopened'
            when history.outcome <> 'open' and deals.outcome <> history.outcome then 'deal_restated'
            when history.outcome <> 'open' and deals.amount is distinct from history.amount then 'deal_restated'
            when deals.created_on is distinct from history.created_on then 'deal_redated'
            when history.outcome <> 'open' and deals.closed_on is distinct from history.closed_on then 'deal_redated'
        end as kind,
        case
            when history.outcome <> 'open' and deals.outcome <> history.outcome then history.outcome
            when history.outcome <> 'open' and deals.amount is distinct from history.amount then history.amount::varchar
            when deals.created_on is distinct from history.created_on then history.created_on::varchar
            else history.closed_on::varchar
        end as before,
        case
            when deals.opportunity_id is null then null
            when history.outcome <> 'open' and deals.outcome <> history.outcome then deals.outcome
            when history.outcome <> 'open' and deals.amount is distinct from history.amount then deals.amount::varchar
            when deals.created_on is distinct from history.created_on then deals.created_on::varchar
            else deals.closed_on::varchar
        end as after
    from deals
    full join history_opportunities as history
        using (opportunity_id)
    where (select sequence from previous_run) is not null

),

account_changes as (

    select ledger.account_id as id, accounts.name, ledger.column_name, history.value as before, ledger.value as after
    from ledger_accounts as ledger
    inner join history_accounts as history
        using (account_id, column_name)
    left join int_accounts as accounts
        using (account_id)
    where history.value is not null

),

file_totals as (

    select entity, sum(used_count) as used_count from ledger_files group by entity

),

previous_totals as (

    select entity, sum(used_count) as used_count
    from history_files
    where sequence = (select sequence from previous_run)
    group by entity

)

select compared.kind, compared.id, raw.name, null::varchar as column_name, compared.before, compared.after
from compared
left join raw_opportunities as raw
    on compared.opportunity_key = raw.rowid
where compared.kind is not null
union all
select 'account_changed' as kind, id, name, column_name, before, after
from account_changes
union all
select
    'export_shrank' as kind,
    previous_totals.entity as id,
    null as name,
    null as column_name,
    previous_totals.used_count::varchar as before,
    coalesce(file_totals.used_count, 0)::varchar as after
from previous_totals
left join file_totals
    using (entity)
where coalesce(file_totals.used_count, 0) < 0.8 * previous_totals.used_count
order by kind, id, column_name
