import type {Problem} from "../problems.ts";
import {EXPORTS, REVENUE_ENTITIES, type Entity} from "../schema/exports.ts";
import {canonicalColumns, canonicalType, isNumeric, VALUE_ENTITIES} from "./columns.ts";
import {contradictions} from "./contradictions.ts";
import {Dimension} from "./fitproof.ts";
import {Criterion, Disqualifier, type Icp} from "./icp.ts";
import {misspelt} from "./nearest.ts";
import {predicateMismatch, predicateOf} from "./predicates.ts";
import {ColumnName, folded, isDate} from "./values.ts";
import {printPath} from "./validate.ts";
import {suggestion} from "./wording.ts";
import type {Path, YamlFile} from "./yaml.ts";

// These checks take values that may be faulty elsewhere, so that one run names every problem.

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function sourcesOf(settled: unknown, entity: string): {source: Fields; path: Path}[] {
  const value = fields(fields(settled)["exports"])[entity];
  if (Array.isArray(value)) return value.map((source, i) => ({source: fields(source), path: ["exports", entity, i]}));
  return value === undefined ? [] : [{source: fields(value), path: ["exports", entity]}];
}

/** The name of the column that a workspace maps to a header; null where it maps none to it. */
function nameOfHeader(settled: unknown, header: string): string | null {
  for (const entity of VALUE_ENTITIES) {
    for (const {source} of sourcesOf(settled, entity)) {
      const mapped = Object.entries({...fields(source["columns"]), ...fields(source["attributes"])});
      const found = mapped.find(([, headers]) => [headers].flat().some((one) => typeof one === "string" && folded(one) === folded(header)));
      if (found) return found[0];
    }
  }
  return null;
}

/** What to do about a column that is neither canonical nor an attribute; `isMistaken` where another column is surely meant. */
function unknownColumn(settled: unknown, column: string, known: readonly string[]): {fix: string; isMistaken: boolean} {
  const named = nameOfHeader(settled, column);
  if (named !== null) return {fix: `That is a header of the export: write ${named}, the name that it is mapped to.`, isMistaken: true};
  const meant = misspelt(column, known);
  if (meant !== null) return {fix: `Did you mean ${meant}?`, isMistaken: true};
  if (ColumnName.safeParse(column).success) return {fix: `Map it: exports.accounts.attributes: {${column}: <its header>}.`, isMistaken: false};
  const name = column.toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^[^a-z]+|_+$/g, "") || "name";
  return {fix: `Map it, exports.accounts.attributes: {${name}: <its header>}, and write ${name} here.`, isMistaken: false};
}

/** The names of a workspace's attributes on accounts, opportunities and subscriptions. */
function attributeNames(settled: unknown, entities: readonly Entity[] = VALUE_ENTITIES): string[] {
  return [...new Set(entities.flatMap((entity) => sourcesOf(settled, entity).flatMap(({source}) => Object.keys(fields(source["attributes"])))))];
}

function problemAt(yaml: YamlFile, path: Path, message: string, value: string | null, fix: string): Problem {
  return {file: yaml.file, line: yaml.line(path), column: printPath(path), message, value, fix};
}

/** What zod cannot see in fitproof.yaml because it goes across keys or files. */
export function checkWorkspace(settled: unknown, yaml: YamlFile, presets: readonly string[]): Problem[] {
  return [
    ...checkPresetNames(settled, yaml, presets),
    ...checkSegments(settled, yaml),
    ...checkAgreement(settled, yaml),
    ...checkRevenue(settled, yaml)
  ];
}

function checkPresetNames(settled: unknown, yaml: YamlFile, presets: readonly string[]): Problem[] {
  const known = ["none", ...presets];
  return Object.keys(EXPORTS).flatMap((entity) => sourcesOf(settled, entity).flatMap(({source, path}) => {
    const preset = source["preset"];
    if (typeof preset !== "string" || known.includes(preset)) return [];
    return [problemAt(yaml, [...path, "preset"], "unknown preset", preset, suggestion(preset, known))];
  }));
}

function checkSegments(settled: unknown, yaml: YamlFile): Problem[] {
  const known = [...canonicalColumns(), ...attributeNames(settled)];
  return Object.entries(fields(fields(settled)["segments"])).flatMap(([name, value]) => {
    const {success, data} = Dimension.safeParse(value);
    if (!success) return [];
    const path = ["segments", name, "column"];
    if (!known.includes(data.column)) {
      return [problemAt(yaml, path, "unknown column", data.column, unknownColumn(settled, data.column, known).fix)];
    }
    const type = canonicalType(data.column);
    if (data.bands && type !== undefined && !isNumeric(type)) {
      return [problemAt(yaml, path, "bands need a column of numbers", data.column, "Use groups or order for a column of text.")];
    }
    return [];
  });
}

/** Settings that are one for the whole run, however many sources state them. */
function checkAgreement(settled: unknown, yaml: YamlFile): Problem[] {
  const problems: Problem[] = [];
  for (const key of ["gap_days", "end_is_inclusive"]) {
    const [first, ...others] = sourcesOf(settled, "subscriptions");
    const stated = first?.source[key] ?? (key === "gap_days" ? 0 : false);
    for (const {source, path} of others) {
      const value = source[key] ?? (key === "gap_days" ? 0 : false);
      if (value === stated) continue;
      problems.push(problemAt(yaml, [...path, key], `differs from the first source's ${stated}`, String(value), "Give every source of subscriptions the same value."));
    }
  }
  for (const [key, lists] of [["outcomes", ["won", "lost", "no_decision", "disqualified", "open"]], ["loss_reasons", ["no_decision", "disqualified"]],
    ["deal_types", ["new_business", "expansion", "renewal"]]] as const) {
    const seen = new Map<string, {list: string; path: string}>();
    for (const {source, path} of sourcesOf(settled, "opportunities")) {
      for (const list of lists) {
        const value = fields(source[key])[list];
        const values: unknown[] = Array.isArray(value) ? value : [value];
        values.forEach((entry, i) => {
          if (typeof entry !== "string") return;
          const before = seen.get(folded(entry));
          const at = printPath(path);
          if (before !== undefined && before.list !== list && before.path !== at) {
            problems.push(problemAt(yaml, [...path, key, list, i], `is ${before.list} in ${before.path}`, entry, "Give the value one meaning for all sources, or clean it with values."));
          }
          seen.set(folded(entry), {list, path: at});
        });
      }
    }
  }
  return problems;
}

function checkRevenue(settled: unknown, yaml: YamlFile): Problem[] {
  const chosen = fields(settled)["mrr_from"];
  const exported = REVENUE_ENTITIES.filter((entity) => sourcesOf(settled, entity).length > 0);
  if (chosen === undefined || !REVENUE_ENTITIES.some((entity) => entity === chosen) || exported.length === 0) return [];
  if (exported.some((entity) => entity === chosen)) return [];
  return [problemAt(yaml, ["mrr_from"], "is not among the exports", String(chosen), `Write mrr_from: ${exported[0]}, or add exports.${String(chosen)}.`)];
}

/** What zod cannot see in one icp file. Warnings are criteria that nothing can test. */
export function checkIcp(settled: unknown, yaml: YamlFile, workspace: unknown): {problems: Problem[]; warnings: Problem[]} {
  const attributes = attributeNames(workspace);
  const known = [...canonicalColumns(), ...attributes];
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  const firstUse = new Map<string, string>();
  const rules = (list: "criteria" | "disqualifiers") => {
    const value = fields(settled)[list];
    return (Array.isArray(value) ? value : []).flatMap((entry: unknown, index) => {
      const path: Path = [list, index];
      const id = fields(entry)["id"];
      if (typeof id === "string") {
        const before = firstUse.get(folded(id));
        if (before !== undefined) problems.push(problemAt(yaml, [...path, "id"], `is the id of ${before} too`, id, "Give each criterion and disqualifier an id of its own."));
        else firstUse.set(folded(id), printPath(path));
      }
      const {success, data} = (list === "criteria" ? Criterion : Disqualifier).safeParse(entry);
      if (!success) return [];
      const type = canonicalType(data.column);
      const mismatch = type !== undefined && !attributes.includes(data.column) ? predicateMismatch(data, type) : null;
      if (mismatch) problems.push(problemAt(yaml, [...path, predicateOf(data)], mismatch.what, data.column, mismatch.fix));
      if (!known.includes(data.column)) {
        const {fix, isMistaken} = unknownColumn(workspace, data.column, known);
        if (isMistaken) problems.push(problemAt(yaml, [...path, "column"], "unknown column", data.column, fix));
        else warnings.push(problemAt(yaml, [...path, "column"], `no export has this column, so the ${list === "criteria" ? "criterion" : "disqualifier"} is untestable`, data.column, fix));
      }
      return [[data, index] as const];
    });
  };
  const criteria = rules("criteria");
  const disqualifiers = rules("disqualifiers");
  for (const {list, index, what, fix} of contradictions(criteria, disqualifiers, canonicalType)) {
    const [rule] = (list === "criteria" ? criteria : disqualifiers).find(([, i]) => i === index)!;
    problems.push(problemAt(yaml, [list, index], what, rule.id, fix));
  }
  const {written_on: written, effective_from: effective} = fields(settled);
  if (typeof written === "string" && typeof effective === "string" && isDate(written) && isDate(effective) && written > effective && fields(settled)["status"] !== "draft") {
    warnings.push(problemAt(yaml, ["written_on"], `is after effective_from, ${effective}: the deals of the days between are no test of it`, written,
      "Let it take effect on the day on which it was written, or later."));
  }
  const dealColumns = [...Object.keys(EXPORTS.opportunities), ...attributeNames(workspace, ["opportunities"])];
  for (const column of Object.keys(fields(fields(settled)["applies_to"]))) {
    if (dealColumns.includes(column)) continue;
    problems.push(problemAt(yaml, ["applies_to", column], "is no column of deals", column, suggestion(column, dealColumns)));
  }
  return {problems, warnings};
}

/** Versions of one ICP that overlap, and names used twice. */
export function checkVersions(versions: readonly {icp: Icp; yaml: YamlFile}[]): Problem[] {
  const problems: Problem[] = [];
  versions.forEach(({icp, yaml}, i) => {
    for (const {icp: other, yaml: otherYaml} of versions.slice(0, i)) {
      if (folded(other.icp) !== folded(icp.icp)) continue;
      if (other.icp !== icp.icp) {
        problems.push(problemAt(yaml, ["icp"], `differs from ${other.icp} of ${otherYaml.file} by case or spaces alone`, icp.icp, "Write both the same way, or give one another name."));
      } else if (folded(other.version) === folded(icp.version)) {
        problems.push(problemAt(yaml, ["version"], `is the version of ${otherYaml.file} too`, icp.version, "Give each version of an ICP its own name."));
      } else if (other.status !== "draft" && icp.status !== "draft" && other.effective_from === icp.effective_from) {
        problems.push(problemAt(yaml, ["effective_from"], `is the date of ${otherYaml.file} too, so both would be in force`, icp.effective_from ?? null,
          "Give each version its own date, or make one a draft."));
      }
    }
  });
  return problems;
}
