-- One row per account: its list of answers, and the first day on which it had paid or bought.
with

bought as (

    select account_key, min(resolved_on) as first_won_on
    from int_opportunities_resolved
    where outcome = 'won' and account_key is not null
    group by account_key

),

paid as (

    select account_key, min(started_on) as first_paid_on
    from int_subscriptions
    where mrr > 0
    group by account_key

)

select
    answers.account_key,
    lists.list_key as profile_key,
    least(bought.first_won_on, paid.first_paid_on) as customer_since
from int_icp_account_answers as answers
inner join int_icp_answer_lists as lists
    using (class_keys)
left join bought
    using (account_key)
left join paid
    using (account_key)
