import {describe, expect, it} from "vitest";
import {read, table} from "./read.ts";

describe("invoices", () => {
  const header = ["id", "Amount Due", "Currency", "Customer", "Date (UTC)", "Subtotal", "Total Discount Amount", "Tax", "Total", "Amount Paid", "Status", "Minimum Line Item Period Start (UTC)", "Maximum Line Item Period End (UTC)"];
  const invoice = (id: string, tax: string, status: string) => [id, "110.00", "usd", "cus_1", "2024-01-05 10:00", "100.00", "0.00", tax, "110.00", "110.00", status, "2024-01-01 10:00", "2024-02-01 10:00"];

  it("of Stripe's dashboard are for the period of their lines, without tax, and those that are void are none", async () => {
    const {done, run} = await read({"invoices.csv": table([header, invoice("in_1", "10.00", "paid"), invoice("in_2", "10.00", "void"), invoice("in_3", "10.00", "draft"), invoice("in_4", "10.00", "open")])});
    expect(done.decisions.map(({what}) => what)).toEqual([
      "../invoices.csv: invoices whose Status is draft or void are left out (`exclude`)", "../invoices.csv: Subtotal is taken for the amount of invoices, and not Amount Due, which is with Tax"
    ]);
    expect(await run.rows("select amount::integer as amount, period_start, period_end, count(*)::integer as n from raw_invoices where rowid not in (select row_key from row_exclusions) group by all")).toEqual([
      {amount: 100, period_start: "2024-01-01", period_end: "2024-02-01", n: 2}
    ]);
  });

  it("have the amount that is due where no tax is in it", async () => {
    const {done, run} = await read({"invoices.csv": table([header, invoice("in_1", "0.00", "paid")])});
    expect(done.decisions).toEqual([]);
    expect(await run.rows("select amount::integer as amount from raw_invoices")).toEqual([{amount: 110}]);
  });

  it("of Xero have a code of the books that is no customer's, an amount a line, and no period: none counts, and that is said", async () => {
    const {done, run} = await read({"SalesInvoices.csv": table([
      ["ContactName", "InvoiceNumber", "InvoiceDate", "DueDate", "Total", "TaxTotal", "LineAmount", "AccountCode", "Currency", "Status"],
      ...["Alder", "Birch", "Cedar", "Elm", "Fir"].map((name, i) => [name, `INV-${i}`, "13/01/2024", "27/01/2024", "120.00", "20.00", "50.00", "200", "GBP", "Paid"])
    ])});
    expect(done.decisions.map(({what}) => what)).toEqual([
      "../SalesInvoices.csv: AccountCode is not taken for the id of the account: 5 names share 1", "../SalesInvoices.csv: LineAmount is taken for the amount of invoices, and not Total, which is with TaxTotal",
      "../SalesInvoices.csv: no column says until when an invoice is for, so none counts as revenue. Export the period of each (period_start, period_end), or the subscriptions with start, end and price"
    ]);
    expect(await run.rows("select distinct account_id, amount::integer as amount from raw_invoices")).toEqual([{account_id: null, amount: 50}]);
  });

  it("in a report that names each customer above their own are said to be nobody's", async () => {
    const {done} = await read({
      "accounts.csv": "id,name,industry\nc1,Alder,Retail\n",
      "Sales by Customer Detail.csv": table([["", "Date", "Transaction Type", "No.", "Product/Service", "Qty", "Amount", "Balance"], ["Alder", "", "", "", "", "", "", ""], ["", "01/05/2024", "Invoice", "1001", "Pro", "1", "100.00", "100.00"]])
    });
    expect(done.not_read).toEqual([{
      file: "../Sales by Customer Detail.csv", why: "it has amounts by day and no column that says whose they are: export them as a list with a column of the customer, and with the first and last day that each amount is for"
    }]);
  });
});
