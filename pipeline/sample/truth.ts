/**
 * What is true in a generated CRM, in one place: the generator acts on it, tests and simulations compare with it.
 * Days are whole days since 1970-01-01 unless they are ISO dates.
 */

export type LatentTier = 1 | 2 | 3;
type ByTier = Readonly<Record<LatentTier, number>>;

/** The ICP that is true in the planted world; workspaces/sample/icp/2024-01.yaml writes the same down. */
export const PLANTED_ICP = {
  version: "2024-01",
  effectiveFrom: "2024-01-01",
  industries: ["Technology", "Finance", "Insurance"],
  employees: [50, 999],
  technology: "Salesforce",
  countries: ["United States", "Canada", "United Kingdom"],
  triggers: ["New sales leader", "Funding round"]
} as const;

/** The calendar of every generated CRM. */
export const CALENDAR = {firstDay: "2022-01-01", asOf: "2025-12-31"} as const;

/** B2B accounts look better because most of them have 50 to 999 employees; at equal size B2B wins less than B2C. */
export const REVERSED_PAIR = {column: "Business_Model__c", better: "B2B", worse: "B2C"} as const;

/** Deals created in this quarter come mostly from accounts outside the ICP. */
export const DRIFTED_QUARTER = {from: "2025-07-01", until: "2025-10-01"} as const;

export interface Truth {
  readonly effect: "planted" | "null";
  /** Odds of winning a decided deal for which none of the ratios below applies. */
  readonly baseOdds: number;
  /** What each thing multiplies the odds of winning by. Where all are 1, every decided deal wins alike. */
  readonly oddsRatios: {
    readonly industry: number;
    readonly employees: number;
    /** From 1,000 employees on. */
    readonly large: number;
    readonly technology: number;
    readonly country: number;
    readonly trigger: number;
    readonly businessModelB2B: number;
    readonly inbound: number;
  };
  /**
   * Share of a customer's decided deals that are won, whose type then follows from being a customer; a lost renewal ends
   * its subscription. Null: a deal's type is drawn like any other value, and deals of every type are decided alike.
   */
  readonly customerWins: Readonly<Record<"Existing Business" | "Renewal", ByTier>> | null;
  readonly noDecision: number;
  readonly disqualified: ByTier;
  /** Median days from creation to closing by outcome; log-normal around it. */
  readonly cycleDays: Readonly<Record<"won" | "lost" | "no_decision" | "disqualified", number>>;
  readonly cycleSigma: number;
  /** What the account's tier multiplies those days by. */
  readonly cycleFactor: ByTier;
  /** Chances per customer and 30 days. */
  readonly churn: ByTier;
  readonly expansion: ByTier;
  readonly contraction: ByTier;
  /** Share of lapsed customers that return within a year. */
  readonly returning: number;
  /** How many more deals an account of tier 1 has than another. */
  readonly dealsPerTier1Account: number;
  /** Share of a drifted quarter's deals of tiers 1 and 2 that go elsewhere, and of tier 3's other deals that come. */
  readonly drift: {readonly leave: number; readonly arrive: number};
  /** Share of deals with the leaking column filled, by whether they are won. */
  readonly leak: {readonly won: number; readonly other: number};
  /** Share of deals without an amount, by whether they are won. */
  readonly amountMissing: {readonly won: number; readonly other: number};
}

/** Tier 1 wins about twice as often as the rest, decides sooner, stays longer and grows more. */
const PLANTED: Truth = {
  effect: "planted",
  baseOdds: 0.072,
  oddsRatios: {
    industry: 2.2, employees: 3.2, large: 0.52, technology: 2, country: 1.15, trigger: 1.35, businessModelB2B: 0.51,
    inbound: 1.2
  },
  customerWins: {"Existing Business": {1: 0.46, 2: 0.4, 3: 0.33}, Renewal: {1: 0.93, 2: 0.87, 3: 0.78}},
  noDecision: 0.14,
  disqualified: {1: 0.03, 2: 0.05, 3: 0.09},
  cycleDays: {won: 62, lost: 52, no_decision: 90, disqualified: 26},
  cycleSigma: 0.6,
  cycleFactor: {1: 0.85, 2: 1, 3: 1.1},
  churn: {1: 0.008, 2: 0.014, 3: 0.022},
  expansion: {1: 0.034, 2: 0.02, 3: 0.012},
  contraction: {1: 0.006, 2: 0.008, 3: 0.01},
  returning: 0.22,
  dealsPerTier1Account: 1.5,
  drift: {leave: 0.6, arrive: 0.07},
  leak: {won: 0.93, other: 0.03},
  amountMissing: {won: 0.03, other: 0.07}
};

/** Nothing matters: every deal and every customer is drawn alike, independently of its account and of each other. */
export const NULL: Truth = {
  effect: "null",
  baseOdds: 0.36,
  oddsRatios: {
    industry: 1, employees: 1, large: 1, technology: 1, country: 1, trigger: 1, businessModelB2B: 1, inbound: 1
  },
  customerWins: null,
  noDecision: 0.14,
  disqualified: {1: 0.06, 2: 0.06, 3: 0.06},
  cycleDays: {won: 60, lost: 60, no_decision: 60, disqualified: 60},
  cycleSigma: 0.6,
  cycleFactor: {1: 1, 2: 1, 3: 1},
  churn: {1: 0.015, 2: 0.015, 3: 0.015},
  expansion: {1: 0.02, 2: 0.02, 3: 0.02},
  contraction: {1: 0.008, 2: 0.008, 3: 0.008},
  returning: 0.22,
  dealsPerTier1Account: 1,
  drift: {leave: 0, arrive: 0},
  leak: {won: 0.3, other: 0.3},
  amountMissing: {won: 0.06, other: 0.06}
};

export const TRUTHS = {planted: PLANTED, null: NULL} as const;
