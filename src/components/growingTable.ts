import {dataTable, type TableOptions} from "./dataTable.js";
import {h} from "./dom.js";
import {number, plural} from "./format.js";
import type {PartList} from "./parts.js";

export interface GrowingOptions<T> extends TableOptions<T> {
  /** Which rows to show; default: all. */
  readonly matches?: (row: T) => boolean;
  /** What stands there where none is found. */
  readonly none: string;
}

/** Lists up to this length are read whole, so that their headings sort. */
const WHOLE = 4000;

/**
 * A table of rows that come in parts, best first: it reads as many parts as it needs to show `limit` rows, and the next when the reader asks for more. A
 * search reads on until enough are found, and says how far it has come.
 */
export async function growingTable<T extends object>(list: PartList<T>, options: GrowingOptions<T>): Promise<HTMLElement> {
  const {matches = () => true, limit = 50, none} = options;
  if (list.row_count <= WHOLE) {
    const rows = (await Promise.all(Array.from({length: list.part_count}, (_, i) => list.part(i)))).flat().filter(matches);
    return rows.length ? dataTable(rows, {...options, limit}) : h("p", {class: "note"}, none);
  }
  const found: T[] = [];
  let next = 0, read = 0, wanted = limit;
  const body = h("div");
  const status = h("p", {class: "note", role: "status"});
  const button = h("button", {type: "button"}, `Show ${number(limit)} more`);
  const fill = async () => {
    button.disabled = true;
    while (found.length < wanted && next < list.part_count) {
      const rows = await list.part(next);
      ++next;
      read += rows.length;
      found.push(...rows.filter(matches));
      if (found.length < wanted) status.textContent = said();
    }
    body.replaceChildren(found.length ? dataTable(found.slice(0, wanted), {...options, limit: wanted, sorts: false}) : h("p", {class: "note"}, none));
    status.textContent = said();
    button.disabled = false;
    button.hidden = next >= list.part_count && found.length <= wanted;
  };
  const said = () => `${plural(Math.min(found.length, wanted), "row")} shown; ${read < list.row_count ? `${number(read)} of ${number(list.row_count)} read so far` : `all ${number(list.row_count)} read, ${number(found.length)} found`}.`;
  button.addEventListener("click", () => {
    wanted += limit;
    fill().catch((error: Error) => {
      wanted -= limit;
      status.textContent = `${error.message}. ${said()}`;
      button.disabled = false;
    });
  });
  await fill();
  return h("div", {}, body, status, h("p", {class: "more tools"}, button));
}

/** All rows of a list, one part after another: for a CSV. */
export async function allRows<T>(list: PartList<T>): Promise<T[]> {
  const rows: T[] = [];
  for (let i = 0; i < list.part_count; ++i) for (const row of await list.part(i)) rows.push(row);
  return rows;
}
