-- One row per deal type (also all), segment, outcome and loss reason (null: none recorded): deals closed without a win.
with

reasons as (

    select
        outcome_key,
        trim(loss_reason) as reason,
        dense_rank() over (order by folded(loss_reason))::integer as reason_key
    from int_outcomes

),

cells as materialized (

    select profile_key, deal_type, outcome, outcome_key, count(*) as deal_count
    from int_deals
    where outcome in ('lost', 'no_decision', 'disqualified')
    group by profile_key, deal_type, outcome, outcome_key

),

uses as (

    select reasons.reason_key, reasons.reason, sum(cells.deal_count) as deal_count
    from cells
    inner join reasons
        using (outcome_key)
    group by reasons.reason_key, reasons.reason

),

spellings as (

    select reason_key, commonest(reason, deal_count) as reason
    from uses
    group by reason_key

),

members as (

    select
        members.segment_key,
        cells.deal_type,
        cells.outcome,
        reasons.reason_key,
        cells.deal_count
    from cells
    inner join reasons
        using (outcome_key)
    inner join int_profile_segments as members
        using (profile_key)

),

by_type as (

    select segment_key, deal_type::varchar as deal_type, outcome, reason_key, sum(deal_count)::bigint as deal_count
    from members
    group by segment_key, deal_type, outcome, reason_key

)

select
    typed.deal_type,
    typed.segment_key,
    typed.outcome::varchar as outcome,
    spellings.reason,
    sum(typed.deal_count)::integer as deal_count
from with_all_types('by_type') as typed
left join spellings
    using (reason_key)
group by typed.deal_type, typed.segment_key, typed.outcome, spellings.reason
