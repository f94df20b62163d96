import {describe, expect, it} from "vitest";
import {KNOWN_WORDS} from "../../pipeline/profile/knownWords.ts";
import {nearDuplicates, nearReferences} from "../../pipeline/profile/nearDuplicates.ts";

/** `value 3, other 1` with their counts; what each is nearly, and how. */
function near(text: string, known: readonly string[] = []): string[] {
  const values = text.split(",").map((part) => {
    const [, value, count] = /^\s*(.*?) (\d+)$/.exec(part)!;
    return {value: value!, count: Number(count)};
  });
  return nearDuplicates(values, known).map(({value, suggestion, kind}) => `${value} > ${suggestion} (${kind})`);
}

describe("values that may be one", () => {
  it.each([
    ["a letter too few is the commoner value", "technology 9, technolgy 2", ["technolgy > technology (letters)"]],
    ["two letters are a slip in a long word alone", "Manufacturing 9, Manufaturng 1, Retail 5, Rtal 1", ["Manufaturng > Manufacturing (letters)"]],
    ["neighbours that are swapped are one slip", "Software 9, Sofwtare 1", ["Sofwtare > Software (letters)"]],
    ["spaces, hyphens and accents are spelling", "GTX Pro 9, GTXPro 2, e-commerce 5, ecommerce 1, Perú 4, Peru 1", ["GTXPro > GTX Pro (spacing)", "Peru > Perú (spacing)", "ecommerce > e-commerce (spacing)"]],
    ["case alone is compared as one already", "SaaS 9, saas 1", ["saas > SaaS (case)"]],
    ["numbers tell values apart", "Tier 1 9, Tier 2 8, Company_10 1, Company_11 1, 50-100 3, 50-1000 3", []],
    ["a short word that differs is a name", "Series A 9, Series B 8, Phase II 3, Phase III 2, North America 4, South America 4", []],
    ["short words are too alike to tell", "Web 9, Wed 1, US 4, UK 4, C 3, C++ 2, C# 2", []],
    ["three letters are a word, two are not", "A/B/C 5, ABC 1, A/B 5, AB 1", ["ABC > A/B/C (spacing)"]],
    ["nothing alike, nothing found", "Retail 5, Finance 3", []]
  ])("%s", (_rule, values, found) => expect(near(values)).toEqual(found));

  it("a value no other has may be a known word misspelt, in the letters' own case", () => {
    expect(near("technolgy 12, retail 3", KNOWN_WORDS["industry"])).toEqual(["technolgy > technology (letters)"]);
    expect(near("Philipines 1, France 4", KNOWN_WORDS["country"])).toEqual(["Philipines > Philippines (letters)"]);
  });

  it("two known words are two, however alike", () => {
    expect(near("Austria 3, Australia 9, Slovakia 2, Slovenia 8, Niger 1, Nigeria 5, Iran 2, Iraq 2", KNOWN_WORDS["country"])).toEqual([]);
  });

  it("the known word is meant even where the misspelt one is commoner", () => {
    expect(near("Philipines 9, Philippines 2", KNOWN_WORDS["country"])).toEqual(["Philipines > Philippines (letters)"]);
  });

  it("a column of a thousand names is left alone", () => {
    const names = Array.from({length: 1001}, (_, i) => ({value: `Name ${String.fromCodePoint(0x4e00 + i)} long`, count: 1}));
    expect(nearDuplicates(names)).toEqual([]);
  });
});

describe("names of accounts that no account has", () => {
  const accounts = ["GTX Pro", "Acme Holding", "Acme Holdings", "A-10001"].map((value) => ({value, count: 1}));
  const found = (value: string) => nearReferences([{value, count: 3}], accounts).map(({suggestion, kind}) => `${suggestion} (${kind})`);

  it("are the account that is spelt nearly so", () => expect(found("GTXPro")).toEqual(["GTX Pro (spacing)"]));
  it("are none where two are as near", () => expect(found("Acme Holdingz")).toEqual([]));
  it("are none where they are ids that differ by a digit", () => expect(found("A-10002")).toEqual([]));
});
