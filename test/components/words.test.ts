// @vitest-environment jsdom
import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {emphasised, h, name} from "../../src/components/dom.ts";
import {empty, noDeals, noRevenue} from "../../src/components/empty.ts";
import {together} from "../../src/components/finding.ts";
import {intervalRows} from "../../src/components/intervalRows.ts";
import {row, texts} from "./drawn.ts";

describe("names from the CRM", () => {
  it("are text, whatever they hold, and are isolated from the direction around them", () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.constantFrom("<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "{{7*7}}", "${1}", "\u202eevil", "</bdi><b>x")), (text) => {
      const node = h("p", {}, name(text), intervalRows([row({label: text})], {heading: text || "x"}));
      expect(node.querySelector("script, img, b:not(.readout b)")).toBeNull();
      expect(node.querySelector("bdi")!.textContent).toBe(text);
    }), {seed: 3, numRuns: 60});
  });

  it("keep their whole length within reach where they are cut", () => {
    const long = "x".repeat(120);
    expect(name(long).title).toBe(long);
  });

  it("that are missing are the unknown ones", () => {
    expect(name(null).textContent).toBe("Unknown");
  });
});

describe("a sentence of the pipeline", () => {
  it("keeps an amount with its sign, its currency and its unit on one line", () => {
    const whole = (text: string) => [...h("p", {}, ...emphasised(text)).querySelectorAll(".nb")].map((part) => part.textContent);
    expect(whole("+$204\u202fk new, \u2212$17.6\u202fk contraction and \u2212kr\u00a0102\u202fk churn")).toEqual(["+$204\u202fk", "\u2212$17.6\u202fk", "\u2212kr\u00a0102\u202fk"]);
    expect(whole("Revenue 100M\u2013<1B and 10\u201320\u202f%")).toEqual(["100M\u2013<1B", "10\u201320\u202f%"]);
    expect(whole("**a long finding of which all is bold: 10M\u2013<100M**")).toEqual(["10M\u2013<100M"]);
    expect(whole("Opening + new \u2212 churn = closing, \u22123 in 2025")).toEqual([]);
  });

  it("is bold between stars and markup nowhere", () => {
    const node = h("p", {}, ...emphasised("Of **3 of 8** <b>deals</b>, **5** win"));
    expect(texts(node, "b")).toEqual(["3 of 8", "5"]);
    expect(node.textContent).toBe("Of 3 of 8 <b>deals</b>, 5 win");
  });

  it("says an ending once that all clauses share", () => {
    expect(together(["**87** of A after 12 months", "**71** of B after 12 months"])).toBe("**87** of A, **71** of B after 12 months");
    expect(together(["87 of A after 12 months", "71 of B after 6 months"])).toBe("87 of A after 12 months, 71 of B after 6 months");
    expect(together(["87 of A after 12 months"])).toBe("87 of A after 12 months");
  });
});

describe("what stands where there is nothing to show", () => {
  it("shows the lines of YAML as they are to be copied", () => {
    const yaml = "exports:\n  accounts:\n    files: [a.csv]";
    expect(empty("Nothing.", {yaml}).querySelector("pre")!.textContent).toBe(yaml);
  });

  it("names the missing YAML as code", () => {
    expect(texts(empty("Nothing.", {remedy: "Add `subscriptions` to `fitproof.yaml`."}), "code")).toEqual(["subscriptions", "fitproof.yaml"]);
  });

  it("where no deal is decided says whether none was exported or none is won or lost", () => {
    expect(noDeals({opportunities: false}, "which companies buy").textContent).toContain("No deals were exported, so nothing can be said about which companies buy.");
    const open = noDeals({opportunities: true}, "which companies buy");
    expect(open.textContent).toContain("No deal that was exported is won or lost, so nothing can be said about which companies buy.");
    expect(texts(open, "p code")).toEqual(["exports.opportunities.outcomes", "fitproof.yaml"]);
  });

  it("where no customer ever paid says whether nothing was exported or nothing counts", () => {
    expect(noRevenue({subscriptions: false, mrr_snapshots: false, invoices: false}, "growth").textContent).toContain("No subscriptions were exported, so nothing can be said about growth.");
    expect(noRevenue({subscriptions: false, mrr_snapshots: true, invoices: false}, "growth").textContent).toBe(
      "Nothing that was exported as revenue counts at a month end, so nothing can be said about growth.Data quality says which rows count as nothing, and why.Data quality");
  });
});
