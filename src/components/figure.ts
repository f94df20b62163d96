import {csv, download} from "./csv.js";
import {dataTable, type TableOptions} from "./dataTable.js";
import {emphasised, h, uid, type Child} from "./dom.js";

export interface FigureTable<T extends object> extends TableOptions<T> {
  readonly rows: readonly T[];
  /** The name of the CSV file, without its ending. */
  readonly name: string;
  /** All rows of the CSV, read when it is asked for, where `rows` are only the first. */
  readonly all?: () => Promise<readonly T[]>;
  /** Columns of the CSV; default: all of the first row. */
  readonly csvColumns?: readonly string[];
  /** True where the figure is itself a table: then only CSV is offered. */
  readonly isShown?: boolean;
}

export interface FigureOptions<T extends object> {
  /** The figure's own finding, `**…**` bold. */
  readonly title: string;
  /** One line: what is drawn. */
  readonly how?: string | null;
  readonly table?: FigureTable<T>;
  /** Links to the definitions of the numbers: `{label: "Win rate", href: "./methods#win-rate"}`. */
  readonly links?: readonly {readonly label: string; readonly href: string}[];
  readonly level?: 2 | 3;
  /** False for the first figure of a page, which the controls already set apart. */
  readonly rule?: boolean;
  /** True where it may be longer than a sheet of paper. */
  readonly isLong?: boolean;
  /** By which other pages link to it. */
  readonly id?: string;
}

/** A figure with its title, one line of how to read it, its table and CSV (both made when asked for), and links to definitions. */
export function figure<T extends object>(body: Child, {title, how, table, links = [], level = 2, rule = true, isLong = false, id}: FigureOptions<T>): HTMLElement {
  // Of many buttons of one word each says whose it is.
  const plain = title.replaceAll("**", "");
  const tools = h("p", {class: "tools"});
  const twin = h("div", {class: "twin", hidden: true});
  if (table?.rows.length) {
    if (!table.isShown) {
      const button = h("button", {type: "button", "aria-expanded": "false", "aria-label": `Table: ${plain}`}, "Table");
      button.addEventListener("click", () => {
        twin.hidden = !twin.hidden;
        button.setAttribute("aria-expanded", String(!twin.hidden));
        if (!twin.hidden && !twin.firstChild) twin.append(dataTable(table.rows, {label: plain, ...table}));
      });
      tools.append(button);
    }
    const button = h("button", {type: "button", "aria-label": `CSV: ${plain}`}, "CSV");
    button.addEventListener("click", async () => {
      const columns = table.csvColumns ?? Object.keys(table.rows[0]!);
      tools.querySelector("[role=status]")?.remove();
      try {
        const all = table.all ? await table.all() : table.rows;
        download(csv(all as readonly Record<string, unknown>[], columns), `${table.name}.csv`, button.ownerDocument);
      } catch (error) {
        button.after(h("span", {role: "status"}, error instanceof Error ? error.message : String(error)));
      }
    });
    tools.append(button);
  }
  for (const link of links) tools.append(h("a", {href: link.href}, link.label));
  const heading = h(level === 2 ? "h2" : "h3", {}, ...emphasised(title));
  const section = h("section", {id, class: `figure${rule ? " rule" : ""}${isLong ? " long" : ""}`},
    heading, how && h("p", {class: "how"}, ...emphasised(how)), body, tools.hasChildNodes() && tools, twin);
  nameTable(section, heading);
  return section;
}

/** The finding names the table that shows it, and the place in which that scrolls, where they have no name of their own. */
function nameTable(section: HTMLElement, heading: HTMLElement): void {
  const table = section.querySelector("table");
  if (!table || table.hasAttribute("aria-label")) return;
  const place = table.parentNode as HTMLElement;
  const id = uid("finding");
  heading.setAttribute("id", id);
  for (const part of place.getAttribute("role") === "region" ? [table, place] : [table]) part.setAttribute("aria-labelledby", id);
}
