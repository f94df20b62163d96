-- One row per ICP in force and segment where few accounts may stand behind its decided new-business deals outside tier 1, or its wins of the
-- last four quarters among them: how many do.
with

few as (

    select outside.icp, outside.version, outside.dimension, outside.segment, segments.segment_key
    from icp_outside_segments as outside
    inner join int_segments as segments
        using (dimension, segment)
    cross join int_few_decided as bound
    where least(outside.decided_count, nullif(outside.year_won_count, 0)) <= bound.deal_count

),

-- Those that may be few first: of many deals the accounts are not looked up.
few_deals as (

    select opportunity_key, profile_key, segment_profile_key, outcome, closed_quarter
    from int_icp_deals
    where outcome in ('won', 'lost')
        and segment_profile_key in (
            select members.profile_key
            from few
            inner join int_profile_segments as members
                using (segment_key)
        )

),

-- The quarters of the last four that are complete.
year as (

    select distinct closed_quarter
    from int_segment_cells
    where segment_key = 0 and closed_window = 1

),

deals as (

    select
        few_deals.profile_key,
        few_deals.segment_profile_key,
        few_deals.outcome = 'won' and year.closed_quarter is not null as is_won_in_year,
        owners.account
    from few_deals
    inner join int_opportunity_owners as owners
        using (opportunity_key)
    left join year
        on few_deals.closed_quarter = year.closed_quarter

)

select
    few.icp,
    few.version,
    few.dimension,
    few.segment,
    count(distinct deals.account)::integer as decided_accounts,
    nullif(count(distinct deals.account) filter (where deals.is_won_in_year), 0)::integer as year_won_accounts
from few
inner join int_icp_in_force as versions
    using (icp, version)
inner join int_icp_scores as scores
    on versions.version_key = scores.version_key
    and scores.is_in_scope
    and scores.tier in (2, 3)
inner join int_profile_segments as members
    using (segment_key)
inner join deals
    on scores.profile_key = deals.profile_key
    and members.profile_key = deals.segment_profile_key
group by few.icp, few.version, few.dimension, few.segment
