import {z} from "zod";
import {EXPORTS, type Column, type Entity} from "../schema/exports.ts";
import {OWN_NAMES} from "./columns.ts";
import {RowRule} from "./predicates.ts";
import {ColumnName, folded, Text, TextList, TextListOrNone} from "./values.ts";
import {expecting, say, suggestion} from "./wording.ts";

/** Those in which spreadsheets save CSV in Europe and East Asia. */
const ENCODINGS = [
  "utf-8", "utf-16", "latin-1", "windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254", "iso-8859-2", "macintosh", "shift_jis", "euc-jp", "gb18030", "big5", "euc-kr"
] as const;

/** What a cell is when it is missing, where a source does not say. An empty cell always is. */
export const DEFAULT_NULLS = ["NULL", "N/A", "#N/A", "Unknown"];
/** The source of an entity that names none, so that its ids are those of every other unnamed source. */
const DEFAULT_SOURCE = "crm";

export const DateFormat = Text.refine((text) => ["iso", "mdy", "dmy"].includes(text) || /%[a-zA-Z]/.test(text), {
  error: say("expected iso, mdy, dmy or a strptime pattern", "Write, for example, date_format: dmy or date_format: \"%d/%m/%Y\".")
});

const Delimiter = z.string().transform((text) => (text === "tab" || text === "\\t" ? "\t" : text)).refine((text) => text.length === 1 && text !== '"' && text !== "\n", {
  error: say("expected one character", 'Write, for example, delimiter: ";" or delimiter: tab.')
});

const Values = z.record(z.string(), Text).superRefine(distinctKeys);
const HEADERS = z.union([Text.max(500), z.array(Text.max(500)).min(1)], {
  error: expecting("a header", "Write the header of a column, or a list of headers of which the latest date (of ended_on the earliest), or the first cell that is filled, counts.")
}).optional();

/** The keys that a source of any entity may have; `columns` has one key for each canonical column of the entity. */
function sourceKeys(entity: Entity) {
  const canonical: Record<string, Column> = EXPORTS[entity];
  const headers = Object.fromEntries(Object.keys(canonical).map((name) => [name, HEADERS]));
  return {
    files: TextList.describe("Names or globs under exports/ (absolute and ../ too): .csv .tsv .txt .gz .zip .parquet .json .jsonl .xlsx"),
    source: Text.max(60).optional().describe("Name of this source; ids of different sources never collide"),
    mode: z.enum(["full", "incremental"]).default("full").describe("full: of several dumps the newest counts; incremental: they add up, and of an id what the newest says of it, of a subscription with all its lines. The newest has the latest date in its name where all have one, else what began last"),
    preset: Text.optional().describe("salesforce, salesforce_report, hubspot, pipedrive, zoho, one of your own, or none; default: recognised from the header"),
    columns: z.strictObject(headers).prefault({}).describe("Canonical name: header in the file, or several of which the latest date (of ended_on the earliest), or the first cell that is filled, counts; adds to and overrides the preset"),
    attributes: z.record(ColumnName, Text.max(500)).default({}).describe("Extra columns of yours, name: header, usable as dimensions and in criteria"),
    values: z.record(z.string(), Values).default({}).describe("Column: {value in the file: value to read}, ignoring case and outer spaces"),
    scale: z.record(z.string(), z.number().refine((factor) => Math.abs(factor) >= 1e-9 && Math.abs(factor) <= 1e12, {
      error: say("expected a factor between a billionth and a trillion", "Write 1000000 where the file has millions, 0.01 where it has cents.")
    })).default({}).describe("Column: factor by which its numbers are multiplied"),
    exclude: z.array(RowRule).default([]).describe("Rows to leave out, each rule with its reason"),
    keep: z.array(RowRule).default([]).describe("Rows to keep: those that a rule does not fit are left out with its reason"),
    nulls: z.array(z.string()).default(DEFAULT_NULLS).describe("Cells that mean missing, ignoring case; empty always does"),
    date_format: DateFormat.optional().describe("iso, mdy, dmy or a strptime pattern; default: decided per file from all its rows"),
    decimal: z.enum([".", ","]).optional().describe("Decimal separator; default: ."),
    separator: z.string().min(1).max(5).default(";").describe("Between the values of a multi-valued cell"),
    delimiter: Delimiter.optional().describe("Between the cells of a row; default: found from the file"),
    encoding: z.enum(ENCODINGS).optional().describe("Default: found from the file")
  };
}

type SourceShape = ReturnType<typeof sourceKeys>;

/** One source of an entity or a list of them, read as a list in which every source has its name. */
function sources<S extends SourceShape>(entity: Entity, shape: S) {
  const canonical: Record<string, Column> = EXPORTS[entity];
  const one = z.strictObject(shape).superRefine((source, context) => checkColumns(source as CheckedSource, canonical, context));
  const many = z.array(one).min(1).superRefine((list, context) => {
    if (list.length < 2) return;
    list.forEach((source, i) => {
      if ((source as CheckedSource).source !== undefined) return;
      context.addIssue({code: "custom", path: [i, "source"], message: say("is missing", "Name each source of a list: source: billing.")});
    });
  });
  return z.union([one, many], {
    error: say("expected a source or a list of sources", "Write `files: [accounts.csv]` below it.")
  }).transform((list) => (Array.isArray(list) ? list : [list]).map((source) => ({...source, source: (source as CheckedSource).source ?? DEFAULT_SOURCE}))).optional();
}

interface CheckedSource {
  readonly source?: string | undefined;
  readonly attributes: Record<string, string>;
  readonly values: Record<string, unknown>;
  readonly scale: Record<string, unknown>;
}

function checkColumns(source: CheckedSource, canonical: Record<string, Column>, context: z.RefinementCtx): void {
  for (const name of Object.keys(source.attributes)) {
    if (name in canonical) {
      context.addIssue({code: "custom", path: ["attributes", name], message: say("is a canonical column", "Map it under columns.")});
    } else if (OWN_NAMES.has(name) || RESERVED.has(name) || /_(low|high)$/.test(name)) {
      context.addIssue({code: "custom", path: ["attributes", name], message: say("is a name that the tables use themselves", "Give the attribute another name.")});
    }
  }
  const known = [...Object.keys(canonical), ...Object.keys(source.attributes)];
  for (const key of ["values", "scale"] as const) {
    for (const name of Object.keys(source[key])) {
      if (known.includes(name)) {
        const type = canonical[name]?.type;
        if (key === "scale" && type !== undefined && !["number", "money", "integer", "decimal"].includes(type)) {
          context.addIssue({code: "custom", path: [key, name], message: say("is no column of numbers", "Scale a column of numbers, such as annual_revenue or amount.")});
        }
        continue;
      }
      context.addIssue({code: "custom", path: [key, name], message: say("unknown column", suggestion(name, known))});
    }
  }
}

/** Names that would mean something else where a dimension or a criterion is. */
const RESERVED = new Set(["source", "file", "rowid", "outcome", "all"]);

function distinctKeys(values: Record<string, unknown>, context: z.RefinementCtx): void {
  const seen = new Map<string, string>();
  for (const key of Object.keys(values)) {
    const before = seen.get(folded(key));
    if (before !== undefined) {
      context.addIssue({code: "custom", path: [key], message: say(`is the same value as ${before}`, "Case and outer spaces are ignored: keep one of the two.")});
    }
    seen.set(folded(key), key);
  }
}

/** Named lists of values of one column: a value can stand in one of them only. */
function disjointLists(lists: Record<string, readonly string[] | undefined>, context: z.RefinementCtx): void {
  const seen = new Map<string, string>();
  for (const [name, values] of Object.entries(lists)) {
    values?.forEach((value, i) => {
      const before = seen.get(folded(value));
      if (before !== undefined && before !== name) {
        context.addIssue({code: "custom", path: [name, i], message: say(`is listed under ${before} too`, "Keep it in one of the two lists.")});
      }
      seen.set(folded(value), name);
    });
  }
}

export const OUTCOMES = ["won", "lost", "no_decision", "disqualified", "open"] as const;
export type Outcome = (typeof OUTCOMES)[number];
export const DEAL_TYPES = ["new_business", "expansion", "renewal"] as const;
export type DealType = (typeof DEAL_TYPES)[number];

const list = (description: string) => TextListOrNone.optional().describe(description);

export const Outcomes = z.strictObject({
  won: list("Stage or status values of won deals"),
  lost: list("… of deals lost to a competitor or a plain no"),
  no_decision: list("… of deals that ended without a decision"),
  disqualified: list("… of deals that should not have been deals"),
  open: list("… of deals still open")
}).superRefine(disjointLists);

export const LossReasons = z.strictObject({
  no_decision: list("Loss reasons that mean no decision"),
  disqualified: list("Loss reasons that mean a bad fit")
}).superRefine(disjointLists);

export const DealTypes = z.strictObject({
  new_business: list("Values of deal_type that are new business; so is what no list names where deal_type is blank"),
  expansion: list("Values of deal_type that are more business with a customer"),
  renewal: list("Values of deal_type that continue a contract")
}).superRefine(disjointLists);

/** The entities of `exports:`, each one source or a list of sources. */
export const Exports = z.strictObject({
  accounts: sources("accounts", sourceKeys("accounts")).describe("Companies"),
  opportunities: sources("opportunities", {
    ...sourceKeys("opportunities"),
    outcomes: Outcomes.prefault({}).describe("What each stage or status means, ignoring case"),
    loss_reasons: LossReasons.prefault({}).describe("Loss reasons that refine lost"),
    deal_types: DealTypes.prefault({}).describe("What each value of deal_type means; where that is blank, of pipeline"),
    inbound: TextListOrNone.default([]).describe("Values of lead_source that mean the customer came by itself")
  }).describe("Deals"),
  subscriptions: sources("subscriptions", {
    ...sourceKeys("subscriptions"),
    end_is_inclusive: z.boolean().default(false).describe("The subscription is still paid on ended_on"),
    gap_days: z.int().min(0).max(3650).default(0).describe("Days without a subscription that are no churn (daily survival only)")
  }).describe("Subscription lines"),
  contacts: sources("contacts", sourceKeys("contacts")).describe("People"),
  contact_roles: sources("contact_roles", sourceKeys("contact_roles")).describe("People on deals"),
  mrr_snapshots: sources("mrr_snapshots", sourceKeys("mrr_snapshots")).describe("Monthly recurring revenue by account and month: a row for each of both, or a row an account and a column a month"),
  invoices: sources("invoices", sourceKeys("invoices")).describe("Invoiced periods"),
  churn_events: sources("churn_events", sourceKeys("churn_events")).describe("Recorded churn, shown beside revenue"),
  account_links: sources("account_links", sourceKeys("account_links")).describe("Ids of other systems to account ids"),
  stage_history: sources("stage_history", sourceKeys("stage_history")).describe("Stage changes of deals")
} satisfies Record<Entity, unknown>).refine((exports) => Object.values(exports).some((value) => value !== undefined), {
  error: say("names no entity", `Add at least one of ${Object.keys(EXPORTS).join(", ")}.`)
});
export type Exports = z.infer<typeof Exports>;
/** One source of any entity: what its file is called and how its cells are to be read. */
export type Source = NonNullable<Exports["accounts"]>[number];
