import {describe, expect, it} from "vitest";
import {editDistance, misspelt, nearest} from "../../pipeline/workspace/nearest.ts";

// Reference values: Kukich (1992), "Techniques for automatically correcting words in text", and by hand.
describe("editDistance", () => {
  it.each([
    ["", "", 0], ["", "abc", 3], ["abc", "abc", 0], ["kitten", "sitting", 3], ["flaw", "lawn", 2], ["teh", "the", 1], ["indusrty", "industry", 1], ["ca", "abc", 3]
  ])("from %s to %s is %i", (a, b, distance) => {
    expect([editDistance(a, b), editDistance(b, a)]).toEqual([distance, distance]);
  });

  it("stops at a limit", () => {
    expect(editDistance("a".repeat(10_000), "b", 3)).toBe(3);
    expect(editDistance("kitten", "sitting", 2)).toBe(2);
  });
});

describe("nearest", () => {
  it("takes no letter for another", () => {
    expect([nearest("3", ["1", "2"]), nearest(";", [".", ","])]).toEqual([null, null]);
  });

  const columns = ["industry", "employees", "country", "plan"];

  it.each([["industri", "industry"], ["Employees", "employees"], ["conutry", "country"], ["employee", "employees"]])("of %s is %s", (word, column) => {
    expect(nearest(word, columns)).toBe(column);
  });

  it("is nothing where nothing is close", () => {
    expect(nearest("zzz", columns)).toBeNull();
    expect(nearest("anything", [])).toBeNull();
  });

  it("takes no word for a misspelling that has a meaning of its own", () => {
    expect(misspelt("planet", columns)).toBeNull();
    expect(misspelt("plna", columns)).toBe("plan");
  });
});
