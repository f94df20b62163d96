-- One row per criterion or disqualifier of an ICP version of which some answer is that of few deals: the fewest accounts behind the decided deals that meet it, that miss it, that are not
-- known to do either, or that do not meet it; and behind the deals of any outcome that meet it.
with

counts as (

    select
        icp,
        version,
        'criterion' as role,
        criterion,
        least(nullif(met_decided_count, 0), nullif(missed_decided_count, 0), nullif(unknown_decided_count, 0)) as deal_count
    from icp_criteria_evidence
    union all
    select
        icp,
        version,
        'disqualifier' as role,
        disqualifier as criterion,
        least(nullif(deals_stopped, 0), nullif(stopped_decided_count, 0), nullif(other_decided_count, 0)) as deal_count
    from icp_disqualifier_ledger

),

rules as (

    select rules.version_key, rules.rule_key, rules.criterion, rules.role, rules.mask
    from counts
    inner join int_icp_versions as versions
        using (icp, version)
    inner join int_icp_rules as rules
        on versions.version_key = rules.version_key
        and counts.role = rules.role
        and counts.criterion = rules.criterion
    cross join int_few_deals as bound
    where counts.deal_count <= bound.deal_count

),

-- An account counts once for each set of answers that its deals give.
answers as (

    select distinct deals.profile_key, deals.outcome in ('won', 'lost') as is_decided, owners.account
    from int_icp_deals as deals
    inner join int_opportunity_owners as owners
        using (opportunity_key)

),

asked as (

    select
        scores.version_key,
        scores.met_mask,
        scores.missed_mask,
        answers.is_decided,
        answers.account
    from answers
    inner join int_icp_scores as scores
        using (profile_key)
    where scores.is_in_scope
        and scores.version_key in (select version_key from rules)
    group by all

),

counted as (

    select
        rules.version_key,
        rules.rule_key,
        count(distinct account) filter (where (met_mask & mask) <> 0 and is_decided) as met_accounts,
        count(distinct account) filter (where (missed_mask & mask) <> 0 and is_decided) as missed_accounts,
        count(distinct account) filter (where ((met_mask | missed_mask) & mask) = 0 and is_decided) as unknown_accounts,
        count(distinct account) filter (where (met_mask & mask) = 0 and is_decided) as other_accounts,
        count(distinct account) filter (where (met_mask & mask) <> 0) as all_met_accounts
    from rules
    inner join asked
        using (version_key)
    group by rules.version_key, rules.rule_key

)

select
    versions.icp,
    versions.version,
    rules.role,
    rules.criterion,
    least(nullif(counted.met_accounts, 0), nullif(counted.missed_accounts, 0), nullif(counted.unknown_accounts, 0))::integer as answer_accounts,
    least(nullif(counted.met_accounts, 0), nullif(counted.other_accounts, 0))::integer as side_accounts,
    nullif(counted.all_met_accounts, 0)::integer as all_met_accounts
from counted
inner join rules
    using (version_key, rule_key)
inner join int_icp_versions as versions
    using (version_key)
