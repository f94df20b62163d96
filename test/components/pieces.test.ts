// @vitest-environment jsdom
import {afterEach, beforeEach, describe, expect, it, vi} from "vitest";

/** The module as in a browser that paints, and what it has put off. */
async function browser() {
  vi.resetModules();
  vi.stubGlobal("requestAnimationFrame", () => 0);
  const {pieces, whole} = await import("../../src/components/pieces.ts");
  const put: (() => void)[] = [];
  const show = (...texts: string[]) => document.body.replaceChildren(...pieces(texts.map((text) => ({rows: text.length, draw: () => {
    const node = document.createElement("p");
    node.textContent = text;
    return node;
  }})), (run) => void put.push(run)));
  const paint = () => put.splice(0).forEach((run) => run());
  return {show, paint, put, whole, shown: () => [...document.querySelectorAll("p")].map((p) => p.textContent), places: () => [...document.querySelectorAll(".piece")].map((place) => place.getAttribute("style"))};
}

beforeEach(() => document.body.replaceChildren());
afterEach(() => vi.unstubAllGlobals());

describe("pieces of a figure", () => {
  it("come one after a paint each, the first at once, and the others' places are as high as they will be", async () => {
    const {show, paint, shown, places} = await browser();
    show("a", "bb", "ccc");
    expect(shown()).toEqual(["a"]);
    expect(places()).toEqual(["--rows: 2", "--rows: 3"]);
    paint();
    expect(shown()).toEqual(["a", "bb"]);
    paint();
    expect(shown()).toEqual(["a", "bb", "ccc"]);
    expect(places()).toEqual([]);
  });

  it("are not drawn once another choice has taken their place", async () => {
    const {show, paint, put, shown} = await browser();
    show("a", "b", "c");
    show("d", "e");
    paint();
    expect(shown()).toEqual(["d", "e"]);
    expect(put).toEqual([]);
  });

  it("have a rest that comes after a paint of the first, at once for paper, and once", async () => {
    vi.resetModules();
    vi.stubGlobal("requestAnimationFrame", () => 0);
    const {afterwards} = await import("../../src/components/pieces.ts");
    const put: (() => void)[] = [], drawn: string[] = [];
    afterwards(() => void drawn.push("a"), (run) => void put.push(run));
    expect(drawn).toEqual([]);
    dispatchEvent(new Event("beforeprint"));
    expect(drawn).toEqual(["a"]);
    put.forEach((run) => run());
    expect(drawn).toEqual(["a"]);
    afterwards(() => void drawn.push("b"), (run) => void put.push(run));
    expect(drawn).toEqual(["a", "b"]);
  });

  it("are all there for paper, for a reader who acts in them, and where nothing is painted", async () => {
    const {show, shown, whole} = await browser();
    show("a", "b", "c");
    dispatchEvent(new Event("beforeprint"));
    expect(shown()).toEqual(["a", "b", "c"]);
    show("d", "e");
    expect(shown()).toEqual(["d", "e"]);
    dispatchEvent(new Event("afterprint"));
    whole(() => show("f", "g"));
    expect(shown()).toEqual(["f", "g"]);
    show("h", "i");
    expect(shown()).toEqual(["h"]);
  });
});
