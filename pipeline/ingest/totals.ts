/** What a row of totals is called whoever made the table, whatever its case; a company may be called so too. */
export const TOTALS = "^(?:(?:grand|sub)[ -]?)?totals?(?: (?:mrr|arr|revenue|sales|amount))?(?: \\([^)]*\\))?:?$|^(?:(?:gesamt|zwischen)summen?|gesamt|summe|suma(?: total)?|somme|sous-total|totale?(?: g[eé]n[eé]rale?)?|total geral|totaal):?$";
