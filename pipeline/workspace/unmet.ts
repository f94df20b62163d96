import {quotedIdentifier, type Database} from "../database.ts";
import type {ConfigColumn} from "../ingest/tables.ts";
import type {Problem} from "../problems.ts";
import {absentValues, misspeltValue, MOST_VALUES, type AbsentValues} from "./absentValues.ts";
import {canonicalColumns, VALUE_ENTITIES} from "./columns.ts";
import {misspelt} from "./nearest.ts";
import {predicateOf} from "./predicates.ts";
import type {LoadedWorkspace} from "./read.ts";
import {rulesOf} from "./tables.ts";
import {printPath} from "./validate.ts";
import {folded} from "./values.ts";
import type {Path} from "./yaml.ts";

/** Values that a warning lists. */
const LISTED = 8;

/** Values that a criterion, a disqualifier, the scope of an ICP, a dimension or the words for deals name. */
interface Named {
  readonly file: string;
  readonly path: Path;
  readonly column: string;
  /** A column that speaks where the other is blank. */
  readonly instead?: string;
  readonly values: readonly string[];
}

/**
 * What the ICP, the dimensions and the words for deals ask for and the exports, which are read, do not have: a column, or values of one.
 * Nothing meets such a rule, and no rate would tell.
 * @returns warnings: of values only those that nearly are another one, or of which none is there
 */
export async function unmetRules(db: Database, {workspace, icps, locate}: LoadedWorkspace, columns: readonly ConfigColumn[]): Promise<Problem[]> {
  const present = columns.filter(({entity, is_present}) => is_present && VALUE_ENTITIES.some((one) => one === entity));
  const known = canonicalColumns();
  const absent = icps.flatMap((icp) => rulesOf(icp).filter(({rule: {column}}) => known.includes(column) && !present.some(({column_name}) => column_name === column)).map(({rule, path}): Problem => {
    const at = [...path, "column"];
    return {...locate(at, icp.file), column: printPath(at), message: `no export has this column, so the ${path[0] === "criteria" ? "criterion" : "disqualifier"} is untestable`, value: rule.column,
      fix: `Map it: exports.accounts.columns: {${rule.column}: <its header>}.`};
  }));
  const named: Named[] = [
    ...Object.entries(workspace.segments ?? {}).flatMap(([name, {column, groups, has}]) => [
      ...Object.entries(groups ?? {}).map(([group, values]): Named => ({file: "fitproof.yaml", path: ["segments", name, "groups", group], column, values})),
      ...(has === undefined ? [] : [{file: "fitproof.yaml", path: ["segments", name, "has"], column, values: [has]}])
    ]),
    ...icps.flatMap((icp) => [
      ...rulesOf(icp).map(({rule, path}): Named => ({file: icp.file, path: [...path, predicateOf(rule)], column: rule.column, values: rule.in ?? rule.not_in ?? rule.has_any ?? rule.has_all ?? rule.has_none ?? []})),
      ...Object.entries(icp.applies_to).map(([column, values]): Named => ({file: icp.file, path: ["applies_to", column], column, values}))
    ]),
    ...(workspace.exports.opportunities ?? []).flatMap(({outcomes, loss_reasons, deal_types, inbound}, i, {length}) => [
      {key: "outcomes", column: "stage", values: Object.values(outcomes).flat()}, {key: "loss_reasons", column: "loss_reason", values: Object.values(loss_reasons).flat()},
      {key: "deal_types", column: "deal_type", instead: "pipeline", values: Object.values(deal_types).flat()}, {key: "inbound", column: "lead_source", values: inbound}
    ].map(({key, ...one}): Named => ({file: "fitproof.yaml", path: ["exports", "opportunities", ...(length > 1 ? [i] : []), key], ...one})))
  ].filter(({values}) => values.length > 0);
  const valuesOf = new Map<string, readonly string[] | null>();
  for (const {column, instead} of named) {
    const key = `${column} ${instead}`;
    if (!valuesOf.has(key)) valuesOf.set(key, await valuesOfColumn(db, present.filter(({column_name}) => column_name === column || column_name === instead)));
  }
  return [...absent, ...named.flatMap((one): Problem[] => {
    const found = valuesOf.get(`${one.column} ${one.instead}`)!;
    return found === null ? [] : unmetValues(one, found).map((unmet) => ({...locate(one.path, one.file), column: printPath(one.path), ...unmet}));
  })];
}

function unmetValues({column, values}: Named, found: readonly string[]): AbsentValues[] {
  const has = new Set(found.map(folded));
  const asked = new Set(values.map(folded));
  const absent = values.filter((value) => !has.has(folded(value)));
  const others = found.filter((value) => !asked.has(folded(value)));
  const meant = absent.flatMap((value) => {
    const near = misspelt(value, others);
    return near === null ? [] : [misspeltValue(column, value, near)];
  });
  if (meant.length > 0 || absent.length < values.length) return meant;
  const rest = found.length - LISTED;
  return [absentValues(column, values, `Its values are ${found.slice(0, LISTED).join(", ")}${rest > 0 ? ` and ${rest.toLocaleString("en-US")} more` : ""}.`)];
}

/** The values of a column of words wherever it is, the commonest first; null of any other column. */
async function valuesOfColumn(db: Database, columns: readonly ConfigColumn[]): Promise<string[] | null> {
  if (columns.length === 0 || columns.some(({type}) => type !== "text" && type !== "list")) return null;
  const cells = columns.map(({entity, column_name, type}) => {
    const cell = quotedIdentifier(column_name);
    return `select ${type === "list" ? `unnest(string_split(${cell}, ';'))` : cell} as value, row_count from (select ${cell}, count(*) as row_count from raw_${entity} where ${cell} is not null group by ${cell})`;
  });
  const rows = await db.rows<{value: string}>(`
    select trim(value) as value from (${cells.join(" union all ")}) where trim(value) <> '' group by trim(value) order by sum(row_count) desc, value limit ${MOST_VALUES + 1}`);
  return rows.length === 0 || rows.length > MOST_VALUES ? null : rows.map(({value}) => value);
}
