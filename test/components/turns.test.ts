import {describe, expect, it} from "vitest";
import {inTurns, type Cell, type Stage} from "../../src/components/turns.ts";
import {settled} from "./drawn.ts";

/** A page whose clock the test moves, and whose paints it makes. */
function page(inSight: readonly string[] = [], ahead: readonly string[] = []) {
  const state = {now: 0, paints: [] as (() => void)[], drawn: [] as string[], revealed: [] as string[], cells: new Map<string, Cell>(), wants: new Map<string, () => void>(), putOff: [] as string[]};
  const stage: Stage = {
    now: () => state.now,
    afterPaint: (run) => void state.paints.push(run),
    isInSight: (id) => inSight.includes(id),
    putOff: (id) => void state.putOff.push(id),
    isDrawnAhead: (id) => ahead.includes(id),
    whenWanted: (id, run) => void state.wants.set(id, run),
    drawing: (id) => () => void state.revealed.push(id),
    blank: () => "nothing"
  };
  const define = inTurns((cell) => void state.cells.set(cell.id, cell), stage);
  /** A cell whose drawing takes so many milliseconds. */
  const drawing = (id: string, takes = 100, inputs: readonly string[] = ["display"]) => define({id, inputs, body: () => {
    state.now += takes;
    state.drawn.push(id);
  }});
  /** Runs a cell as the runtime does; the result says that its inputs have changed. */
  const run = (id: string) => {
    let change: () => void = () => {};
    const invalidation = new Promise<void>((resolve) => (change = resolve));
    const result = Promise.resolve((state.cells.get(id)!.body as (...values: unknown[]) => unknown)(...state.cells.get(id)!.inputs!.map((name) => (name === "invalidation" ? invalidation : name === "display" ? () => {} : null))));
    result.catch(() => {});
    return {change, result};
  };
  const paint = async () => {
    state.paints.splice(0).forEach((run) => run());
    await settled();
  };
  return {...state, state, define, drawing, run, paint};
}


describe("cells that draw", () => {
  it("take turns: one at once, the next after a paint", async () => {
    const {drawing, run, paint, drawn} = page();
    for (const id of ["a", "b", "c"]) drawing(id);
    for (const id of ["c", "a", "b"]) run(id);
    await settled();
    expect(drawn).toEqual(["a"]);
    await paint();
    await paint();
    expect(drawn).toEqual(["a", "b", "c"]);
  });

  it("come first where they are in sight, once all have been drawn in their order", async () => {
    const {drawing, run, paint, drawn, state} = page(["c"]);
    for (const id of ["a", "b", "c"]) drawing(id);
    for (let times = 0; times < 2; ++times) {
      for (const id of ["a", "b", "c"]) run(id);
      await settled();
      await paint();
      await paint();
    }
    expect(drawn).toEqual(["a", "b", "c", "c", "a", "b"]);
    // What is drawn again out of sight is laid out later; nothing is at first.
    expect(state.putOff).toEqual(["a", "b"]);
  });

  it("share a turn as long as they are quick", async () => {
    const {drawing, run, drawn} = page();
    for (const id of ["a", "b", "c"]) drawing(id, 3);
    for (const id of ["a", "b", "c"]) run(id);
    await settled();
    expect(drawn).toEqual(["a", "b", "c"]);
  });

  it("do not draw what has changed while they waited, but what came instead", async () => {
    const {drawing, run, paint, drawn} = page();
    for (const id of ["a", "b"]) drawing(id);
    run("a");
    const old = run("b");
    await settled();
    old.change();
    await expect(old.result).rejects.toThrow("superseded");
    const fresh = run("b");
    await paint();
    await fresh.result;
    expect(drawn).toEqual(["a", "b"]);
  });

  it("let what stands below them show when they have drawn, also where they fail", async () => {
    const {define, run, revealed} = page();
    define({id: "broken", inputs: ["display"], body: () => {
      throw new Error("no");
    }});
    expect(revealed).toEqual([]);
    await expect(run("broken").result).rejects.toThrow("no");
    expect(revealed).toEqual(["broken"]);
  });

  it("answer at once where they hold controls", async () => {
    const {drawing, run, drawn} = page();
    drawing("figure");
    drawing("controls", 100, ["view", "choices"]);
    run("figure");
    run("controls");
    expect(drawn).toEqual(["controls"]);
    await settled();
    expect(drawn).toEqual(["controls", "figure"]);
  });
});

describe("cells whose page came drawn", () => {
  it("draw when the reader acts in them, and not before", async () => {
    const {drawing, run, paint, drawn, wants, revealed} = page([], ["a", "b"]);
    for (const id of ["a", "b"]) drawing(id);
    for (const id of ["a", "b"]) run(id);
    await settled();
    await paint();
    expect(drawn).toEqual([]);
    wants.get("b")!();
    await settled();
    expect(drawn).toEqual(["b"]);
    expect(revealed).toEqual(["b"]);
  });

  it("draw by themselves once their inputs have changed", async () => {
    const {drawing, run, drawn} = page([], ["a"]);
    drawing("a");
    const old = run("a");
    await settled();
    old.change();
    await expect(old.result).rejects.toThrow("superseded");
    await run("a").result;
    expect(drawn).toEqual(["a"]);
  });

  it("draw in their turn where another cell needs what they compute", async () => {
    const {define, drawing, run, state, drawn} = page([], ["a", "b"]);
    define({id: "a", inputs: ["display"], outputs: ["bases"], body: () => void state.drawn.push("a")});
    drawing("b", 1, ["display", "bases"]);
    for (const id of ["a", "b"]) run(id);
    await settled();
    expect(drawn).toEqual(["a"]);
  });

  it("take away what they showed where they show nothing any more", async () => {
    const {define, state, paint} = page();
    const shown: unknown[] = [];
    let isShown = true;
    define({id: "a", inputs: ["display"], body: (display: (value: unknown) => void) => isShown && display("figure")});
    const call = () => (state.cells.get("a")!.body as (...values: unknown[]) => Promise<unknown>)((value: unknown) => shown.push(value), new Promise(() => {}));
    await call();
    isShown = false;
    const again = call();
    await settled();
    await paint();
    await again;
    expect(shown).toEqual(["figure", "nothing"]);
  });

  it("take away what the page came with where they show nothing of what its address asks for", async () => {
    // A page that is asked for with choices is drawn from nothing: what it came with is not ahead of anything.
    const {define, state} = page();
    const shown: unknown[] = [];
    define({id: "a", inputs: ["display"], body: () => {}});
    await (state.cells.get("a")!.body as (...values: unknown[]) => Promise<unknown>)((value: unknown) => shown.push(value), new Promise(() => {}));
    expect(shown).toEqual(["nothing"]);
  });
});

describe("cells that only compute", () => {
  it("are left as they are, and hold nothing back", () => {
    const {define, state} = page();
    const cell: Cell = {id: "rates", inputs: ["rows"], outputs: ["rates"], body: () => 1};
    define(cell);
    expect(state.cells.get("rates")).toBe(cell);
    expect(state.revealed).toEqual(["rates"]);
  });
});
