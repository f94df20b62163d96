-- One row per deal type (also all), dimension and segment with decided deals: of how many accounts they are at least, exactly so where they
-- may be fewer than the board edition shows. A deal that names no account stands for itself.
with

decided as (

    select deal_type, segment_key, sum(deal_count)::bigint as decided_count
    from int_segment_cells
    where outcome in ('won', 'lost')
    group by deal_type, segment_key

),

-- No account has more deals than this: so many deals are of many accounts, without their being counted.
largest as (

    select max(decided_count) as decided_count
    from (select sum(decided_count)::bigint as decided_count from int_account_deals group by account)

),

bounded as (

    select decided.deal_type, decided.segment_key, decided.decided_count // greatest(1, coalesce(largest.decided_count, 1)) as account_count
    from decided
    cross join largest

),

few as (

    select members.profile_key, bounded.deal_type, bounded.segment_key
    from bounded
    inner join int_profile_segments as members
        using (segment_key)
    where bounded.account_count < getvariable('min_cell')

),

deals as (

    select
        profile_key,
        deal_type::varchar as deal_type,
        opportunity_key
    from int_deals
    where outcome in ('won', 'lost')
        and profile_key in (select profile_key from few)

),

counted as (

    select
        few.deal_type,
        few.segment_key,
        count(distinct coalesce(opportunities.account_key, -rescues.reference_key)) + count(*) filter (
            where coalesce(opportunities.account_key, rescues.reference_key) is null
        ) as account_count
    from few
    inner join deals
        on few.profile_key = deals.profile_key
        and (few.deal_type = 'all' or few.deal_type = deals.deal_type)
    inner join int_opportunities_resolved as opportunities
        using (opportunity_key)
    left join int_opportunity_rescues as rescues
        on deals.opportunity_key = rescues.row_key
    group by few.deal_type, few.segment_key

)

select
    bounded.deal_type,
    segments.dimension,
    segments.segment,
    coalesce(counted.account_count, bounded.account_count)::integer as account_count
from bounded
inner join int_segments as segments
    using (segment_key)
left join counted
    on bounded.deal_type = counted.deal_type
    and bounded.segment_key = counted.segment_key
