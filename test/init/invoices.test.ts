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

  const kinds = (credit: string) => table([
    ["Invoice Number", "Customer ID", "Customer Name", "Type", "Period Start", "Period End", "Amount", "Currency", "Status"],
    ["INV-1", "c1", "Alder", "Invoice", "2024-01-01", "2024-01-31", "100.00", "EUR", "paid"], ["CN-1", "c1", "Alder", "Credit note", "2024-01-01", "2024-01-31", credit, "EUR", "paid"], ["INV-2", "c2", "Birch", "Invoice", "2024-01-01", "2024-01-31", "70.00", "EUR", "paid"]
  ]);

  it("with a number, a type and a status are no deals, and their credits are negative", async () => {
    const {done, run} = await read({"invoices.csv": kinds("(40.00)")});
    expect(done.exports).toMatchObject([{entity: "invoices"}]);
    expect(done.decisions).toEqual([]);
    expect(await run.rows("select sum(amount)::integer as amount from raw_invoices")).toEqual([{amount: 130}]);
  });

  it("among which credits have a positive amount are read without these, and that is said", async () => {
    const {done, run} = await read({"invoices.csv": kinds("40.00")});
    expect(done.decisions).toEqual([{
      stops: false, what: "../invoices.csv: 1 row with a positive amount whose Type is Credit note is left out (`exclude`), so the money given back still counts as paid: export credits as negative amounts, and they are taken off the invoices for the same period"
    }]);
    expect(await run.rows("select kind, reason from row_exclusions")).toEqual([{kind: "excluded", reason: "credit with a positive amount"}]);
  });

  const lemon = (total: number, shown: string) => ({type: "subscription-invoices", id: "1", attributes: {customer_id: 7, user_name: "Alder", period_start: "2024-01-01", period_end: "2024-01-31", currency: "USD", total, total_formatted: shown, status: "paid"}});

  it("of an API that has all that it says under attributes are in cents where the same amount is formatted beside them", async () => {
    const amounts = async (rows: readonly object[]) => (await (await read({"invoices.json": JSON.stringify({data: rows})})).run.rows("select amount::double as amount from raw_invoices order by 1")).map(({amount}) => amount);
    expect(await amounts([lemon(2900, "$29.00"), lemon(129_950, "$1,299.50")])).toEqual([29, 1299.5]);
    expect(await amounts([lemon(2900, "¥2,900"), lemon(9900, "¥9,900")])).toEqual([2900, 9900]);
  });
});

it("invoices by the names of Stripe's API are in cents, and those of its dashboard are not", async () => {
  const amounts = async (header: string, cell: string) => {
    const {done, run} = await read({"invoices.csv": `id,customer_id,status,currency,${header},period_start,period_end\nin_1,cus_1,paid,usd,${cell},2024-01-01 10:00:00.000,2024-02-01 10:00:00.000\n`});
    return {decisions: done.decisions.map(({what}) => what), rows: await run.rows("select amount::integer as amount from raw_invoices")};
  };
  expect(await amounts("amount_due", "4900")).toEqual({
    decisions: ["../invoices.csv: amount_due is taken to be in cents (`scale`); a currency without cents, such as JPY, has a scale of 1"], rows: [{amount: 49}]
  });
  expect(await amounts("Amount Due", "4900.00")).toEqual({decisions: [], rows: [{amount: 4900}]});
});
