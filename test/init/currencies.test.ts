import {readFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {outcomesOf, read, table} from "./read.ts";

describe("currencies", () => {
  it("money with its currency in front is read everywhere, in revenue too", async () => {
    const {run} = await read({"Accounts.csv": "Record Id,Account Owner,Account Name,Industry,Annual Revenue\nzcrm_1,Ann,Alder,Retail,\"€ 1,250,000.00\"\nzcrm_2,Ann,Birch,Retail,\"€ 2,500,000.00\"\n"});
    expect(await run.rows("select annual_revenue, annual_revenue_high from raw_accounts order by 1")).toEqual([{annual_revenue: "1250000", annual_revenue_high: 1_250_000}, {annual_revenue: "2500000", annual_revenue_high: 2_500_000}]);
  });

  it("rates of exchange beside the exports are named, and what they convert to is the currency", async () => {
    const {done} = await read({
      "subscriptions.csv": table([["Customer", "Start", "End", "ARR", "Currency"], ["a", "2024-01-01", "", "120", "EUR"], ["b", "2024-01-01", "2024-02-01", "120", "EUR"], ["c", "2024-01-01", "", "120", "CHF"]]),
      "rates.csv": table([["Currency", "Date", "Rate"], ["EUR", "2024-01-01", "0.95"]])
    });
    expect(done.decisions).toEqual([]);
    expect(done.not_read).toEqual([]);
    expect(readFileSync(join(done.directory, "fitproof.yaml"), "utf8")).toMatch(/^currency: CHF\nexchange_rates: "?\.\.\/rates\.csv/m);
  });

  it("converted amounts are in the one currency of the deals", async () => {
    const {run, done} = await read({"deals.csv": table([["Record ID", "Deal Name", "Deal Stage", "Create Date", "Amount in company currency", "Currency"], ["1", "A", "Closed Won", "2024-01-01", "1", "EUR"]])});
    expect(readFileSync(join(done.directory, "fitproof.yaml"), "utf8")).toMatch(/^currency: EUR$/m);
    expect(await outcomesOf(run)).toEqual({won: 1});
  });

  it.each([["R$ ", "BRL"], ["US$", "USD"], ["S$", "SGD"], ["CA$ ", "CAD"], ["€ ", "EUR"]])("amounts with %s before them are in its currency, prices of a Portuguese subscription too", async (sign, currency) => {
    const {done, run} = await read({"assinaturas.csv": ["Assinatura;Cliente;Valor;Periodicidade;Início;Fim",
      `a;Alder;${sign}1.200,50;anual;15/01/2024;`, `b;Birch;${sign}300,00;trimestral;16/01/2024;31/03/2024`, `c;Cedar;${sign}10,00;mensal;17/01/2024;`, ""].join("\n")});
    expect(readFileSync(join(done.directory, "fitproof.yaml"), "utf8")).toMatch(new RegExp(`^currency: ${currency}$`, "m"));
    expect(await run.rows("select subscription_id as id, unit_amount::double as price, interval from raw_subscriptions order by 1")).toEqual([
      {id: "a", price: 1200.5, interval: "anual"}, {id: "b", price: 300, interval: "trimestral"}, {id: "c", price: 10, interval: "mensal"}
    ]);
  });

  it("a currency that no export names is marked as a guess", async () => {
    const {done, run} = await read({"deals.csv": table([["Deal ID", "Stage", "Value", "Opened"], ["1", "Won", "1", "2024-01-01"]])});
    expect(readFileSync(join(done.directory, "fitproof.yaml"), "utf8")).toMatch(/^currency: USD +# a guess: no export names the currency of its amounts$/m);
    expect(await outcomesOf(run)).toEqual({won: 1});
  });

  it("a code beside most amounts is their currency", async () => {
    const {done} = await read({"deals.csv": table([["ID", "Account", "Status", "Expected Value"], ...[1, 2].map((i) => [`${i}`, "Alder", i % 2 ? "Won" : "Lost", "\"1,000.00 EUR\""])])});
    expect(readFileSync(join(done.directory, "fitproof.yaml"), "utf8")).toMatch(/^currency: EUR$/m);
  });

  it.each([["$ (USD)", "USD"], ["US Dollars : $", "USD"], ["Euro", "EUR"], ["eur", "eur"]])("the currency %s is read as %s", async (written, code) => {
    const {done, run} = await read({"deals.csv": table([["ID", "Account", "Stage", "Value", "Currency"], ["1", "Alder", "Won", "5", written], ["2", "Alder", "Lost", "5", written]])});
    expect(done.decisions).toEqual([]);
    expect(await run.rows("select distinct currency from raw_opportunities")).toEqual([{currency: code}]);
  });
});
