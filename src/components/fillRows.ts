import {h, name, s, type Child} from "./dom.js";
import {percent} from "./format.js";
import {moreRows} from "./moreRows.js";
import {axis, groundThrough, linear, percentOfWidth, plotCell, swatch} from "./plot.js";
import {readableRows} from "./rowTools.js";

/** A column of an export: the share of its rows that have it, and of won and lost deals on which it is known. */
export interface FillRow {
  readonly label: string;
  /** The canonical name where the header differs. */
  readonly note?: string | null;
  readonly fill_rate: number | null;
  readonly won_fill_rate: number | null;
  readonly lost_fill_rate: number | null;
  readonly open_fill_rate?: number | null;
}

const SCALE = linear([0, 1], 4);

/** How often each column is filled: a tick for all rows, and a dot for won and a ring for lost deals, joined where they are apart. Of very many columns the first, and those that are clearly apart. */
export function fillRows(rows: readonly FillRow[], {heading, hasDeals = rows.some(({won_fill_rate}) => won_fill_rate !== null)}: {
  readonly heading: string;
  /** Of several tables on one scale: whether any has won and lost deals, so that their plots stand below each other. */
  readonly hasDeals?: boolean;
}): HTMLElement {
  if (!rows.length) return h("p", {class: "note"}, "No columns.");
  const body = h("tbody");
  let shown = rows;
  const readout = readableRows(body, (i) => describe(shown[i]!));
  const rowOf = (row: FillRow): HTMLElement => h("tr", {},
    h("th", {scope: "row"}, name(row.label), row.note && h("span", {class: "tag"}, ` ${row.note}`)),
    h("td", {class: "v"}, percent(row.fill_rate)),
    hasDeals && h("td", {class: "v2", "data-label": "won"}, row.won_fill_rate === null ? "" : percent(row.won_fill_rate)),
    hasDeals && h("td", {class: "v2", "data-label": "lost"}, row.lost_fill_rate === null ? "" : percent(row.lost_fill_rate)),
    plotCell(22, groundThrough(SCALE, 22), marks(row)));
  const more = moreRows(rows, {limit: 25, isKept: ({won_fill_rate: won, lost_fill_rate: lost}) => won !== null && lost !== null && Math.abs(won - lost) >= 0.1, draw(list) {
    shown = list;
    body.replaceChildren(...list.map(rowOf));
    readout.update();
  }});
  return h("div", {class: "dim"}, h("table", {class: "rows", "aria-label": heading},
    h("colgroup", {}, h("col", {style: "width:min(18rem, 34cqi)"}), h("col", {style: "width:3.9rem"}), hasDeals && [h("col", {style: "width:3.9rem"}), h("col", {style: "width:3.9rem"})], h("col")),
    h("thead", {}, h("tr", {}, h("th", {scope: "col", class: "dt"}, heading), h("th", {scope: "col", class: "r"}, "Rows"),
      hasDeals && [h("th", {scope: "col", class: "r"}, "Won"), h("th", {scope: "col", class: "r"}, "Lost")],
      h("td", {class: "pl"}, axis(SCALE, {unit: "percent", height: 20, y: 15})))),
    body), readout.element, more);
}

/** What the marks mean. */
export function fillKey(hasDeals: boolean): HTMLElement {
  return h("p", {class: "key"},
    item("all rows", s("line", {class: "mark-axis", x1: 8, x2: 8, y1: 2, y2: 12})),
    hasDeals && item("won deals", s("circle", {class: "mark-dot", cx: 8, cy: 7, r: 4, style: "--c: var(--won)"})),
    hasDeals && item("lost deals", s("circle", {class: "mark-ring", cx: 8, cy: 7, r: 4, style: "--c: var(--lost)"})));
}

function item(label: string, ...children: Child[]): HTMLElement {
  return h("span", {}, swatch(16, ...children), ` ${label}`);
}

function x(value: number): string {
  return percentOfWidth(SCALE(value));
}

function marks({fill_rate, won_fill_rate, lost_fill_rate}: FillRow): Child[] {
  return [
    fill_rate !== null && s("line", {class: "mark-axis", x1: x(fill_rate), x2: x(fill_rate), y1: 5, y2: 17}),
    won_fill_rate !== null && lost_fill_rate !== null && s("line", {class: "mark-line", style: "--c: var(--rest)", x1: x(won_fill_rate), x2: x(lost_fill_rate), y1: 11, y2: 11}),
    lost_fill_rate !== null && s("circle", {class: "mark-ring", cx: x(lost_fill_rate), cy: 11, r: 4.5, style: "--c: var(--lost)"}),
    won_fill_rate !== null && s("circle", {class: "mark-dot", cx: x(won_fill_rate), cy: 11, r: 3.5, style: "--c: var(--won)"})
  ];
}

function describe({label, fill_rate, won_fill_rate, lost_fill_rate, open_fill_rate = null}: FillRow): Child {
  const parts = [["rows", fill_rate], ["won", won_fill_rate], ["lost", lost_fill_rate], ["open", open_fill_rate]] as const;
  return [h("b", {}, name(label)), `: filled on ${parts.flatMap(([of, rate]) => (rate === null ? [] : [`${percent(rate, 1)} of ${of}`])).join(" · ")}`];
}
