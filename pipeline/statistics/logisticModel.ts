import {cholesky, invertCholesky, logDeterminant, type Matrix, solveCholesky} from "./matrix.ts";
import {product, type SparseMatrix, transposedProduct, weightedProducts} from "./sparseMatrix.ts";

/**
 * Outcomes by distinct row of a design matrix, so that millions of deals of a few thousand profiles cost a few
 * thousand rows.
 */
export interface LogisticData {
  /** Of the design's columns; the first is the intercept. */
  readonly names: readonly string[];
  readonly design: SparseMatrix;
  readonly won: ArrayLike<number>;
  readonly total: ArrayLike<number>;
  /** Added to the linear predictor; default 0. */
  readonly offset?: readonly number[];
}

/** A numeric column, or a factor as dummies against its first level. */
export type Term = string | {readonly factor: string; readonly levels: readonly (string | number)[]};

/** The design matrix of an intercept and terms, in their order. A value that is no level is an error. */
export function logisticDesign(
  columns: Readonly<Record<string, ArrayLike<string | number>>>, terms: readonly Term[], length: number
): {names: string[]; design: SparseMatrix} {
  const names = ["(Intercept)"];
  const entries = terms.map((term) => {
    const first = names.length;
    if (typeof term === "string") {
      names.push(term);
      return (i: number) => ({column: first, value: Number(columns[term]![i])});
    }
    names.push(...term.levels.slice(1).map((level) => `${term.factor}=${level}`));
    const dummies = new Map(term.levels.map((level, k) => [level, {column: first + k - 1, value: k === 0 ? 0 : 1}]));
    return (i: number) => {
      const value = columns[term.factor]![i]!;
      const dummy = dummies.get(value);
      if (!dummy) throw new RangeError(`${term.factor}: no such level: ${value}`);
      return dummy;
    };
  });
  const most = length * (1 + terms.length);
  const design = {width: names.length, starts: new Int32Array(length + 1), columns: new Int32Array(most), values: new Float64Array(most)};
  for (let i = 0, end = 0; i < length; ++i) {
    design.values[end++] = 1;
    for (const entry of entries) {
      const {column, value} = entry(i);
      if (value === 0) continue;
      design.columns[end] = column;
      design.values[end++] = value;
    }
    design.starts[i + 1] = end;
  }
  return {names, design};
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
  {design, won, total, offset}: LogisticData
): (beta: readonly number[]) => Evaluation & {readonly probabilities: Float64Array} {
  return (beta) => {
    let value = 0;
    const etas = product(design, beta);
    const probabilities = new Float64Array(etas.length);
    const residuals = new Float64Array(etas.length);
    const weights = new Float64Array(etas.length);
    for (let i = 0; i < etas.length; ++i) {
      const eta = etas[i]! + (offset?.[i] ?? 0);
      // Of the smaller of the odds for and against, nothing overflows and no digits are lost.
      const odds = Math.exp(-Math.abs(eta));
      const p = (eta > 0 ? 1 : odds) / (1 + odds);
      value += won[i]! * eta - total[i]! * (Math.max(eta, 0) + Math.log1p(odds));
      probabilities[i] = p;
      residuals[i] = won[i]! - total[i]! * p;
      weights[i] = (total[i]! * odds) / (1 + odds) ** 2;
    }
    return {
      value, logLikelihood: value, score: transposedProduct(design, residuals), information: weightedProducts(design, weights), probabilities
    };
  };
}

/**
 * Firth's penalised likelihood l + ½ ln |I| (Biometrika 80, 1993; Heinze & Schemper, Statistics in Medicine 21,
 * 2002): finite where a segment's deals are all won or all lost.
 */
export function firthLikelihood(data: LogisticData): Objective {
  const plain = logLikelihood(data);
  const {starts, columns, values} = data.design;
  return (beta) => {
    const {logLikelihood: l, score, information, probabilities} = plain(beta);
    const factor = cholesky(information);
    if (!factor) return null;
    const inverse = invertCholesky(factor);
    // The penalty acts as leverage/2 more wins and losses of each row. Steps that left them out would overshoot small
    // samples.
    const residuals = new Float64Array(probabilities.length);
    const weights = new Float64Array(probabilities.length);
    probabilities.forEach((p, i) => {
      let leverage = 0;
      for (let a = starts[i]!; a < starts[i + 1]!; ++a) {
        for (let b = starts[i]!; b < starts[i + 1]!; ++b) leverage += values[a]! * inverse[columns[a]!]![columns[b]!]! * values[b]!;
      }
      const added = data.total[i]! * p * (1 - p) * leverage;
      residuals[i] = added * (0.5 - p);
      weights[i] = added * p * (1 - p);
    });
    const penalty = transposedProduct(data.design, residuals);
    const bend = weightedProducts(data.design, weights);
    return {
      value: l + logDeterminant(factor) / 2,
      logLikelihood: l,
      score: score.map((s, j) => s + penalty[j]!),
      information,
      curvature: information.map((row, j) => row.map((value, h) => value + bend[j]![h]!))
    };
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
    const longest = product(design, step).reduce((most, change) => Math.max(most, Math.abs(change)), 0);
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
 * products of the columns. A column of whose length less than a millionth is its
 * own counts as none: rounding leaves as much.
 */
export function independentColumns({design, total}: Pick<LogisticData, "design" | "total">): number[] {
  const products = weightedProducts(design, total);
  const kept: number[] = [];
  const factor: number[][] = [];
  for (let j = 0; j < design.width; ++j) {
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
