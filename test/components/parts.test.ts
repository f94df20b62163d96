import {describe, expect, it, vi} from "vitest";
import {partsOf} from "../../src/components/parts.ts";

describe("parts of a mart", () => {
  const index = {win: {by: ["deal_type", "window"], parts: [{keys: ["new", "all"], row_count: 2}, {keys: ["new", "last"], row_count: 1}, {keys: ["all", "all"], row_count: 3}]}};

  it("are loaded once each, and only those that a choice needs", async () => {
    const load = vi.fn<(url: string) => Promise<ArrayBuffer>>(async () => new ArrayBuffer(0));
    const parts = partsOf(index, "run 1", load);
    await parts.rows("win", {deal_type: "new", window: "all"});
    await parts.rows("win", {deal_type: "new"});
    expect(load.mock.calls.map(([url]) => url.slice(url.indexOf("_file")))).toEqual(["_file/data/marts/win-0.arrow?run=run%201", "_file/data/marts/win-1.arrow?run=run%201"]);
    expect(parts.list("win")).toMatchObject({row_count: 6, part_count: 3});
    expect(parts.list("win", {deal_type: "all"})).toMatchObject({row_count: 3, part_count: 1});
    expect(load).toHaveBeenCalledTimes(2);
    expect(await parts.rows("none")).toEqual([]);
  });

  it("are asked for again after a failure", async () => {
    const load = vi.fn<(url: string) => Promise<ArrayBuffer>>(async () => new ArrayBuffer(0)).mockRejectedValueOnce(new Error("offline"));
    const parts = partsOf(index, "r", load);
    await expect(parts.list("win").part(0)).rejects.toThrow("offline");
    await expect(parts.list("win").part(0)).resolves.toEqual([]);
  });
});
