import {describe, expect, it} from "vitest";
import {PUBLISHED} from "../../pipeline/publish/marts.ts";
import {MARTS} from "../../pipeline/schema/marts.ts";

const schemas = new Map<string, readonly string[]>(Object.entries(MARTS).map(([name, schema]) => [name, Object.keys(schema.shape)]));

describe("the published marts", () => {
  it("are each published once", () => {
    const names = PUBLISHED.map((mart) => mart.name);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  it("are all marts but the rows behind them", () => {
    const published = new Set(PUBLISHED.flatMap((mart) => [mart.name, mart.from ?? mart.name]));
    expect([...schemas.keys()].filter((name) => !published.has(name) && !name.endsWith("_facts") && name !== "run_manifest")).toEqual([]);
  });

  it.each(PUBLISHED.filter((mart) => schemas.has(mart.from ?? mart.name)))("$name names only columns that the mart has", (mart) => {
    const columns = schemas.get(mart.from ?? mart.name)!;
    const rule = typeof mart.board === "object" ? mart.board : null;
    const counts = rule?.groups.map((group) => group.on).filter((on) => !(on in (rule.computed ?? {}))) ?? [];
    const orders = new Set(["segment_order", "dimension_order", "tier_order"]);
    const named = [...(mart.split_by ?? []), ...(mart.columns ?? []), ...(mart.private ?? []), ...counts, ...(rule?.siblings ?? []),
      ...(rule?.groups.flatMap((group) => group.columns ?? []) ?? []), ...(rule?.labels ?? []), ...(rule?.keys.filter((key) => !orders.has(key) && !(key in (rule.computed ?? {}))) ?? [])];
    expect(named.filter((name) => !columns.includes(name))).toEqual([]);
  });

  it("ship no column of names or ids in the board edition", () => {
    const naming = /(^|_)(account_id|account_name|opportunity_id|contact_id|owner|first_ids|email|domain)$|^name$/;
    // Personas and use cases of the ICP file have names of their own.
    const shipped = PUBLISHED.filter((mart) => mart.board !== "absent" && mart.name !== "icp_documentation")
      .flatMap((mart) => (schemas.get(mart.from ?? mart.name) ?? []).filter((column) => naming.test(column) && !mart.private?.includes(column)).map((column) => `${mart.name}.${column}`));
    expect(shipped).toEqual([]);
  });
});
