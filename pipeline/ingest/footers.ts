/** What a row of totals is called whoever made the table, whatever its case; a company may be called so too. */
export const TOTALS = "^(?:(?:grand|sub|overall)[ -]?)?totals?(?: (?:mrr|arr|revenue|sales|amount))?(?: \\([^)]*\\))?:?$|^(?:(?:gesamt|zwischen)summen?|gesamt|summe|suma(?: total)?|somme|sous-total|totale?(?: g[eé]n[eé]rale?)?|total geral|totaal):?$|^(?:合計|小計|総計)(?: *[(（][^)）]*[)）])?$";

/** What a line says of the report in which it stands, whatever its commas; nothing that a report lists is called so. */
export const NOTICES = "^(?:confidential information - do not|copyright (?:\\(c\\)|©|\\d{4})|©|(?:report )?generated (?:by|on):|filtered by:)";

/** What a line of one cell that DuckDB refuses, as a row too short, may begin with besides: a total with its number, a count, a date. */
export const LONE_NOTICES = "^(?:grand totals?\\b|totals?\\b|sum\\b|count\\b|summe\\b|gesamt|confidential information|copyright\\b|©|\\d[\\d,.]* records?\\b|generated (?:by|on)\\b|report generated\\b|filtered by\\b|as of \\d)";
