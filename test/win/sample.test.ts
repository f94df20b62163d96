import {fileURLToPath} from "node:url";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import type {Database} from "../../pipeline/database.ts";
import {REVERSED_PAIR} from "../../pipeline/sample/truth.ts";
import {builtWins} from "./built.ts";

const SAMPLE = fileURLToPath(new URL("../../workspaces/sample", import.meta.url));

describe("the planted sample", () => {
  let db: Database;
  beforeAll(async () => {
    db = await builtWins(SAMPLE);
  }, 120_000);
  afterAll(() => db.close());

  const segments = async () => new Map((await db.rows<{dimension: string; segment: string; evidence: string; difference: number; is_reversed: boolean}>(`
    select dimension, segment, evidence, difference, is_reversed from win_rate_by_segment
    where period_window = 'all' and deal_type = 'new_business' and dimension <> 'all'`)).map((row) => [`${row.dimension}/${row.segment}`, row]));

  it("shows the planted segments as signals in their direction", async () => {
    const found = await segments();
    for (const better of ["industry/Technology", "industry/Finance", "employees/50–199", "employees/200–999", "crm/yes"]) {
      expect(found.get(better), better).toMatchObject({evidence: "signal"});
      expect(found.get(better)!.difference, better).toBeGreaterThan(0);
    }
    for (const worse of ["employees/<50", "employees/1,000+", "crm/no"]) {
      expect(found.get(worse), worse).toMatchObject({evidence: "signal"});
      expect(found.get(worse)!.difference, worse).toBeLessThan(0);
    }
  });

  it("calls the confounded pair reversed", async () => {
    const found = await segments();
    expect(found.get(`business_model/${REVERSED_PAIR.better}`)).toMatchObject({evidence: "signal", is_reversed: true});
    expect(found.get(`business_model/${REVERSED_PAIR.worse}`)).toMatchObject({is_reversed: true});
  });

  it("flags the leaking column, and no firmographic one", async () => {
    const rows = await db.rows<{export: string; column: string; is_flagged: boolean}>("select export, \"column\", is_flagged from leak_audit");
    expect(rows.find(({column}) => column === "onboarding_status")).toMatchObject({is_flagged: true});
    expect(rows.filter((row) => row.is_flagged && ["industry", "employees", "annual_revenue", "country", "technologies", "funding_stage", "business_model", "trigger"].includes(row.column))).toEqual([]);
  });
});
