import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {columnsOf, product, sparseMatrix, transposedProduct, weightedProducts} from "../../pipeline/statistics/sparseMatrix.ts";
import {holds} from "./properties.ts";

describe("a sparse matrix", () => {
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
  // Whole numbers, so that sums are exact in every order.
  const matrix = fc.integer({min: 1, max: 5}).chain((width) =>
    fc.array(fc.array(fc.integer({min: -1, max: 2}), {minLength: width, maxLength: width}), {minLength: 1, maxLength: 6}));

  it("multiplies as its rows do", () => {
    holds(fc.property(matrix, (rows) => {
      const width = rows[0]!.length;
      const x = Array.from({length: width}, (_, j) => j + 2);
      const y = rows.map((_, i) => i + 3);
      const sparse = sparseMatrix(rows);
      expect([...product(sparse, x)]).toEqual(rows.map((row) => sum(row.map((value, j) => value * x[j]!)) + 0));
      expect(transposedProduct(sparse, y)).toEqual(x.map((_, j) => sum(rows.map((row, i) => row[j]! * y[i]!)) + 0));
      expect(weightedProducts(sparse, y)).toEqual(x.map((_, j) => x.map((__, h) => sum(rows.map((row, i) => row[j]! * y[i]! * row[h]!)) + 0)));
    }));
  });

  it("keeps the columns that it is asked for, in their order, and its products are symmetric in any", () => {
    const rows = [[1, 0, 2, 3], [0, 0, 0, 0], [0, 4, 5, 0]];
    const kept = columnsOf(sparseMatrix(rows), [3, 0, 2]);
    expect([0, 1, 2].map((j) => [...product(kept, [0, 1, 2].map((h) => (h === j ? 1 : 0)))])).toEqual([[3, 0, 0], [1, 0, 0], [2, 0, 5]]);
    expect(weightedProducts(kept, [1, 1, 1])).toEqual([[9, 3, 6], [3, 1, 2], [6, 2, 29]]);
  });
});
