import {quotedIdentifier, quotedText} from "../database.ts";
import type {ColumnType} from "../schema/exports.ts";
import {boundNumber, predicateOf, type RowRule} from "../workspace/predicates.ts";
import {folded} from "../workspace/values.ts";

/** A column of raw_<entity> as a rule sees it; text where the export's own column is kept as it is. */
export interface RuleColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** Between the values of a multi-valued cell. */
  readonly separator: string;
}

/** A rule on rows as an SQL condition: true, false, or null where the cell is missing. */
export function ruleCondition(rule: RowRule, column: RuleColumn): string {
  const cell = quotedIdentifier(column.name);
  const text = `lower(tidy(${cell}::varchar))`;
  const items = `list_transform(string_split(${cell}::varchar, ${quotedText(column.separator)}), lambda item: lower(tidy(item)))`;
  switch (predicateOf(rule)) {
    case "in":
      return listed(rule.in!, column, text);
    case "not_in":
      return `not ${listed(rule.not_in!, column, text)}`;
    case "has_any":
      return `list_has_any(${items}, ${list(rule.has_any!)})`;
    case "has_all":
      return `list_has_all(${items}, ${list(rule.has_all!)})`;
    case "has_none":
      return `not list_has_any(${items}, ${list(rule.has_none!)})`;
    case "is":
      return column.type === "boolean" ? `${cell} = ${rule.is}` : `read_boolean(${cell}::varchar) = ${rule.is}`;
    case "matches":
      return `regexp_matches(${cell}::varchar, ${quotedText(rule.matches!)})`;
    case "between":
      return `(${low(column, rule.between![0])} >= ${bound(rule.between![0])} and ${high(column, rule.between![1])} <= ${bound(rule.between![1])})`;
    case "at_least":
      return `${low(column, rule.at_least!)} >= ${bound(rule.at_least!)}`;
    case "at_most":
      return `${high(column, rule.at_most!)} <= ${bound(rule.at_most!)}`;
    case "above":
      return `${low(column, rule.above!)} > ${bound(rule.above!)}`;
    case "below":
      return `${high(column, rule.below!)} < ${bound(rule.below!)}`;
  }
}

function listed(values: readonly string[], column: RuleColumn, text: string): string {
  const isText = `list_contains(${list(values)}, ${text})`;
  if (!NUMBERS.has(column.type)) return isText;
  return `if(${isText}, true, is_among(${low(column, 0)}, ${high(column, 0)}, ${list(values)}))`;
}

const NUMBERS: ReadonlySet<ColumnType> = new Set(["number", "money", "decimal", "integer"]);

function list(values: readonly string[]): string {
  return `[${values.map((value) => quotedText(folded(value))).join(", ")}]`;
}

function bound(limit: number | string): string {
  return typeof limit === "number" ? String(limit) : `(date '1970-01-01' + ${boundNumber(limit)})`;
}

function low(column: RuleColumn, limit: number | string): string {
  return end(column, limit, "_low");
}

function high(column: RuleColumn, limit: number | string): string {
  return end(column, limit, "_high");
}

/** A cell as something that can be compared with a bound: a day, or an end of a number. */
function end({name, type}: RuleColumn, limit: number | string, suffix: "_low" | "_high"): string {
  const cell = quotedIdentifier(name);
  if (typeof limit === "string") return `try_cast(${cell} as date)`;
  if (type === "number") return quotedIdentifier(name + suffix);
  if (type === "money" || type === "decimal" || type === "integer") return `${cell}::double`;
  return `coalesce(try_cast(${cell} as double), read_number(${cell}::varchar, false))`;
}
