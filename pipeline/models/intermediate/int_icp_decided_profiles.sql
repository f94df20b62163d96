-- One row per deal profile and profile of segments: decided new-business deals, and those of the last four complete fiscal quarters.
select
    profile_key,
    segment_profile_key,
    (count(*) filter (where outcome = 'won'))::integer as won_count,
    count(*)::integer as decided_count,
    (count(*) filter (where outcome = 'won' and period_class(closed_quarter) = 1))::integer as year_won_count,
    coalesce(sum(amount) filter (where outcome = 'won' and period_class(closed_quarter) = 1), 0)::decimal(38, 2) as year_won_amount
from int_icp_deals
where outcome in ('won', 'lost')
group by profile_key, segment_profile_key
