import type {Step} from "../models/model.ts";
import {leastOf} from "./finding.ts";
import {inForce, ofVersion, readIcpRows, type IcpRows} from "./icpRows.ts";
import {conditionWords, type ConditionWords} from "./verdictWords.ts";

export interface ChecklistRow extends ConditionWords {
  readonly icp: string;
  readonly version: string;
  readonly order: number;
  readonly least: number | null;
}

/** The conditions of every verdict in force, in words, with their values and bars. */
function checklist(rows: IcpRows): ChecklistRow[] {
  return inForce(rows.register).flatMap((version) => {
    const judged = ofVersion(rows.validation, version).find((row) => row.scenario === "base" && row.sample === "judged");
    if (!judged) return [];
    const tiers = ofVersion(rows.tiers, version).filter(({sample}) => sample === "judged");
    const comparisons = ofVersion(rows.comparisons, version);
    // Two conditions rest on more than tier 1 against the others: each tier's own deals, and customers.
    const more: Readonly<Record<string, readonly number[]>> = {
      order: tiers.filter(({tier}) => ["1", "2", "3"].includes(tier)).map(({decided_count}) => decided_count),
      keeps: comparisons.filter(({measure, difference}) => difference !== null && (measure === "gross_retention" || measure === "survival_12m")).flatMap((row) => [row.tier1_count, row.rest_count])
    };
    return ofVersion(rows.conditions, version).map((row) => ({
      ...conditionWords(row, {judged, tiers, comparisons, hasDeals: rows.settings.has_deals}), icp: version.icp, version: version.version, order: row.condition_order,
      least: leastOf(judged.tier1_decided_count, judged.rest_decided_count, ...(more[row.condition] ?? []))
    }));
  });
}

/** One row per ICP in force and condition of its verdict, in words. */
export const icpChecklist: Step = {
  table: "icp_checklist",
  reads: ["icp_register", "icp_validation", "icp_tiers", "icp_comparisons", "icp_conditions", "icp_gains", "icp_drift", "int_icp_deals", "int_opportunities_resolved"],
  async build(db) {
    const rows = checklist(await readIcpRows(db));
    const of = <T>(value: (row: ChecklistRow) => T) => rows.map(value);
    await db.writeTable("icp_checklist", [
      {name: "icp", type: "varchar", values: of(({icp}) => icp)},
      {name: "version", type: "varchar", values: of(({version}) => version)},
      {name: "condition", type: "varchar", values: of(({condition}) => condition)},
      {name: "condition_order", type: "integer", values: of(({order}) => order)},
      {name: "label", type: "varchar", values: of(({label}) => label)},
      {name: "value", type: "varchar", values: of(({value}) => value)},
      {name: "bar", type: "varchar", values: of(({bar}) => bar)},
      {name: "state", type: "varchar", values: of(({state}) => state)},
      {name: "least_count", type: "integer", values: of(({least}) => least)}
    ]);
  }
};
