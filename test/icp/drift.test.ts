import {describe, expect, it} from "vitest";
import {drift} from "../../pipeline/icp/drift.ts";
import {runModel} from "../support/runModel.ts";

describe("drift of the tier mix", () => {
  it("is the stability index of the shares against its critical value", () => {
    // 3 bins, N 200, M 100: χ²(0.95, 2) = 5.9915, × 0.015.
    const found = drift([50, 70, 80], [25, 35, 40]);
    expect(found.psi).toBeCloseTo(0, 12);
    expect(found.critical).toBeCloseTo(0.0898720, 6);
    expect(found.bins).toBe(3);
  });
  it("is judged at 0.206 with 5 bins, 200 reference deals and 60 of the quarter", () => {
    expect(drift([40, 40, 40, 40, 40], [12, 12, 12, 12, 12]).critical).toBeCloseTo(0.206, 3);
  });
  it("merges the bins that expect fewer than 5 deals", () => {
    // Of 40 deals the bins expect 16, 16, 4 and 4: the last two are one bin of 8.
    expect(drift([40, 40, 10, 10], [20, 12, 8, 0])).toMatchObject({bins: 3});
    expect(drift([40, 40, 10, 10], [20, 12, 8, 0]).psi).toBeCloseTo(drift([40, 40, 20], [20, 12, 8]).psi!, 12);
  });
  it("merges what is still too small into the smallest of the others", () => {
    expect(drift([60, 30, 10, 0], [24, 12, 4, 0])).toMatchObject({bins: 2});
    expect(drift([60, 30, 10, 0], [20, 12, 4, 4]).psi).toBeCloseTo(drift([60, 40], [20, 20]).psi!, 12);
  });
  it("keeps a bin that expects exactly 5", () => {
    expect(drift([50, 50, 10], [25, 25, 5]).bins).toBe(3);
  });
  it("says nothing without reference, without deals or with one bin left", () => {
    expect(drift([0, 0, 0], [1, 2, 3])).toEqual({psi: null, critical: null, bins: 0});
    expect(drift([1, 2, 3], [0, 0, 0]).psi).toBeNull();
    expect(drift([100, 2, 1], [9, 0, 0])).toMatchObject({psi: null, bins: 1});
  });
  it("is measured from the year before the version, also of a tier that had no deal then or of one without that year", async () => {
    const quarters = (version: number) => `${version} | 2024-01-01 | 1 | 20 | 0\n${version} | 2024-01-01 | 2 | 5 | 15\n${version} | 2024-01-01 | 3 | 20 | 0\n`;
    const rows = await runModel("stat_icp_stability", {
      int_icp_versions: "version_key | effective_from\n1 | 2024-01-01\n2 | 2022-01-01",
      int_icp_quarters: `version_key | quarter | tier | won_count | lost_count\n1 | 2023-04-01 | 1 | 20 | 20\n1 | 2023-07-01 | 2 | 40 | 0\n1 | 2022-10-01 | 3 | 90 | 0\n${quarters(1)}${quarters(2)}`
    });
    expect(rows).toEqual([
      {version_key: 1, quarter: "2024-01-01", psi: drift([40, 40, 0], [20, 20, 20]).psi, psi_critical: drift([40, 40, 0], [20, 20, 20]).critical, bin_count: 2},
      {version_key: 2, quarter: "2024-01-01", psi: null, psi_critical: null, bin_count: 0}
    ]);
  });
});
