import type {ModelSqlRow} from "../../pipeline/schema/marts.js";
import {h} from "./dom.js";

/** A model's own SQL, loaded when the reader opens it. */
export function modelSql(model: string, load: (model: string) => Promise<readonly ModelSqlRow[]>): HTMLElement {
  const code = h("code", {});
  const details = h("details", {class: "model-sql"}, h("summary", {}, `SQL: ${model}`), h("pre", {tabindex: "0"}, code));
  details.addEventListener("toggle", () => {
    if (code.textContent !== "") return;
    code.textContent = "Loading …";
    load(model).then(
      ([row]) => (code.textContent = row ? `-- ${row.file}\n${row.sql}` : "This run has no such model."),
      (error: unknown) => (code.textContent = error instanceof Error ? error.message : String(error))
    );
  });
  return details;
}
