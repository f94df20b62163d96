import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {parse as load} from "yaml";
import {yamlList, yamlScalar, yamlValues} from "../../pipeline/profile/yamlText.ts";

describe("text as YAML", () => {
  it.each(["technology", "Won - signed", "yes", "No", "null", "2024", "1e6", "a: b", "#x", " x", "x ", "*a", "[x]", "it's", "say \"hi\"", "✅", "a,b", "-", "~", "0x1f", "=1+1", "tab\there", "two\nlines", "", "\u2028", "Österreich"])(
    "%j is read back as it was", (text) => expect(load(`a: {b: [${yamlScalar(text)}]}`)).toEqual({a: {b: [text]}}));

  it("any text is read back as it was, in braces and as a key", () => {
    fc.assert(fc.property(fc.string({unit: "grapheme", maxLength: 30}), (text) => {
      expect(load(`a: ${yamlList([text, "x"])}`)).toEqual({a: [text, "x"]});
      if (text.length > 0) expect(load(yamlValues("industry", text, "Software"))).toEqual({values: {industry: {[text]: "Software"}}});
    }), {seed: 1, numRuns: 500});
  });
});
