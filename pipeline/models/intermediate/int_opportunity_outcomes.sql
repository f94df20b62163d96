-- One row per used opportunity, as it was exported, and what became of it: the outcome that it states, and that at as_of, by when a deal
-- that closed later was open. Whoever needs a deal's texts beside its outcome reads it here: few combinations are looked up for that, and
-- int_opportunities_resolved, which has the outcome too, would be held in memory deal by deal.
select
    opportunities.*,
    outcomes.outcome_key,
    outcomes.outcome as stated_outcome,
    case
        when outcomes.outcome <> 'open' and opportunities.closed_on > getvariable('as_of')
            then 'open'::enum('won', 'lost', 'no_decision', 'disqualified', 'open')
        else outcomes.outcome
    end as outcome_as_of
from stg_opportunities as opportunities
left join int_outcomes as outcomes
    on opportunities.stage is not distinct from outcomes.stage
    and opportunities.is_won is not distinct from outcomes.is_won
    and opportunities.is_closed is not distinct from outcomes.is_closed
    and opportunities.loss_reason is not distinct from outcomes.loss_reason
