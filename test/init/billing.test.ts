import {describe, expect, it} from "vitest";
import {ingested} from "../ingest/workspace.ts";
import {read, table} from "./read.ts";

const whats = (done: {readonly decisions: readonly {readonly what: string}[]}) => done.decisions.map(({what}) => what);
const USED = "from raw_subscriptions where rowid not in (select row_key from row_exclusions)";

describe("what is paid once", () => {
  it.each([
    ["Charge Type", "Recurring", "One-Time"], ["Item Type", "Plan", "Charge"], ["Kind", "recurring", "one-off"], ["Positionsart", "wiederkehrend", "Einmalgebühr"], ["Recurring", "TRUE", "FALSE"]
  ])("is left out of subscriptions by their %s", async (header, recurring, once) => {
    const {done, run} = await read({"lines.csv": table([
      ["Customer", "Item", "Unit Price", "Quantity", "Frequency", "Start Date", "End Date", header],
      ["Alder", "Pro", "50", "2", "month", "2024-01-01", "2024-05-01", recurring], ["Alder", "Setup", "1500", "1", "month", "2024-01-01", "", once], ["Birch", "Pro", "50", "1", "month", "2024-02-01", "", recurring]
    ])});
    expect(whats(done)).toEqual([`../lines.csv: subscriptions whose ${header} is ${once} are left out (\`exclude\`)`]);
    expect(await run.rows(`select sum(unit_amount * quantity)::integer as amount, count(*)::integer as n ${USED}`)).toEqual([{amount: 150, n: 2}]);
  });

  it("is left out of what a preset reads too, and drafts beside it", async () => {
    const {run} = await read({"Subscription_Items.csv": table([
      ["Subscription Id", "Customer Id", "Status", "Item Price Id", "Item Type", "Quantity", "Unit Price", "Billing Period", "Billing Period Unit", "Started At", "Cancelled At"],
      ["s1", "c1", "Active", "Pro", "Plan", "2", "600", "1", "year", "2024-01-01", ""], ["s1", "c1", "Active", "Setup", "Charge", "1", "1500", "1", "year", "2024-01-01", ""]
    ])});
    expect(await run.rows(`select plan ${USED}`)).toEqual([{plan: "Pro"}]);
    const drafts = await read({"SubscriptionLines.csv": table([
      ["Customer", "Charge Type", "Frequency", "Price", "Start Date", "End Date", "Status"],
      ["Alder", "Recurring", "Monthly", "50", "2024-01-01", "", "Active"], ["Alder", "One Time", "Monthly", "900", "2024-01-01", "", "Active"], ["Birch", "Recurring", "Monthly", "70", "2024-01-01", "", "Draft"]
    ])});
    expect(await drafts.run.rows(`select unit_amount::integer as price ${USED}`)).toEqual([{price: 50}]);
  });

  it("is no kind that all rows have, and a charge is one where it is an item's", async () => {
    const lines = (kind: string, values: readonly string[]) => table([["Customer", "Price", "Interval", "Start Date", "End Date", kind], ...values.map((value, i) => [`c${i}`, "50", "month", "2024-01-01", i === 0 ? "2024-03-01" : "", value])]);
    for (const [kind, values] of [["Kind", ["Once", "Once"]], ["Type", ["Charge", "Plan"]]] as const) expect(whats((await read({"subs.csv": lines(kind, values)})).done)).toEqual([]);
  });

  it("is not told by what a discount or a product is called", async () => {
    const {done} = await read({"subs.csv": table([
      ["Customer", "Product", "Price", "Interval", "Start Date", "End Date", "Discount Type"], ["Alder", "One-time passwords", "50", "month", "2024-01-01", "", "once"], ["Birch", "Pro", "50", "month", "2024-01-01", "2024-03-01", "forever"]
    ])});
    expect(whats(done)).toEqual([]);
  });
});

describe("prices of the APIs of billing systems", () => {
  const sigma = (price: (i: number) => string, customer = "cus_") => table([
    ["subscription_id", "customer_id", "status", "quantity", "plan_amount", "plan_interval", "start_date", "ended_at"], ...[1, 2, 3].map((i) => [`x${i}`, `${customer}${i}`, "active", "1", price(i), "month", "2024-01-01", ""])
  ]);

  it.each([
    ["whole amounts of Stripe's customers are cents", sigma((i) => `${i}900`), 1900 / 100], ["amounts with cents are not", sigma((i) => `${i}9.50`), 19.5], ["small ones are not", sigma((i) => `${i}9`), 19], ["nor are those of other customers", sigma((i) => `${i}900`, "c"), 1900]
  ])("%s", async (_, content, price) => {
    const {run} = await read({"subscriptions.csv": content});
    expect(await run.rows("select min(unit_amount)::double as price from raw_subscriptions")).toEqual([{price}]);
  });

  it("of Paddle are recognised under their flattened names", async () => {
    const {done, run} = await read({"subscriptions.csv": table([
      ["id", "status", "customer_id", "customer_email", "business_name", "quantity", "unit_price_amount", "billing_cycle_interval", "billing_cycle_frequency", "started_at", "canceled_at"],
      ["sub_1", "active", "ctm_1", "a@alder.example", "Alder", "2", "118800", "year", "1", "2024-01-01", ""], ["sub_2", "trialing", "ctm_2", "b@birch.example", "Birch", "1", "9900", "month", "1", "2024-01-01", "2024-02-01"]
    ])});
    expect(whats(done)[0]).toMatch("unit_price_amount is taken to be in cents");
    expect(await run.rows("select account_name, unit_amount::integer as price, interval, is_trial from raw_subscriptions order by 1")).toEqual([
      {account_name: "Alder", price: 1188, interval: "year", is_trial: false}, {account_name: "Birch", price: 99, interval: "month", is_trial: true}
    ]);
  });
});

describe("the money of a line", () => {
  const header = ["Subscription ID", "Customer Name", "Quantity", "Billing Period", "Charge Start Date", "Charge End Date"];
  const row = ["s1", "Alder", "5", "Monthly", "2024-01-01", ""];

  it("is its unit price where an amount has no term, though the amount is called as ours", async () => {
    const {run} = await read({"charges.csv": table([[...header, "Unit Price", "Amount"], [...row, "10", "50"]])});
    expect(await run.rows("select unit_amount::integer as price, quantity::integer as quantity, amount from raw_subscriptions")).toEqual([{price: 10, quantity: 5, amount: null}]);
  });

  it.each(["Amount", "Recurring Amount"])("is its %s for all units where that recurs", async (name) => {
    const {run} = await read({"charges.csv": table([[...header, name], [...row, "50"]])});
    expect(await run.rows("select unit_amount::integer as price, quantity, amount from raw_subscriptions")).toEqual([{price: 50, quantity: null, amount: null}]);
  });

  it("is its total for the term where that is there, as of Salesforce CPQ, and not the price at which it is invoiced", async () => {
    const {run} = await read({"Subscriptions.csv": table([
      ["Subscription #", "Account Name", "Billing Frequency", "Quantity", "Net Price", "Total Price", "Subscription Term", "Start Date", "End Date"], ["SUB-1", "Alder", "Monthly", "2", "1200", "2400", "12", "2024-01-01", "2024-12-31"]
    ])});
    expect(await run.rows("select amount::integer as amount, term_months::integer as term, unit_amount, interval from raw_subscriptions")).toEqual([{amount: 2400, term: 12, unit_amount: null, interval: null}]);
  });

  it.each([
    ["variant_name", ["Monthly", "Yearly"]], ["Billed", ["per month", "per year"]], ["Plan", ["Pro (mtl.)", "Pro jährlich"]]
  ])("is for the interval that every value of %s names where no column is called one", async (name, values) => {
    const {done, run} = await read({"subs.csv": table([["id", "Customer", "Price", "Start Date", "End Date", name], ...values.map((value, i) => [`${i}`, "Alder", "120", "2024-01-01", "", value])])});
    expect(whats(done)).toEqual([`../subs.csv: Price is taken to be for the interval that ${name} names`]);
    expect(await run.rows("select interval from raw_subscriptions order by subscription_id")).toEqual([{interval: "month"}, {interval: "year"}]);
  });
});

describe("several days by which a subscription ends", () => {
  const contracts = (name: string) => table([
    ["Subscription #", "Account Name", "MRR", "Start Date", "End Date", name], ["1", "Alder", "10", "2024-01-01", "2024-12-31", "2024-05-03"], ["2", "Birch", "10", "2024-01-01", "2024-06-30", ""], ["3", "Cedar", "10", "2024-01-01", "", "2024-07-01"]
  ]);

  it("end it on the first where it was terminated", async () => {
    const {done, run} = await read({"subs.csv": contracts("Terminated Date")});
    expect(whats(done)).toEqual(["../subs.csv: subscriptions end on the earlier of End Date and Terminated Date"]);
    expect(await run.rows("select ended_on from raw_subscriptions order by subscription_id")).toEqual([{ended_on: "2024-05-03"}, {ended_on: "2024-06-30"}, {ended_on: "2024-07-01"}]);
  });

  it("are said where the other may be the day of the notice, and can be named together", async () => {
    const {done} = await read({"subs.csv": contracts("Cancel Date")});
    expect(whats(done)).toEqual(["../subs.csv: Cancel Date is before End Date in 1 rows and is taken for the day of the notice. Where nothing is paid after it, write `ended_on: [End Date, Cancel Date]`: the earlier counts"]);
    const run = await ingested(`
  subscriptions:
    files: [subs.csv]
    columns: {account_name: Account Name, started_on: Start Date, ended_on: [End Date, Cancel Date]}`, {"subs.csv": contracts("Cancel Date")});
    expect(await run.rows("select max(ended_on) as last from raw_subscriptions")).toEqual([{last: "2024-07-01"}]);
  });

  it("are the day of deactivation where another is that of cancelling", async () => {
    const {run} = await read({"subs.csv": table([
      ["Subscription ID", "Company", "State", "Price", "Interval Unit", "Begin", "End", "Canceled Date", "Deactivation Date"],
      ["1", "Alder", "deactivated", "10", "month", "2024-01-01", "", "2024-03-20", "2024-04-01"], ["2", "Birch", "active", "10", "month", "2024-01-01", "", "", ""]
    ])});
    expect(await run.rows("select ended_on from raw_subscriptions order by subscription_id")).toEqual([{ended_on: "2024-04-01"}, {ended_on: null}]);
  });
});
