-- One row per ICP version, for accounts and for deals: the rules that count there, as masks, and what they are worth.
with

levels as (

    select unnest([false, true]) as is_deal

)

select
    versions.version_key,
    levels.is_deal,
    coalesce(sum(rules.millionths) filter (where rules.role = 'criterion' and rules.counts), 0)::bigint as testable_weight,
    coalesce(sum(rules.mask) filter (where rules.role = 'criterion' and rules.counts), 0)::hugeint as criterion_mask,
    coalesce(sum(rules.mask) filter (where rules.role = 'criterion' and rules.counts and rules.is_required), 0)::hugeint as required_mask,
    coalesce(sum(rules.mask) filter (where rules.role = 'disqualifier' and rules.counts), 0)::hugeint as disqualifier_mask,
    coalesce(sum(rules.mask) filter (where rules.role = 'scope'), 0)::hugeint as scope_mask,
    list(rules.criterion order by rules.position) as rule_names
from int_icp_versions as versions
cross join levels
left join lateral (
    select *, status = 'testable' or (status = 'deal_only' and levels.is_deal) as counts
    from int_icp_rules
    where int_icp_rules.version_key = versions.version_key
) as rules
    on true
group by versions.version_key, levels.is_deal
