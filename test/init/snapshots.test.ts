import {describe, expect, it} from "vitest";
import {ingested} from "../ingest/workspace.ts";
import {read, table} from "./read.ts";
import {workbook} from "./workbook.ts";

describe("revenue by month", () => {
  it("customers with a status and what they pay today are no deals, and what is counted by month may be no revenue", async () => {
    const {done} = await read({
      "accounts.csv": "id,name,industry,ARR\na1,Alder,Retail,1200\n",
      "mrr today.csv": "Customer name,Customer ID,Status,Customer since,MRR,ARR\nAlder,a1,Active,2024-01-01,100,1200\n",
      "logins.csv": "customer;Jan 2024;Feb 2024;Mar 2024\na1;1;2;3\n"
    });
    expect(done.exports).toMatchObject([{entity: "accounts", files: ["../accounts.csv"]}]);
    expect(done.decisions.map(({what}) => what)).toEqual([expect.stringMatching(/^\.\.\/accounts\.csv: it says what each customer pays today/)]);
    expect(done.not_read).toEqual([
{file: "../logins.csv", why: "it has a column for each month (Jan 2024 to Mar 2024), and neither its header nor its name says that they are what customers pay: where they are, name it under mrr_snapshots, with the column of the customers, such as `columns: {account_name: Customer}`"},
      {file: "../mrr today.csv", why: "it says what each customer pays today and not since when: export the subscriptions with start, end and price, or the MRR by customer and month"}
    ]);
  });

  const snapshots = "select account_name, month, mrr::double as mrr from raw_mrr_snapshots where rowid not in (select row_key from row_exclusions) order by rowid";
  const paid = [
    {account_name: "Alder", month: "2023-12-01", mrr: 100}, {account_name: "Alder", month: "2024-01-01", mrr: 120}, {account_name: "Alder", month: "2024-02-01", mrr: 120}, {account_name: "Birch", month: "2024-02-01", mrr: 1050.5}
  ];

  it.each([
    ["months", "mrr.csv", "Customer,2023-12,2024-01,2024-02\nAlder,100,120,120\nBirch,,,1050.50\nTotal,100,120,1170.50\n"],
    ["names of months, a title, totals on both sides and a count below", "revenue.csv", 'Revenue by customer\n\nCustomer,Dec 2023,Jan 2024,Feb 2024,Total\nAlder,$100,$120,$120,$340\nBirch,$ -,$ -,"$1,050.50","$1,050.50"\nTotal MRR,$100,$120,"$1,170.50","$1,390.50"\nCustomers,1,1,2,\n'],
    ["first days as Germans write them, and months that are still to come", "Umsatz.csv", "Kunde;01.12.2023;01.01.2024;01.02.2024;01.03.2024;01.04.2024\nAlder;100,00;120,00;120,00;0,00;\nBirch;;;1.050,50;0,00;\n"],
    ["first days as Americans write them", "mrr.csv", "Customer,12/1/23,1/1/24,2/1/24\nAlder,100,120,120\nBirch,,,1050.50\n"],
    ["last days", "mrr.csv", "Customer,12/31/2023,1/31/2024,2/29/2024\nAlder,100,120,120\nBirch,,,1050.50\n"],
    ["ARR", "ARR by month.csv", "Customer,déc. 2023,janv. 2024,févr. 2024\nAlder,1200,1440,1440\nBirch,,,12606\n"],
    ["sales by customer of QuickBooks, without a name above the customers", "Sales by Customer Summary.csv", 'Alder Corp\nSales by Customer Summary\n,Dec 2023,Jan 2024,Feb 2024,Total\nAlder,100.00,120.00,120.00,340.00\nBirch,,,"1,050.50","1,050.50"\nTOTAL,$100.00,$120.00,"$1,170.50","$1,390.50"\n\nAccrual Basis Friday 09:00 AM\n'],
    ["income by contact of Xero, the newest month first", "Income by Contact.csv", 'Income by Contact\n\nContact,Feb 2024,Jan 2024,Dec 2023,Total\nAlder,120.00,120.00,100.00,340.00\nBirch,"1,050.50",-,-,"1,050.50"\nTotal,"1,170.50",120.00,100.00,"1,390.50"\n'],
    ["a workbook", "mrr.xlsx", workbook({Sheet1: [["Customer", "Dec-23", "Jan-24", "Feb-24"], ["Alder", 100, 120, 120], ["Birch", "", "", 1050.5]]})]
  ])("revenue with a column a month is MRR by customer and month: %s", async (_, name, content) => {
    const {done, run} = await read({[name]: content});
    expect(done.decisions).toMatchObject([{stops: false, what: expect.stringMatching(/taken for the MRR of each customer/)}]);
    expect((await run.rows(snapshots)).filter(({mrr}) => mrr !== 0)).toEqual(paid);
  });

  it("a cell of a column a month that is no number is named by its line, behind names of several lines too", async () => {
    const run = await ingested("  mrr_snapshots: {files: [mrr.csv], columns: {account_name: Customer}}", {"mrr.csv": 'Customer,2024-01,2024-02,2024-03\n"Alder\nLtd",1,2,3\n\nBirch,4,five,6\nshort,7\n'});
    expect(run.problems.map(({line, value}) => [line, value])).toEqual([[5, "five"], [6, expect.anything()]]);
  });

  it("changes of MRR are no MRR by month, and that is said", async () => {
    const {done} = await read({
      "accounts.csv": "id,name,industry\nc1,Alder,Retail\n",
      "mrr_movements.csv": table([["Customer External ID", "Date", "Movement Type", "Movement MRR", "MRR", "Currency"], ["c1", "2024-01-10", "New Biz", "100", "100", "USD"], ["c1", "2024-05-10", "Expansion", "20", "120", "USD"]])
    });
    expect(done.exports.map(({entity}) => entity)).toEqual(["accounts"]);
    expect(done.not_read).toEqual([{file: "../mrr_movements.csv", why: "it says when MRR changed and not what it was each month: export the subscriptions with start, end and price, or the MRR by customer and month"}]);
  });
});
