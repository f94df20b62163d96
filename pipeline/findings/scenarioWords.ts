import type {IcpValidationRow} from "../schema/marts.ts";
import {COUNT_WORDS} from "./countWords.ts";
import {listed} from "./finding.ts";
import {plural} from "./format.ts";
import {isEarly, reasonPhrase} from "./verdictWords.ts";

/** What a scenario assumes, for a label. */
export function scenarioLabel(row: Pick<IcpValidationRow, "scenario" | "horizon_days">): string {
  switch (row.scenario) {
    case "base": return "As it counts";
    case "broad": return "No decision and disqualified count as losses";
    case "stale_open_lost": return row.horizon_days === null ? "Old open deals count as losses" : `Deals open for over ${plural(row.horizon_days, "day")} count as losses`;
    case "without_top_owner": return "Without the seller who won most";
    case "new_customers": return "New customers alone";
    case "inbound": return "Inbound deals alone";
  }
}

/** `supported`, `not proven: too few deals`; of a scenario without any deal that there is none. */
export function verdictWord(row: Pick<IcpValidationRow, "scenario" | "created_count" | "verdict" | "reason_code">): string {
  return row.scenario !== "base" && row.created_count === 0 ? "no such deals" : row.verdict === null ? "no verdict" : row.reason_code === null ? row.verdict : `${row.verdict}: ${reasonPhrase(row.reason_code)}`;
}


/** Under which scenarios the verdict would change, those with too few deals to tell apart. `rows` are the judged ones of one version. */
export function scenariosTitle(rows: readonly IcpValidationRow[]): string {
  const base = rows.find(({scenario}) => scenario === "base");
  const others = rows.filter(({scenario}) => scenario !== "base");
  if (!base || base.verdict === null || others.length === 0) return "A draft has no verdict that could change";
  if (rows.every((row) => row.tier1_decided_count + row.rest_decided_count === 0)) return "No decided deal is old enough to judge, so no scenario can change the verdict";
  const isUntold = (row: IcpValidationRow) => row.created_count === 0 || (isEarly(row) && !isEarly(base));
  const untold = others.filter(isUntold);
  const changed = others.filter((row) => row.verdict !== base.verdict && !isUntold(row));
  const all = COUNT_WORDS[others.length]!;
  const tail = untold.length === 0 ? "" : `; ${COUNT_WORDS[untold.length]} ${untold.length === 1 ? "has" : "have"} too few deals to tell`;
  if (changed.length === 0) {
    return untold.length === 0 ? `The verdict is the same under all ${all} scenarios` : untold.length === others.length
      ? `No scenario has enough deals to tell whether the verdict would change`
      : `The verdict is the same under ${COUNT_WORDS[others.length - untold.length]} of ${all} scenarios${tail}`;
  }
  return `The verdict would change under ${COUNT_WORDS[changed.length]} of ${all} scenarios: ${listed(changed.map((row) => lower(scenarioLabel(row))))}${tail}`;
}

function lower(text: string): string {
  return `${text[0]!.toLowerCase()}${text.slice(1)}`;
}
