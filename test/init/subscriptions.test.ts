import {readFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {ingested} from "../ingest/workspace.ts";
import {read, table} from "./read.ts";

const day = (i: number) => String(i).padStart(2, "0");

describe("an MRR that is 0 of all subscriptions that ended", () => {
  const maxio = [
    ["Subscription ID", "Subscription State", "Product Price", "Product Interval", "Product Interval Unit", "Customer ID", "Organization", "Activated At", "Canceled At", "Expires At", "MRR"],
    ...[1, 2, 3, 4, 5].map((i) => [`${i}`, "canceled", "1200.00", "12", "month", `7${i}`, "Alder", `2023-01-${day(i)} 10:00:00 -0500`, `2024-01-${day(i)} 10:00:00 -0500`, "", "0.00"]),
    ...[6, 7].map((i) => [`${i}`, "active", "50.00", "1", "month", `7${i}`, "Birch", `2024-02-${day(i)} 10:00:00 -0500`, "", "", "50.00"])
  ];

  it("is that of today: the price is taken, and the day of an offset from UTC is an end", async () => {
    const {done, run} = await read({"subscriptions.csv": table(maxio)});
    expect(done.decisions.map(({what}) => what)).toEqual([
      "../subscriptions.csv: Canceled At is taken for the end of subscriptions, and not Expires At: it agrees with Subscription State",
      "../subscriptions.csv: MRR is 0 of subscriptions that ended, so it is what is paid today; Product Price is taken for what was paid before"
    ]);
    expect(await run.rows("select distinct mrr, unit_amount::integer as price, interval, interval_count, ended_on is null as is_running from raw_subscriptions order by is_running")).toEqual([
      {mrr: null, price: 1200, interval: "month", interval_count: 12, is_running: false}, {mrr: null, price: 50, interval: "month", interval_count: 1, is_running: true}
    ]);
  });

  it("is that of today also where nobody has begun since the first of them left", async () => {
    const earlier = maxio.map((row) => row.map((cell) => cell.replace("2024-02", "2023-02")));
    expect((await read({"subscriptions.csv": table(earlier)})).done.decisions.map(({what}) => what)).toContain("../subscriptions.csv: MRR is 0 of subscriptions that ended, so it is what is paid today; Product Price is taken for what was paid before");
    const ending = maxio.map((row) => row.map((cell, i) => (i === 8 ? cell.replace("2024-01", "2027-01") : i === 10 ? cell.replace(/^0.00/, "100.00") : cell)));
    expect(await (await read({"subscriptions.csv": table(ending)})).run.rows("select count(mrr)::integer as n from raw_subscriptions")).toEqual([{n: 7}]);
  });

  it("is left out of what a preset maps too", async () => {
    const {run} = await read({"subscriptions.csv": table([
      ["Subscription Id", "Customer Id", "Status", "Plan Quantity", "Plan Unit Price", "Billing Period", "Billing Period Unit", "Started At", "Cancelled At", "MRR"],
      ...[1, 2, 3, 4, 5].map((i) => [`s${i}`, "c1", "cancelled", "2", "600", "1", "year", "2023-01-01", "2024-01-01", "0"]), ["s6", "c2", "active", "1", "50", "1", "month", "2024-02-01", "", "50"], ["s7", "c3", "in_trial", "1", "50", "1", "month", "2024-02-01", "", "0"]
    ])});
    expect(await run.rows("select subscription_id, mrr, unit_amount::integer as price, quantity::integer as quantity, interval, is_trial from raw_subscriptions where subscription_id >= 's5' order by 1")).toEqual([
      {subscription_id: "s5", mrr: null, price: 600, quantity: 2, interval: "year", is_trial: false}, {subscription_id: "s6", mrr: null, price: 50, quantity: 1, interval: "month", is_trial: false},
      {subscription_id: "s7", mrr: null, price: 50, quantity: 1, interval: "month", is_trial: true}
    ]);
  });

  it("is a warning of every run", async () => {
    const {notes} = await ingested(`
  subscriptions:
    files: [subs.csv]`, {"subs.csv": table([["subscription_id", "account_id", "started_on", "ended_on", "mrr"], ...[1, 2, 3, 4, 5].map((i) => [`${i}`, "a", "2024-01-01", "2024-02-01", "0"]), ["6", "b", "2024-02-01", "", "50"]])});
    expect(notes.map(({message}) => message)).toEqual(["subscriptions that ended have no MRR, so nobody who left ever paid: it is what is paid today"]);
  });
});

it("an end that is filled is taken for one that is empty where no status tells", async () => {
  const {done, run} = await read({"contracts.csv": table([["Contract ID", "Customer", "MRR", "Start Date", "End Date", "Cancelled On"], ["1", "Alder", "10", "2024-01-01", "", "2024-05-01"], ["2", "Birch", "10", "2024-01-01", "", ""]])});
  expect(done.decisions.map(({what}) => what)).toEqual(["../contracts.csv: Cancelled On is taken for the end of subscriptions, and not End Date, which is empty"]);
  expect(await run.rows("select ended_on from raw_subscriptions order by subscription_id")).toEqual([{ended_on: "2024-05-01"}, {ended_on: null}]);
});

describe("what a subscription costs", () => {
  it("is for a term that may be in words", async () => {
    const {done, run} = await read({"contracts.csv": table([
      ["Contract Number", "Customer", "Start Date", "End Date", "Contract Value", "Term"], ["1", "Alder", "2024-01-01", "2025-12-31", "2400", "2 years"], ["2", "Birch", "2024-01-01", "2025-12-31", "2400", "24 months"], ["3", "Cedar", "2024-01-01", "2024-12-31", "1200", "1 Jahr"]
    ])});
    expect(done.decisions.filter(({stops}) => stops)).toEqual([]);
    expect(await run.rows("select term_months::integer as months from raw_subscriptions order by subscription_id")).toEqual([{months: 24}, {months: 24}, {months: 12}]);
  });

  const api = (prices: readonly string[]) => table([["id", "customer_id", "status", "price", "interval", "created_at", "ends_at"], ...prices.map((price, i) => [`${i}`, `c${i}`, "active", price, "month", "2024-01-01", ""])]);

  it("may be in cents where a programming interface names it and none is under 100 or has a fraction, and that is said", async () => {
    const what = "../subscriptions.csv: no price is under 100 or has a fraction: where they are in cents, write `scale: {unit_amount: 0.01}`";
    expect((await read({"subscriptions.csv": api(["2900", "9900", "4999"])})).done.decisions).toContainEqual({stops: false, what});
    expect((await read({"subscriptions.csv": api(["29", "9900", "4999"])})).done.decisions).toEqual([]);
    expect((await read({"subscriptions.csv": api(["299.5", "9900", "4999"])})).done.decisions).toEqual([]);
  });
});

describe("subscriptions", () => {
  it("subscriptions of Stripe are priced per unit and interval, trials and unpaid ones apart", async () => {
    const {done, run} = await read({
      "subscriptions.csv": table([
        ["id", "Customer ID", "Customer Email", "Customer Name", "Plan", "Quantity", "Currency", "Interval", "Amount", "Status", "Created (UTC)", "Start (UTC)", "Canceled At (UTC)", "Ended At (UTC)", "Trial End (UTC)"],
        ["sub_1", "cus_1", "pay@alder.example", "Alder", "pro", "3", "eur", "year", "120.00", "active", "2023-01-01 10:00", "2023-01-01 10:00", "", "", "2023-03-31 10:00"],
        ["sub_2", "cus_2", "pay@birch.example", "Birch", "pro", "1", "eur", "month", "15.00", "trialing", "2023-01-01 10:00", "2023-01-01 10:00", "", "", ""],
        ["sub_3", "cus_3", "pay@cedar.example", "Cedar", "pro", "1", "eur", "month", "15.00", "incomplete", "2023-01-01 10:00", "2023-01-01 10:00", "", "", ""]
      ])
    });
    expect(done.exports).toEqual([{entity: "subscriptions", files: ["../subscriptions.csv"], preset: "stripe"}]);
    expect(await run.rows("select subscription_id, account_domain, unit_amount::integer as price, quantity::integer as quantity, is_trial from raw_subscriptions where rowid not in (select row_key from row_exclusions) order by 1")).toEqual([
      {subscription_id: "sub_1", account_domain: "pay@alder.example", price: 120, quantity: 3, is_trial: false}, {subscription_id: "sub_2", account_domain: "pay@birch.example", price: 15, quantity: 1, is_trial: true},
      {subscription_id: "sub_3", account_domain: "pay@cedar.example", price: 15, quantity: 1, is_trial: true}
    ]);
  });

  it("an amount that is paid at an interval is a price for it, and a word for a subscription that repeats is its plan", async () => {
    const {run} = await read({"subscriptions.csv": table([
      ["Customer", "Subscription", "Start", "End", "Amount", "Seats", "Billing Frequency"],
      ...["a", "b", "c", "d"].map((name, i) => [name, "Pro", "2024-01-01", "", "1200", "5", i % 2 ? "Monthly" : "Yearly"])
    ])});
    expect(await run.rows("select distinct subscription_id, plan, unit_amount::integer as unit_amount, quantity, amount from raw_subscriptions")).toEqual([
      {subscription_id: null, plan: "Pro", unit_amount: 1200, quantity: null, amount: null}
    ]);
  });

  it.each([
    ["Zuora", ["Subscription: Name", "Account: Name", "Account: CRM Account ID", "Subscription: Subscription Start Date", "Subscription: Subscription End Date", "Rate Plan Charge: MRR", "Account: Currency"],
      ["A-1", "Alder", "C1", "2024-01-01", "2024-03-01", "99", "USD"], {account_id: "C1", account_name: "Alder", mrr: 99}],
    ["Maxio", ["Subscription ID", "Customer ID", "Customer Organization", "Product", "State", "MRR (in cents)", "Activated At", "Canceled At"],
      ["1", "C1", "Alder", "Pro", "active", "9900", "2024-01-01", "2024-03-01"], {account_id: "C1", account_name: "Alder", mrr: 99}],
    ["ChartMogul", ["Customer external ID", "Company", "Country", "Current MRR", "Subscription start date", "Subscription end date"],
      ["C1", "Alder", "DE", "99", "2024-01-01", "2024-03-01"], {account_id: "C1", account_name: "Alder", mrr: 99}],
    ["Salesforce's contracts with a field of one's own", ["Id", "AccountId", "Status", "StartDate", "EndDate", "ContractTerm", "MRR__c", "CreatedDate"],
      ["8001", "C1", "Activated", "2024-01-01", "2024-03-01", "2", "99", "2023-12-01"], {account_id: "C1", account_name: null, mrr: 99}]
  ])("subscriptions as %s call their columns need no mapping", async (_title, header, cells, expected) => {
    const {run} = await read({"export.csv": table([header, cells])});
    expect(await run.rows("select account_id, account_name, mrr, started_on, ended_on from raw_subscriptions")).toEqual([{...expected, started_on: "2024-01-01", ended_on: "2024-03-01"}]);
  });

  it("a status that knows trials tells them", async () => {
    const {done, run} = await read({"subscriptions.csv": table([["customer", "start", "end", "mrr", "status"], ["a", "2024-01-01", "", "9", "active"], ["b", "2024-01-01", "2024-02-01", "9", "Trialing"]])});
    expect(await run.rows("select account_name, is_trial from raw_subscriptions order by 1")).toEqual([{account_name: "a", is_trial: false}, {account_name: "b", is_trial: true}]);
    expect(readFileSync(join(done.directory, "fitproof.yaml"), "utf8")).toMatch(/is_trial: \{Trialing: "true", active: "false"\}/);
  });

  it("Stripe's API gives prices in cents and days in seconds", async () => {
    const subscription = (id: string, ended: number | null) => ({
      id, customer: `cus_${id}`, status: "active", start_date: 1672531200, ended_at: ended, quantity: 2, plan: {id: "pro", amount: 4900, currency: "eur", interval: "month", interval_count: 3}
    });
    const {done, run} = await read({"subscriptions.json": JSON.stringify([subscription("a", null), subscription("b", 1709251200)])});
    expect(done.decisions.map(({what}) => what)).toEqual(["../subscriptions.json: plan.amount is taken to be in cents (`scale`); a currency without cents, such as JPY, has a scale of 1"]);
    expect(await run.rows("select started_on, ended_on, unit_amount::integer as price, quantity::integer as quantity, interval, interval_count, currency from raw_subscriptions order by subscription_id")).toEqual([
      {started_on: "2023-01-01", ended_on: null, price: 49, quantity: 2, interval: "month", interval_count: 3, currency: "eur"},
      {started_on: "2023-01-01", ended_on: "2024-03-01", price: 49, quantity: 2, interval: "month", interval_count: 3, currency: "eur"}
    ]);
  });

  it.each([
    ["plan", {plan: {amount: 4900, interval: "month", interval_count: 1}, quantity: 2}, "items.data.plan.amount"],
    ["price", {price: {unit_amount: 4900, recurring: {interval: "month", interval_count: 1}}, quantity: 2}, "items.data.price.unit_amount"],
    ["price as Paddle has it", {price: {unit_price: {amount: "4900"}, billing_cycle: {interval: "month", frequency: 1}}, quantity: 2}, "items.data.price.unit_price.amount"]
  ])("what is subscribed to stands among items in Stripe's API of today, with its %s", async (_title, item, header) => {
    const subscription = (id: string) => ({id, customer: `cus_${id}`, currency: "usd", start_date: 1672531200, ended_at: 1709251200, status: "canceled", items: {object: "list", data: [item]}});
    const {done, run} = await read({"subscriptions.json": JSON.stringify({object: "list", data: [subscription("a"), subscription("b")]})});
    expect(done.decisions.map(({what}) => what)).toContain(`../subscriptions.json: ${header} is taken to be in cents (\`scale\`); a currency without cents, such as JPY, has a scale of 1`);
    expect(await run.rows("select unit_amount::integer as price, quantity::integer as quantity, interval from raw_subscriptions")).toEqual([
      {price: 49, quantity: 2, interval: "month"}, {price: 49, quantity: 2, interval: "month"}
    ]);
  });

  it("contracts that end the day before a whole number of months are paid on their last day", async () => {
    const rows = (end: string) => table([["Contract ID", "Customer", "Start", "End", "MRR"], ...[1, 2, 3, 4, 5, 6].map((i) => [`${i}`, `c${i}`, "2023-01-01", end, `${i}`])]);
    const inclusive = await read({"contracts.csv": rows("2023-12-31")});
    expect(inclusive.done.decisions.map(({what}) => what)).toEqual(["most subscriptions end the day before a whole number of months, so their last day is taken as paid (`end_is_inclusive: true`)"]);
    expect(readFileSync(join(inclusive.done.directory, "fitproof.yaml"), "utf8")).toMatch(/^ {4}end_is_inclusive: true/m);
    const exclusive = await read({"contracts.csv": rows("2024-01-01")});
    expect(exclusive.done.decisions).toEqual([]);
  });

  it("a subscription ends when what is paid ends, and not when the notice came", async () => {
    const {run} = await read({"subscriptions.csv": table([
      ["subscription_id", "account_code", "unit_amount", "plan_interval_unit", "plan_interval_length", "activated_at", "canceled_at", "expires_at"],
      ["s1", "a1", "300", "months", "6", "2024-01-01", "2024-02-01", "2024-07-01"]
    ])});
    expect(await run.rows("select ended_on, interval, interval_count from raw_subscriptions")).toEqual([{ended_on: "2024-07-01", interval: "months", interval_count: 6}]);
  });

  it("of several days by which subscriptions may end the one that agrees with their status counts", async () => {
    const {done, run} = await read({"subscriptions.csv": table([
      ["Subscription Number", "Account Number", "Status", "Subscription Start Date", "Subscription End Date", "Cancelled Date", "Rate Plan Charge MRR"],
      ...[1, 2, 3, 4].map((i) => [`s${i}`, `a${i}`, "Active", "2023-01-01", "2024-01-01", "", "10"]), ["s5", "a5", "Cancelled", "2023-06-01", "2024-06-01", "2023-09-01", "10"]
    ])});
    expect(done.decisions.map(({what}) => what)).toEqual(["../subscriptions.csv: Cancelled Date is taken for the end of subscriptions, and not Subscription End Date: it agrees with Status"]);
    expect(await run.rows("select count(ended_on)::integer as n, max(ended_on) as last from raw_subscriptions")).toEqual([{n: 1, last: "2023-09-01"}]);
  });

  it("of two columns of an interval the one with words is the unit and the one with numbers how many, and a price without any is said to be taken per month", async () => {
    const priced = async (header: readonly string[], cells: readonly string[]) => {
      const {done, run} = await read({"subscriptions.csv": table([["subscription_id", "customer_id", "unit_price", ...header, "started_at"], ["s1", "c1", "300", ...cells, "2024-01-01"], ["s2", "c2", "300", ...cells, "2024-02-01"]])});
      return {decisions: done.decisions.map(({what}) => what), rows: await run.rows("select distinct interval, interval_count from raw_subscriptions")};
    };
    const quarterly = {decisions: [], rows: [{interval: "month", interval_count: 3}]};
    expect(await priced(["billing_interval", "billing_frequency"], ["month", "3"])).toEqual(quarterly);
    expect(await priced(["interval", "interval_unit"], ["3", "month"])).toEqual(quarterly);
    expect(await priced(["order_interval_unit", "order_interval_frequency"], ["month", "3"])).toEqual(quarterly);
    expect(await priced(["billing cycle"], ["3"])).toEqual({decisions: ["../subscriptions.csv: billing cycle is taken for a number of months: it has no unit"], rows: [{interval: null, interval_count: 3}]});
    expect((await priced([], [])).decisions).toEqual([
      "../subscriptions.csv: unit_price is taken for a price per month: no column says for what interval it is. Map interval (month, year, …), or write arr for unit_amount where it is for a year"
    ]);
  });

  it("the interval of a plan or of a price is that of the subscription", async () => {
    for (const header of ["Plan Interval", "price_interval", "Recurring Interval", "Renewal period"]) {
      const {run} = await read({"subscriptions.csv": table([
        ["id", "customer", "Plan Amount", header, "Start (UTC)", "Ended At (UTC)"], ["s1", "c1", "1200", "year", "2024-01-01", ""], ["s2", "c2", "100", "month", "2024-01-01", "2024-06-01"]
      ])});
      expect(await run.rows("select unit_amount::integer as unit_amount, interval from raw_subscriptions order by subscription_id")).toEqual([
        {unit_amount: 1200, interval: "year"}, {unit_amount: 100, interval: "month"}
      ]);
    }
  });
});

it("a charge of Zuora begins when it takes effect, and not when the term began that its subscription is in", async () => {
  const {run} = await read({"charges.csv": table([
    ["Rate Plan Charge: ID", "Account: Name", "Rate Plan Charge: MRR", "Rate Plan Charge: Effective Start Date", "Rate Plan Charge: Effective End Date", "Subscription: Term Start Date", "Subscription: Term End Date"], ["c1", "Alder", "100", "2022-01-01", "2024-06-01", "2024-01-01", "2025-01-01"]
  ])});
  expect(await run.rows("select started_on, ended_on from raw_subscriptions")).toEqual([{started_on: "2022-01-01", ended_on: "2024-06-01"}]);
});

it("a table of a warehouse calls ids keys, its own and those of others, and may give MRR in cents", async () => {
  const {run} = await read({"fct_subscriptions.csv": table([["subscription_pk", "account_fk", "valid_from", "valid_to", "mrr_cents"], ["s1", "a1", "2024-01-01", "9999-12-31", "12345"], ["s2", "a2", "2024-01-01", "2024-06-01", "200"]])});
  expect(await run.rows("select subscription_id, account_id, started_on, ended_on, mrr::double as mrr from raw_subscriptions order by 1")).toEqual([
    {subscription_id: "s1", account_id: "a1", started_on: "2024-01-01", ended_on: null, mrr: 123.45}, {subscription_id: "s2", account_id: "a2", started_on: "2024-01-01", ended_on: "2024-06-01", mrr: 2}
  ]);
});
