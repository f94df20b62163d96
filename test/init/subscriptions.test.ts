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
