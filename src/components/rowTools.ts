import {h, type Child} from "./dom.js";

export interface Sort {
  readonly key: string;
  readonly isDescending: boolean;
}

/** Makes a heading the button that sorts by its column, and says the present order. A heading without a text stays empty. */
export function sortButton(head: HTMLTableCellElement, text: Child, key: string, sort: Sort, onSort: (sort: Sort) => void): void {
  if (text === "") return;
  const isSorted = sort.key === key;
  head.setAttribute("aria-sort", isSorted ? (sort.isDescending ? "descending" : "ascending") : "none");
  // What is heard of it is aria-sort.
  const mark = isSorted && h("span", {"aria-hidden": "true"}, sort.isDescending ? "\u00a0▾" : "\u00a0▴");
  // The button itself stays, so that it keeps the focus.
  const button = head.querySelector("button") ?? h("button", {type: "button"});
  button.replaceChildren(...h("span", {}, text, mark).childNodes);
  if (!button.parentNode) {
    button.addEventListener("click", () => next.get(button)?.());
    head.replaceChildren(button);
  }
  next.set(button, () => onSort({key, isDescending: isSorted ? !sort.isDescending : true}));
}

/** What a click on a heading does next. */
const next = new WeakMap<HTMLButtonElement, () => void>();

/**
 * One tab stop for the rows of a table body; arrow keys walk them, and `element`, a line of fixed height, says the row that has
 * focus or the pointer in full, until Escape. `update` is to be called when the rows have changed.
 */
export function readableRows(body: HTMLTableSectionElement, describe: (index: number) => Child): {element: HTMLElement; update(): void} {
  const element = h("p", {class: "readout", "aria-hidden": "true"});
  const rowsOf = () => [...body.children].filter((row): row is HTMLTableRowElement => row.matches("tr"));
  const show = (row: Element | null) => {
    const index = row ? rowsOf().indexOf(row as HTMLTableRowElement) : -1;
    if (index >= 0) element.replaceChildren(...h("span", {}, describe(index)).childNodes);
    else element.replaceChildren();
  };
  const rowAt = (target: EventTarget | null) => (target instanceof body.ownerDocument.defaultView!.Element ? target.closest("tr") : null);
  body.addEventListener("pointerover", (event) => show(rowAt(event.target)));
  body.addEventListener("pointerleave", () => show(body.ownerDocument.activeElement?.closest("tr") ?? null));
  body.addEventListener("focusin", (event) => show(rowAt(event.target)));
  body.addEventListener("focusout", () => show(null));
  body.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return show(null);
    const all = rowsOf(), at = all.indexOf(rowAt(event.target) as HTMLTableRowElement);
    const to = {ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1}[event.key];
    const row = to === undefined ? undefined : all[to];
    if (!row) return;
    event.preventDefault();
    all.forEach((other) => (other.tabIndex = other === row ? 0 : -1));
    row.focus();
  });
  return {
    element,
    update() {
      rowsOf().forEach((row, i) => (row.tabIndex = i ? -1 : 0));
    }
  };
}
