-- One row per thing that changed since the last run on other exports: deals re-dated, reopened, restated or missing, account values
-- changed, accounts missing or merged into others, and exports that shrank by a fifth or more. Empty on the first exports.
with

previous_run as (

    select max(sequence) as sequence from history_runs

),

deals as (

    -- Where no currency is stated it is the workspace's. Amounts of which only one states another cannot be compared: it may have been
    -- exported since, or the run before be one that remembered amounts in the workspace's currency.
    select
        *,
        case
            when currency is null or currency_before is null
                then amount is distinct from amount_before
                    and coalesce(currency, currency_before, getvariable('currency')) = getvariable('currency')
            else amount is distinct from amount_before or currency <> currency_before
        end as has_other_amount
    from int_changed_deals

),

compared as (

    select
        opportunity_id as id,
        opportunity_key,
        case
            when opportunity_key is null then 'deal_missing'
            when not is_known then null
            when outcome_before <> 'open' and outcome = 'open' then 'deal_reopened'
            when outcome_before <> 'open' and outcome <> outcome_before then 'deal_restated'
            when outcome_before <> 'open' and has_other_amount then 'deal_restated'
            when created_on is distinct from created_before then 'deal_redated'
            when outcome_before <> 'open' and closed_on is distinct from closed_before then 'deal_redated'
        end as kind,
        case
            when opportunity_key is null then outcome_before
            when outcome_before <> 'open' and outcome <> outcome_before then outcome_before
            when outcome_before <> 'open' and has_other_amount then amount_before || coalesce(' ' || currency_before, '')
            when created_on is distinct from created_before then created_before::varchar
            else closed_before::varchar
        end as before,
        case
            when opportunity_key is null then null
            when outcome_before <> 'open' and outcome <> outcome_before then outcome
            when outcome_before <> 'open' and has_other_amount then amount || coalesce(' ' || currency, '')
            when created_on is distinct from created_before then created_on::varchar
            else closed_on::varchar
        end as after
    from deals

),

account_changes as (

    select
        changed.account_id as id,
        accounts.name,
        changed.column_name,
        history.value as before,
        changed.value as after,
        accounts.account_id is null as is_missing
    from int_changed_accounts as changed
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
where not is_missing
union all
select distinct 'account_missing' as kind, id, null as name, null as column_name, null as before, null as after
from account_changes
where is_missing
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
