import {readFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {read, table} from "./read.ts";

describe("accounts, and the ids by which they are found", () => {
  it("an id of the company is known by the word for it in the plural", async () => {
    const {run} = await read({
      "entreprises.csv": "ID de fiche d'informations,Nom de l'entreprise,Nom de domaine de l'entreprise\n71,Aulne,aulne.example\n72,Bouleau,bouleau.example\n",
      "transactions.csv": "ID de fiche d'informations,Nom de la transaction,Phase de la transaction,Date de création,Date de fermeture,ID d'entreprises associées\n1,A,Fermée gagnée,2024-01-01,2024-02-01,71\n2,B,Fermée perdue,2024-01-01,2024-02-01,72\n"
    });
    expect(await run.rows("select account_id from raw_opportunities order by 1")).toEqual([{account_id: "71"}, {account_id: "72"}]);
  });

  it("a table with names of a database is no CRM's own, and has its id", async () => {
    const {done, run} = await read({"deals.csv": "deal_id,account_name,deal_name,stage,created_date,close_date,amount\nd1,Alder,A,Won,2024-01-01,2024-02-01,5\nd2,Birch,B,Lost,2024-01-01,2024-02-01,5\n"});
    expect(done.exports).toMatchObject([{entity: "opportunities", preset: "none"}]);
    expect(await run.rows("select opportunity_id from raw_opportunities order by 1")).toEqual([{opportunity_id: "d1"}, {opportunity_id: "d2"}]);
  });

  it("a column that both files have and whose values join is the id, whatever it is called", async () => {
    const {done, run} = await read({
      "firms.csv": table([["Debtor no", "Company", "Industry"], ["77", "Alder", "Retail"], ["78", "Birch", "Media"], ["79", "Cedar", "Media"]]),
      "deals.csv": table([["Deal ID", "Debtor no", "Stage", "Amount", "Probability"], ["1", "77", "Won", "1", "10"], ["2", "78", "Lost", "1", "78"], ["3", "78", "Won", "1", "78"]])
    });
    expect(done.decisions.map(({what}) => what)).toEqual(["../deals.csv: Debtor no is taken for the id of the account: 3 of 3 rows find one by it"]);
    expect(done.costs.map(({missing}) => missing)).not.toContain("opportunities.account_id or account_name or account_domain");
    expect(await run.rows("select account_id from raw_opportunities order by opportunity_id")).toEqual([{account_id: "77"}, {account_id: "78"}, {account_id: "78"}]);
    expect(await run.rows("select account_id, name from raw_accounts order by 1 limit 1")).toEqual([{account_id: "77", name: "Alder"}]);
  });

  it("a file that is called by what companies are has companies by an id and a name alone", async () => {
    const accounts = "id,name\na1,Alder\na2,Birch\n";
    const invoices = "invoice,account_id,period_start,amount\n1,a1,2024-01-01,10\n";
    const {done} = await read({"accounts.csv": accounts, "invoices.csv": invoices});
    expect(done.exports).toMatchObject([{entity: "accounts", files: ["../accounts.csv"]}, {entity: "invoices"}]);
    expect((await read({"account managers.csv": accounts, "invoices.csv": invoices})).done.not_read).toMatchObject([{file: "../account managers.csv"}]);
  });

  it("what a database or NetSuite calls a key, a uuid or an internal id is an id", async () => {
    const warehouse = await read({
      "dim_account.csv": "account_key,account_name,account_domain,industry_name,employee_count\nk1,Alder,alder.example,Retail,70\n",
      "fct_opportunity.csv": "opportunity_key,account_key,stage_name,is_won,is_closed,amount_usd_cents,created_at,closed_at\nd1,k1,Signed,1,1,1000,2024-01-01 10:00:00.123+00:00,2024-02-01 10:00:00+00:00\n",
      "fct_mrr.csv": "account_key,date_month,mrr_cents,currency_code\nk1,2024-03-01,500,USD\n"
    });
    expect(await warehouse.run.rows("select account_id, domain from raw_accounts")).toEqual([{account_id: "k1", domain: "alder.example"}]);
    expect(await warehouse.run.rows("select opportunity_id, account_id, amount::integer as amount from raw_opportunities")).toEqual([{opportunity_id: "d1", account_id: "k1", amount: 10}]);
    expect(await warehouse.run.rows("select account_id, month, mrr::integer as mrr from raw_mrr_snapshots")).toEqual([{account_id: "k1", month: "2024-03-01", mrr: 5}]);
    const netsuite = await read({
      "customers.csv": "Internal ID,ID,Company Name,Industry,Web Address\n1001,CUST1,Alder,Retail,https://alder.example\n",
      "opportunities.csv": "Internal ID,Document Number,Title,Customer : Internal ID,Customer,Opportunity Status,Projected Total,Actual Close Date\n5001,OPP1,A,1001,CUST1 Alder,Closed - Won,10,3/14/2024\n"
    });
    expect(await netsuite.run.rows("select account_id, name, domain from raw_accounts")).toEqual([{account_id: "1001", name: "Alder", domain: "https://alder.example"}]);
    expect(await netsuite.run.rows("select opportunity_id, account_id from raw_opportunities")).toEqual([{opportunity_id: "5001", account_id: "1001"}]);
  });

  it("of a customer's ids in a billing system the external one is that of the accounts", async () => {
    const {run} = await read({
      "accounts.csv": "id,name,industry\nc1,Alder,Retail\n",
      "subscriptions.csv": "lago_id,external_id,lago_customer_id,external_customer_id,plan_name,plan_amount_cents,plan_amount_currency,plan_interval,started_at,terminated_at\nx,s1,y,c1,Pro,4900,EUR,monthly,2024-01-01T10:00:00Z,\n"
    });
    expect(await run.rows("select subscription_id, account_id, unit_amount::integer as price, interval, currency from raw_subscriptions")).toEqual([{subscription_id: "s1", account_id: "c1", price: 49, interval: "monthly", currency: "EUR"}]);
  });

  it.each(["valid_from", "dbt_valid_from"])("of an account's rows in a warehouse the one that is true since the latest %s counts, wherever it stands", async (header) => {
    const {run} = await read({"dim_accounts.csv": `account_sk,account_id,account_name,industry,${header}\n2,a1,Alder,Retail,2023-01-01\n1,a1,Alder,Media,2022-01-01\n`});
    expect(await run.rows("select industry from raw_accounts where rowid not in (select row_key from row_exclusions)")).toEqual([{industry: "Retail"}]);
  });

  it.each([
    ["a flag", ["id", "name", "is_organization", "organization_name", "organization_id", "industry"], ["1", "Alder", "true", "", "", "Retail"], ["7", "Ann", "false", "Alder", "1", ""]],
    ["a word", ["Id", "Organisation", "Type", "First Name", "Last Name", "Industry"], ["1", "Alder", "Organisation", "", "", "Retail"], ["7", "Alder", "Person", "Ann", "Lee", ""]]
  ])("of a list of companies and people, told by %s, the companies alone are accounts", async (_title, header, company, person) => {
    const {done, run} = await read({
      "contacts.csv": table([header, company, person]), "deals.csv": table([["Deal ID", "Organisation", "Stage", "Value", "Closed on"], ["1", "Alder", "Won", "5", "2024-02-01"], ["2", "Alder", "Lost", "5", "2024-02-01"]])
    });
    expect(done.decisions).toEqual([{stops: false, what: `../contacts.csv: people are left out of the accounts, as ${header[2]} tells them (\`keep\`)`}]);
    expect(await run.rows("select account_id, name, industry from raw_accounts where rowid not in (select row_key from row_exclusions where entity = 'accounts')")).toEqual([{account_id: "1", name: "Alder", industry: "Retail"}]);
  });

  it("of a customer's ids in a billing system the one that the accounts have is theirs, whatever another is called", async () => {
    const {done, run} = await read({
      "companies.csv": "Company Id,Company Name,Industry\n71,Alder,Retail\n72,Birch,Media\n",
      "subscriptions.csv": "Subscription ID,Customer ID,Customer Reference,Organization,Product Price,Product Interval Unit,Activated At\n1,881,71,Alder,10,month,2024-01-01\n2,882,72,Birch,10,month,2024-01-01\n"
    });
    expect(done.decisions.map(({what}) => what)).toEqual(["../subscriptions.csv: Customer Reference is taken for the id of the account: 2 of 2 rows find one by it"]);
    expect(await run.rows("select account_id from raw_subscriptions order by 1")).toEqual([{account_id: "71"}, {account_id: "72"}]);
  });

  it("an account that was merged into another is that one", async () => {
    const {run} = await read({"accounts.csv": table([["Company ID", "Company Name", "Industry", "Merged Into"], ["c1", "Alder", "Retail", ""], ["c2", "Alder Ltd", "Retail", "c1"]])});
    expect(await run.rows("select account_id, master_account_id from raw_accounts order by 1")).toEqual([{account_id: "c1", master_account_id: null}, {account_id: "c2", master_account_id: "c1"}]);
  });

  it("ranges of employees of which one ends with the limit of the next are said to be unknown in bands, and how to see each", async () => {
    const {done} = await read({"accounts.csv": table([["Company ID", "Company Name", "Employees"], ["c1", "Alder", "1K-5K"], ["c2", "Birch", "5K-10K"], ["c3", "Cedar", "10K+"]])});
    expect(readFileSync(join(done.directory, "fitproof.yaml"), "utf8")).toContain('bands: [1000, 5000, 10000]}   # the limits of the ranges in the file, of which 1K-5K, 5K-10K hold one and are unknown: write `order: ["1K-5K", "5K-10K", "10K+"]` in place of bands to see each');
  });
});
