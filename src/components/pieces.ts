import {h} from "./dom.js";

/** Something to draw under others of its kind, with the rows that it will have. */
export interface Piece {
  readonly rows: number;
  /** What the rows are of, where not of intervals. */
  readonly kind?: "grid";
  readonly draw: () => HTMLElement;
}

// Where nothing is painted, all is drawn at once; and so it is while printing.
let isWhole = typeof requestAnimationFrame === "undefined";
const waiting = new Set<() => void>();

globalThis.addEventListener?.("beforeprint", () => {
  isWhole = true;
  for (const draw of waiting) draw();
});
globalThis.addEventListener?.("afterprint", () => {
  isWhole = false;
});

/** Draws with all pieces at once. */
export function whole<T>(draw: () => T): T {
  const before = isWhole;
  isWhole = true;
  try {
    return draw();
  } finally {
    isWhole = before;
  }
}

/**
 * Pieces one below or beside another: the first is drawn at once, each other after a paint of those before it, so that a choice shows where its reader looks. Until
 * then its place is as high as it will be (`.piece` in style.css).
 */
export function pieces(list: readonly Piece[], later: (run: () => void) => void = afterPaint): HTMLElement[] {
  const left: {place: HTMLElement; draw: () => HTMLElement}[] = [];
  const nodes = list.map(({rows, kind, draw}, i) => {
    if (i === 0 || isWhole) return draw();
    const place = h("div", {class: kind ? `piece ${kind}` : "piece", style: `--rows: ${rows}`});
    left.push({place, draw});
    return place;
  });
  const drawAll = () => {
    waiting.delete(drawAll);
    for (const {place, draw} of left.splice(0)) place.replaceWith(draw());
  };
  const next = () => {
    const piece = left.shift();
    // Another choice may have been made.
    if (piece?.place.isConnected) piece.place.replaceWith(piece.draw());
    else left.length = 0;
    if (left.length > 0) later(next);
    else waiting.delete(drawAll);
  };
  if (left.length > 0) {
    waiting.add(drawAll);
    later(next);
  }
  return nodes;
}

/** Draws the rest of something after a paint of what is there of it; at once where all is drawn at once, and for paper. */
export function afterwards(draw: () => void, later: (run: () => void) => void = afterPaint): void {
  if (isWhole) return draw();
  const once = () => void (waiting.delete(once) && draw());
  waiting.add(once);
  later(once);
}

/** After the next paint; at once where the page is hidden, since no frame comes then. */
export function afterPaint(run: () => void): void {
  const {port1, port2} = new MessageChannel();
  port1.addEventListener("message", run);
  port1.start();
  if (document.hidden) port2.postMessage(null);
  else requestAnimationFrame(() => port2.postMessage(null));
}
