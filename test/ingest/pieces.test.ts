import {describe, expect, it} from "vitest";
import fc from "fast-check";
import {ROW_GROUP} from "../../pipeline/database.ts";
import {bufferFor, PIECES_OF_A_BUFFER} from "../../pipeline/ingest/pieces.ts";

/** Row groups that a piece of a CSV fills, with lines of so many bytes. */
const groupsOfAPiece = (lineBytes: number): number => bufferFor(lineBytes)! / PIECES_OF_A_BUFFER / lineBytes / ROW_GROUP;

describe("what a thread reads of a CSV at a time", () => {
  it("fills a row group and more than half of another, or three, even where lines are 9 % longer or shorter than a look has shown", () => {
    fc.assert(fc.property(fc.integer({min: 10, max: 1150}), fc.double({min: 0.91, max: 1.09, noNaN: true}), (lineBytes, ratio) => {
      const groups = groupsOfAPiece(lineBytes) / ratio;
      expect(groups).toBeGreaterThan(1.5);
      expect(groups >= 3 || groups % 1 > 0.5).toBe(true);
    }));
  });

  it("is about eight megabytes where lines are short", () => {
    for (const lineBytes of [20, 78, 120]) expect(bufferFor(lineBytes)! / PIECES_OF_A_BUFFER / 8e6).toBeCloseTo(1, 0);
  });

  it("is DuckDB's own where lines are so long that the buffers would take the memory, or are not known", () => {
    expect(bufferFor(2000)).toBeUndefined();
    expect(bufferFor(null)).toBeUndefined();
  });
});
