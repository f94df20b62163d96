-- One row per criterion that counts for deals and stratum: won and lost deals that meet it, miss it, or are not known to do either.
with

outcomes as (

    select * from int_icp_answer_outcomes

),

rules as (

    select
        rules.version_key,
        rules.rule_key,
        rules.mask,
        rules.column_name is not distinct from strata.first_column as is_second
    from int_icp_rules as rules
    left join (select distinct first_column from int_icp_strata) as strata
        on true
    where rules.role = 'criterion' and rules.status in ('testable', 'deal_only')

)

select
    rules.rule_key,
    case when rules.is_second then outcomes.second_key else outcomes.first_key end as stratum_key,
    coalesce(sum(won_count) filter (where (met_mask & mask) <> 0), 0)::integer as met_won_count,
    coalesce(sum(lost_count) filter (where (met_mask & mask) <> 0), 0)::integer as met_lost_count,
    coalesce(sum(won_count) filter (where (missed_mask & mask) <> 0), 0)::integer as missed_won_count,
    coalesce(sum(lost_count) filter (where (missed_mask & mask) <> 0), 0)::integer as missed_lost_count,
    coalesce(sum(won_count) filter (where ((met_mask | missed_mask) & mask) = 0), 0)::integer as unknown_won_count,
    coalesce(sum(lost_count) filter (where ((met_mask | missed_mask) & mask) = 0), 0)::integer as unknown_lost_count
from outcomes
inner join rules
    using (version_key)
group by rules.rule_key, stratum_key
