-- How a cell that DuckDB's own casts cannot read is read. Each macro is null where it cannot read the cell either.
-- `comma` is true where the file writes decimals with a comma: 1.234,56.

-- 1,234.56 and 1 234.56 and 1'234.56 and 12,34,567 without their separators, as DuckDB casts it.
create or replace macro plain_digits(digits, comma) as
    case
        when not comma and regexp_full_match(digits, '\d+(\.\d*)?|\.\d+') then digits
        when not comma and regexp_full_match(
            digits, '\d{1,3}([,''’ \x{A0}\x{2009}\x{202F}]\d{3})+(\.\d*)?|\d{1,2}(,\d{2})+,\d{3}(\.\d*)?'
        ) then regexp_replace(digits, '[^0-9.]', '', 'g')
        when comma and regexp_full_match(digits, '\d+(,\d*)?|,\d+') then replace(digits, ',', '.')
        when comma and regexp_full_match(digits, '\d{1,3}([.''’ \x{A0}\x{2009}\x{202F}]\d{3})+(,\d*)?')
            then replace(regexp_replace(digits, '[^0-9,]', '', 'g'), ',', '.')
    end;

-- A sign, digits and a power of ten, such as -1234.56 or 1.5e6, of $1,234.56 and (1,234.56) and EUR 1.5M and 12 % and 10k.
create or replace macro number_text(cell, comma) as
    list_transform(
        [string_split(
            regexp_replace(
                regexp_replace(lower(cell), '^\(([^()]*)\)$', '-\1'),
                '^([-+−]?)\s*(?:usd|eur|gbp|chf|jpy|cny|cad|aud|nzd|inr|sek|nok|dkk|pln|czk|huf|brl|mxn|zar|sgd|hkd|ils|aed|(?:us|a|c|ca|au|nz|hk|s|r)?\$|€|£|¥|₹|₪|kr\.?|zł|fr\.)?\s*([-+−]?)(\d[\d.,''’ \x{A0}\x{2009}\x{202F}]*?|[.,]\d+)\s*(k|tsd\.?|thousand|m|mm|mn|mio\.?|million|b|bn|mrd\.?|billion)?\s*(?:usd|eur|gbp|chf|jpy|cny|cad|aud|nzd|inr|sek|nok|dkk|pln|czk|huf|brl|mxn|zar|sgd|hkd|ils|aed|us\$|\$|€|£|¥|₹|₪|kr\.?|zł|fr\.|%)?(-?)$',
                '\1\2\5|\3|\4'
            ),
            '|'
        )],
        lambda part: if(len(part) = 3 and length(part[1]) <= 1,
            replace(replace(part[1], '−', '-'), '+', '') || plain_digits(part[2], comma) || case
                when part[3] = '' then ''
                when part[3][1] in ('k', 't') then 'e3'
                when part[3] in ('b', 'bn', 'billion') or part[3][:3] = 'mrd' then 'e9'
                else 'e6'
            end,
            null)
    )[1];

create or replace macro finite(number) as
    if(isfinite(number), number, null);

create or replace macro read_number(cell, comma) as
    finite(try_cast(number_text(cell, comma) as double));

-- The unit at the end of a number: the M of $1.5M.
create or replace macro number_unit(cell) as
    regexp_extract(lower(cell), '\d\s*(k|tsd\.?|thousand|m|mm|mn|mio\.?|million|b|bn|mrd\.?|billion)\s*$', 1);

-- 1-5M is 1M to 5M, 500-1M is not 500M: the lower end takes the unit of the upper one where it stays the lower end.
create or replace macro range_ends(low_cell, high_cell, comma) as
    list_transform(
        [[
            coalesce(
                case when number_unit(low_cell) = '' and number_unit(high_cell) <> ''
                    and read_number(low_cell, comma) < read_number(regexp_replace(lower(trim(high_cell)), '\s*[a-z.]+$', ''), comma)
                    then read_number(low_cell || number_unit(high_cell), comma) end,
                read_number(low_cell, comma)
            ),
            read_number(high_cell, comma)
        ]],
        lambda ends: if(ends[1] <= ends[2], ends, null)
    )[1];

-- The next whole number below or above a whole limit: "<50" ends at 49 and so within the band [10, 50).
create or replace macro below_limit(number) as if(number = floor(number), number - 1, number);
create or replace macro above_limit(number) as if(number = floor(number), number + 1, number);

-- [low, high] of 1001-5000, 51 to 200, 10,000+, <50, over 1M, 1K or less; words such as employees behind it do not matter.
create or replace macro read_range(cell, comma) as
    list_transform(
        [regexp_replace(
            lower(trim(cell)),
            '\s*(?:employees|people|persons|users|seats|staff|fte|mitarbeiter(?:innen|:innen|\*innen)?|beschäftigte)\.?$', ''
        )],
        lambda text: case
            when read_number(text, comma) is not null then [read_number(text, comma), read_number(text, comma)]
            when regexp_matches(text, '\+$|\s(?:or|and|und|oder) (?:more|above|over|mehr|darüber)$|\splus$') then
                [read_number(regexp_replace(text, '\s*(?:\+|(?:or|and|und|oder) (?:more|above|over|mehr|darüber)|plus)$', ''), comma), 'infinity']
            when regexp_matches(text, '\s(?:or|and|und|oder) (?:less|fewer|below|under|weniger|darunter)$') then
                [0, read_number(regexp_replace(text, '\s*(?:or|and|und|oder) (?:less|fewer|below|under|weniger|darunter)$', ''), comma)]
            when regexp_matches(text, '^(?:>=|≥|=>|at least|from|min\.?|ab|mindestens)\s*\S') then
                [read_number(regexp_replace(text, '^(?:>=|≥|=>|at least|from|min\.?|ab|mindestens)\s*', ''), comma), 'infinity']
            when regexp_matches(text, '^(?:<=|≤|=<|at most|up to|max\.?|bis zu|bis|höchstens)\s*\S') then
                [0, read_number(regexp_replace(text, '^(?:<=|≤|=<|at most|up to|max\.?|bis zu|bis|höchstens)\s*', ''), comma)]
            when regexp_matches(text, '^(?:>|over|more than|above|über|mehr als)\s*\S') then
                [above_limit(read_number(regexp_replace(text, '^(?:>|over|more than|above|über|mehr als)\s*', ''), comma)), 'infinity']
            when regexp_matches(text, '^(?:<|under|less than|fewer than|below|unter|weniger als)\s*\S') then
                [0, below_limit(read_number(regexp_replace(text, '^(?:<|under|less than|fewer than|below|unter|weniger als)\s*', ''), comma))]
            else range_ends(
                regexp_extract(text, '^(.+?)\s*(?:-|–|—|−|\bto\b|\bbis\b|\.\.\.?|…)\s*([^-–—−].*)$', 1),
                regexp_extract(text, '^(.+?)\s*(?:-|–|—|−|\bto\b|\bbis\b|\.\.\.?|…)\s*([^-–—−].*)$', 2),
                comma
            )
        end
    )[1];

create or replace macro known_range(range) as
    if(range[1] is null or range[2] is null, null, range);

create or replace macro read_boolean(cell) as
    case
        when lower(cell) in ('true', 't', 'yes', 'y', '1', '1.0', 'ja', 'j', 'wahr', 'oui', 'vrai', 'sí', 'si', 'verdadero', 'sim', 'verdadeiro', 'vero', 'tak', 'on', 'checked', '✓', '✔') then true
        when lower(cell) in ('false', 'f', 'no', 'n', '0', '0.0', 'nein', 'falsch', 'non', 'faux', 'não', 'nao', 'falso', 'nie', 'off', 'unchecked', '✗', '✘') then false
    end;

-- Days since 1899-12-30, as a spreadsheet stores a date: only of workbooks.
create or replace macro read_serial(cell) as
    if(try_cast(cell as double) between 20000 and 80000, timestamp '1899-12-30' + to_seconds(round(cell::double * 86400)), null);
