// An independent computation of what the ICP marts say, deal by deal and pair by pair. It shares no code with the pipeline and no idea
// beyond the definitions: nothing is grouped before it is counted.
import type {Criterion, Deal, IcpSpec, Version} from "./support.ts";

const Z = 1.959963984540054;
const DAY = 86_400_000;

export type OracleTier = "1" | "2" | "3" | "unknown";

export interface Scored {
  readonly tier: OracleTier;
  readonly score: number | null;
  /** Disqualified at 0, caps left out. */
  readonly rank: number | null;
  readonly met: string[];
  readonly missed: string[];
  readonly unknown: string[];
  readonly disqualifiedBy: string[];
}

type Value = string | number | null | undefined;
type Values = (column: string) => Value;

function answer(rule: Criterion, value: Value): boolean | null {
  if (value === null || value === undefined || value === "") return null;
  const text = String(value).trim().toLowerCase();
  const parts = text.split(";").map((part) => part.trim());
  const [low, high] = text.includes("–") ? text.split("–").map((end) => (end === "" ? Infinity : Number(end))) : [Number(text), Number(text)];
  switch (rule.predicate) {
    case "in": return rule.values!.includes(text);
    case "not_in": return !rule.values!.includes(text);
    case "has_any": return rule.values!.some((item) => parts.includes(item));
    case "has_none": return !rule.values!.some((item) => parts.includes(item));
    case "between": return within(low! >= rule.low! && high! <= rule.high!, high! < rule.low! || low! > rule.high!);
    case "at_least": return within(low! >= rule.low!, high! < rule.low!);
    case "below": return within(high! < rule.high!, low! >= rule.high!);
    default: throw new Error(rule.predicate);
  }
}

function within(isIn: boolean, isOut: boolean): boolean | null {
  return isIn ? true : isOut ? false : null;
}

function scoreOf(version: Version, values: Values, policy: "no_credit" | "ignore"): Scored {
  const criteria = version.criteria.filter((rule) => !rule.disqualifier);
  const answers = criteria.map((rule) => ({rule, met: answer(rule, values(rule.column))}));
  const weight = (list: typeof answers): number => list.reduce((sum, {rule}) => sum + (rule.weight ?? 1), 0);
  const met = answers.filter((one) => one.met === true);
  const known = answers.filter((one) => one.met !== null);
  const disqualifiedBy = version.criteria.filter((rule) => rule.disqualifier && answer(rule, values(rule.column)) === true).map(({id}) => id);
  const total = policy === "ignore" ? weight(known) : weight(answers);
  const score = known.length > 0 && total > 0 ? weight(met) / total : null;
  const [cut1, cut2] = version.cuts ?? [0.75, 0.4];
  let tier: OracleTier = "unknown";
  if (disqualifiedBy.length > 0) tier = "3";
  else if (score !== null) {
    let plain = score >= cut1 - 1e-12 ? 1 : score >= cut2 - 1e-12 ? 2 : 3;
    for (const {rule, met: isMet} of answers) if (rule.required) plain = Math.max(plain, isMet === false ? 3 : isMet === null ? 2 : 1);
    tier = String(plain) as OracleTier;
  }
  return {
    tier, score, rank: disqualifiedBy.length > 0 ? 0 : score, disqualifiedBy,
    met: met.map(({rule}) => rule.id),
    missed: answers.filter((one) => one.met === false).map(({rule}) => rule.id),
    unknown: answers.filter((one) => one.met === null).map(({rule}) => rule.id)
  };
}

export interface Judged {
  readonly deal: Deal;
  readonly own: Scored;
  readonly other: Scored;
  /** Days from created to closed, or to as_of while open; null where they cannot be told. */
  readonly age: number | null;
}

const dayOf = (date: string): number => Date.parse(date) / DAY;

export class IcpOracle {
  readonly deals: readonly Judged[];
  readonly accounts: readonly Scored[];
  readonly horizon: number | null;
  private readonly asOf: number;
  private readonly spec: IcpSpec;
  readonly version: Version;

  constructor(spec: IcpSpec, version: Version) {
    this.spec = spec;
    this.version = version;
    this.asOf = dayOf(spec.asOf ?? "2024-12-31");
    const own = version.unknown ?? "no_credit";
    const other = own === "ignore" ? "no_credit" : "ignore";
    const dealColumns = new Set(spec.deals.flatMap((deal) => Object.keys(deal.own ?? {})));
    const accountColumns = new Set(spec.accounts.flatMap((account) => Object.keys(account)));
    const asked: Version = {...version, criteria: version.criteria.filter((rule) => accountColumns.has(rule.column))};
    this.accounts = spec.accounts.map((account) => scoreOf(asked, (column) => account[column], own));
    this.deals = spec.deals
      .filter((deal) => (deal.type ?? "new_business") === "new_business")
      .filter((deal) => !deal.created || dayOf(deal.created) <= this.asOf)
      .map((deal) => {
        const account = spec.accounts.find(({id}) => id === deal.account);
        const values: Values = (column) => (account && accountColumns.has(column) ? account[column] : dealColumns.has(column) ? deal.own?.[column] : null);
        return {deal, own: scoreOf(version, values, own), other: scoreOf(version, values, other), age: this.age(deal)};
      })
      .filter(({deal}) => {
        const account = spec.accounts.find(({id}) => id === deal.account);
        return Object.entries(version.scope ?? {}).every(([column, allowed]) => {
          const value = account && accountColumns.has(column) ? account[column] : deal.own?.[column];
          return value !== null && value !== undefined && allowed.includes(String(value).toLowerCase());
        });
      });
    this.horizon = this.horizonOf((one) => one.own.tier);
  }

  outcome(deal: Deal): Deal["outcome"] {
    return deal.closed && dayOf(deal.closed) > this.asOf ? "open" : deal.outcome;
  }

  private age(deal: Deal): number | null {
    if (!deal.created) return null;
    const end = this.outcome(deal) === "open" ? this.asOf : deal.closed ? dayOf(deal.closed) : null;
    return end === null || end < dayOf(deal.created) ? null : end - dayOf(deal.created);
  }

  horizonOf(tierOf: (one: Judged) => OracleTier): number | null {
    let horizon = -1;
    for (const tier of ["1", "2", "3"]) {
      const times = this.deals.filter((one) => tierOf(one) === tier && one.age !== null);
      if (times.length === 0) continue;
      let survival = 1;
      let reached: number | null = null;
      for (const t of [...new Set(times.map((one) => one.age!))].toSorted((a, b) => a - b)) {
        const atRisk = times.filter((one) => one.age! >= t).length;
        const closed = times.filter((one) => one.age === t && this.outcome(one.deal) !== "open").length;
        survival *= 1 - closed / atRisk;
        if (survival <= 0.1 + 1e-9 && reached === null) reached = t;
      }
      if (reached === null) return null;
      horizon = Math.max(horizon, reached);
    }
    return horizon < 0 ? null : horizon;
  }

  /** The deals of a scenario's sample, each with the outcome that the scenario gives it. */
  sample(scenario: string, sample: string, horizon = this.horizon): {one: Judged; outcome: string}[] {
    const {from, to} = this.version;
    const owners = new Map<string, number>();
    for (const {deal} of this.deals) if (this.outcome(deal) === "won" && deal.owner) owners.set(deal.owner, (owners.get(deal.owner) ?? 0) + 1);
    const top = [...owners].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0];
    return this.deals.filter(({deal}) => {
      const created = deal.created ? dayOf(deal.created) : null;
      const isOutOfTime = Boolean(from) && created !== null && created >= dayOf(from!);
      const isInSample = sample === "all" ? true
        : sample === "in_sample" ? !isOutOfTime
          : sample === "out_of_time" ? isOutOfTime
            : sample === "judged" ? isOutOfTime && horizon !== null && created! <= this.asOf - horizon
              : sample === "own_reign" ? isOutOfTime && (!to || created! < dayOf(to))
                : isOutOfTime && deal.source === "web";
      if (!isInSample) return false;
      if (scenario === "without_top_owner") return deal.owner === undefined || deal.owner !== top;
      if (scenario === "inbound") return deal.source === "web";
      if (scenario === "new_customers") {
        const isClosed = deal.closed !== undefined && this.outcome(deal) !== "open";
        return !this.spec.deals.some((earlier) => earlier.account && earlier.account === deal.account && this.outcome(earlier) === "won"
          && earlier.closed && created !== null && dayOf(earlier.closed) < created && (!isClosed || dayOf(earlier.closed) < dayOf(deal.closed!)));
      }
      return true;
    }).map((one) => {
      const outcome = this.outcome(one.deal);
      if (scenario === "broad" && (outcome === "no_decision" || outcome === "disqualified")) return {one, outcome: "lost"};
      const isStale = horizon !== null && one.deal.created && this.asOf - dayOf(one.deal.created) > horizon;
      if (scenario === "stale_open_lost" && outcome === "open" && isStale) return {one, outcome: "lost"};
      return {one, outcome};
    });
  }
}

export function divided(a: number, b: number): number | null {
  return b > 0 ? a / b : null;
}

export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const half = (sorted.length - 1) / 2;
  return (sorted[Math.floor(half)]! + sorted[Math.ceil(half)]!) / 2;
}

function wilson(k: number, n: number): [number, number] {
  const centre = (k + Z * Z / 2) / (n + Z * Z);
  const width = (Z * Math.sqrt((k * (n - k)) / n + Z * Z / 4)) / (n + Z * Z);
  return [centre - width, centre + width];
}

export function newcombe(a: number, m: number, b: number, n: number): [number, number] | null {
  if (m === 0 || n === 0) return null;
  const [l1, u1] = wilson(a, m);
  const [l2, u2] = wilson(b, n);
  const d = a / m - b / n;
  return [d - Math.sqrt((a / m - l1) ** 2 + (u2 - b / n) ** 2), d + Math.sqrt((u1 - a / m) ** 2 + (b / n - l2) ** 2)];
}

export function riskRatio(a: number, m: number, b: number, n: number): [number, number, number] | null {
  if (a === 0 || b === 0 || a === m || b === n) return null;
  const ratio = a / m / (b / n);
  const se = Math.sqrt(1 / a - 1 / m + 1 / b - 1 / n);
  return [ratio, ratio * Math.exp(-Z * se), ratio * Math.exp(Z * se)];
}

function beats(a: number, b: number): number {
  return a > b ? 1 : a === b ? 0.5 : 0;
}

/** The area under the curve over all pairs, with DeLong's limits by their definition. */
export function aucOf(won: readonly number[], lost: readonly number[]): {auc: number; low: number | null; high: number | null} | null {
  if (won.length === 0 || lost.length === 0) return null;
  const overLost = won.map((a) => lost.reduce((sum, b) => sum + beats(a, b), 0) / lost.length);
  const underWon = lost.map((b) => won.reduce((sum, a) => sum + beats(a, b), 0) / won.length);
  const auc = overLost.reduce((a, b) => a + b, 0) / won.length;
  if (won.length < 2 || lost.length < 2) return {auc, low: null, high: null};
  const spread = (values: readonly number[]): number => values.reduce((sum, v) => sum + (v - auc) ** 2, 0) / (values.length - 1) / values.length;
  const se = Math.sqrt(spread(overLost) + spread(underWon));
  return {auc, low: Math.max(0, auc - Z * se), high: Math.min(1, auc + Z * se)};
}
