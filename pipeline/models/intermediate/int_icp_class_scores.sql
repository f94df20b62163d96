-- One row per class of values and ICP version that asks its column: what the answers are worth, in millionths of weight, and
-- which rules are met and missed, as masks.
with

classes as (

    select distinct class_key, answers
    from int_icp_value_classes

),

answers as (

    select class_key, unnest(answers) as answer
    from classes

)

select
    answers.class_key,
    rules.version_key,
    coalesce(sum(rules.millionths) filter (where rules.role = 'criterion' and answers.answer > 0), 0)::bigint as met_weight,
    coalesce(sum(rules.millionths) filter (where rules.role = 'criterion'), 0)::bigint as known_weight,
    coalesce(sum(rules.mask) filter (where answers.answer > 0), 0)::hugeint as met_mask,
    coalesce(sum(rules.mask) filter (where answers.answer < 0), 0)::hugeint as missed_mask
from answers
inner join int_icp_rules as rules
    on abs(answers.answer) = rules.rule_key
group by answers.class_key, rules.version_key
