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
  /** Told when a cell has drawn all that it draws at first, so that what stands below it may show. */
  reveal(id: string): void;
}

interface Turn {
  readonly id: string;
  readonly order: number;
  /** False where it replaces what is there. */
  readonly isFirst: boolean;
  readonly start: () => void;
}

/** What may be drawn before the page paints: half a frame, so that a processor of a quarter of the speed still answers in a few. */
const BUDGET = 8;

/**
 * Framework's `define`, with the cells that draw taking turns. By itself every cell whose inputs are there runs in one task, and the reader
 * sees the first figure when the last is done; so the first cell draws at once, the others one after another with a
 * paint in between, and when they are drawn again those in sight come first. A cell whose inputs change while it waits does not draw the old ones. Printing draws all. At first nothing shows before all that
 * stands above it is there (`.to-draw` in style.css): so nothing that has been shown moves.
 */
export function inTurns(define: (cell: Cell) => void, stage: Stage = pageStage()): (cell: Cell) => void {
  const waiting = new Set<Turn>();
  let isRunning = false;
  let defined = 0;

  const run = async (): Promise<void> => {
    const started = stage.now();
    const turns = [...waiting].toSorted((a, b) => a.order - b.order);
    // Asked once, before anything is drawn, and not of an empty page: else each answer would cost a layout of it.
    const inSight = new Set(turns.some(({isFirst}) => isFirst) ? [] : turns.filter(({id}) => stage.isInSight(id)));
    for (const turn of [...inSight, ...turns.filter((other) => !inSight.has(other))]) {
      if (!waiting.delete(turn)) continue;
      turn.start();
      // The cell draws in the microtasks that follow.
      for (let i = 0; i < 4; ++i) await Promise.resolve();
      if (stage.now() - started >= BUDGET) break;
    }
    if (waiting.size > 0) stage.afterPaint(() => void run());
    else isRunning = false;
  };
  const drawn = new Set<string>();
  const turnOf = (id: string, order: number, invalidation: Promise<unknown>) => new Promise<void>((resolve, reject) => {
    const turn = {id, order, isFirst: !drawn.has(id), start: resolve};
    waiting.add(turn);
    void invalidation.then(() => {
      if (waiting.delete(turn)) reject(new Error("superseded"));
    });
    if (isRunning) return;
    isRunning = true;
    queueMicrotask(() => void run());
  });
  globalThis.addEventListener?.("beforeprint", () => {
    for (const turn of waiting) turn.start();
    waiting.clear();
  });

  return (cell) => {
    const {id, mode, inputs = [], body} = cell;
    const order = defined++;
    const draws = (mode === undefined || mode === "block") && (inputs.includes("display") || inputs.includes("view"));
    if (!draws) {
      stage.reveal(id);
      return define(cell);
    }
    // A control answers at once, and what others need of it is there as soon as can be.
    const waits = !inputs.includes("view");
    define({
      ...cell, inputs: [...inputs, "invalidation"],
      async body(...values: never[]) {
        if (waits) await turnOf(id, order, values.at(-1) as unknown as Promise<unknown>);
        try {
          return await body(...values.slice(0, -1) as never[]);
        } finally {
          drawn.add(id);
          stage.reveal(id);
        }
      }
    });
  };
}

function pageStage(): Stage {
  const places = new Map<string, Element | null>();
  const comments = document.createNodeIterator(document.body, NodeFilter.SHOW_COMMENT);
  for (let node = comments.nextNode(); node; node = comments.nextNode()) places.set((node as Comment).data.slice(1, -1), node.parentElement);
  return {
    now: () => performance.now(),
    afterPaint(run) {
      const {port1, port2} = new MessageChannel();
      port1.addEventListener("message", run);
      port1.start();
      // No frame comes where the page is hidden.
      if (document.hidden) port2.postMessage(null);
      else requestAnimationFrame(() => port2.postMessage(null));
    },
    isInSight(id) {
      const box = places.get(id)?.getBoundingClientRect();
      return box !== undefined && box.top < innerHeight && box.bottom >= 0;
    },
    reveal: (id) => places.get(id)?.classList.remove("to-draw")
  };
}
