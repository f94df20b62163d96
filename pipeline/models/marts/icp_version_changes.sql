-- One row per ICP version and thing that differs from the version of the same ICP before it: criteria, disqualifiers, weights, cuts, what
-- becomes of unknown values, and the deals that it applies to.
with

versions as (

    select
        icp,
        version,
        version_order,
        tier_1_cut,
        tier_2_cut,
        unknown_policy,
        lag(version) over (partition by icp order by version_order) as previous_version,
        lag(tier_1_cut) over (partition by icp order by version_order) as previous_tier_1_cut,
        lag(tier_2_cut) over (partition by icp order by version_order) as previous_tier_2_cut,
        lag(unknown_policy) over (partition by icp order by version_order) as previous_unknown_policy
    from icp_versions

),

rules as (

    select
        icp,
        version,
        criterion,
        criterion_order,
        list_sort(list_distinct(value_list)) as value_list,
        row(
            is_disqualifier, column_name, predicate, list_sort(list_distinct(value_list)), low, high, pattern, is_true, weight, is_required, allow_leak
        ) as rule,
        concat(
            case when is_disqualifier then 'ruled out: ' else '' end,
            label,
            case when weight is not null then concat(', weight ', rtrim(rtrim(weight::varchar, '0'), '.')) else '' end,
            case when is_required then ', required' else '' end,
            ', allow_leak: ' || allow_leak
        ) as text
    from icp_criteria

),

scopes as (

    select icp, version, string_agg(text, '; ' order by column_name) as text
    from (
        select icp, version, column_name, concat(column_name, ': ', string_agg(value, ', ' order by value)) as text
        from icp_scopes
        group by icp, version, column_name
    )
    group by icp, version

),

now as (

    select versions.icp, versions.version, versions.previous_version, rules.* exclude (icp, version)
    from versions
    inner join rules
        using (icp, version)
    where versions.previous_version is not null

),

before as (

    select versions.icp, versions.version, versions.previous_version, rules.* exclude (icp, version)
    from versions
    inner join rules
        on versions.icp = rules.icp
        and versions.previous_version = rules.version

),

-- Values of a rule that only one of the two versions has, the first few by name.
now_values as (

    select icp, version, criterion, unnest(value_list) as item from now

),

before_values as (

    select icp, version, criterion, unnest(value_list) as item from before

),

value_changes as (

    select
        icp,
        version,
        criterion,
        first_few(list(item order by item) filter (where is_new)) as new_values,
        first_few(list(item order by item) filter (where not is_new)) as gone_values
    from (
        select *, true as is_new from (from now_values except from before_values)
        union all
        select *, false as is_new from (from before_values except from now_values)
    )
    group by icp, version, criterion

),

rule_changes as (

    select
        coalesce(now.icp, before.icp) as icp,
        coalesce(now.version, before.version) as version,
        coalesce(now.previous_version, before.previous_version) as previous_version,
        case when before.criterion is null then 'added' when now.criterion is null then 'removed' else 'changed' end as change,
        coalesce(now.criterion, before.criterion) as criterion,
        before.text as before,
        -- A label names few of many values: what has come and gone stands behind it.
        case
            when greatest(len(before.value_list), len(now.value_list)) > 8
                then concat_ws('; ', now.text, 'new: ' || value_changes.new_values, 'gone: ' || value_changes.gone_values)
            else now.text
        end as after,
        coalesce(now.criterion_order, 1000 + before.criterion_order) as change_order
    from now
    full join before
        on now.icp = before.icp
        and now.version = before.version
        and now.criterion = before.criterion
    left join value_changes
        on now.icp = value_changes.icp
        and now.version = value_changes.version
        and now.criterion = value_changes.criterion
    where now.rule is distinct from before.rule

),

setting_changes as (

    select
        icp,
        version,
        previous_version,
        'changed' as change,
        'tiers' as criterion,
        concat('tier 1 from ', previous_tier_1_cut::double, ', tier 2 from ', previous_tier_2_cut::double) as before,
        concat('tier 1 from ', tier_1_cut::double, ', tier 2 from ', tier_2_cut::double) as after,
        2001 as change_order
    from versions
    where previous_version is not null
        and (tier_1_cut <> previous_tier_1_cut or tier_2_cut <> previous_tier_2_cut)
    union all
    select
        icp,
        version,
        previous_version,
        'changed' as change,
        'unknown' as criterion,
        previous_unknown_policy as before,
        unknown_policy as after,
        2002 as change_order
    from versions
    where previous_version is not null
        and unknown_policy <> previous_unknown_policy
    union all
    select
        versions.icp,
        versions.version,
        versions.previous_version,
        'changed' as change,
        'applies_to' as criterion,
        coalesce(before.text, 'all deals') as before,
        coalesce(now.text, 'all deals') as after,
        2003 as change_order
    from versions
    left join scopes as now
        on versions.icp = now.icp
        and versions.version = now.version
    left join scopes as before
        on versions.icp = before.icp
        and versions.previous_version = before.version
    where versions.previous_version is not null
        and now.text is distinct from before.text

)

select icp, version, previous_version, change, criterion, before, after, change_order::integer as change_order
from rule_changes
union all
select icp, version, previous_version, change, criterion, before, after, change_order
from setting_changes
order by icp, version, change_order
