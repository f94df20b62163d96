import {describe, expect, it} from "vitest";
import {DEALS, ingested} from "./workspace.ts";

describe("the data date", () => {
  it("takes as the data date the latest event, never an open deal's close date or an end date", async () => {
    const run = await ingested(`${DEALS}
  subscriptions: {files: [subs.csv], columns: {account_id: account, started_on: start, ended_on: end, mrr: mrr}}
`, {
      "deals.csv": "id,stage,amount,created,closed\n1,Open,1,2024-01-01,2031-01-01\n2,Lost,1,2024-01-01,2024-05-06\n",
      "subs.csv": "account,start,end,mrr\n1,2024-04-01,2030-06-01,10\n"
    });
    expect(run.as_of).toBe("2024-05-06");
    expect(await run.rows("select file, latest_date from raw_files")).toEqual([
      {file: "exports/deals.csv", latest_date: "2024-05-06"}, {file: "exports/subs.csv", latest_date: "2024-04-01"}
    ]);
  });

  it("names the row on which the data date rests where all others are over a year older, unless as_of is written", async () => {
    const deals = (created: string, closed: string, stage = "Won") => `id,stage,amount,created,closed\n1,Lost,1,2024-01-01,2024-05-06\n2,${stage},1,${created},${closed}\n3,Open,1,2024-02-01,2026-01-01\n`;
    const said = async (text: string, rest = "") => (await ingested(DEALS, {"deals.csv": text}, {rest})).notes
      .map(({file, line, column, message, value, fix}) => `${file}:${line}: ${column}: ${message}: ${value}\n${fix}`);
    const warning = (column: string, value: string) => `exports/deals.csv:3: ${column}: is over a year later than all that happened in other rows (to 2024-05-06), and everything is counted up to it: ${value}
Correct the cell, or write the day that the exports reach to: \`as_of: 2024-05-06\`.`;
    expect(await said(deals("2052-01-01", "2052-02-01"))).toEqual([warning("closed", "2052-02-01")]);
    expect(await said(deals("2025-05-08", "2026-01-01", "Open"))).toEqual([warning("created", "2025-05-08")]);
    expect(await said(deals("2024-03-01", "2025-05-07"))).toEqual([]);
    expect(await said(deals("2052-01-01", "2052-02-01"), "as_of: 2024-06-30\n")).toEqual([]);
    expect(await said("id,stage,amount,created,closed\n1,Won,1,2024-01-01,2052-05-06\n")).toEqual([]);
  });

  it("warns of a data date that is written for a time of which the exports tell nothing", async () => {
    const text = "id,stage,amount,created,closed\n1,Lost,1,2024-01-01,2024-05-06\n2,Open,1,2024-02-01,2030-01-01\n";
    const said = async (rest: string) => (await ingested(DEALS, {"deals.csv": text}, {rest})).notes.map(({file, line, column, message, value}) => `${file}:${line}: ${column}: ${message}: ${value}`);
    expect(await said("as_of: 2024-11-06\n")).toEqual(["fitproof.yaml:2: as_of: is 184 days after the last that the exports tell of, 2024-05-06: open deals count as waiting and customers as staying until then: 2024-11-06"]);
    expect(await said("as_of: 2024-11-05\n")).toEqual([]);
  });

  it("says that the data date is the start of an invoice ahead of most others, and not where another export reaches it, as_of is written or as many run", async () => {
    const monthly = (customer: string) => ["01-01,2025-01-31", "02-01,2025-02-28", "03-01,2025-03-31"].map((days) => `${customer},2025-${days},10`);
    const said = async (rows: readonly string[], {closed = "2025-03-15", rest = ""} = {}) => {
      const run = await ingested(`${DEALS}  invoices: {files: [i.csv], columns: {account_id: account, period_start: start, period_end: end, amount: amount}}\n`, {
        "deals.csv": `id,stage,amount,created,closed\n1,Won,1,2025-01-01,${closed}\n`, "i.csv": `account,start,end,amount\n${rows.join("\n")}\n`
      }, {rest});
      return run.warnings.filter(({message}) => message.includes("that far ahead")).map(({file, message, value, fix}) => [file, message, value, fix]);
    };
    const rows = [...monthly("a"), ...monthly("b"), "c,2025-06-01,2026-05-31,120"];
    expect(await said(rows)).toEqual([]);
    expect(await said([...monthly("d"), ...rows])).toEqual([[
      "exports/i.csv", "of up to 3 invoices that ran on one day only 1 run on the day to which everything is counted: who is not billed that far ahead counts as having left",
      "2025-06-01", "Write the day that the exports reach to, such as `as_of: 2025-03-31`."
    ]]);
    expect(await said([...monthly("d"), ...rows], {closed: "2025-06-01"})).toEqual([]);
    expect(await said([...monthly("d"), ...rows], {rest: "as_of: 2025-03-31\n"})).toEqual([]);
    expect(await said([...monthly("a"), ...monthly("b")])).toEqual([]);
  });
});
