-- One row per criterion, disqualifier and scope of an ICP version: what it asks of which column, and whether it counts.
-- A column that accounts have is asked of accounts; one that only deals have, of deals alone. A leaking column is asked of
-- nobody unless the version says why it may be.
-- A rule is a bit of its version's masks: the answers of a profile are then two whole numbers, one of the rules met and one
-- of those missed.
with

versions as (

    select * from int_icp_versions

),

stated as (

    select
        versions.version_key,
        case when criteria.is_disqualifier then 'disqualifier' else 'criterion' end as role,
        criteria.criterion,
        criteria.criterion_order,
        criteria.column_name,
        criteria.predicate,
        criteria.weight,
        criteria.is_required,
        criteria.allow_leak,
        list_transform(criteria.value_list, lambda item: folded(item)) as value_list,
        criteria.low,
        criteria.high,
        criteria.pattern,
        criteria.is_true
    from icp_criteria as criteria
    inner join versions
        using (icp, version)
    union all
    select
        versions.version_key,
        'scope' as role,
        scopes.column_name as criterion,
        0 as criterion_order,
        scopes.column_name,
        'in' as predicate,
        null as weight,
        false as is_required,
        null as allow_leak,
        list(folded(scopes.value) order by scopes.value) as value_list,
        null as low,
        null as high,
        null as pattern,
        null as is_true
    from icp_scopes as scopes
    inner join versions
        using (icp, version)
    group by versions.version_key, scopes.column_name

),

types as (

    select
        column_name,
        bool_or(type = 'list') as is_list,
        bool_or(type = 'boolean') as is_boolean,
        bool_or(type in ('number', 'money', 'decimal', 'integer')) as is_number
    from config_columns
    group by column_name

),

-- Of what a rule may read: an export may have another column by that name which nothing uses.
leaks as (

    select distinct "column" as column_name
    from leak_audit
    where not is_usable_in_criteria
        and case export
            when 'accounts' then list_contains(getvariable('account_value_columns'), "column")
            when 'subscriptions' then list_contains(getvariable('subscription_value_columns'), "column")
            else list_contains(getvariable('opportunity_value_columns'), "column")
        end

),

numbered as (

    select
        row_number() over (order by version_key, role, criterion_order, criterion)::integer as rule_key,
        row_number() over (partition by version_key order by role, criterion_order, criterion)::integer as position,
        *
    from stated

)

select
    numbered.*,
    (numbered.weight * 1000000)::bigint as millionths,
    1::hugeint << (numbered.position - 1) as mask,
    coalesce(types.is_list, false) as is_list,
    coalesce(types.is_boolean, false) as is_boolean,
    coalesce(types.is_number, false) as is_number,
    case
        when not list_contains(getvariable('account_value_columns'), numbered.column_name)
            and not list_contains(getvariable('subscription_value_columns'), numbered.column_name)
            and not list_contains(getvariable('opportunity_value_columns'), numbered.column_name)
            then 'untestable'
        when leaks.column_name is not null and numbered.allow_leak is null and numbered.role <> 'scope' then 'suspended'
        when not list_contains(getvariable('account_value_columns'), numbered.column_name)
            and not list_contains(getvariable('subscription_value_columns'), numbered.column_name)
            then 'deal_only'
        else 'testable'
    end as status
from numbered
left join types
    using (column_name)
left join leaks
    using (column_name)
