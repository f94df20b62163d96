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
                '^([-+−]?)\s*(?:usd|eur|gbp|chf|jpy|cny|cad|aud|nzd|inr|sek|nok|dkk|pln|czk|huf|ron|brl|mxn|zar|sgd|hkd|ils|aed|try|krw|(?:us|a|c|ca|au|nz|hk|s|r)?\$|€|£|¥|￥|円|₹|₪|kr\.?|zł|fr\.)?\s*([-+−]?)(\d[\d.,''’ \x{A0}\x{2009}\x{202F}]*?|[.,]\d+)\s*(k|tsd\.?|thousand|m|mm|mn|mio\.?|million|b|bn|mrd\.?|billion)?\s*(?:usd|eur|gbp|chf|jpy|cny|cad|aud|nzd|inr|sek|nok|dkk|pln|czk|huf|ron|brl|mxn|zar|sgd|hkd|ils|aed|try|krw|us\$|\$|€|£|¥|￥|円|₹|₪|kr\.?|zł|fr\.|%)?(-?)$',
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
    regexp_extract(cell, '\d\s*(k|tsd\.?|thousand|m|mm|mn|mio\.?|million|b|bn|mrd\.?|billion)\s*$', 1);

-- What kind of range a text is, and the texts of its limits: [kind, low, high].
create or replace macro range_parts(text) as
    case
        when regexp_matches(text, '^(?:from|between|de|da|von|van|entre|tra|zwischen|от) \S+ (?:to|and|bis|und|à|a|al|et|y|e|tot|до|hasta|até) \S') then
            ['range'] || regexp_extract_all(regexp_replace(text, '^\S+ (\S+) \S+ (.*)$', e'\\1\n\\2'), '[^\n]+')
        when regexp_matches(text, '\+$|\s(?:or|and|und|oder) (?:more|above|over|mehr|darüber)$|\splus$') then
            ['at least', regexp_replace(text, '\s*(?:\+|(?:or|and|und|oder) (?:more|above|over|mehr|darüber)|plus)$', ''), '']
        when regexp_matches(text, '\s(?:or|and|und|oder) (?:less|fewer|below|under|weniger|darunter)$') then
            ['at most', '', regexp_replace(text, '\s*(?:or|and|und|oder) (?:less|fewer|below|under|weniger|darunter)$', '')]
        when regexp_matches(text, '^(?:>=|≥|=>|at least|from|min\.?|ab|mindestens|à partir de|a partir de|desde|vanaf|от)\s*\S') then
            ['at least', regexp_replace(text, '^(?:>=|≥|=>|at least|from|min\.?|ab|mindestens|à partir de|a partir de|desde|vanaf|от)\s*', ''), '']
        when regexp_matches(text, '^(?:<=|≤|=<|at most|up to|max\.?|bis zu|bis|höchstens|jusqu.?à|hasta|até|fino a|tot|до)\s*\S') then
            ['at most', '', regexp_replace(text, '^(?:<=|≤|=<|at most|up to|max\.?|bis zu|bis|höchstens|jusqu.?à|hasta|até|fino a|tot|до)\s*', '')]
        when regexp_matches(text, '^(?:>|over|more than|above|über|mehr als|plus de|más de|mais de|acima de|più di|oltre|meer dan|более|больше|свыше)\s*\S') then
            ['above', regexp_replace(text, '^(?:>|over|more than|above|über|mehr als|plus de|más de|mais de|acima de|più di|oltre|meer dan|более|больше|свыше)\s*', ''), '']
        when regexp_matches(text, '^(?:<|under|less than|fewer than|below|unter|weniger als|moins de|menos de|meno di|minder dan|менее|меньше)\s*\S') then
            ['below', '', regexp_replace(text, '^(?:<|under|less than|fewer than|below|unter|weniger als|moins de|menos de|meno di|minder dan|менее|меньше)\s*', '')]
        when regexp_matches(text, '^[^\d–—−-]{0,6}-?\d[^-–—−]*$') and not regexp_matches(text, '\bto\b|\bbis\b|\.\.|…|\s(?:à|a|tot|до)\s') then ['number', text, '']
        else ['range'] || regexp_extract_all(
            regexp_replace(text, '^(.+?)\s*(?:-|–|—|−|\bto\b|\bbis\b|\.\.\.?|…|\s(?:à|a|tot|до)\s)\s*([^-–—−].*)$', e'\\1\n\\2'), '[^\n]+'
        )
    end;

-- A limit that is not within: "<50" ends at 49 and so lies in the band [10, 50).
create or replace macro next_whole(number, step) as
    if(number = floor(number), number + step, number);

-- [low, high] of 1001-5000, 51 to 200, 10,000+, <50, over 1M, 1K or less and of a plain number; words such as employees
-- behind it do not matter. 1-5M is 1M to 5M but 500-1M is not 500M to 1M.
create or replace macro read_range(cell, comma) as
    list_transform(
        list_transform(
            list_transform(
                [range_parts(regexp_replace(
                    lower(trim(cell)),
                    '\s*(?:employees|people|persons|users|seats|staff|fte|mitarbeiter(?:innen|:innen|\*innen)?|beschäftigte|employés|salariés|collaborateurs|personnes|empleados|personas|trabajadores|funcionários|colaboradores|dipendenti|addetti|persone|medewerkers|werknemers|сотрудников|человек|名|人)\.?$', ''
                ))],
                -- The last one is the low limit in units of the high one.
                lambda part: {
                    'kind': part[1],
                    'numbers': list_transform(
                        [part[2], part[3], case
                            when part[1] = 'range' and number_unit(part[2]) = '' and number_unit(part[3]) <> '' then part[2] || number_unit(part[3])
                        end],
                        lambda number: read_number(number, comma)
                    )
                }
            ),
            lambda limits: case limits.kind
                when 'at least' then [limits.numbers[1], 'infinity'::double]
                when 'at most' then [0, limits.numbers[2]]
                when 'above' then [next_whole(limits.numbers[1], 1), 'infinity'::double]
                when 'below' then [0, next_whole(limits.numbers[2], -1)]
                when 'number' then [limits.numbers[1], limits.numbers[1]]
                else [if(limits.numbers[3] <= limits.numbers[2], limits.numbers[3], limits.numbers[1]), limits.numbers[2]]
            end
        ),
        lambda ends: if(ends[1] <= ends[2], ends, null)
    )[1];

-- The common spellings of a number at little cost: 1234.56, $1,234.56 or, with a decimal comma, 1.234,56 €.
create or replace macro quick_number(cell, comma) as
    case
        when not comma and regexp_full_match(cell, '-?[$€£]?\d{1,3}(,\d{3})*(\.\d+)?') then translate(cell, '$€£,', '')
        when comma and regexp_full_match(cell, '-?\d{1,3}(\.\d{3})+(,\d+)?( ?€)?|-?\d+(,\d+)?( ?€)?') then translate(cell, ',.€ ', '.')
    end;

create or replace macro read_boolean(cell) as
    case
        when lower(cell) in ('true', 't', 'yes', 'y', '1', '1.0', 'ja', 'j', 'wahr', 'oui', 'vrai', 'sí', 'si', 'verdadero', 'sim', 'verdadeiro', 'vero', 'tak', 'waar', 'sant', 'sand', 'да', 'истина', 'on', 'checked', '✓', '✔') then true
        when lower(cell) in ('false', 'f', 'no', 'n', '0', '0.0', 'nein', 'falsch', 'non', 'faux', 'não', 'nao', 'falso', 'nie', 'nee', 'onwaar', 'nej', 'falskt', 'falsk', 'нет', 'ложь', 'off', 'unchecked', '✗', '✘') then false
    end;

-- Outer spaces of every kind, byte order marks and line ends are no part of a value.
create or replace macro tidy(cell) as
    nullif(trim(cell, ' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13) || chr(160) || chr(8203) || chr(8239) || chr(65279)), '');

-- A cell without `outer_characters` at its ends, null where it is one of `words` (lower case). `spellings` are the words as people write
-- them, `longest` the bytes of the longest. Most cells are clean: what they begin and end with says so for a fraction of the cost of
-- trimming them, and their length that they are no such word. A macro, for DuckDB plans a thousand cases that are written out in seconds.
create or replace macro clean_cell(cell, outer_characters, words, spellings, longest) as
    case
        when cell < '!'
            or (cell >= chr(160) and list_contains([160, 8203, 8239, 65279], ascii(cell)))
            or suffix(cell, ' ') or suffix(cell, chr(9)) or suffix(cell, chr(10)) or suffix(cell, chr(160))
            then if(list_contains(words, lower(trim(cell, outer_characters))), null, trim(cell, outer_characters))
        when strlen(cell) <= longest and list_contains(spellings, cell) then null
        else cell
    end;

-- Whether a number is one of those listed, however it is written: 1000.0 and 1k are 1000. Null where a range has one within.
create or replace macro is_among(low, high, numbers) as
    case
        when len(list_filter(numbers, lambda item: try_cast(item as double) between low and high)) = 0 then false
        when low = high then true
    end;

-- A number as people write it, without an exponent or a needless fraction.
create or replace macro number_words(number) as
    coalesce(regexp_replace(try_cast(number as decimal(38, 8))::varchar, '\.?0+$', ''), number::varchar);

-- The ends that a text says by itself, without the rest of its file: 1.001-5.000, 10.000+ and 1,5k are written with a decimal comma.
create or replace macro words_range(text) as
    read_range(text, regexp_matches(text, '(^|\D)\d{1,3}(\.\d{3})+(\D|$)|\d,\d{1,2}(\D|$)'));

-- A number or a range as raw tables have it: its ends, and the words of the export, by which an order or a rule names it, unless they
-- say other ends by themselves (they are scaled, or three decimals look like thousands).
create or replace macro number_as_read(cell, ends) as
    if(ends is null, null, {
        'low': ends[1],
        'high': ends[2],
        'text': case
            when words_range(cell) = ends then cell
            when ends[1] = ends[2] then number_words(ends[1])
            else concat(number_words(ends[1]), '–', if(isinf(ends[2]), '', number_words(ends[2])))
        end
    });
