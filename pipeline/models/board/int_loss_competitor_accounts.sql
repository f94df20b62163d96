-- One row per deal type (also all), segment and competitor (null: none recorded) where few accounts may stand behind its decided deals or its
-- losses: how many do.
with

few as (

    select counts.deal_type, counts.segment_key, counts.competitor
    from int_loss_competitor_counts as counts
    cross join int_few_decided as bound
    where least(nullif(counts.won_count, 0), nullif(counts.lost_count, 0)) <= bound.deal_count

),

deals as (

    select deals.profile_key, deals.deal_type, folded(terms.competitor) as competitor, deals.outcome, deals.account
    from int_deal_owners as deals
    inner join int_deal_terms as terms
        using (term_key)
    where deals.outcome in ('won', 'lost')

)

select
    few.deal_type,
    segments.dimension,
    segments.segment,
    few.competitor,
    count(distinct deals.account)::integer as decided_accounts,
    nullif(count(distinct deals.account) filter (where deals.outcome = 'lost'), 0)::integer as lost_accounts
from few
inner join int_segments as segments
    using (segment_key)
inner join int_profile_segments as members
    using (segment_key)
inner join deals
    on members.profile_key = deals.profile_key
    and (few.deal_type = 'all' or few.deal_type = deals.deal_type)
    and folded(few.competitor) is not distinct from deals.competitor
group by few.deal_type, segments.dimension, segments.segment, few.competitor
