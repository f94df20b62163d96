-- One row per deal type (also all), segment and reason (null: none recorded) where few accounts may stand behind the deals closed without a
-- win for it: how many do.
with

few as (

    select deal_type, segment_key, reason
    from int_loss_reason_counts
    cross join int_few_deals as bound
    group by deal_type, segment_key, reason, bound.deal_count
    having sum(int_loss_reason_counts.deal_count) <= bound.deal_count

),

deals as (

    select deals.profile_key, deals.deal_type, folded(outcomes.loss_reason) as reason, deals.account
    from int_deal_owners as deals
    inner join int_outcomes as outcomes
        using (outcome_key)
    where deals.outcome in ('lost', 'no_decision', 'disqualified')

)

select
    few.deal_type,
    segments.dimension,
    segments.segment,
    few.reason,
    count(distinct deals.account)::integer as account_count
from few
inner join int_segments as segments
    using (segment_key)
inner join int_profile_segments as members
    using (segment_key)
inner join deals
    on members.profile_key = deals.profile_key
    and (few.deal_type = 'all' or few.deal_type = deals.deal_type)
    and folded(few.reason) is not distinct from deals.reason
group by few.deal_type, segments.dimension, segments.segment, few.reason
