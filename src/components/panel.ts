import {h, s, type Child} from "./dom.js";
import {lengthOf, percentOfWidth, tickText, verticalAxis, type Scale, type Unit} from "./plot.js";

export interface PanelOptions {
  readonly y: Scale;
  readonly unit: Unit;
  /** How a tick of the vertical axis is written; default: by the unit. */
  readonly tick?: (value: number, isLast: boolean) => string;
  /** Height of the plot in pixels. */
  readonly height: number;
  /** What the labels beneath it need: 36 for two lines, the default. */
  readonly axisHeight?: number;
  /** False where the axis is not at the bottom. */
  readonly hasFloor?: boolean;
  /** For screen readers: what is drawn and what it shows. */
  readonly label: string;
  /** Labels at the right end, each at a height; they are moved apart. */
  readonly ends?: readonly {readonly y: number; readonly series: number; readonly lines: readonly string[]}[];
  /** Places that the pointer and the arrow keys visit, in per cent of the width, and what to say there. */
  readonly stops?: readonly {readonly at: number; readonly text: Child}[];
  /** What stands under the axis and is aligned with it. */
  readonly under?: Child;
}

/** The frame of a chart with a vertical scale: axis, plot, end labels, and a line beneath that reads the chart at a place. */
export function panel(children: Child, {y, unit, height, label, ends = [], stops = [], under, tick, axisHeight = 36, hasFloor = true}: PanelOptions): HTMLElement {
  const full = height + axisHeight;
  const cursor = s("line", {class: "cursor", y1: 0, y2: height, visibility: "hidden"});
  const plot = s("svg", {role: "img", "aria-label": label, width: "100%", height: full},
    y.ticks.map((tick) => s("line", {class: "mark-grid", x1: 0, x2: "100%", y1: (height * (1 - y(tick) / 100)).toFixed(1), y2: (height * (1 - y(tick) / 100)).toFixed(1)})),
    hasFloor && s("line", {class: "mark-axis", x1: 0, x2: "100%", y1: height, y2: height}), children, cursor);
  const readout = h("p", {class: "readout", "aria-live": "polite"});
  const frame = h("div", {class: ends.length ? "panel lab" : "panel"}, verticalAxis(y, full, height, tick ?? ((value, isLast) => tickText(value, unit, isLast))),
    stops.length ? readable(plot, cursor, readout, stops, label) : h("div", {}, plot), ends.length ? endLabels(ends, full) : null);
  return h("div", {}, frame, under, stops.length ? readout : null);
}

/** Labels over the axis at the given places; those that would touch the one before are left out, and of long ones every other on a phone, three of four on the narrowest. */
export function bottomLabels(places: readonly {readonly at: number; readonly text: string}[], y: number, apart = 7): SVGElement[] {
  let last = -Infinity, drawn = 0;
  return places.flatMap(({at, text}) => {
    if (at - last < apart) return [];
    last = at;
    const isLong = text.length > 5, k = drawn++;
    return [s("text", {class: `mark-text tick${isLong && k % 2 ? " hide-s" : isLong && k % 4 ? " hide-xs" : ""}`, x: percentOfWidth(at), y, "text-anchor": "middle"}, text)];
  });
}

/** As much of a name as the column beside a chart holds, and of `CRM: yes` always the answer; the line beneath says it in full. */
export function short(text: string): string {
  if (lengthOf(text) <= 15.5) return text;
  const answer = /: \S{1,5}$/.exec(text)?.[0] ?? "";
  const letters = [...text];
  while (lengthOf(letters.join("")) > 14.5 - lengthOf(answer)) letters.pop();
  return `${letters.join("")}…${answer}`;
}

function endLabels(ends: NonNullable<PanelOptions["ends"]>, height: number): SVGSVGElement {
  let lowest = -Infinity;
  const labels = ends.toSorted((a, b) => a.y - b.y).map((end) => {
    const y = Math.max(end.y, lowest);
    lowest = y + 15 * end.lines.length + 4;
    return end.lines.map((text, i) => s("text", {class: i ? "mark-text tick" : `end-label series-${end.series}`, x: 4, y: y + 4 + 15 * i}, short(text)));
  });
  return s("svg", {"aria-hidden": "true", width: "100%", height}, labels);
}

function readable(plot: SVGSVGElement, cursor: SVGLineElement, readout: HTMLElement, stops: NonNullable<PanelOptions["stops"]>, label: string): HTMLElement {
  let at = -1;
  const go = (index: number) => {
    at = index;
    const stop = stops[index];
    cursor.setAttribute("visibility", stop ? "visible" : "hidden");
    if (stop) for (const end of ["x1", "x2"]) cursor.setAttribute(end, percentOfWidth(stop.at));
    readout.replaceChildren(...h("span", {}, stop?.text).childNodes);
  };
  const box = h("div", {tabindex: 0, role: "group", "aria-label": `${label.replace(/[^.!?]$/, "$&.")} Arrow keys read it point by point.`}, plot);
  box.addEventListener("pointermove", (event) => {
    const {left, width} = box.getBoundingClientRect();
    const place = (100 * (event.clientX - left)) / (width || 1);
    go(stops.reduce((best, stop, i) => (Math.abs(stop.at - place) < Math.abs(stops[best]!.at - place) ? i : best), 0));
  });
  box.addEventListener("pointerleave", () => go(-1));
  box.addEventListener("blur", () => go(-1));
  box.addEventListener("keydown", (event) => {
    const to = {ArrowRight: at + 1, ArrowLeft: at < 0 ? stops.length - 1 : at - 1, Home: 0, End: stops.length - 1, Escape: -1}[event.key];
    if (to === undefined) return;
    event.preventDefault();
    go(to === -1 && event.key !== "Escape" ? 0 : Math.min(to, stops.length - 1));
  });
  return box;
}
