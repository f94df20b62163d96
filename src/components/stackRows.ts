import {h, name, s, type Child} from "./dom.js";
import {number, percent} from "./format.js";
import {axis, groundThrough, linear, niceDomain, percentOfWidth, plotCell, swatch, type Scale} from "./plot.js";
import {readableRows} from "./rowTools.js";

/** A row: a total and the parts of it that are drawn, as counts (or amounts) in the order of the key. */
export interface StackRow {
  readonly label: string | null;
  /** What stands beside the label in small type, such as a file. */
  readonly note?: string | null;
  readonly total: number;
  /** How the total is written where it is no count, such as money. */
  readonly totalText?: string;
  readonly parts: readonly number[];
  /** Further columns, as texts. */
  readonly extra?: readonly (string | null)[];
}

export interface StackOptions {
  readonly heading: string;
  /** Told apart without colour too: by how dark they are, or by an edge. */
  readonly parts: readonly {readonly label: string; readonly color: string; readonly edge?: string}[];
  readonly totalHead: string;
  /** Columns of counts before the plot: those of the parts, or none. */
  readonly showsCounts?: boolean;
  readonly extraHeads?: readonly string[];
  /** The end of the scale; default: the largest share, rounded up. */
  readonly most?: number;
}

const BAR = 12;

/** Parts of a total as stacked bars on one scale of shares of it, with their counts: what was left out of each file, say. */
export function stackRows(rows: readonly StackRow[], options: StackOptions): HTMLElement {
  const {heading, parts, totalHead, showsCounts = false, extraHeads = []} = options;
  const shares = rows.map((row) => row.parts.reduce((sum, part) => sum + part, 0) / (row.total || 1));
  const scale = linear(options.most === undefined ? niceDomain([0, Math.max(...shares) || 0.01], {within: [0, 1], count: 4}) : [0, options.most], 4);
  // Without any part there is nothing to draw: the counts say it.
  const hasPlot = shares.some((share) => share > 0);
  const body = h("tbody", {}, rows.map((row) => h("tr", {},
    h("th", {scope: "row"}, name(row.label), row.note && h("span", {class: "tag"}, ` ${row.note}`)),
    h("td", {class: "v"}, row.totalText ?? number(row.total)),
    showsCounts && row.parts.map((part) => h("td", {class: "ci hide-m"}, part === 0 ? "·" : number(part))),
    (row.extra ?? []).map((text) => h("td", {class: "ci hide-m"}, text)),
    hasPlot && plotCell(24, groundThrough(scale, 24), bar(row, scale, parts)))));
  const readout = readableRows(body, (i) => describe(rows[i]!, parts));
  readout.update();
  const labelWidth = Math.min(24, Math.max(13, ...rows.map(({label, note}) => 0.52 * ((label ?? "").length + (note ?? "").length) + 1)));
  return h("div", {class: "dim"},
    hasPlot && h("p", {class: "key"}, parts.filter((_, k) => showsCounts || rows.some((row) => row.parts[k]! > 0)).map((part) => h("span", {}, swatch(14, s("rect", {x: 1, y: 2, width: 12, height: 10, style: paint(part)})), ` ${part.label}`))),
    h("table", {class: "rows", style: hasPlot ? null : "width:auto"},
      h("colgroup", {}, h("col", {style: `width:min(${labelWidth.toFixed(1)}rem, 34cqi)`}), h("col", {style: "width:4.5rem"}),
        showsCounts && parts.map(() => h("col", {class: "hide-m", style: "width:5.2rem"})), extraHeads.map(() => h("col", {class: "hide-m", style: "width:5.2rem"})), hasPlot && h("col")),
      h("thead", {}, h("tr", {}, h("th", {scope: "col", class: "dt"}, heading), h("th", {scope: "col", class: "r"}, totalHead),
        showsCounts && parts.map(({label}) => h("th", {scope: "col", class: "r hide-m"}, label)), extraHeads.map((label) => h("th", {scope: "col", class: "r hide-m"}, label)),
        hasPlot && h("td", {class: "pl"}, axis(scale, {unit: "percent", height: 20, y: 15})))),
      body), readout.element);
}

function bar({total, parts}: StackRow, scale: Scale, key: StackOptions["parts"]): SVGElement[] {
  let from = 0;
  return parts.flatMap((part, k) => {
    const share = total > 0 ? part / total : 0;
    const [x, width] = [scale(from), scale(share) - scale(0)];
    from += share;
    // A part that is there is never too thin to be seen.
    return share > 0 ? [s("rect", {x: percentOfWidth(x), y: (24 - BAR) / 2, width: percentOfWidth(Math.max(0.35, width)), height: BAR, style: paint(key[k]!)})] : [];
  });
}

function paint({color, edge}: StackOptions["parts"][number]): string {
  return edge === undefined ? `fill: ${color}` : `fill: ${color}; stroke: ${edge}`;
}

function describe({label, total, totalText, parts}: StackRow, key: StackOptions["parts"]): Child {
  const words = parts.flatMap((part, k) => (part === 0 ? [] : [`${key[k]!.label.toLowerCase()} ${number(part)} (${percent(part / (total || 1), 1)})`]));
  return [h("b", {}, name(label)), `: ${totalText ?? number(total)}${words.length === 0 ? "" : ` · ${words.join(" · ")}`}`];
}
