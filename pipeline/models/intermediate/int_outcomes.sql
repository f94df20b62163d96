-- One row per distinct stage, flags and loss reason of the deals: the outcome they mean.
-- In this order: the outcome lists, then is_won with is_closed, then the stage's plain name; loss_reasons refine a loss.
-- Ingest has stopped the run where none of these settles it.
with

combinations as (

    select distinct stage, is_won, is_closed, loss_reason
    from stg_opportunities

),

settled as (

    select
        combinations.*,
        coalesce(
            outcomes.outcome,
            case
                when combinations.is_won then 'won'
                when combinations.is_won = false and combinations.is_closed then 'lost'
                when combinations.is_closed = false then 'open'
            end,
            case
                when folded(combinations.stage) in ('closed won', 'closedwon', 'won') then 'won'
                when folded(combinations.stage) in ('closed lost', 'closedlost', 'lost') then 'lost'
                when folded(combinations.stage) = 'open' then 'open'
            end
        ) as outcome
    from combinations
    left join config_outcomes as outcomes
        on folded(combinations.stage) = outcomes.value

)

select
    row_number() over (order by settled.stage, settled.is_won, settled.is_closed, settled.loss_reason)::integer as outcome_key,
    settled.stage,
    settled.is_won,
    settled.is_closed,
    settled.loss_reason,
    case
        when settled.outcome = 'lost' then coalesce(reasons.outcome, 'lost')
        else settled.outcome
    end::enum('won', 'lost', 'no_decision', 'disqualified', 'open') as outcome
from settled
left join config_loss_reasons as reasons
    on folded(settled.loss_reason) = reasons.value
