import {printable} from "../problems.ts";
import {yamlList, yamlScalar} from "../profile/yamlText.ts";
import type {NearDuplicateValueRow} from "../schema/marts.ts";
import {DEAL_TYPES, OUTCOMES} from "../workspace/sources.ts";
import type {Cost} from "./costs.ts";
import {NO_COMPANY, isEmpty, type Draft, type SourceDraft} from "./draft.ts";
import type {SegmentDraft} from "./segments.ts";
import {whyUnread} from "./tables.ts";

export interface WorkspaceText {
  readonly draft: Draft;
  readonly segments: readonly SegmentDraft[];
  readonly unusedSegments: readonly {readonly column: string; readonly why: string}[];
  /** The data date that was found; null where nothing was read. */
  readonly asOf: string | null;
  readonly costs: readonly Cost[];
  readonly nearDuplicates: readonly NearDuplicateValueRow[];
}

const WIDTH = 118;

/** fitproof.yaml: what was recognised, with comments on what may be changed and what is missing. */
export function workspaceYaml({draft, segments, unusedSegments, asOf, costs, nearDuplicates}: WorkspaceText): string {
  const byEntity = [...new Set(draft.sources.map(({entity}) => entity))];
  const lines = [
    "# What is exported and how it is read. Everything may be changed; `fitproof check` says what the data are like.",
    `name: ${yamlScalar(draft.name)}`,
    `currency: ${draft.currency}${draft.isCurrencyKnown ? "" : "                         # a guess: no export names the currency of its amounts"}`,
    ...(draft.exchangeRates === null ? [] : [`exchange_rates: ${yamlScalar(draft.exchangeRates)}`]),
    ...(asOf === null ? [] : [`# as_of: ${asOf}                  # the data date: the latest day on which something happened, unless it is written here`]),
    "# fiscal_year_start_month: 1",
    "",
    "exports:",
    ...byEntity.flatMap((entity) => entityLines(draft.sources.filter((source) => source.entity === entity), nearDuplicates.filter((row) => row.export === entity))),
    ...leftOut(draft),
    "",
    ...segmentLines(segments, unusedSegments),
    ...listed("To look at:", draft.decisions.filter(({stops}) => !stops).map(({what}) => what)),
    ...listed("What the exports lack, and what a report does without:", costs.map(({missing, cost}) => `${missing}: ${cost}`))
  ];
  return `${lines.join("\n").replace(/\n{3,}/g, "\n\n").trimEnd()}\n`;
}

function entityLines(sources: readonly SourceDraft[], nearDuplicates: readonly NearDuplicateValueRow[]): string[] {
  const isList = sources.length > 1;
  return [
    `  ${sources[0]!.entity}:`,
    ...sources.flatMap((source) => {
      const lines = sourceLines(source, nearDuplicates);
      return isList ? lines.map((line, i) => `${i === 0 ? "    - " : "      "}${line}`.trimEnd()) : lines.map((line) => `    ${line}`.trimEnd());
    }),
    ""
  ];
}

function sourceLines(source: SourceDraft, nearDuplicates: readonly NearDuplicateValueRow[]): string[] {
  const {preset, files, columns, combined, attributes, presetColumns} = source;
  return [
    `files: ${yamlList(files)}`,
    ...(source.source === null ? [] : [`source: ${source.source}`]),
    preset === "none" ? "preset: none" : `preset: ${preset}`,
    ...(isEmpty(presetColumns) ? [] : comment(`It maps ${Object.entries(presetColumns).map(([name, header]) => `${name}: ${printable(header.trim(), 40)}`).join(", ")}.`)),
    ...mapping("columns", {...columns, ...combined}),
    ...mapping("attributes", attributes),
    ...unmappedLines(source),
    ...(isEmpty(source.scale) ? [] : [`scale: {${Object.entries(source.scale).map(([name, factor]) => `${name}: ${factor}`).join(", ")}}`]),
    ...Object.entries(source.values).flatMap(([name, values], i) => [...(i === 0 ? ["values:"] : []), `  ${name}: {${Object.entries(values).map(([from, to]) => `${yamlScalar(from)}: ${yamlScalar(to)}`).join(", ")}}`]),
    ...keepLines(source),
    ...source.exclude.flatMap((rule, i) => [
      ...(i === 0 ? ["exclude:"] : []), `  - {column: ${yamlScalar(rule.column)}, ${"in" in rule ? `in: ${yamlList(rule.in)}` : "is" in rule ? `is: ${rule.is}` : `matches: ${yamlScalar(rule.matches)}`}, reason: ${rule.reason}}`
    ]),
    ...(source.nulls.length === 0 ? [] : [`nulls: ${yamlList(source.nulls)}`]),
    ...(source.dateFormat === null ? [] : [`date_format: ${source.dateFormat}                  # or ${source.dateFormat === "mdy" ? "dmy" : "mdy"}: the dates of this file fit both, and nothing in it decides`]),
    ...(source.endIsInclusive ? ["end_is_inclusive: true        # most end the day before a whole number of months: their last day is paid"] : []),
    ...nearDuplicateLines(nearDuplicates),
    ...(source.entity === "opportunities" ? meaningLines(source) : [])
  ];
}

function keepLines({keep}: SourceDraft): string[] {
  if (keep === null) return [];
  return [`keep: [{column: ${yamlScalar(keep.column)}, ${"in" in keep ? `in: ${yamlList(keep.in)}` : "is: true"}, reason: ${NO_COMPANY}}]`];
}

function mapping(key: string, entries: Readonly<Record<string, string | readonly string[]>>): string[] {
  const pairs = Object.entries(entries);
  if (pairs.length === 0) return [];
  const width = Math.max(...pairs.map(([name]) => name.length));
  return [`${key}:`, ...pairs.map(([name, header]) => `  ${`${name}:`.padEnd(width + 1)} ${typeof header === "string" ? yamlScalar(header.trim()) : yamlList(header.map((one) => one.trim()))}`)];
}

function unmappedLines({entity, unmapped, attributes, columns}: SourceDraft): string[] {
  const used = [...Object.values(attributes), ...Object.values(columns)];
  const left = unmapped.filter((header) => !used.includes(header));
  if (left.length === 0) return [];
  const where = entity === "accounts" || entity === "opportunities" || entity === "subscriptions" ? ` Make any of them a dimension or criterion with \`attributes: {name: header}\`.` : "";
  return comment(`Not used: ${left.slice(0, 40).map((header) => printable(header, 40)).join(", ")}${left.length > 40 ? ` and ${left.length - 40} more` : ""}.${where}`);
}

function nearDuplicateLines(rows: readonly NearDuplicateValueRow[]): string[] {
  const odd = rows.filter(({kind}) => kind !== "case").slice(0, 8);
  if (odd.length === 0) return [];
  return [
    ...comment("These values may be one. Take the # off where they are."),
    "# values:",
    ...[...new Set(odd.map(({column}) => column))].flatMap((column) => {
      const own = odd.filter((row) => row.column === column);
      return [`#   ${column}: {${own.map((row) => `${yamlScalar(row.value)}: ${yamlScalar(row.suggestion)}`).join(", ")}}`];
    })
  ];
}

function meaningLines(source: SourceDraft): string[] {
  const {outcomes, lossReasons, dealTypes, inbound, unsorted, preset} = source;
  const isWritten = preset === "none" || Object.values(outcomes).some((list) => list.length > 0) || unsorted.length > 0;
  const hasOutcomes = OUTCOMES.some((outcome) => (outcomes[outcome] ?? []).length > 0);
  return [
    ...(isWritten && (hasOutcomes || unsorted.length > 0) ? [
      ...comment(unsorted.length > 0 ? "Sort these stages first: a report cannot be made until each is in a list." : "What each stage means. lost: to a competitor or a plain no."),
      ...unsorted.map(({value, count}) => `#   ${yamlScalar(value)}   # ${count.toLocaleString("en-US")} deals`),
      "outcomes:",
      ...OUTCOMES.map((outcome) => `  ${outcome}: ${yamlList(outcomes[outcome] ?? [])}`)
    ] : []),
    ...(lossReasons.no_decision.length + lossReasons.disqualified.length === 0 ? [] : [
      "loss_reasons:                 # these losses are not lost to anyone", `  no_decision: ${yamlList(lossReasons.no_decision)}`, `  disqualified: ${yamlList(lossReasons.disqualified)}`
    ]),
    ...(isEmpty(dealTypes) ? [] : ["deal_types:", ...DEAL_TYPES.map((type) => `  ${type}: ${yamlList(dealTypes[type] ?? [])}`)]),
    ...(inbound.length === 0 ? [] : [`inbound: ${yamlList(inbound)}`])
  ];
}

function leftOut({tables}: Draft): string[] {
  const lines = [
    ...tables.besides.map((seen) => `not read: ${seen.name}: ${whyUnread(seen)}`),
    ...tables.unknown.map((seen) => `not recognised, and not read: ${seen.name} (${seen.table.header.slice(0, 8).map((header) => printable(header.trim(), 30)).join(", ")}${seen.table.header.length > 8 ? ", …" : ""}): ${whyUnread(seen)}`),
    ...tables.unreadable.map(({file, message}) => `cannot be read: ${file}: ${message}`)
  ];
  return lines.flatMap((line) => comment(line).map((text) => `  ${text}`));
}

function segmentLines(segments: readonly SegmentDraft[], unused: readonly {readonly column: string; readonly why: string}[]): string[] {
  if (segments.length === 0 && unused.length === 0) return [];
  return [
    "# The dimensions by which everything is counted. Bands are [from, to): [50, 200] makes <50, 50–199 and 200+.",
    segments.length === 0 ? "# segments:" : "segments:",
    ...segments.map(({name, column, bands, note}) =>
      `  ${name}: {column: ${column}${bands === null ? "" : `, bands: [${bands.map(limit).join(", ")}]`}}${note === null ? "" : `   # ${note}`}`),
    ...unused.map(({column, why}) => `  # ${column} ${why}`),
    ""
  ];
}

function limit(value: number): string {
  return value >= 1e6 ? value.toExponential().replace("e+", "e") : String(value);
}

function listed(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`# ${title}`, ...lines.flatMap((line) => comment(line, "#   ")), ""];
}

/** A comment on as many lines as it takes. */
function comment(text: string, prefix = "# "): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && prefix.length + line.length + word.length + 1 > WIDTH - 8) {
      lines.push(prefix + line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, prefix + line];
}
