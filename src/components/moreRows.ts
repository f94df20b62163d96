import {h} from "./dom.js";
import {number} from "./format.js";

/**
 * Rows of which a reader sees the first `limit`, and the rest on asking; `isKept` are always there, such as the total. `draw` shows the given rows;
 * the element stands under them, and on paper says how many there are. Nothing where all fit.
 */
export function moreRows<T>(rows: readonly T[], {limit, isKept = () => false, draw}: {limit: number; isKept?: (row: T) => boolean; draw: (shown: readonly T[]) => void}): HTMLElement | null {
  const most = rows.filter((row) => !isKept(row)).length;
  if (most <= limit + 3) {
    draw(rows);
    return null;
  }
  let left = limit;
  draw(rows.filter((row) => isKept(row) || left-- > 0));
  const button = h("button", {type: "button"}, `Show all ${number(most)}`);
  const element = h("div", {}, h("p", {class: "more tools"}, button), h("p", {class: "note paper"}, `The first ${number(limit)} of ${number(most)}.`));
  button.addEventListener("click", () => {
    element.remove();
    draw(rows);
  });
  return element;
}
