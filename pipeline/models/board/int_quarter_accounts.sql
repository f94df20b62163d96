-- One row per deal type (also all), segment and fiscal quarter of closing where few accounts may stand behind its decided deals, its wins or
-- its losses: how many do.
with

few as (

    select counts.deal_type, counts.segment_key, counts.closed_quarter, members.profile_key
    from int_quarter_counts as counts
    cross join int_few_decided as bound
    inner join int_profile_segments as members
        using (segment_key)
    where least(nullif(counts.won_count, 0), nullif(counts.lost_count, 0)) <= bound.deal_count

),

deals as (

    select profile_key, deal_type, closed_quarter, outcome, account
    from int_deal_owners
    where outcome in ('won', 'lost')

),

counted as (

    select
        few.deal_type,
        few.segment_key,
        few.closed_quarter,
        count(distinct deals.account) as decided_accounts,
        count(distinct deals.account) filter (where deals.outcome = 'won') as won_accounts,
        count(distinct deals.account) filter (where deals.outcome = 'lost') as lost_accounts
    from few
    inner join deals
        on few.profile_key = deals.profile_key
        and few.closed_quarter = deals.closed_quarter
        and (few.deal_type = 'all' or few.deal_type = deals.deal_type)
    group by few.deal_type, few.segment_key, few.closed_quarter

)

select
    counted.deal_type,
    segments.dimension,
    segments.segment,
    counted.closed_quarter as quarter,
    nullif(counted.decided_accounts, 0)::integer as decided_accounts,
    nullif(counted.won_accounts, 0)::integer as won_accounts,
    nullif(counted.lost_accounts, 0)::integer as lost_accounts
from counted
inner join int_segments as segments
    using (segment_key)
