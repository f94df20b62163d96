-- One row per account and column that a dimension or a criterion uses, where the account has a value.
-- A customer without an exported account has the values of its earliest subscription, and so has any account for a column
-- that only subscriptions have; one known only from won deals has those of its earliest won deal.
with

exported as (

    unpivot (
        select account_key, columns(c -> c = 'row_key' or list_contains(getvariable('account_value_columns'), c))::varchar
        from int_exported_accounts
    ) on * exclude (account_key) into name column_name value value

),

implied as (

    select account_key from int_implied_accounts

),

subscription_only as (

    select unnest(getvariable('subscription_value_columns')) as column_name
    except
    select unnest(getvariable('account_value_columns')) as column_name

),

-- By the start as exported, before a trial too. A line that does not count says something only of a customer without any that does.
earliest as (

    select
        lines.account_key,
        arg_min(
            lines.row_key,
            {'is_excluded': lines.exclusion is not null, 'started_on': subscriptions.started_on, 'row_key': lines.row_key}
        ) as row_key
    from int_subscription_lines as lines
    left join implied
        using (account_key)
    inner join stg_subscriptions as subscriptions
        on lines.row_key = subscriptions.row_key
    where subscriptions.started_on <= getvariable('as_of')
        and (implied.account_key is not null or (select count(*) from subscription_only) > 0)
    group by lines.account_key

),

subscribed as (

    unpivot (
        select
            earliest.account_key,
            columns(c -> c = 'row_key' or list_contains(getvariable('subscription_value_columns'), c))::varchar
        from stg_subscriptions as subscriptions
        inner join earliest
            using (row_key)
    ) on * exclude (account_key) into name column_name value value

),

first_sales as (

    select
        implied_accounts.account_key,
        arg_min(refs.row_key, {'closed_on': refs.closed_on, 'row_key': refs.row_key}) as row_key
    from int_won_deal_references as refs
    inner join int_implied_accounts as implied_accounts
        using (source, reference)
    anti join earliest
        on implied_accounts.account_key = earliest.account_key
    group by implied_accounts.account_key

),

sold as (

    unpivot (
        select
            first_sales.account_key,
            columns(c -> c = 'row_key' or list_contains(getvariable('opportunity_value_columns'), c))::varchar
        from stg_opportunities as opportunities
        inner join first_sales
            using (row_key)
    ) on * exclude (account_key) into name column_name value value

)

select account_key, column_name, value
from exported
where column_name <> 'row_key'
union all
select account_key, column_name, value_text(column_name, value) as value
from subscribed
left join implied
    using (account_key)
where column_name <> 'row_key'
    and (implied.account_key is not null or column_name in (select column_name from subscription_only))
union all
select account_key, column_name, value_text(column_name, value) as value
from sold
where column_name <> 'row_key'
