-- One row per month of the last twelve, movement and account among its five largest: who stands behind the bars.
with

changes as (

    select
        account_key,
        month,
        case when movement = 'first churn' then 'churn' else movement::varchar end as movement,
        opening_mrr,
        mrr,
        abs(mrr - opening_mrr) as amount
    from int_mrr_changes
    where month > last_snapshot() - 12

),

-- Of each month and movement only what is no smaller than the fifth largest needs the account's name.
fifths as (

    select month, movement, list_min(max(amount, 5)) as amount
    from changes
    group by month, movement

),

ranked as (

    select
        changes.*,
        accounts.account_id,
        accounts.name,
        row_number() over (partition by changes.month, changes.movement order by changes.amount desc, accounts.account_id) as place
    from changes
    inner join fifths
        on changes.month = fifths.month
        and changes.movement = fifths.movement
        and changes.amount >= fifths.amount
    inner join int_accounts as accounts
        using (account_key)

)

select
    month_start(month) as month,
    movement,
    place::integer as place,
    account_id,
    name,
    opening_mrr::double as opening_mrr,
    mrr::double as mrr,
    amount::double as amount
from ranked
where place <= 5
order by month, movement, place
