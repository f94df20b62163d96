import {expect, it} from "vitest";
import {homeFindings} from "../../pipeline/findings/home.ts";
import {icpPagesFindings} from "../../pipeline/findings/icpPages.ts";
import {modelDatabase} from "../support/runModel.ts";

const REGISTER = "icp | version | version_order | status | is_in_force\nmain | 1 | 1 | approved | true";
const TIERS = "icp | version | scenario | sample | tier | account_count | account_share | won_count | decided_count | capture";

async function leastOf(write: typeof homeFindings, figure: string, given: Record<string, string>): Promise<number | null | undefined> {
  const db = await modelDatabase({icp_register: REGISTER, ...given});
  return write(db).then((all) => all.find((row) => row.figure === figure)!.least).finally(() => db.close());
}

it("the sentence on tiers rests on the accounts, decided deals and wins of tier 1, and not of all alone", async () => {
  const least = (first: string) => leastOf(homeFindings, "tiers", {
    icp_validation: "icp | version | scenario | sample | tier1_decided_count | rest_decided_count | created_count\nmain | 1 | base | judged | 40 | 60 | 200",
    icp_tiers: [TIERS, `main | 1 | base | judged | 1 | ${first} | 0.3`, "main | 1 | base | judged | all | 500 | 1 | 60 | 100 | 1"].join("\n"),
    icp_comparisons: "", icp_conditions: "", icp_gains: "", icp_drift: "", int_icp_deals: "", int_opportunities_resolved: ""
  });
  expect([await least("90 | 0.2 | 20 | 40"), await least("90 | 0.2 | 3 | 40"), await least("2 | 0.2 | 20 | 40")]).toEqual([20, 3, 2]);
});

it("the sentence on tiers rests on the wins of every tier where it names revenue, and there is another that does not", async () => {
  const db = await modelDatabase({
    icp_register: REGISTER, icp_validation: "icp | version | scenario | sample | tier1_decided_count | rest_decided_count | created_count\nmain | 1 | base | judged | 40 | 60 | 200",
    icp_tiers: [`${TIERS} | won_amount_share`, "main | 1 | base | judged | 1 | 90 | 0.2 | 20 | 40 | 0.3 | 0.4", "main | 1 | base | judged | unknown | 9 | 0.1 | 3 | 9 | 0.1 | 0.1", "main | 1 | base | judged | all | 500 | 1 | 60 | 100 | 1 | 1"].join("\n"),
    icp_comparisons: "", icp_conditions: "", icp_gains: "", icp_drift: "", int_icp_deals: "", int_opportunities_resolved: ""
  });
  const said = await homeFindings(db).then((all) => all.filter(({figure}) => figure.startsWith("tiers"))).finally(() => db.close());
  expect(said.map(({figure, least, text}) => [figure, least, /revenue/.test(text)])).toEqual([["tiers", 3, true], ["tiers-wins", 20, false]]);
});

it("a sentence on how many deals change tier between versions rests on nothing that may be told, for some of its cells may be hidden", async () => {
  const pair = (a: string, b: string, decided: number) => `main | 1 | 2 | all | ${a} | ${b} | 1 | ${decided}`;
  expect(await leastOf(icpPagesFindings, "moved", {
    icp_register: "icp | version | version_order | status | is_in_force", icp_criteria_evidence: "", icp_disqualifier_ledger: "", icp_drift: "", icp_tiers: "", icp_open_pipeline: "", icp_version_changes: "", int_icp_scores: "", int_icp_decided_profiles: "", int_icp_versions: "", int_icp_rules: "",
    icp_version_comparison: ["icp | version_a | version_b | sample | tier_a | tier_b | won | decided_count", pair("1", "1", 11), pair("1", "2", 2), pair("all", "all", 13)].join("\n")
  })).toBe(0);
});
