import {afterPaint, whole} from "./pieces.js";

/** A cell as Framework defines it; see its client's `define`. */
export interface Cell {
  readonly id: string;
  readonly mode?: string;
  readonly inputs?: readonly string[];
  readonly outputs?: readonly string[];
  readonly body: (...values: never[]) => unknown;
}

/** The page that cells draw on. */
export interface Stage {
  now(): number;
  afterPaint(run: () => void): void;
  /** Whether a cell's place is in sight. */
  isInSight(id: string): boolean;
  /** What a cell out of sight draws again is laid out when its reader comes near; until then its place stays as high as it was. */
  putOff(id: string): void;
  /** Whether the page came with what a cell will draw at first (pipeline/publish/drawing.js). */
  isDrawnAhead(id: string): boolean;
  /** Once: when the reader acts in a place that was drawn ahead. */
  whenWanted(id: string, run: () => void): void;
  /** A cell draws for the first time. Call the result when it has, so that what stands below it may show, and what its reader did in the meantime is done. */
  drawing(id: string): () => void;
  /** Something that shows nothing. */
  blank(): unknown;
}

interface Turn {
  readonly id: string;
  readonly order: number;
  /** Nothing stands there yet. */
  readonly isBlank: boolean;
  readonly start: () => void;
}

/** What may be drawn before the page paints: half a frame, so that a processor of a quarter of the speed still answers in a few. */
const BUDGET = 8;

/**
 * Framework's `define`, with the cells that draw taking turns. By itself every cell whose inputs are there runs in one task, and the reader
 * sees the first figure when the last is done; so the first cell draws at once, the others one after another with a
 * paint in between, and when they are drawn again those in sight come first. A cell whose inputs change while it waits does not draw the old ones. Printing draws all.
 *
 * Pages come drawn, as they are before their reader acts: such a place is drawn again, now with all that listens in it, when the reader first acts in it or
 * its inputs change. In a place that was not, nothing shows at first before all that stands above it is there (`.to-draw` in style.css): so nothing that has been shown moves.
 */
export function inTurns(define: (cell: Cell) => void, stage: Stage = pageStage()): (cell: Cell) => void {
  const waiting = new Set<Turn>(), wanted = new Set<string>(), seen = new Map<string, boolean>();
  let isRunning = false;
  let defined = 0;

  const run = async (): Promise<void> => {
    const started = stage.now();
    const turns = [...waiting].toSorted((a, b) => a.order - b.order);
    // Asked once, before anything is drawn, and not of an empty page: else each answer would cost a layout of it.
    const isEmpty = turns.some(({isBlank}) => isBlank);
    if (!isEmpty) for (const {id} of turns) if (!seen.has(id)) seen.set(id, stage.isInSight(id));
    const inSight = new Set(isEmpty ? [] : turns.filter(({id}) => seen.get(id)));
    for (const turn of [...inSight, ...turns.filter((other) => !inSight.has(other))]) {
      if (!waiting.delete(turn)) continue;
      if (!isEmpty && !inSight.has(turn)) stage.putOff(turn.id);
      turn.start();
      // The cell draws in the microtasks that follow.
      for (let i = 0; i < 4; ++i) await Promise.resolve();
      if (stage.now() - started >= BUDGET) break;
    }
    if (waiting.size > 0) return stage.afterPaint(() => void run());
    isRunning = false;
    seen.clear();
  };
  const drawn = new Set<string>(), kept = new Set<() => void>();
  const turnOf = (id: string, order: number, isBlank: boolean, invalidation: Promise<unknown>) => new Promise<void>((resolve, reject) => {
    const turn = {id, order, isBlank, start: resolve};
    waiting.add(turn);
    void invalidation.then(() => {
      if (waiting.delete(turn)) reject(new Error("superseded"));
    });
    if (isRunning) return;
    isRunning = true;
    queueMicrotask(() => void run());
  });
  const actIn = (id: string, invalidation: Promise<unknown>) => new Promise<void>((resolve, reject) => {
    kept.add(resolve);
    stage.whenWanted(id, resolve);
    void invalidation.then(() => reject(new Error("superseded")));
  });
  globalThis.addEventListener?.("beforeprint", () => {
    for (const resolve of kept) resolve();
    for (const turn of waiting) turn.start();
    waiting.clear();
  });

  return (cell) => {
    const {id, mode, inputs = [], outputs = [], body} = cell;
    const order = defined++;
    for (const name of inputs) wanted.add(name);
    const draws = inputs.includes("display") || inputs.includes("view");
    if (!draws || (mode !== undefined && mode !== "block")) {
      stage.drawing(id)();
      return define(cell);
    }
    // A control answers at once, and what others need of it is there as soon as can be.
    const waits = !inputs.includes("view"), display = inputs.indexOf("display");
    let asked = 0;
    define({
      ...cell, inputs: [...inputs, "invalidation"],
      async body(...values: never[]) {
        const invalidation = values.pop() as unknown as Promise<unknown>;
        const isAhead = asked++ === 0 && stage.isDrawnAhead(id);
        const isFirst = !drawn.has(id);
        const isActedIn = waits && isAhead && !outputs.some((name) => wanted.has(name));
        if (isActedIn) await actIn(id, invalidation);
        else if (waits) await turnOf(id, order, isFirst && !stage.isDrawnAhead(id), invalidation);
        const done = isFirst ? stage.drawing(id) : () => {};
        let isShown = false;
        const given: unknown[] = values.map((value, i) => (i !== display ? value : (shown: unknown) => {
          isShown = true;
          return (value as (shown: unknown) => unknown)(shown);
        }));
        try {
          // What its reader did is done in the place as it was: with all that stood in it.
          const result = await (isActedIn ? whole(() => body(...given as never[])) : body(...given as never[]));
          // Framework takes away what a cell has displayed when it displays again: one that now shows nothing would keep it, and what the page came with too, even
          // where that was drawn for other choices than its address asks for.
          if (display >= 0 && !isShown && waits) (values[display] as unknown as (shown: unknown) => void)(stage.blank());
          return result;
        } finally {
          drawn.add(id);
          done();
        }
      }
    });
  };
}

function pageStage(): Stage {
  const places = new Map<string, HTMLElement | null>(), ids = new Map<Element, string>();
  const comments = document.createNodeIterator(document.body, NodeFilter.SHOW_COMMENT);
  for (let node = comments.nextNode(); node; node = comments.nextNode()) {
    const id = (node as Comment).data.slice(1, -1);
    places.set(id, node.parentElement);
    if (node.parentElement?.classList.contains("drawn")) ids.set(node.parentElement, id);
  }
  // A page that is asked for in another state than the one it came in is drawn from nothing.
  const isAsked = document.documentElement.classList.contains("asked");
  const kept = new Map<string, () => void>();
  const want = (id: string) => {
    kept.get(id)?.();
    kept.delete(id);
  };
  const seen = inSight([...places.values()]);
  const far = layOutLater();
  const held = heldActs(ids, want);
  return {
    now: () => performance.now(),
    afterPaint,
    isInSight: (id) => seen.has(places.get(id)),
    putOff(id) {
      const place = places.get(id), height = seen.height(place);
      if (!place || !height) return;
      place.style.setProperty("contain-intrinsic-size", `auto ${height}px`);
      far.add(place);
    },
    isDrawnAhead: (id) => !isAsked && places.get(id)?.classList.contains("drawn") === true,
    whenWanted(id, run) {
      // Perhaps the reader was quicker than the data.
      if (held.has(id)) run();
      else kept.set(id, run);
    },
    drawing(id) {
      const place = places.get(id);
      const act = place ? held.drawing(place) : () => {};
      return () => {
        place?.classList.remove("to-draw", "drawn");
        act();
        if (place) ids.delete(place);
      };
    },
    blank: () => document.createComment("")
  };
}

/** What is in sight and how high it is, as it was when the page was last painted: to ask the page itself would cost a layout of what has just changed. */
function inSight(places: readonly (Element | null)[]): {has(place: Element | null | undefined): boolean; height(place: Element | null | undefined): number} {
  const seen = new Set<Element>(), heights = new Map<Element, number>();
  const sights = new IntersectionObserver((entries) => {
    for (const {target, isIntersecting} of entries) {
      if (isIntersecting) seen.add(target);
      else seen.delete(target);
    }
  });
  const sizes = new ResizeObserver((entries) => {
    for (const {target, borderBoxSize: [size]} of entries) heights.set(target, size?.blockSize ?? 0);
  });
  for (const place of places) {
    if (!place) continue;
    sights.observe(place);
    sizes.observe(place);
  }
  return {has: (place) => seen.has(place!), height: (place) => heights.get(place!) ?? 0};
}

/**
 * Keeps what a reader does in a place that is drawn but does not listen yet, and does it once the place has been drawn again: where the pointer is, a click, an opened
 * detail, the focus.
 * @param want told the cell of a place in which its reader acts
 */
function heldActs(ids: ReadonlyMap<Element, string>, want: (id: string) => void): {has(id: string): boolean; drawing(place: HTMLElement): () => void} {
  const acts = new Map<string, ((place: HTMLElement) => void)[]>();
  const listen = (types: readonly string[], act: (event: Event, path: readonly number[]) => ((place: HTMLElement) => void) | null) => {
    for (const type of types) document.addEventListener(type, (event) => {
      const place = event.target instanceof Element ? event.target.closest(".drawn") : null, id = place && ids.get(place);
      if (!place || id === undefined || id === null) return;
      const held = act(event, pathOf(event.target as Element, place));
      acts.set(id, [...(acts.get(id) ?? []), ...(held ? [held] : [])]);
      want(id);
    }, {capture: true});
  };
  listen(["pointerover", "pointermove"], (event, path) => (drawn) => void at(drawn, path)?.dispatchEvent(new PointerEvent(event.type, event as PointerEvent)));
  listen(["focusin", "keydown"], () => null);
  listen(["click"], (event, path) => {
    if ((event.target as Element).closest("a[href]")) return null;
    event.preventDefault();
    event.stopImmediatePropagation();
    return (drawn) => (at(drawn, path) as HTMLElement | null)?.click?.();
  });
  listen(["toggle"], (_, path) => (drawn) => {
    const details = at(drawn, path);
    if (details instanceof HTMLDetailsElement) details.open = true;
  });
  return {
    has: (id) => acts.has(id),
    drawing(place) {
      const focused = document.activeElement && place.contains(document.activeElement) ? pathOf(document.activeElement, place) : null;
      return () => {
        const id = ids.get(place);
        if (focused && document.activeElement === document.body) (at(place, focused) as HTMLElement | null)?.focus?.({preventScroll: true});
        if (id === undefined) return;
        for (const act of acts.get(id) ?? []) act(place);
        acts.delete(id);
      };
    }
  };
}

/** Where an element stands in a place, drawn ahead (inside of an element of its own) or not. */
function pathOf(element: Element, place: Element): number[] {
  const path: number[] = [];
  for (let node: Element = element; node !== place && node.parentElement; node = node.parentElement) {
    if (node.localName !== "observablehq-loading") path.unshift([...node.parentElement.children].indexOf(node));
  }
  return path;
}

function at(place: Element, path: readonly number[]): Element | null {
  return path.reduce<Element | null>((element, index) => element?.children[index] ?? null, place);
}

/**
 * Places out of sight are laid out one after another when nothing else is to do: those within half a screen at once, the others after a while, so that a page soon
 * answers; or when their reader comes near. What has been stays so, however far its reader goes: nothing of it is cut at its edges any more.
 */
function layOutLater(): {add(place: HTMLElement): void} {
  const later = new Set(document.querySelectorAll<HTMLElement>(".later"));
  const whenIdle = (run: () => void) => void ("requestIdleCallback" in globalThis ? requestIdleCallback(run, {timeout: 500}) : setTimeout(run, 50));
  const near = new IntersectionObserver((entries) => {
    for (const {target, isIntersecting} of entries) if (isIntersecting) {
      near.unobserve(target);
      target.classList.remove("far");
      (target as HTMLElement).style.removeProperty("contain-intrinsic-size");
    }
  }, {rootMargin: "50% 0px"});
  const release = (place: HTMLElement) => {
    if (!later.delete(place)) return;
    place.classList.remove("later");
    near.observe(place);
  };
  const releaseAll = (places: Iterable<HTMLElement>) => {
    const queue = [...places];
    const next = () => {
      const place = queue.find((other) => later.has(other));
      if (!place) return;
      release(place);
      afterPaint(() => whenIdle(next));
    };
    whenIdle(next);
  };
  const soon = new IntersectionObserver((entries) => {
    const found = entries.filter(({isIntersecting}) => isIntersecting).map(({target}) => target as HTMLElement);
    for (const place of found) soon.unobserve(place);
    releaseAll(found);
  }, {rootMargin: "50% 0px"});
  const start = () => {
    for (const place of later) soon.observe(place);
    setTimeout(() => releaseAll(later), Math.max(0, AFTER_A_WHILE - performance.now()));
  };
  if (document.readyState === "complete") start();
  else addEventListener("load", start, {once: true});
  // Keys must reach and find what is not laid out too.
  for (const type of ["scroll", "keydown"]) addEventListener(type, () => [...later].forEach(release), {once: true, passive: true, capture: true});
  return {
    add(place) {
      place.classList.add("far");
      near.unobserve(place);
      near.observe(place);
    }
  };
}

/** Milliseconds after a page was asked for; before the delay of `.later` in style.css ends, which lays out all at once. */
const AFTER_A_WHILE = 3000;
