import {describe, expect, it} from "vitest";
import {DEALS, ingested, stopped} from "./workspace.ts";

describe("what stages, types and reasons mean", () => {
  it("lists stages in no outcome list with their counts", async () => {
    expect(await stopped(DEALS, {"deals.csv": "id,stage,amount,created,closed\n1,Won,1,,\n2,Gewonnen,1,,\n3,gewonnen,1,,\n4,,1,,\n"})).toMatchInlineSnapshot(`
      "fitproof.yaml:6: exports.opportunities.outcomes: nothing says what 3 deals came to: 3 stages in no outcome list: 'Gewonnen' (1), 'gewonnen' (1), blank (1)
        Put each under outcomes: won, lost, no_decision, disqualified or open, such as \`open: [Gewonnen, gewonnen]\`."
    `);
  });

  it("says that a deal that is not won may be lost or open, where nothing else tells", async () => {
    expect(await stopped("  opportunities: {files: [o.csv], columns: {is_won: won}}", {"o.csv": "won,amount\nYes,1\nNo,2\n"})).toBe([
      "fitproof.yaml:3: exports.opportunities.outcomes: nothing says what 1 deal came to: a stage in no outcome list: is_won false (1)",
      "  A deal that is not won may be lost or open: map is_closed too, or, where all are decided, map the column to stage in place of is_won, with outcomes such as `won: [Yes]` and `lost: [No]`."
    ].join("\n"));
    expect(await stopped("  opportunities: {files: [o.csv], columns: {stage: won}, outcomes: {won: [Yes], lost: [No]}}", {"o.csv": "won,amount\nYes,1\nNo,2\n"})).toBe("");
  });

  it("says that no deal is lost, with the stages that may mean it, from five won deals on", async () => {
    const deals = (won: number, other: string) => ({"deals.csv": `id,stage,amount,created,closed\n${Array.from({length: won}, (_, i) => `w${i},Won,1,2024-01-01,2024-02-01\n`).join("")}${other}`});
    const notes = async (files: Record<string, string>) => (await ingested(DEALS, files)).notes.map(({file, line, column, message, value}) => `${file}:${line}: ${column}: ${message}: ${value}`);
    expect(await notes(deals(5, "o,Open,1,2024-01-01,\n"))).toEqual(["fitproof.yaml:6: exports.opportunities.outcomes: no deal is lost and 5 are won, so every rate is 100 %: open are 'Open' (1)"]);
    expect(await notes(deals(4, "o,Open,1,2024-01-01,\n"))).toEqual([]);
    expect(await notes(deals(5, "l,Lost,1,2024-01-01,2024-02-02\n"))).toEqual([]);
  });

  it("says that open deals have the loss reasons of lost ones, or closing dates that are all past", async () => {
    const exports = DEALS.replace("{opp", "{loss_reason: reason, opp");
    const notes = async (open: string, count: number) => (await ingested(exports, {
      "deals.csv": `id,stage,amount,created,closed,reason\nw,Won,1,2024-01-01,2024-06-01,\nl,Lost,1,2024-01-01,2024-06-01,Price\n${Array.from({length: count}, (_, i) => `${i},Open,1,2024-01-01,${open}\n`).join("")}`
    })).notes.map(({message, value}) => `${message}: ${value}`);
    expect(await notes(",Price", 5)).toEqual(["5 of 5 open deals have a loss reason: 'Open' (5)"]);
    expect(await notes(",Price", 4)).toEqual([]);
    expect(await notes(",In progress", 5)).toEqual([]);
    expect(await notes("2024-05-31,", 5)).toEqual(["5 of 5 open deals are in a stage in which every closing date is past: 'Open' (5)"]);
    expect(await notes("2024-06-01,", 5)).toEqual([]);
  });

  it("refuses deal types in no list", async () => {
    expect(await stopped(DEALS.replace("{opp", "{deal_type: type, opp").concat("    deal_types: {new_business: [New]}\n"), {
      "deals.csv": "id,stage,amount,created,closed,type\n1,Won,1,,,new\n2,Won,1,,,Upsell\n3,Won,1,,,\n"
    })).toContain("exports.opportunities.deal_types: a deal type is in no list: 'Upsell' (1)");
  });

  it("does not say that every deal is new business where pipelines tell renewals", async () => {
    const notes = async (more: string) => (await ingested(`\n  opportunities: {files: [deals.csv]${more}}\n`, {
      "deals.csv": "Record ID,Deal Name,Deal Stage,Pipeline,Create Date,Close Date,Amount,Closed Lost Reason,Associated Company IDs\n1,A,Closed Won,Keepers,2024-01-01,2024-01-02,1,,7\n"
    })).notes.map(({message}) => message);
    expect(await notes("")).toEqual(["has no column for deal_type: every deal counts as new business, renewals too"]);
    expect(await notes(", deal_types: {renewal: [Keepers]}")).toEqual([]);
  });
});
