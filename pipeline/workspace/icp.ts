import {z} from "zod";
import {hasOnePredicate, PREDICATES} from "./predicates.ts";
import {DateText, Text, TextList} from "./values.ts";
import {exemplified, say} from "./wording.ts";

// A refinement, not a pattern: editors read the JSON Schema's patterns without the u flag.
const Id = z.string().max(60).refine((id) => /^[\p{L}\p{N}][\p{L}\p{N}_.-]*$/u.test(id), {
  error: say("expected letters, digits, _ - or .", "Write a short name without spaces, such as size or sales_team.")
});

const Weight = z.number().positive().max(1_000_000).refine((weight) => Number(weight.toFixed(6)) === weight, {
  error: say("expected at most six decimals", "Round the weight.")
});

const documentation = {
  allow_leak: Text.optional().describe("Why this column is known before the outcome, although it looks as if it were not"),
  rationale: Text.optional().describe("Free text")
};

/** A criterion of an ICP: exactly one predicate on one column. */
export const Criterion = z.strictObject({
  id: Id.describe("Short name, unique within the file"),
  kind: z.enum(["firmographic", "technographic", "situational", "organizational"]).default("firmographic").describe("Which part of the ICP it belongs to"),
  column: Text.describe("A canonical column or one of your attributes"),
  ...PREDICATES,
  weight: Weight.default(1).describe("What meeting it is worth"),
  required: z.boolean().default(false).describe("Not met: tier 3 at best; unknown: tier 2 at best"),
  ...documentation
}).superRefine(hasOnePredicate);
export type Criterion = z.infer<typeof Criterion>;

/** Whoever meets it is tier 3. */
export const Disqualifier = z.strictObject({
  id: Id.describe("Short name, unique within the file"),
  kind: z.enum(["firmographic", "technographic", "situational", "organizational"]).optional().describe("Which part of the ICP it belongs to"),
  column: Text.describe("A canonical column or one of your attributes"),
  ...PREDICATES,
  ...documentation
}).superRefine(hasOnePredicate);
export type Disqualifier = z.infer<typeof Disqualifier>;

const Cut = z.number().positive().max(1).refine((cut) => Number(cut.toFixed(6)) === cut, {
  error: say("expected at most six decimals", "Round the cut.")
});

const Tiers = exemplified(z.strictObject({
  1: Cut.describe("Share of weight met from which an account is tier 1, inclusive"),
  2: Cut.describe("… tier 2; the rest is tier 3")
}).superRefine((tiers, context) => {
  if (!(tiers[2] < tiers[1])) {
    context.addIssue({code: "custom", path: ["2"], message: say(`expected a number below tier 1's ${tiers[1]}`, "The cuts fall: tiers: {1: 0.75, 2: 0.40}.")});
  }
}), "{1: 0.75, 2: 0.40}");

const Documented = z.array(z.union([Text, z.record(z.string(), z.unknown())], {
  error: say("expected text or keys with values", "Write, for example, - {name: VP Sales, cares_about: forecast}.")
}));

/** What an account answers is a bit each of one number of 127. */
const MOST_RULES = 120;

/** icp/<version>.yaml: one version of one ICP. */
export const Icp = z.strictObject({
  version: Text.max(60).describe("Name of the version, in quotes"),
  icp: Text.max(60).default("main").describe("Name of the ICP; several may stand side by side"),
  applies_to: z.record(Text, TextList).default({}).describe("Deal column: values; the deals that this ICP is about; default: all"),
  status: z.enum(["draft", "approved", "retired"]).default("approved").describe("A draft is tested on past deals and gets no verdict"),
  written_on: DateText.optional().describe("Day on which it was written"),
  owner: Text.optional().describe("Free text"),
  approved_by: Text.optional().describe("Free text"),
  effective_from: DateText.optional().describe("Day from which it is in force; a draft needs none"),
  statement: Text.optional().describe("The ICP in one sentence"),
  criteria: z.array(Criterion).default([]).describe("What a good account is; only a draft may have none yet"),
  disqualifiers: z.array(Disqualifier).default([]).describe("What rules an account out"),
  unknown: z.enum(["no_credit", "ignore"]).default("no_credit").describe("ignore drops a criterion that is unknown from that account's total"),
  tiers: Tiers.describe("Share of weight met from which an account is tier 1 and 2"),
  personas: Documented.optional().describe("Documentation: no part of the score"),
  use_cases: Documented.optional().describe("Documentation: no part of the score")
}).superRefine((icp, context) => {
  if (icp.status !== "draft" && icp.criteria.length === 0) {
    context.addIssue({code: "custom", path: ["criteria"], message: say("expected at least 1 entry", "Say what a good account is, or make it status: draft.")});
  }
  if (icp.criteria.length + icp.disqualifiers.length + Object.keys(icp.applies_to).length > MOST_RULES) {
    context.addIssue({code: "custom", path: ["criteria"], message: say(`expected at most ${MOST_RULES}, with disqualifiers and applies_to`, "Join criteria on one column: in: [a, b] asks for either.")});
  }
  if (icp.status !== "draft" && icp.effective_from === undefined) {
    context.addIssue({code: "custom", path: ["effective_from"], message: say("is missing", `Add the day from which this ${icp.status} version is in force, or make it status: draft.`)});
  }
});
export type Icp = z.infer<typeof Icp>;
