-- Shared formulas, by what they are about.

-- # Ratios

-- Every ratio with denominator 0 is null, never NaN.
create or replace macro rate(numerator, denominator) as
    case when denominator > 0 then numerator::double / denominator end;

-- A limit of a rate that a linearised formula, or negative amounts, may put outside [0, 1]. Null stays null.
create or replace macro clamped_rate(value) as
    case when value is not null then least(1.0::double, greatest(0.0::double, value)) end;

-- The share of decided amounts that is won: unsaid where most lost deals have no amount, and no share where negative ones outweigh the rest.
create or replace macro value_rate(won_amount, lost_amount, lost_without_amount_rate) as
    case when coalesce(lost_without_amount_rate, 0) <= 0.5 and won_amount >= 0 and lost_amount >= 0 then
        rate(won_amount, won_amount + lost_amount)
    end;

-- # Texts and values

-- Text is compared without regard to case and outer spaces.
create or replace macro folded(value) as lower(trim(value));

-- An aggregate over the spellings of one text: the commonest everywhere, ties by text.
create or replace macro commonest(spelling, uses) as arg_max(spelling, {'uses': uses, 'spelling': spelling});

-- The first values of a list, and how many more there are.
create or replace macro first_few(items) as
    array_to_string(items[:6], ', ') || case when len(items) > 6 then concat(' and ', len(items) - 6, ' more') else '' end;

-- A value as text. Terms are decimals, and one of 12 months is called 12.
create or replace macro value_text(column_name, value) as if(column_name = 'term_months', number_words(value), value);

-- A number column's text is canonical where it is a number: 1234. A range keeps the words it has in the export (51-200, 1K to 5K, 1.001-5.000)
-- where words_range of ingest/macros.sql understands them as meant, else it is 51–200 with an end that is absent where it has none. Both ends
-- at once, [low, high]: every mention takes milliseconds to make its regular expressions ready.
create or replace macro number_ends(value) as
    case
        when try_cast(value as double) is not null then [try_cast(value as double), try_cast(value as double)]
        when try_cast(value as date) is null then words_range(regexp_replace(value, '–$', '+'))
    end;

-- # Days, months and fiscal quarters

-- Months are counted from year 0, so that they can be added and compared as integers. By a difference, because year() and month() make a
-- table of all days of a century ready wherever they are named.
create or replace macro month_number(day) as (12 * 1970 + date_diff('month', date '1970-01-01', day))::integer;
create or replace macro month_start(number) as make_date(number // 12, number % 12 + 1, 1);

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

-- The last day of which revenue is known: as_of, or the end of the last month that exported snapshots of MRR state. What they do
-- not state yet is not a month in which everybody left.
create or replace macro revenue_as_of() as coalesce(getvariable('revenue_as_of'), getvariable('as_of'));

-- The last month whose last day is not after it.
create or replace macro last_snapshot() as month_number((revenue_as_of() + 1)::date) - 1;

-- # Who is who

-- A web address or e-mail address as the bare domain that identifies a company; of an address with a provider of mail, where
-- everybody is a neighbour, the whole of it.
create or replace macro domain_key(value) as
    case
        when contains(value, '@')
            and regexp_matches(folded(value), '@(gmail|googlemail|yahoo|ymail|hotmail|outlook|live|msn|icloud|me|mac|aol|gmx|web|t-online|freenet|proton|protonmail|pm|mail|zoho|yandex|qq|163|126|orange|wanadoo|free|laposte|libero)\.(com|net|org|me|de|fr|it|es|at|ch|co\.uk|com\.br|ru|in|cn|nl|be|ca)$')
        then folded(value)
        else nullif(regexp_replace(regexp_replace(folded(value), '^([a-z]+://)?([^/@]*@)?(www\.)?', ''), '[/:?#].*$', ''), '')
    end;

-- What a deal is called: its id, else its place among the rows read.
create or replace macro deal_id(opportunity_id, row_key) as coalesce(opportunity_id, concat('row ', row_key + 1));

-- Salesforce ids of 15 and of 18 characters are one id: the first 15 identify. For counting what an id refers to.
create or replace macro id_key(id) as case when length(id) = 18 then left(id, 15) else id end;

-- The 18 characters of a Salesforce id of 15: the last three say which letters of the others are capitals, five each. It takes
-- microseconds, so that it is asked of those alone of which there is another form.
create or replace macro long_id(id) as id || array_to_string(list_transform([0, 5, 10], lambda first:
    substr('ABCDEFGHIJKLMNOPQRSTUVWXYZ012345', 1 + list_sum([if(substr(id, first + place, 1) between 'A' and 'Z', 1 << (place - 1), 0) for place in [1, 2, 3, 4, 5]])::integer, 1)), '');

-- Whether ids that begin with the same 15 characters can be two forms of one: what the 18-character form of a Salesforce id adds
-- follows from the rest, so that two of one length are two ids.
create or replace macro is_other_form(id, other) as (length(id) = 15 and length(other) = 18) or (length(id) = 18 and length(other) = 15);

-- What is left of a number that is an id when a spreadsheet or a program has read it as one: 000123 and 123.0 are 123. Null of any other id.
create or replace macro plain_number(id) as
    case when ltrim(id, '0123456789') in ('', '.0') then nullif(ltrim(split_part(id, '.', 1), '0'), '') end;

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
        coalesce(other_forms.account_key, links.account_key, domains.account_key, names.account_key) as account_key,
        case
            when other_forms.account_key is not null then 'id'
            when links.account_key is not null then 'link'
            when domains.account_key is not null then 'domain'
            when names.account_key is not null then 'name'
        end as found_by
    from missed
    left join int_account_lookups as other_forms
        on other_forms.kind = 'id' and missed.account_id = other_forms.key
    left join int_account_lookups as links
        on links.kind = 'link' and missed.account_id = links.key and coalesce(missed.source, '') = links.child_source
    left join int_account_lookups as domains
        on domains.kind = 'domain' and domain_key(missed.account_domain) = domains.key
    left join int_account_lookups as names
        on names.kind = 'name' and folded(missed.account_name) = names.key;

-- What a row calls an account that no export has: by this it is one customer with all the rows that call it so.
create or replace macro account_reference(account_id, account_domain, account_name) as
    coalesce(account_id, domain_key(account_domain), folded(account_name));

-- The account of each row of a staging table: an exported one, found as above, or the customer that is known only from its revenue.
create or replace macro customer_accounts(entity) as table
    with

    matched as materialized (

        select * from matched_accounts(entity)

    ),

    missed as (

        select
            refs.row_key,
            coalesce(refs.source, '') as source,
            account_reference(refs.account_id, refs.account_domain, refs.account_name) as reference
        from query_table(entity) as refs
        semi join (select row_key from matched where account_key is null) as unmatched
            using (row_key)

    )

    select row_key, account_key, found_by
    from matched
    where account_key is not null
    union all
    select missed.row_key, implied.account_key, null as found_by
    from missed
    left join int_implied_accounts as implied
        using (source, reference);

-- How many rows of a staging table find their account, and what each that finds none names: only those are looked up again. Asked row by
-- row whether it is one of them: a join would hold all rows to ask the few.
create or replace macro accounts_named(entity, matches) as table
    with counts as (
        select found_by is not null as is_found, case when found_by is null then row_key end as unfound_key, count(*) as row_count
        from query_table(matches)
        group by all
    ), refs as (
        select row_key, coalesce(account_id, account_domain, account_name) as reference
        from query_table(entity)
        where coalesce(row_key in (select unfound_key from counts where unfound_key is not null), false)
    )
    select refs.reference, counts.is_found, counts.row_count
    from counts
    left join refs
        on counts.unfound_key = refs.row_key;

-- # Counts of deals

-- Rows by deal type, and each once more under all deal types.
create or replace macro with_all_types(cells) as table
    select * from query_table(cells)
    union all
    select * replace ('all' as deal_type) from query_table(cells);

-- An aggregate over the deals of each account: of more deals than this there are surely so many accounts, since the largest that are one
-- fewer have no more than these less one each. A deal that names no account stands for itself.
create or replace macro few_deals(deal_count, least_accounts) as
    (coalesce(list_sum(max(deal_count, least_accounts)[:least_accounts - 1]), 0) + least_accounts)::bigint;

-- # Statistics: 95 % limits; distributions (normal_sf, fisher_p, …) are registered by statistics/functions.ts

-- The 0.975 and 0.8 quantiles of the standard normal distribution.
create or replace macro z_95() as 1.9599639845400545e0;
create or replace macro z_80() as 0.8416212335729143e0;

-- A type 7 quantile between its two neighbours: place is (n - 1) * p, counted from 0.
create or replace macro quantile_between(below, above, place) as
    below + (above - below) * (place - floor(place))::double;

-- The type 7 quantile of values that are counted: an aggregate over each value and the number of cases up to and with it.
create or replace macro counted_quantile(value, up_to, n, p) as
    quantile_between(
        min(value) filter (where up_to > floor((n - 1) * p)),
        min(value) filter (where up_to > ceil((n - 1) * p)),
        (any_value(n) - 1) * p
    );

-- Wilson's score interval for k of n (Wilson 1927). Written so that nothing cancels: 0 of n begins at 0 and n of n ends at 1 exactly.
create or replace macro wilson_low(k, n) as
    case when n > 0 then
        k::double * k / n
        / (k + z_95() ^ 2 / 2 + z_95() * sqrt(k::double * (n - k) / n + z_95() ^ 2 / 4))
    end;
create or replace macro wilson_high(k, n) as
    case
        when n > 0 and k = n then 1.0::double
        when n > 0 then (k + z_95() ^ 2 / 2 + z_95() * sqrt(k::double * (n - k) / n + z_95() ^ 2 / 4)) / (n + z_95() ^ 2)
    end;

-- k1 of n1 less k2 of n2, with Newcombe's hybrid score interval (Newcombe 1998, method 10).
create or replace macro newcombe_low(k1, n1, k2, n2) as
    case when n1 > 0 and n2 > 0 then
        rate(k1, n1) - rate(k2, n2)
        - sqrt((rate(k1, n1) - wilson_low(k1, n1)) ^ 2 + (wilson_high(k2, n2) - rate(k2, n2)) ^ 2)
    end;
create or replace macro newcombe_high(k1, n1, k2, n2) as
    case when n1 > 0 and n2 > 0 then
        rate(k1, n1) - rate(k2, n2)
        + sqrt((wilson_high(k1, n1) - rate(k1, n1)) ^ 2 + (rate(k2, n2) - wilson_low(k2, n2)) ^ 2)
    end;

-- The two-sided p of k1 of n1 against k2 of n2: the pooled z test, and the rule that takes Fisher's where an expected count is under 5.
-- Null where a side is empty or all have one outcome.
create or replace macro pooled_z_p(k1, n1, k2, n2) as
    case when n1 > 0 and n2 > 0 and k1 + k2 > 0 and k1 + k2 < n1 + n2 then
        2 * normal_sf(abs(rate(k1, n1) - rate(k2, n2)) / sqrt(
            rate(k1 + k2, n1 + n2) * rate(n1 + n2 - k1 - k2, n1 + n2) * (1.0::double / n1 + 1.0::double / n2)
        ))
    end;
create or replace macro least_expected(k1, n1, k2, n2) as
    least(n1, n2)::double * least(k1 + k2, n1 + n2 - k1 - k2) / (n1 + n2);
create or replace macro two_proportion_p(k1, n1, k2, n2) as
    case when n1 > 0 and n2 > 0 and k1 + k2 > 0 and k1 + k2 < n1 + n2 then
        case
            when least_expected(k1, n1, k2, n2) < 5 then fisher_p(k1, n1 - k1, k2, n2 - k2)
            else pooled_z_p(k1, n1, k2, n2)
        end
    end;

-- Odds ratio of won a and lost b against won c and lost d, with Woolf's limits; null with a zero cell.
create or replace macro odds_ratio(a, b, c, d) as
    case when a > 0 and b > 0 and c > 0 and d > 0 then a::double * d / (b::double * c) end;
create or replace macro odds_ratio_low(a, b, c, d) as
    odds_ratio(a, b, c, d) * exp(-z_95() * sqrt(1.0::double / a + 1.0::double / b + 1.0::double / c + 1.0::double / d));
create or replace macro odds_ratio_high(a, b, c, d) as
    odds_ratio(a, b, c, d) * exp(z_95() * sqrt(1.0::double / a + 1.0::double / b + 1.0::double / c + 1.0::double / d));

-- Risk ratio of k1 of n1 against k2 of n2, with log limits (Katz); null with a zero cell.
create or replace macro risk_ratio(k1, n1, k2, n2) as
    case when k1 > 0 and k2 > 0 and k1 < n1 and k2 < n2 then rate(k1, n1) / rate(k2, n2) end;
create or replace macro risk_ratio_low(k1, n1, k2, n2) as
    risk_ratio(k1, n1, k2, n2) * exp(-z_95() * sqrt(1.0::double / k1 - 1.0::double / n1 + 1.0::double / k2 - 1.0::double / n2));
create or replace macro risk_ratio_high(k1, n1, k2, n2) as
    risk_ratio(k1, n1, k2, n2) * exp(z_95() * sqrt(1.0::double / k1 - 1.0::double / n1 + 1.0::double / k2 - 1.0::double / n2));

-- Lift: the rate of k of n over that of all_k of all_n, of which they are part. Its limits are those of the risk ratio against the others,
-- carried over by the share that k of n has of all.
create or replace macro lift(k, n, all_k, all_n) as rate(k, n) / nullif(rate(all_k, all_n), 0);
create or replace macro lift_of_risk_ratio(risk_ratio, share) as risk_ratio / (1 - share + share * risk_ratio);
create or replace macro lift_low(k, n, all_k, all_n) as
    lift_of_risk_ratio(risk_ratio_low(k, n, all_k - k, all_n - n), rate(n, all_n));
create or replace macro lift_high(k, n, all_k, all_n) as
    lift_of_risk_ratio(risk_ratio_high(k, n, all_k - k, all_n - n), rate(n, all_n));

-- Whether adjustment turns a difference round: the plain odds ratio's limits exclude 1, and the adjusted one lies on the other side of it.
create or replace macro reverses(crude_low, crude_high, adjusted) as
    coalesce((crude_low > 1 and adjusted < 1) or (crude_high < 1 and adjusted > 1), false);

-- Decided deals per arm that show a true p1 above p2 at 5 % two-sided with 80 % power; null where p1 is not above p2 or no rate.
create or replace macro deals_needed(p1, p2) as
    case when p1 > p2 and p1 <= 1 and p2 >= 0 then
        ceil(
            (
                z_95() * sqrt((p1 + p2) * (1 - (p1 + p2) / 2))
                + z_80() * sqrt(p1 * (1 - p1) + p2 * (1 - p2))
            ) ^ 2 / (p1 - p2) ^ 2
        )::bigint
    end;

-- Benjamini–Hochberg in two steps, as windows cannot nest: the step of each p within its family, then q as the least step at or above p.
-- Null p-values stay null and are not counted. `family` is a column or a row such as (period_window, deal_type).
create or replace macro bh_step(p, family) as
    p * count(p) over (partition by family) / count(p) over (partition by family order by p);
create or replace macro bh_q(step, p, family) as
    case when p is not null then least(1.0::double, min(step) over (partition by family order by p desc nulls last)) end;

-- Aggregate over strata: the Mantel–Haenszel odds ratio of won a and lost b against won c and lost d (Mantel & Haenszel 1959), with the
-- limits of Robins, Breslow and Greenland (1986). Sums go in one order, so that a run repeats to the last digit. Null where a denominator is 0.
create or replace macro ordered_sum(x) as list_sum(list(x order by x));
create or replace macro mantel_haenszel(a, b, c, d) as
    ordered_sum(rate(a::double * d, a + b + c + d)) / nullif(ordered_sum(rate(b::double * c, a + b + c + d)), 0);
create or replace macro mantel_haenszel_log_se(a, b, c, d) as
    sqrt(
        ordered_sum(rate(a + d, a + b + c + d) * rate(a::double * d, a + b + c + d))
        / nullif(2 * ordered_sum(rate(a::double * d, a + b + c + d)) ^ 2, 0)
        + ordered_sum(
            rate(a + d, a + b + c + d) * rate(b::double * c, a + b + c + d)
            + rate(b + c, a + b + c + d) * rate(a::double * d, a + b + c + d)
        ) / nullif(
            2 * ordered_sum(rate(a::double * d, a + b + c + d)) * ordered_sum(rate(b::double * c, a + b + c + d)), 0
        )
        + ordered_sum(rate(b + c, a + b + c + d) * rate(b::double * c, a + b + c + d))
        / nullif(2 * ordered_sum(rate(b::double * c, a + b + c + d)) ^ 2, 0)
    );
create or replace macro mantel_haenszel_low(a, b, c, d) as
    mantel_haenszel(a, b, c, d) * exp(-z_95() * mantel_haenszel_log_se(a, b, c, d));
create or replace macro mantel_haenszel_high(a, b, c, d) as
    mantel_haenszel(a, b, c, d) * exp(z_95() * mantel_haenszel_log_se(a, b, c, d));

-- Standard error of the ratio of sums y / x over n units by linearisation (Cochran 1977, 6.13); `squares` is the sum of (y - ratio * x)^2.
create or replace macro ratio_error(n, x, squares) as
    case when n > 1 and x > 0 then sqrt(greatest(0.0::double, squares) * n / (n - 1)) / x end;
create or replace macro ratio_error_of_sums(n, y, x, yy, xy, xx) as
    ratio_error(n, x, yy::double - 2 * (y::double / x) * xy + (y::double / x) ^ 2 * xx);
create or replace macro ratio_low(n, y, x, yy, xy, xx) as y::double / nullif(x, 0) - z_95() * ratio_error_of_sums(n, y, x, yy, xy, xx);
create or replace macro ratio_high(n, y, x, yy, xy, xx) as y::double / nullif(x, 0) + z_95() * ratio_error_of_sums(n, y, x, yy, xy, xx);

-- Log-log limits of a survival (or, of 1 - F, an incidence) from the variance of its logarithm; none at 0 and 1.
create or replace macro log_log_low(survival, log_variance) as
    case when survival > 0 and survival < 1 then survival ^ exp(z_95() * sqrt(log_variance) / -ln(survival)) end;
create or replace macro log_log_high(survival, log_variance) as
    case when survival > 0 and survival < 1 then survival ^ exp(-z_95() * sqrt(log_variance) / -ln(survival)) end;

-- # Evidence

-- How much a sample of n can carry, where nothing was tested.
create or replace macro sample_evidence(n) as
    case
        when n < getvariable('min_decided') then 'count_only'
        when n < getvariable('shown_decided') then 'indicative'
        else 'shown'
    end;

-- The same where rates were tested against the rest: a difference beyond chance is a signal, however few the deals from min_decided on.
create or replace macro tested_evidence(n, q_value) as
    case when n >= getvariable('min_decided') and q_value <= getvariable('q') then 'signal' else sample_evidence(n) end;

-- Where an interval lies against a level: better above it, worse below it. Null where there is none, or where it rests on too little to say so.
-- An interval without width is that of a sample in which nothing varied (no account lost anything): it tells no more than its size.
create or replace macro interval_reading(evidence, low, high, level) as
    case
        when evidence in ('count_only', 'indicative') or low is null or high is null or level is null or low = high then null
        when low > level then 'better'
        when high < level then 'worse'
        else 'same'
    end;

-- # Recurring revenue

-- How many accounts more pay after a movement of so many.
create or replace macro paying_change(movement, account_count) as
    case
        when movement in ('new', 'reactivation') then account_count
        when movement in ('first churn', 'churn') then -account_count
        else 0
    end;

-- A product of two decimals of at most 18 digits has 18 digits too, and more stop the run: one of them is made wider.
create or replace macro wide(amount) as amount::decimal(28, 6);

-- A product of two amounts in squared cents, exact whatever their size.
create or replace macro cents_product(a, b) as (a * 100)::hugeint * (b * 100)::hugeint;

-- A decimal amount over a number of parts, half a cent away from 0. In integers, because a double turns 8.335 into 8.33.
create or replace macro cents_half_up(amount, parts) as
    case
        when parts > 0 then (
            (200 * (amount::decimal(38, 12) * 1000000000000)::hugeint + sign(amount) * (parts::decimal(18, 6) * 1000000)::hugeint * 1000000)
            // (2 * (parts::decimal(18, 6) * 1000000)::hugeint * 1000000) * 0.01::decimal(3, 2)
        )::decimal(18, 2)
    end;

-- What an amount for a number of months is per month, at a rate of exchange where there is one.
create or replace macro per_month(amount, months, exchange_rate) as
    case
        when exchange_rate is null then cents_half_up(amount, months)
        else cents_half_up(wide(amount) * exchange_rate, months)
    end;

-- A sum of exported amounts in the workspace's currency, at a rate of exchange where there is one.
create or replace macro converted(amount, exchange_rate) as
    case
        when exchange_rate is null then amount
        else round(wide(amount) * exchange_rate, 2)::decimal(38, 2)
    end;

-- The number and the unit of a billing interval: `monthly`, `3 months`, `every 2 weeks`, `P1Y`.
create or replace macro interval_parts(word) as
    regexp_extract(folded(word), '^(?:every |each |per )?p?(\d{1,3})?[ -]?(.*)$', ['number', 'unit']);

-- The unit of a billing interval as one word; null for a word that is none. A list of one, because every mention of a macro's
-- argument is a regular expression of its own, which takes milliseconds to make ready.
create or replace macro interval_unit(word) as
    list_transform([interval_parts(word).unit], lambda unit: case
        when unit in ('month', 'monthly', 'months', 'mo', 'm', 'mth', 'monat', 'monate', 'monatlich', 'mois', 'mensuel', 'mes', 'meses', 'mensual', 'mese', 'mensile', 'mês', 'mensal', 'maand', 'maandelijks') then 'month'
        when unit in ('quarter', 'quarterly', 'quarters', 'qtr', 'q', 'quartal', 'quartalsweise', 'vierteljährlich', 'trimestre', 'trimestriel', 'trimestral', 'trimestrale', 'kwartaal') then 'quarter'
        when unit in ('semiannual', 'semi-annual', 'semiannually', 'semi-annually', 'half-year', 'half-yearly', 'halbjahr', 'halbjährlich', 'semestre', 'semestriel', 'semestral', 'semestrale', 'halfjaarlijks') then 'half-year'
        when unit in ('year', 'yearly', 'years', 'annual', 'annually', 'annum', 'yr', 'y', 'jahr', 'jahre', 'jährlich', 'an', 'année', 'annuel', 'año', 'anual', 'anno', 'annuale', 'ano', 'jaar', 'jaarlijks') then 'year'
        when unit in ('week', 'weekly', 'weeks', 'w', 'wk', 'woche', 'wochen', 'wöchentlich', 'semaine', 'hebdomadaire', 'semana', 'semanal', 'settimana', 'settimanale', 'wekelijks') then 'week'
        when unit in ('fortnight', 'fortnightly') then 'fortnight'
        when unit in ('day', 'daily', 'days', 'd', 'tag', 'tage', 'täglich', 'jour', 'día', 'diario', 'giorno', 'dia', 'diário', 'dag', 'dagelijks') then 'day'
    end)[1];

-- How often a billing interval comes round within interval_months of it: a week is 1/52 of a year, a day 1/365.
create or replace macro interval_payments(word) as
    coalesce(map {'week': 13, 'fortnight': 13, 'day': 365}[interval_unit(word)], 1);

-- The months in which a billing interval comes round interval_payments times; null for a word that is none.
create or replace macro interval_months(word) as
    coalesce(try_cast(nullif(interval_parts(word).number, '') as integer), 1)
    * map {'month': 1, 'quarter': 3, 'half-year': 6, 'year': 12, 'week': 3, 'fortnight': 6, 'day': 12}[interval_unit(word)];

-- Whether a period comes round on its day of the month. One billed on the 31st runs from 29 February to 31 March: there the months
-- are whole only counted back from its end.
create or replace macro is_whole_months(first_day, day_after) as
    (first_day + to_months(month_number(day_after) - month_number(first_day)))::date = day_after
    or (day_after - to_months(month_number(day_after) - month_number(first_day)))::date = first_day;

-- The end of a billing period as the first day after it: a period that ends the day before it comes round includes its last day.
create or replace macro period_after(period_start, period_end) as
    case
        when is_whole_months(period_start, (period_end + 1)::date) and period_end >= period_start
        then (period_end + 1)::date
        else period_end
    end;

-- # ICP

-- The choices of deals on which an ICP is tested, and what may be supposed of them, each in the order in which it is printed.
create or replace macro icp_samples() as ['all', 'in_sample', 'out_of_time', 'judged', 'own_reign', 'inbound'];
create or replace macro icp_scenarios() as ['base', 'broad', 'stale_open_lost', 'without_top_owner', 'new_customers', 'inbound'];

-- Those of the samples that have the deals of a period of creation.
create or replace macro samples_of_period(is_out_of_time, is_old_enough) as
    list_concat(
        ['all', case when is_out_of_time then 'out_of_time' else 'in_sample' end],
        case when is_out_of_time and is_old_enough then ['judged'] else [] end
    );

-- Those of the samples that have a deal: its period's, and inbound of deals created since the version took effect.
create or replace macro samples_of_deal(period_samples, is_out_of_time, is_inbound) as
    list_concat(period_samples, case when is_inbound and is_out_of_time then ['inbound'] else [] end);

-- Those of the scenarios that count a deal: of those that leave deals out, and of all.
create or replace macro choices_of_deal(owner_key, top_owner_key, is_repeat, is_inbound) as
    list_concat(
        case when owner_key <> coalesce(top_owner_key, -1) then ['without_top_owner'] else [] end,
        case when not is_repeat then ['new_customers'] else [] end,
        case when is_inbound then ['inbound'] else [] end
    );
create or replace macro scenarios_of_deal(owner_key, top_owner_key, is_repeat, is_inbound) as
    list_concat(['base', 'broad', 'stale_open_lost'], choices_of_deal(owner_key, top_owner_key, is_repeat, is_inbound));

-- A deal's outcome as a scenario has it: under `broad` no decision and disqualified are losses, under `stale_open_lost` old open deals.
create or replace macro outcome_in_scenario(scenario, outcome, is_stale) as
    case
        when scenario = 'broad' and outcome in ('no_decision', 'disqualified') then 'lost'
        when scenario = 'stale_open_lost' and outcome = 'open' and is_stale then 'lost'
        else outcome
    end;

-- The tier of an account or a deal: 1, 2, 3, or 4 for unknown. The cuts are compared in
-- decimals, inclusive; weights are whole numbers (millionths), so that equal shares are equal.
create or replace macro icp_tier(is_disqualified, is_known, met_weight, weight, tier_1_cut, tier_2_cut, best_tier) as
    case
        when is_disqualified then 3
        when not is_known or weight = 0 then 4
        when met_weight >= tier_1_cut * weight then greatest(1, best_tier)
        when met_weight >= tier_2_cut * weight then greatest(2, best_tier)
        else 3
    end::tinyint;

-- The best tier that required criteria leave: one that is missed caps at 3, one that is not known at 2.
create or replace macro icp_best_tier(met_mask, missed_mask, required_mask) as
    case
        when (missed_mask & required_mask) <> 0 then 3
        when (met_mask & required_mask) <> required_mask then 2
        else 1
    end;

-- The weight met, and the weight in all, without the criterion of a mask; what is not known counts under `no_credit` alone.
create or replace macro icp_met_without(met_weight, met_mask, mask, millionths) as
    met_weight - case when (met_mask & mask) <> 0 then millionths else 0 end;
create or replace macro icp_weight_without(weight, met_mask, missed_mask, mask, millionths, unknown_policy) as
    weight - case when unknown_policy = 'no_credit' or ((met_mask | missed_mask) & mask) <> 0 then millionths else 0 end;

create or replace macro icp_tier_label(tier) as case tier when 4 then 'unknown' when 0 then 'all' else tier::varchar end;

-- The ids of the rules whose bits a mask has, in the order of their bits.
create or replace macro icp_rules(rule_names, mask) as
    array_to_string(list_filter(rule_names, lambda name, position: (mask >> (position - 1)::integer) & 1 = 1), '; ');
