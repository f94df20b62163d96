-- One row per deal type (also all), segment, outcome and loss reason (null: none recorded): deals closed without a win.
with

cells as (

    select
        profile_key,
        deal_type,
        outcome,
        folded(loss_reason) as reason_key,
        trim(loss_reason) as reason,
        count(*) as deal_count
    from int_opportunities
    where outcome in ('lost', 'no_decision', 'disqualified')
    group by profile_key, deal_type, outcome, folded(loss_reason), trim(loss_reason)

),

typed as (

    select cells.* replace (cells.deal_type::varchar as deal_type) from cells
    union all
    select cells.* replace ('all' as deal_type) from cells

),

members as (

    select
        unnest(profiles.segment_keys) as segment_key,
        typed.deal_type,
        typed.outcome::varchar as outcome,
        typed.reason_key,
        typed.reason,
        typed.deal_count
    from typed
    inner join int_profiles as profiles
        using (profile_key)

),

-- One spelling for a reason everywhere: the commonest, ties by text.
spellings as (

    select
        reason_key,
        arg_max(reason, {'uses': uses, 'reason': reason}) as reason
    from (
        select reason_key, reason, sum(deal_count) as uses
        from members
        where segment_key = 0
        group by reason_key, reason
    )
    group by reason_key

)

select
    members.deal_type,
    members.segment_key,
    members.outcome,
    spellings.reason,
    sum(members.deal_count)::integer as deal_count
from members
left join spellings
    using (reason_key)
group by members.deal_type, members.segment_key, members.outcome, spellings.reason
