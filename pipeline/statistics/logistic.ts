import {chiSquareQuantile, chiSquareSf, twoSidedP, zOf} from "./distributions.ts";
import {
  type Evaluation, firthLikelihood, independentColumns, type LogisticData, logLikelihood, type Maximum, maximise,
  type Objective, ridgeLikelihood
} from "./logisticModel.ts";
import {cholesky, invertCholesky} from "./matrix.ts";
import {findRoot} from "./root.ts";
import {columnsOf, product, sparseMatrix} from "./sparseMatrix.ts";

export interface Coefficient {
  readonly name: string;
  /** Log odds ratio; null where the column is a combination of those before it. So are the numbers below. */
  readonly estimate: number | null;
  readonly se: number | null;
  readonly z: number | null;
  readonly p: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly oddsRatio: number | null;
  readonly oddsRatioLow: number | null;
  readonly oddsRatioHigh: number | null;
}

export interface LogisticFit {
  /**
   * Unless ok, there are no estimates: some combination of the predictors tells won from lost, for all or for some
   * deals (Albert & Anderson, Biometrika 71, 1984).
   */
  readonly status: "ok" | "complete_separation" | "quasi_complete_separation" | "not_estimable";
  readonly coefficients: readonly Coefficient[];
  readonly logLikelihood: number | null;
  /** What was maximised, where that is penalised. */
  readonly penalisedLogLikelihood: number | null;
  /** Of the intercept alone. */
  readonly nullLogLikelihood: number | null;
  readonly deviance: number | null;
  readonly nullDeviance: number | null;
  readonly aic: number | null;
  readonly mcFaddenR2: number | null;
  readonly likelihoodRatio: {readonly chiSquare: number; readonly df: number; readonly p: number | null} | null;
}

interface LogisticOptions {
  readonly confidence?: number;
}

/**
 * Logistic regression of won by maximum likelihood (McCullagh & Nelder, Generalized Linear Models, 4); Wald limits
 * and tests from the inverse information.
 */
export function logistic(data: LogisticData, {confidence = 0.95}: LogisticOptions = {}): LogisticFit {
  const kept = independentColumns(data);
  const reduced = reducedTo(data, kept);
  const {status, maximum} = fitPlain(reduced);
  return summary(data, kept, status, maximum, confidence);
}

/**
 * The same by Firth's penalised likelihood, which has finite estimates under separation. Standard errors are from the
 * unpenalised expected information at the estimate.
 */
export function firthLogistic(data: LogisticData, {confidence = 0.95}: LogisticOptions = {}): LogisticFit {
  const kept = independentColumns(data);
  const reduced = reducedTo(data, kept);
  const maximum = maximise(firthLikelihood(reduced), reduced, kept.map(() => 0));
  return summary(data, kept, maximum?.isConverged ? "ok" : "not_estimable", maximum, confidence);
}

/**
 * The same with a ridge penalty λ/2 Σ β² on all but the intercept, predictors not standardised. Estimates alone: a
 * penalised standard error has no agreed meaning.
 */
export function ridgeLogistic(data: LogisticData, lambda: number): LogisticFit {
  const columns = data.names.map((_, j) => j);
  const hasBoth = sumOf(data.won) > 0 && sumOf(data.won) < sumOf(data.total);
  const maximum = hasBoth ? maximise(ridgeLikelihood(data, lambda), data, columns.map(() => 0)) : null;
  const fit = summary(data, columns, maximum?.isConverged ? "ok" : "not_estimable", maximum, 0.95);
  const bare = {se: null, z: null, p: null, low: null, high: null, oddsRatioLow: null, oddsRatioHigh: null};
  return {...fit, coefficients: fit.coefficients.map((coefficient) => ({...coefficient, ...bare}))};
}

/**
 * Limits of each coefficient where twice the (penalised) profile log likelihood has fallen by a chi-square quantile
 * (Venzon & Moolgavkar, Applied Statistics 37, 1988). Null without an estimate.
 */
export function profileLimits(
  data: LogisticData, {confidence = 0.95, isFirth = false}: LogisticOptions & {readonly isFirth?: boolean} = {}
): (readonly [low: number, high: number] | null)[] {
  const kept = independentColumns(data);
  const reduced = reducedTo(data, kept);
  const objective: Objective = isFirth ? firthLikelihood(reduced) : logLikelihood(reduced);
  const best = isFirth
    ? maximise(objective, reduced, kept.map(() => 0))
    : fitPlain(reduced).maximum;
  const limits = data.names.map((): readonly [number, number] | null => null);
  const factor = best && cholesky(best.evaluation.information);
  if (!best?.isConverged || !factor) return limits;
  const variances = invertCholesky(factor).map((row, j) => row[j]!);
  const drop = chiSquareQuantile(confidence, 1) / 2;
  kept.forEach((column, j) => {
    const free = kept.map((_, h) => h).filter((h) => h !== j);
    const fall = (b: number): readonly [number, number] => {
      const profile = maximise(objective, reduced, best.beta.map((value, h) => (h === j ? b : value)), {free});
      if (!profile) return [Infinity, 0];
      return [best.evaluation.value - profile.evaluation.value - drop, -profile.evaluation.score[j]!];
    };
    const side = (direction: number) => {
      const unit = direction * Math.sqrt(variances[j]! * 2 * drop);
      let reach = 2;
      while (fall(best.beta[j]! + reach * unit)[0] < 0 && reach < 1e4) reach *= 2;
      const ends = [best.beta[j]!, best.beta[j]! + reach * unit].toSorted((a, b) => a - b);
      return findRoot(fall, ends[0]!, ends[1]!, best.beta[j]! + unit);
    };
    limits[column] = [side(-1), side(1)];
  });
  return limits;
}

/** The fit by maximum likelihood, watching for separation. Columns must be independent. */
function fitPlain(data: LogisticData): {status: LogisticFit["status"]; maximum: Maximum | null} {
  const total = sumOf(data.total);
  const won = sumOf(data.won);
  if (!(total > 0)) return {status: "not_estimable", maximum: null};
  const level = won > 0 && won < total && !data.offset ? Math.log(won / (total - won)) : 0;
  const start = data.names.map((_, j) => (j === 0 ? level : 0));
  let status: LogisticFit["status"] = "not_estimable";
  let steps = 0;
  const observe = (step: readonly number[]) => {
    // Early steps are not yet in the direction in which the likelihood would rise for ever.
    if (++steps < 8) return false;
    const separation = separationAlong(data, step);
    if (separation) status = separation;
    return separation !== null;
  };
  const maximum = maximise(logLikelihood(data), data, start, {observe});
  if (maximum?.isConverged) return {status: "ok", maximum};
  return {status, maximum: null};
}

/** Whether a direction never lowers any deal's likelihood, and raises all or some: then no maximum exists. */
function separationAlong(
  {design, won, total}: LogisticData, step: readonly number[]
): "complete_separation" | "quasi_complete_separation" | null {
  let most = -Infinity;
  let least = Infinity;
  product(design, step).forEach((along, i) => {
    if (total[i] === 0) return;
    const rise = won[i] === total[i] ? along : won[i] === 0 ? -along : -Math.abs(along);
    most = Math.max(most, rise);
    least = Math.min(least, rise);
  });
  // Newton's steps towards a maximum shrink quadratically; towards a separated one they stay at 1.
  if (!(most > 0.1)) return null;
  if (least < -1e-6 * most) return null;
  return least > 1e-6 * most ? "complete_separation" : "quasi_complete_separation";
}

function reducedTo(data: LogisticData, kept: readonly number[]): LogisticData {
  if (kept.length === data.names.length) return data;
  return {...data, names: kept.map((j) => data.names[j]!), design: columnsOf(data.design, kept)};
}

function summary(
  data: LogisticData, kept: readonly number[], status: LogisticFit["status"], maximum: Maximum | null, confidence: number
): LogisticFit {
  if (status !== "ok" || !maximum) {
    return {
      status,
      coefficients: data.names.map((name) => absent(name)),
      logLikelihood: null, penalisedLogLikelihood: null, nullLogLikelihood: null,
      deviance: null, nullDeviance: null, aic: null, mcFaddenR2: null, likelihoodRatio: null
    };
  }
  const {beta, evaluation} = maximum;
  const nullLogLikelihood = interceptLogLikelihood(data);
  const value = evaluation.logLikelihood;
  const df = kept.length - 1;
  const chiSquare = Math.max(0, 2 * (value - nullLogLikelihood));
  return {
    status,
    coefficients: coefficientsOf(data, kept, beta, evaluation, confidence),
    logLikelihood: value,
    penalisedLogLikelihood: evaluation.value,
    nullLogLikelihood,
    deviance: -2 * value,
    nullDeviance: -2 * nullLogLikelihood,
    aic: -2 * value + 2 * kept.length,
    mcFaddenR2: nullLogLikelihood < 0 ? 1 - value / nullLogLikelihood : null,
    likelihoodRatio: {chiSquare, df, p: df > 0 ? chiSquareSf(chiSquare, df) : null}
  };
}

function coefficientsOf(
  data: LogisticData, kept: readonly number[], beta: readonly number[], {information}: Evaluation, confidence: number
): Coefficient[] {
  const factor = cholesky(information);
  const covariance = factor && invertCholesky(factor);
  const width = zOf(confidence);
  return data.names.map((name, column) => {
    const j = kept.indexOf(column);
    if (j < 0) return absent(name);
    const estimate = beta[j]!;
    const se = covariance ? Math.sqrt(covariance[j]![j]!) : null;
    if (se === null) return {...absent(name), estimate, oddsRatio: Math.exp(estimate)};
    const z = estimate / se;
    const low = estimate - width * se;
    const high = estimate + width * se;
    return {
      name, estimate, se, z, p: twoSidedP(z), low, high,
      oddsRatio: Math.exp(estimate), oddsRatioLow: Math.exp(low), oddsRatioHigh: Math.exp(high)
    };
  });
}

function absent(name: string): Coefficient {
  return {
    name, estimate: null, se: null, z: null, p: null, low: null, high: null,
    oddsRatio: null, oddsRatioLow: null, oddsRatioHigh: null
  };
}

function interceptLogLikelihood(data: LogisticData): number {
  if (data.offset) {
    const alone = {...data, names: ["(Intercept)"], design: sparseMatrix(Array.from(data.total, () => [1]))};
    return maximise(logLikelihood(alone), alone, [0])?.evaluation.value ?? NaN;
  }
  const total = sumOf(data.total);
  const won = sumOf(data.won);
  const lost = total - won;
  return (won > 0 ? won * Math.log(won / total) : 0) + (lost > 0 ? lost * Math.log(lost / total) : 0);
}

function sumOf(counts: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < counts.length; ++i) sum += counts[i]!;
  return sum;
}
