import {type DuckDBDoubleVector, DuckDBScalarFunction, DOUBLE} from "@duckdb/node-api";
import type {Database} from "../database.ts";
import {betaQuantile} from "./beta.ts";
import {betaCdf, chiSquareQuantile, chiSquareSf, normalCdf, normalQuantile, normalSf} from "./distributions.ts";
import {fisherP} from "./hypergeometric.ts";
import {poissonRatio} from "./poisson.ts";

/** What SQL can call: doubles in, a double out; null where an argument is null or the result is not a number. */
const FUNCTIONS: Readonly<Record<string, readonly [arity: number, f: (...args: number[]) => number | null]>> = {
  normal_sf: [1, normalSf],
  normal_cdf: [1, normalCdf],
  normal_quantile: [1, normalQuantile],
  chi_square_sf: [2, chiSquareSf],
  chi_square_quantile: [2, chiSquareQuantile],
  beta_cdf: [3, betaCdf],
  beta_quantile: [3, betaQuantile],
  fisher_p: [4, fisherP],
  poisson_exact_low: [3, (observed, expected, confidence) => poissonRatio(observed!, expected!, confidence).low],
  poisson_exact_high: [3, (observed, expected, confidence) => poissonRatio(observed!, expected!, confidence).high]
};

/**
 * Makes the distributions callable from SQL on this connection: {@link FUNCTIONS}. Pure arithmetic is a macro in
 * models/macros.sql instead.
 */
export async function registerStatistics(db: Database): Promise<void> {
  for (const [name, [arity, f]] of Object.entries(FUNCTIONS)) {
    db.connection.registerScalarFunction(DuckDBScalarFunction.create({
      name,
      returnType: DOUBLE,
      parameterTypes: Array.from({length: arity}, () => DOUBLE),
      specialHandling: true, // nulls come in and are answered here
      mainFunction(_, input, output) {
        const columns = Array.from({length: arity}, (_, j) => input.getColumnVector(j) as DuckDBDoubleVector);
        const args = columns.map(() => 0);
        for (let i = 0; i < input.rowCount; ++i) {
          let complete = true;
          for (let j = 0; j < arity; ++j) {
            const value = columns[j]!.getItem(i);
            if (value === null) complete = false;
            else args[j] = value;
          }
          const value = complete ? f(...args) : null;
          output.setItem(i, value === null || Number.isNaN(value) ? null : value);
        }
        output.flush();
      }
    }));
  }
}
