import {z} from "zod";
import {REVENUE_ENTITIES} from "../schema/exports.ts";
import {Exports} from "./sources.ts";
import {DateText, folded, Text, TextList} from "./values.ts";
import {exemplified, expecting, say} from "./wording.ts";

const Bands = z.array(z.number()).min(1).superRefine((bands, context) => {
  bands.forEach((band, i) => {
    const before = bands[i - 1];
    if (before !== undefined && !(band > before)) {
      context.addIssue({code: "custom", path: [i], message: say(`expected a number above ${before}`, "Write the limits in rising order, and 1000 rather than 1,000.")});
    }
  });
});

const Groups = z.record(Text, TextList).superRefine((groups, context) => {
  const seen = new Map<string, string>();
  for (const [group, values] of Object.entries(groups)) {
    if (folded(group) === "unknown") {
      context.addIssue({code: "custom", path: [group], message: say("is the segment of missing values", "Give the group another name.")});
    }
    values.forEach((value, i) => {
      const before = seen.get(folded(value));
      if (before !== undefined) {
        context.addIssue({code: "custom", path: [group, i], message: say(`is in the group ${before} too`, "Keep each value in one group.")});
      }
      seen.set(folded(value), group);
    });
  }
});

const Order = TextList.superRefine((values, context) => {
  const seen = new Set<string>();
  values.forEach((value, i) => {
    if (seen.has(folded(value))) context.addIssue({code: "custom", path: [i], message: say("is listed twice", "Keep one of the two.")});
    seen.add(folded(value));
  });
});

const KINDS = ["bands", "groups", "has", "order"] as const;

/** A dimension: a column, and how its values become segments. */
export const Dimension = exemplified(z.strictObject({
  column: Text.describe("A canonical column or one of your attributes"),
  bands: Bands.optional().describe("Rising limits: [50, 200] makes <50, 50–199, 200+"),
  labels: z.array(Text).optional().describe("Names of the bands, one more than there are limits"),
  groups: Groups.optional().describe("Segment: the values that it holds"),
  other: Text.optional().describe("Segment of the values in no group; default: Other"),
  has: Text.optional().describe("A multi-valued column has this value: yes, no or unknown"),
  order: Order.optional().describe("Values in the order in which to show them")
}).superRefine((dimension, context) => {
  const kinds = KINDS.filter((kind) => dimension[kind] !== undefined);
  if (kinds.length > 1) {
    context.addIssue({code: "custom", message: say(`has ${kinds.join(" and ")}`, "Keep one of them; a second dimension can cut the same column differently.")});
  }
  if (dimension.labels && dimension.labels.length !== (dimension.bands?.length ?? -1) + 1) {
    const expected = dimension.bands ? `expected ${dimension.bands.length + 1} labels` : "has labels and no bands";
    context.addIssue({code: "custom", path: ["labels"], message: say(expected, "Give one label for each band: one more than there are limits.")});
  }
  if (dimension.labels && new Set(dimension.labels.map(folded)).size < dimension.labels.length) {
    context.addIssue({code: "custom", path: ["labels"], message: say("two bands have the same label", "Give each band its own.")});
  }
  if (dimension.other !== undefined && !dimension.groups) {
    context.addIssue({code: "custom", path: ["other"], message: say("has no groups beside it", "Add groups, or remove other.")});
  }
}), "{column: industry}");
export type Dimension = z.infer<typeof Dimension>;

const share = (fallback: number, description: string) => z.number().min(0).max(1).default(fallback).describe(description);
const count = (fallback: number, description: string) => z.int().min(1).max(1_000_000).default(fallback).describe(description);

export const Thresholds = z.strictObject({
  max_problem_rate: share(0.01, "Share of a file's rows that may have a problem before a run stops"),
  min_decided: count(10, "Decided deals below which only the count is shown"),
  shown_decided: count(30, "Decided deals from which a rate is more than indicative"),
  q: share(0.10, "False discovery rate at which a difference is a signal"),
  lift: z.number().min(1).max(100).default(1.3).describe("Lift of tier 1 that a supported ICP needs"),
  broadness: share(0.40, "Share of accounts in tier 1 above which an ICP is too broad"),
  resolved: share(0.85, "Share of judged deals that must be resolved"),
  verdict_wins: count(20, "Won deals that a verdict needs"),
  verdict_losses: count(20, "Lost deals that a verdict needs"),
  leak_fill_gap: share(0.20, "Difference of fill rate between won and lost that flags a column")
}).superRefine(({min_decided, shown_decided}, context) => {
  if (shown_decided < min_decided) {
    context.addIssue({code: "custom", path: ["shown_decided"], message: say(`expected at least min_decided, ${min_decided}`, "Raise shown_decided or lower min_decided.")});
  }
});

/** fitproof.yaml. */
export const Workspace = z.strictObject({
  name: Text.max(200).describe("Printed on every page"),
  as_of: DateText.optional().describe("The data date; default: the latest date that something happened on"),
  currency: z.string().regex(/^[A-Z]{3}$/, {
    error: say("expected a currency code of three capitals", "Write, for example, currency: USD.")
  }).default("USD").describe("Currency of every amount on the pages"),
  locale: z.string().refine(isLocale, {
    error: say("is no language tag (BCP 47)", "Write, for example, locale: de-DE, en-GB or pt-BR.")
  }).optional().describe("How numbers, money and dates are written, a BCP 47 tag such as de-DE; default: 1,234.5 and 31 Dec 2025"),
  fiscal_year_start_month: z.int({error: expecting("the number of a month", "Write 1 for January, 4 for April.")}).min(1).max(12).default(1).describe("1 (January) to 12"),
  unit: z.enum(["account", "ultimate_parent"]).default("account").describe("ultimate_parent rolls up by parent_account_id"),
  exports: Exports.describe("The exports: at least one entity"),
  segments: exemplified(z.record(Text.max(60), Dimension).superRefine(distinctNames), "industry: {column: industry}").optional()
    .describe("The dimensions; default: every firmographic column that is present"),
  mrr_from: z.enum([...REVENUE_ENTITIES, "won_deals"]).optional()
    .describe("Where recurring revenue comes from; default: the first of these that is exported"),
  exchange_rates: Text.optional().describe("CSV with currency, date, rate; needed only where an export has other currencies"),
  thresholds: Thresholds.prefault({}).describe("Set before the results are seen, and printed with them"),
  publish: z.strictObject({
    profile: z.enum(["internal", "board"]).default("internal").describe("board: no account or person name, small cells suppressed"),
    min_cell: count(5, "Accounts or decided deals that a published cell needs in the board profile")
  }).prefault({}).describe("What the site may show")
});
export type Workspace = z.infer<typeof Workspace>;

function isLocale(tag: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false;
  }
}

function distinctNames(dimensions: Record<string, Dimension>, context: z.RefinementCtx): void {
  const seen = new Set<string>();
  for (const name of Object.keys(dimensions)) {
    if (folded(name) === "all") context.addIssue({code: "custom", path: [name], message: say("is the name of the total", "Give the dimension another name.")});
    if (seen.has(folded(name))) context.addIssue({code: "custom", path: [name], message: say("the dimension appears twice", "Names differ by more than case.")});
    seen.add(folded(name));
  }
}
