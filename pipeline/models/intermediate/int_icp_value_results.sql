-- One row per rule and distinct value of its column: met or missed. Where neither can be said (a range that straddles the
-- bound or has a listed number within, a text where a number is asked), there is no row: unknown.
with

rules as (

    select
        rule_key,
        column_name,
        predicate,
        is_list,
        is_boolean,
        is_number and not is_list as is_number,
        is_list or predicate like 'has%' as is_split,
        value_list,
        -- A list is copied for every value that it is compared with.
        case when predicate = 'has_all' or (is_number and not is_list) then value_list end as compared_list,
        low,
        high,
        pattern,
        is_true
    from int_icp_rules
    where status in ('testable', 'deal_only')

),

asked as (

    select column_name, bool_or(is_split) as is_split, bool_or(is_boolean) as is_boolean
    from rules
    group by column_name

),

distinct_values as (

    select distinct column_name, value
    from int_account_values
    where column_name in (select column_name from asked)
    union
    select column_name, value
    from int_own_values
    where column_name in (select column_name from asked)

),

-- Dates compare as days since 1970-01-01, as the bounds of a rule are given. A column of yes and no reads true and false, whatever
-- words the export and the rule have for them.
read_values as (

    select
        column_name,
        value,
        folded(value) as text,
        case
            when not asked.is_boolean then [folded(value)]
            when folded(value) = 'true' then ['true', 'yes', 'y', 't', '1']
            when folded(value) = 'false' then ['false', 'no', 'n', 'f', '0']
            else [folded(value)]
        end as spellings,
        case
            when asked.is_split then list_filter(
                list_transform(string_split(value, ';'), lambda part: folded(part)), lambda part: part <> ''
            )
        end as parts,
        number_ends(value) as ends,
        (try_cast(value as date) - date '1970-01-01')::double as day
    from distinct_values
    inner join asked
        using (column_name)

),

ended as (

    select *, coalesce(ends[1], day) as value_low, coalesce(ends[2], day) as value_high
    from read_values

),

-- Which values the list of a rule has: looked up, for a list of named accounts may have thousands.
named_values as (

    select distinct listed.rule_key, texts.value
    from (
        select rule_key, column_name, is_split, unnest(value_list) as text
        from rules
        where predicate in ('in', 'not_in', 'has_any', 'has_none')
    ) as listed
    inner join (
        select column_name, false as is_split, value, unnest(spellings) as text from read_values
        union all
        select column_name, true as is_split, value, unnest(parts) as text from read_values
    ) as texts
        using (column_name, is_split, text)

),

results as (

    select
        rules.rule_key,
        rules.column_name,
        ended.value,
        case rules.predicate
            when 'in' then case
                when named_values.value is not null then true
                when rules.is_number then is_among(value_low, value_high, rules.compared_list)
                else false
            end
            when 'not_in' then not case
                when named_values.value is not null then true
                when rules.is_number then is_among(value_low, value_high, rules.compared_list)
                else false
            end
            when 'between' then case
                when value_low >= rules.low and value_high <= rules.high then true
                when value_high < rules.low or value_low > rules.high then false
            end
            when 'at_least' then case when value_low >= rules.low then true when value_high < rules.low then false end
            when 'at_most' then case when value_high <= rules.high then true when value_low > rules.high then false end
            when 'above' then case when value_low > rules.low then true when value_high <= rules.low then false end
            when 'below' then case when value_high < rules.high then true when value_low >= rules.high then false end
            when 'has_any' then named_values.value is not null
            when 'has_all' then list_has_all(parts, rules.compared_list)
            when 'has_none' then named_values.value is null
            when 'is' then try_cast(text as boolean) = rules.is_true
            when 'matches' then regexp_matches(trim(ended.value), rules.pattern)
        end as is_met
    from rules
    inner join ended
        using (column_name)
    left join named_values
        on rules.rule_key = named_values.rule_key
        and ended.value = named_values.value

)

select rule_key, column_name, value, is_met
from results
where is_met is not null
