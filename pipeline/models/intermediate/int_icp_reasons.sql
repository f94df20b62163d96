-- One row per ICP version, accounts or deals, and set of answers: the ids of the criteria met, missed and unknown, of the required
-- ones not met, and of the disqualifiers met, in the order in which the version states them.
with

answers as (

    select distinct version_key, is_deal, met_mask, missed_mask
    from int_icp_scores

)

select
    answers.version_key,
    answers.is_deal,
    answers.met_mask,
    answers.missed_mask,
    icp_rules(requirements.rule_names, answers.met_mask & requirements.criterion_mask) as met,
    icp_rules(requirements.rule_names, answers.missed_mask & requirements.criterion_mask) as missed,
    icp_rules(
        requirements.rule_names,
        requirements.criterion_mask - (requirements.criterion_mask & (answers.met_mask | answers.missed_mask))
    ) as unknown,
    icp_rules(requirements.rule_names, requirements.required_mask - (requirements.required_mask & answers.met_mask)) as unmet_required,
    icp_rules(requirements.rule_names, answers.met_mask & requirements.disqualifier_mask) as disqualified_by
from answers
inner join int_icp_requirements as requirements
    using (version_key, is_deal)
