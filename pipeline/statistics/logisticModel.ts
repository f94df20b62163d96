import {cholesky, invertCholesky, logDeterminant, type Matrix, solveCholesky} from "./matrix.ts";

/**
 * Outcomes by distinct row of a design matrix, so that millions of deals of a few thousand profiles cost a few
 * thousand rows.
 */
export interface LogisticData {
  /** Of the design's columns; the first is the intercept. */
  readonly names: readonly string[];
  readonly design: Matrix;
  readonly won: readonly number[];
  readonly total: readonly number[];
  /** Added to the linear predictor; default 0. */
  readonly offset?: readonly number[];
}

/** A numeric column, or a factor as dummies against its first level. */
export type Term = string | {readonly factor: string; readonly levels: readonly string[]};

/** The design matrix of an intercept and terms, in their order. A value that is no level is an error. */
export function logisticDesign(
  columns: Readonly<Record<string, readonly (string | number)[]>>, terms: readonly Term[], length: number
): {names: string[]; design: number[][]} {
  const names = ["(Intercept)", ...terms.flatMap((term) =>
    typeof term === "string" ? [term] : term.levels.slice(1).map((level) => `${term.factor}=${level}`))];
  const design = Array.from({length}, (_, i) => [1, ...terms.flatMap((term) => {
    if (typeof term === "string") return [Number(columns[term]![i])];
    const value = String(columns[term.factor]![i]);
    if (!term.levels.includes(value)) throw new RangeError(`${term.factor}: no such level: ${value}`);
    return term.levels.slice(1).map((level) => (level === value ? 1 : 0));
  })]);
  return {names, design};
}

const knownEntries = new WeakMap<Matrix, number[][]>();

/** Where each row is not 0, in rising order; found once for a design. */
function entriesOf(design: Matrix): number[][] {
  const known = knownEntries.get(design);
  if (known) return known;
  const found = design.map((row) => {
    const own: number[] = [];
    for (let j = 0; j < row.length; ++j) if (row[j] !== 0) own.push(j);
    return own;
  });
  knownEntries.set(design, found);
  return found;
}

/** l(β) and what Newton's method needs of it. */
export interface Evaluation {
  /** What is maximised: the log likelihood, penalised or not. */
  readonly value: number;
  readonly logLikelihood: number;
  readonly score: readonly number[];
  /** Expected, of the plain likelihood unless it is a ridge's. */
  readonly information: Matrix;
  /** What Newton's steps divide by, where that is not the information. */
  readonly curvature?: Matrix;
}

export type Objective = (beta: readonly number[]) => Evaluation | null;

/** The plain log likelihood (Bernoulli form), its score and its information. */
export function logLikelihood(
  data: LogisticData
): (beta: readonly number[]) => Evaluation & {readonly probabilities: number[]} {
  const {design, won, total, offset} = data;
  // A row of dummies has one entry a factor: what it adds costs by its entries and not by the columns.
  const entries = entriesOf(design);
  return (beta) => {
    let value = 0;
    const score = beta.map(() => 0);
    const information = beta.map(() => beta.map(() => 0));
    const probabilities = design.map((row, i) => {
      let eta = offset?.[i] ?? 0;
      const own = entries[i]!;
      for (const j of own) eta += row[j]! * beta[j]!;
      const p = probabilityOf(eta);
      value += won[i]! * eta - total[i]! * (eta > 0 ? eta + Math.log1p(Math.exp(-eta)) : Math.log1p(Math.exp(eta)));
      const residual = won[i]! - total[i]! * p;
      const weight = total[i]! * p * probabilityOf(-eta);
      for (let a = 0; a < own.length; ++a) {
        const j = own[a]!;
        const x = row[j]!;
        score[j]! += x * residual;
        const line = information[j]!;
        for (let b = 0; b <= a; ++b) line[own[b]!]! += weight * x * row[own[b]!]!;
      }
      return p;
    });
    for (let j = 0; j < beta.length; ++j) for (let h = 0; h < j; ++h) information[h]![j] = information[j]![h]!;
    return {value, logLikelihood: value, score, information, probabilities};
  };
}

/**
 * Firth's penalised likelihood l + ½ ln |I| (Biometrika 80, 1993; Heinze & Schemper, Statistics in Medicine 21,
 * 2002): finite where a segment's deals are all won or all lost.
 */
export function firthLikelihood(data: LogisticData): Objective {
  const plain = logLikelihood(data);
  const entries = entriesOf(data.design);
  return (beta) => {
    const {logLikelihood: l, score, information, probabilities} = plain(beta);
    const factor = cholesky(information);
    if (!factor) return null;
    const inverse = invertCholesky(factor);
    const penalised = [...score];
    // The penalty acts as leverage/2 more wins and losses of each row. Steps that left them out would overshoot small
    // samples.
    const curvature = information.map((row) => [...row]);
    data.design.forEach((row, i) => {
      const p = probabilities[i]!;
      let leverage = 0;
      const own = entries[i]!;
      for (const j of own) for (const h of own) leverage += row[j]! * inverse[j]![h]! * row[h]!;
      const added = data.total[i]! * p * (1 - p) * leverage;
      for (const j of own) {
        penalised[j]! += row[j]! * added * (0.5 - p);
        for (const h of own) curvature[j]![h]! += row[j]! * row[h]! * added * p * (1 - p);
      }
    });
    return {value: l + logDeterminant(factor) / 2, logLikelihood: l, score: penalised, information, curvature};
  };
}

/**
 * The likelihood less λ/2 Σ β² over all but the intercept; predictors as they are, not standardised (le Cessie & van
 * Houwelingen, Applied Statistics 41, 1992).
 */
export function ridgeLikelihood(data: LogisticData, lambda: number): Objective {
  const plain = logLikelihood(data);
  return (beta) => {
    const {logLikelihood: l, score, information} = plain(beta);
    return {
      value: l - (lambda / 2) * beta.reduce((sum, b, j) => sum + (j > 0 ? b * b : 0), 0),
      logLikelihood: l,
      score: score.map((s, j) => (j > 0 ? s - lambda * beta[j]! : s)),
      information: information.map((row, j) => row.map((value, h) => (j === h && j > 0 ? value + lambda : value)))
    };
  };
}

export interface Maximum {
  readonly beta: readonly number[];
  readonly evaluation: Evaluation;
  readonly isConverged: boolean;
}

/**
 * The most that one step may change a linear predictor: a longer one can land where all probabilities are 0 or 1 and
 * nothing leads back.
 */
const LONGEST_STEP = 5;

export interface MaximiseOptions {
  /** The coefficients that may change; the others stay as they start. Default: all. */
  readonly free?: readonly number[];
  /** Sees each Newton step before it is made, and may stop. */
  readonly observe?: (step: readonly number[]) => boolean;
}

/** Newton's (Fisher's) method with step halving. */
export function maximise(
  objective: Objective, {design}: Pick<LogisticData, "design">, start: readonly number[],
  {free = start.map((_, j) => j), observe = () => false}: MaximiseOptions = {}
): Maximum | null {
  const entries = entriesOf(design);
  let beta = start;
  let now = objective(beta);
  if (!now) return null;
  let lastGain = Infinity;
  for (let i = 0; i < 1000; ++i) {
    const {score} = now;
    const curvature = now.curvature ?? now.information;
    const factor = cholesky(free.map((j) => free.map((h) => curvature[j]![h]!)));
    if (!factor) return {beta, evaluation: now, isConverged: free.length === 0};
    const solved = solveCholesky(factor, free.map((j) => score[j]!));
    const step = beta.map(() => 0);
    free.forEach((j, f) => (step[j] = solved[f]!));
    if (observe(step)) return {beta, evaluation: now, isConverged: false};
    const longest = design.reduce((most, row, i) => {
      let change = 0;
      for (const j of entries[i]!) change += row[j]! * step[j]!;
      return Math.max(most, Math.abs(change));
    }, 0);
    let scale = longest > LONGEST_STEP ? LONGEST_STEP / longest : 1;
    const from = beta;
    const moved = () => from.map((b, j) => b + scale * step[j]!);
    let next = objective(moved());
    while (!(next && next.value >= now.value - 1e-12 * Math.abs(now.value)) && scale > 1e-10) {
      scale /= 2;
      next = objective(moved());
    }
    if (!next) return {beta, evaluation: now, isConverged: false};
    beta = moved();
    now = next;
    // The gain that the step promised does not depend on the predictors' units. It shrinks until only rounding is left.
    const gain = Math.abs(free.reduce((sum, j, f) => sum + score[j]! * solved[f]!, 0));
    const isLevel = gain < 1e-20 * Math.max(1, Math.abs(now.value)) || (gain < 1e-10 && gain >= lastGain);
    if (isLevel || free.length === 0) return {beta, evaluation: now, isConverged: true};
    lastGain = gain;
  }
  return {beta, evaluation: now, isConverged: false};
}

/**
 * The columns that are no linear combination of those before them, as R's glm keeps: Cholesky's method on the weighted inner
 * products of the columns, to which a row of dummies adds by its few entries. A column of whose length less than a millionth is its
 * own counts as none: rounding leaves as much.
 */
export function independentColumns({design, total}: Pick<LogisticData, "design" | "total">): number[] {
  const length = design[0]?.length ?? 0;
  const products = Array.from({length}, () => new Float64Array(length));
  entriesOf(design).forEach((own, i) => {
    const row = design[i]!;
    for (let a = 0; a < own.length; ++a) {
      const weighted = total[i]! * row[own[a]!]!;
      const line = products[own[a]!]!;
      for (let b = 0; b <= a; ++b) line[own[b]!]! += weighted * row[own[b]!]!;
    }
  });
  const kept: number[] = [];
  const factor: number[][] = [];
  for (let j = 0; j < length; ++j) {
    const whole = products[j]![j]!;
    const line: number[] = [];
    let rest = whole;
    for (const [k, h] of kept.entries()) {
      let value = products[j]![h]!;
      for (let m = 0; m < k; ++m) value -= line[m]! * factor[k]![m]!;
      value /= factor[k]![k]!;
      line.push(value);
      rest -= value * value;
    }
    if (!(rest > 1e-12 * whole)) continue;
    kept.push(j);
    factor.push([...line, Math.sqrt(rest)]);
  }
  return kept;
}

function probabilityOf(eta: number): number {
  return eta > 0 ? 1 / (1 + Math.exp(-eta)) : Math.exp(eta) / (1 + Math.exp(eta));
}
