-- One row per ICP version and thing that differs from the version of the same ICP before it: criteria, disqualifiers, weights, cuts.
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
        concat(
            case when is_disqualifier then 'ruled out: ' else '' end,
            label,
            case when weight is not null then concat(', weight ', rtrim(rtrim(weight::varchar, '0'), '.')) else '' end,
            case when is_required then ', required' else '' end
        ) as text
    from icp_criteria

),

now as (

    select versions.icp, versions.version, versions.previous_version, rules.criterion, rules.criterion_order, rules.text
    from versions
    inner join rules
        using (icp, version)
    where versions.previous_version is not null

),

before as (

    select versions.icp, versions.version, versions.previous_version, rules.criterion, rules.criterion_order, rules.text
    from versions
    inner join rules
        on versions.icp = rules.icp
        and versions.previous_version = rules.version

),

rule_changes as (

    select
        coalesce(now.icp, before.icp) as icp,
        coalesce(now.version, before.version) as version,
        coalesce(now.previous_version, before.previous_version) as previous_version,
        case when before.criterion is null then 'added' when now.criterion is null then 'removed' else 'changed' end as change,
        coalesce(now.criterion, before.criterion) as criterion,
        before.text as before,
        now.text as after,
        coalesce(now.criterion_order, 1000 + before.criterion_order) as change_order
    from now
    full join before
        on now.icp = before.icp
        and now.version = before.version
        and now.criterion = before.criterion
    where now.text is distinct from before.text

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

)

select icp, version, previous_version, change, criterion, before, after, change_order::integer as change_order
from rule_changes
union all
select icp, version, previous_version, change, criterion, before, after, change_order
from setting_changes
order by icp, version, change_order
