-- Shared formulas. Every ratio with denominator 0 is null, never NaN.
create or replace macro rate(numerator, denominator) as
    case when denominator > 0 then numerator::double / denominator end;

-- Text is compared without regard to case and outer spaces.
create or replace macro folded(value) as lower(trim(value));

-- The first day of the fiscal quarter of a date.
create or replace macro fiscal_quarter(day) as
    case
        when (getvariable('fiscal_year_start_month') - 1) % 3 = 0 then date_trunc('quarter', day)::date
        else (
            date_trunc('quarter', day - to_months((getvariable('fiscal_year_start_month') - 1) % 3))
            + to_months((getvariable('fiscal_year_start_month') - 1) % 3)
        )::date
    end;

-- The first day after the last fiscal quarter that is complete at as_of.
create or replace macro complete_until() as fiscal_quarter((getvariable('as_of') + 1)::date);

-- 1 within the last four complete fiscal quarters, 2 within the four before those, 3 any other day, null without a day.
create or replace macro period_class(day) as
    case
        when day is null then null
        when day >= complete_until() then 3
        when day >= complete_until() - to_months(12) then 1
        when day >= complete_until() - to_months(24) then 2
        else 3
    end::tinyint;

-- A number column's text is canonical: 1234, or 51–200 for a range, whose end is absent where it has none.
create or replace macro number_low(value) as try_cast(split_part(value, '–', 1) as double);
create or replace macro number_high(value) as
    case
        when not contains(value, '–') then try_cast(value as double)
        when split_part(value, '–', 2) = '' then 'infinity'::double
        else try_cast(split_part(value, '–', 2) as double)
    end;

-- A web address or e-mail address as the bare domain that identifies a company.
create or replace macro domain_key(value) as
    nullif(regexp_replace(regexp_replace(folded(value), '^([a-z]+://)?([^/@]*@)?(www\.)?', ''), '[/:?#].*$', ''), '');

-- How each row of a staging table finds its exported account: by id (merges followed), else by link, domain or name.
-- A key that fits two accounts finds none. Only rows without a match by id go the slower ways.
create or replace macro matched_accounts(entity) as table
    with

    first_try as materialized (

        select
            refs.row_key,
            ids.account_key,
            case when ids.account_key is null then refs.source end as source,
            case when ids.account_key is null then refs.account_id end as account_id,
            case when ids.account_key is null then refs.account_domain end as account_domain,
            case when ids.account_key is null then refs.account_name end as account_name
        from query_table(entity) as refs
        left join int_account_ids as ids
            on refs.account_id = ids.account_id
            and coalesce(refs.source, '') = ids.child_source

    ),

    missed as (

        select * from first_try
        where account_key is null

    )

    select row_key, account_key, 'id' as found_by
    from first_try
    where account_key is not null
    union all
    select
        missed.row_key,
        coalesce(short_ids.account_key, links.account_key, domains.account_key, names.account_key) as account_key,
        case
            when short_ids.account_key is not null then 'id'
            when links.account_key is not null then 'link'
            when domains.account_key is not null then 'domain'
            when names.account_key is not null then 'name'
        end as found_by
    from missed
    left join int_account_lookups as short_ids
        on short_ids.kind = 'id' and left(missed.account_id, 15) = short_ids.key and length(missed.account_id) in (15, 18)
    left join int_account_lookups as links
        on links.kind = 'link' and missed.account_id = links.key and coalesce(missed.source, '') = links.child_source
    left join int_account_lookups as domains
        on domains.kind = 'domain' and domain_key(missed.account_domain) = domains.key
    left join int_account_lookups as names
        on names.kind = 'name' and folded(missed.account_name) = names.key;
