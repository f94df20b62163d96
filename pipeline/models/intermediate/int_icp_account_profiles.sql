-- One row per account: its ICP profile, that of its segments, and the first day on which it had paid or bought.
with

bought as (

    select account_key, min(closed_on) as first_won_on
    from int_opportunities_resolved
    where outcome = 'won' and account_key is not null
    group by account_key

)

select
    answers.account_key,
    lists.list_key as profile_key,
    segments.profile_key as segment_profile_key,
    least(bought.first_won_on, lifetimes.first_paid_on) as customer_since
from int_icp_account_answers as answers
inner join int_icp_answer_lists as lists
    using (class_keys)
left join int_account_profiles as segments
    using (account_key)
left join bought
    using (account_key)
left join int_account_lifetimes as lifetimes
    using (account_key)
