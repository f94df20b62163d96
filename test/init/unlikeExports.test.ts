import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import {afterEach, describe, expect, it} from "vitest";
import {initialise, type Initialised} from "../../pipeline/commands/init.ts";
import {ingestedFolder, type Ingested} from "../ingest/workspace.ts";
import {workbook} from "./workbook.ts";

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, {recursive: true, force: true})));

/** Initialises a folder of the files and reads it as fitproof.yaml then says, any problem stopping it. */
async function read(files: Readonly<Record<string, string | Buffer>>): Promise<{done: Initialised; run: Ingested}> {
  const directory = mkdtempSync(join(tmpdir(), "fitproof-unlike-"));
  folders.push(directory);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), {recursive: true});
    writeFileSync(join(directory, name), content);
  }
  const done = await initialise(directory);
  return {done, run: await ingestedFolder(directory, {strict: true})};
}

const outcomesOf = async (run: Ingested) => Object.fromEntries((await run.rows("select outcome, sum(deal_count)::integer as n from ingest_deals group by outcome order by outcome")).map(({outcome, n}) => [outcome, n]));
const table = (rows: readonly (readonly string[])[]) => rows.map((row) => row.join(",")).join("\n") + "\n";

describe("exports that are unlike what their CRM usually writes", () => {
  it("stages of any name need no list where the flags beside them tell won and lost", async () => {
    const {done, run} = await read({"deals.csv": table([
      ["Record ID", "Deal Name", "Deal Stage", "Create Date", "Close Date", "Amount", "Is Closed Won", "Is closed lost"],
      ["1", "A", "🎉 Party", "2024-01-01", "2024-02-01", "1", "true", "false"], ["2", "B", "☠️ Gone", "2024-01-01", "2024-02-01", "1", "false", "true"], ["3", "C", "🔥 Hot", "2024-01-01", "", "1", "false", "false"]
    ])});
    expect(done.decisions).toEqual([]);
    expect(await outcomesOf(run)).toEqual({won: 1, lost: 1, open: 1});
  });

  it("deals of a renewals pipeline without a type are renewals, whatever the pipeline is called", async () => {
    const {done, run} = await read({"deals.csv": table([
      ["Record ID", "Deal Name", "Deal Stage", "Pipeline", "Create Date", "Deal Type"], ["1", "A", "Closed Won", "EMEA renewals 2024", "2024-01-01", ""], ["2", "B", "Closed Won", "Sales", "2024-01-01", ""]
    ])});
    expect(done.decisions).toEqual([{stops: false, what: "1 deals without a type are taken for renewal because of their pipeline: EMEA renewals 2024"}]);
    expect(await run.rows("select pipeline from raw_opportunities where deal_type is null order by 1")).toHaveLength(2);
  });

  it("a formatted report of Salesforce has its title above the header, and totals and notices below the deals", async () => {
    const notice = (text: string) => ["", text];
    const {run} = await read({"Deals.xlsx": workbook({Report: [
      notice("Won and lost"), notice("As of 2024-10-31 09:12:00"), [], notice("Filtered By"), notice("Show: All opportunities"), [],
      ["", "Opportunity Name", "Stage", "Close Date", "Amount Currency", "Amount"], ["", "A", "Closed Won", "2024-01-02", "USD", "10"], ["", "B", "Closed Lost", "2024-01-03", "USD", "20"],
      ["", "Total", "", "", "Sum", "USD 30"], ["", "", "", "", "Count", "2"], [], notice("Confidential Information - Do Not Distribute"), notice("Alder Inc.")
    ]})});
    expect(await outcomesOf(run)).toEqual({won: 1, lost: 1});
    expect(await run.rows("select sum(amount)::integer as amount from raw_opportunities where rowid not in (select row_key from row_exclusions)")).toEqual([{amount: 30}]);
  });

  it("a grouped report of Salesforce names each group once and has totals below it", async () => {
    const group = (stage: string, place: number) => [
      ...Array.from({length: 20}, (_, i) => [i === 0 ? stage : "", `Deal ${place}-${i}`, `Account ${i % 3}`, "1/20/2024", "10"]), ["Subtotal", "", "", "Sum", "200"], ["", "", "", "Count", "20"]
    ];
    const {done, run} = await read({"Deals.xlsx": workbook({Report: [
      ["Deals by stage"], [], ["Stage  ↑", "Opportunity Name", "Account Name", "Close Date", "Amount"], ...["Closed Won", "Closed Lost", "Prospecting"].flatMap(group), ["Total", "", "", "Sum", "600"], ["", "", "", "Count", "60"]
    ]})});
    expect(done.decisions.filter(({stops}) => stops)).toEqual([]);
    expect(await outcomesOf(run)).toEqual({won: 20, lost: 20, open: 20});
    expect(run.warnings.map(({message}) => message)).toContain("is grouped by Stage: the rows of a group are read with the value of its first");
    expect(await run.rows("select sum(amount)::integer as amount from raw_opportunities where rowid not in (select row_key from row_exclusions)")).toEqual([{amount: 600}]);
  });

  it("an export of Dynamics has its ids under a header that says not to modify them, and why a deal was lost beside its status", async () => {
    const {run} = await read({"opportunities.csv": table([
      ["(Do Not Modify) Opportunity", "(Do Not Modify) Row Checksum", "(Do Not Modify) Modified On", "Topic", "Potential Customer", "Status", "Status Reason", "Created On", "Actual Close Date", "Actual Revenue"],
      ["o1", "x", "2024-03-02 10:00", "A", "Alder", "Won", "Won", "2024-01-01", "2024-03-01", "10"], ["o2", "y", "2024-03-02 10:00", "B", "Birch", "Lost", "Out-Sold", "2024-01-01", "2024-03-01", "20"]
    ])});
    expect(await outcomesOf(run)).toEqual({won: 1, lost: 1});
    expect(await run.rows("select opportunity_id, account_name, loss_reason, modified_at is not null as is_dated from raw_opportunities order by 1")).toEqual([
      {opportunity_id: "o1", account_name: "Alder", loss_reason: "Won", is_dated: true}, {opportunity_id: "o2", account_name: "Birch", loss_reason: "Out-Sold", is_dated: true}
    ]);
  });

  it.each([
    ["German", ["(Nicht ändern) Verkaufschance", "(Nicht ändern) Geändert am", "Thema", "Potenzieller Kunde", "Status", "Statusgrund", "Erstellt am", "Tatsächliches Abschlussdatum", "Tatsächlicher Umsatz"], ["Gewonnen", "Verloren", "Offen"]],
    ["French", ["(Ne pas modifier) Opportunité", "(Ne pas modifier) Modifié le", "Rubrique", "Client potentiel", "Statut", "Raison du statut", "Créé le", "Date de clôture réelle", "Revenu réel"], ["Gagnée", "Perdue", "Ouverte"]],
    ["Spanish", ["(No modificar) Oportunidad", "(No modificar) Fecha de modificación", "Tema", "Cliente potencial", "Estado", "Razón para el estado", "Fecha de creación", "Fecha de cierre real", "Ingresos reales"], ["Ganada", "Perdida", "Abierta"]]
  ])("an export of Dynamics in %s needs no mapping", async (_language, header, [won, lost, open]) => {
    const {done, run} = await read({"opportunities.csv": table([
      header, ["o1", "2024-03-02", "A", "Alder", won!, won!, "2024-01-01", "2024-03-01", "10"], ["o2", "2024-03-02", "B", "Birch", lost!, "Preis", "2024-01-01", "2024-03-01", "20"], ["o3", "2024-03-02", "C", "Birch", open!, open!, "2024-01-01", "", ""]
    ])});
    expect(done.decisions).toEqual([]);
    expect(await outcomesOf(run)).toEqual({won: 1, lost: 1, open: 1});
    expect(await run.rows("select opportunity_id, name, account_name, loss_reason, closed_on, amount::integer as amount, modified_at is not null as is_dated from raw_opportunities where opportunity_id = 'o2'")).toEqual([
      {opportunity_id: "o2", name: "B", account_name: "Birch", loss_reason: "Preis", closed_on: "2024-03-01", amount: 20, is_dated: true}
    ]);
  });

  it("a database writes its headers as one word, and Dynamics calls the company that a deal is with its parent", async () => {
    const {run} = await read({
      "accounts.csv": "accountid,name,websiteurl,numberofemployees,industrycode,address1_country,createdon\nc1,Alder,alder.example,70,Retail,Norway,2023-01-01\nc2,Birch,birch.example,7,Media,Norway,2023-01-01\n",
      "opportunities.csv": "opportunityid,parentaccountid,name,statecode,statuscode,createdon,actualclosedate,actualvalue\no1,c1,A,Won,Won,2024-01-01,2024-03-01,10\no2,c2,B,Lost,Out-Sold,2024-01-01,2024-03-01,20\n"
    });
    expect(await outcomesOf(run)).toEqual({won: 1, lost: 1});
    expect(await run.rows("select opportunity_id, account_id, loss_reason, closed_on, amount::integer as amount from raw_opportunities order by 1")).toEqual([
      {opportunity_id: "o1", account_id: "c1", loss_reason: "Won", closed_on: "2024-03-01", amount: 10}, {opportunity_id: "o2", account_id: "c2", loss_reason: "Out-Sold", closed_on: "2024-03-01", amount: 20}
    ]);
    expect(await run.rows("select account_id, domain, employees_low, industry, country from raw_accounts order by 1 limit 1")).toEqual([
      {account_id: "c1", domain: "alder.example", employees_low: 70, industry: "Retail", country: "Norway"}
    ]);
  });

  it("a column called Closed that holds days is the closing date, and one that holds yes and no the flag", async () => {
    const header = ["Deal ID", "Deal", "Stage", "Value", "Opened", "Closed"];
    const days = await read({"deals.csv": table([header, ...[1, 2, 3, 4].map((i) => [`${i}`, "A", i % 2 ? "Won" : "Lost", "1", "2024-01-01", `2024-02-0${i}`])])});
    expect(await days.run.rows("select min(closed_on) as first, max(closed_on) as last from raw_opportunities")).toMatchObject([{first: "2024-02-01", last: "2024-02-04"}]);
    const named = await read({"deals.csv": table([header, ...[1, 2, 3, 4].map((i) => [`${i}`, "A", i % 2 ? "Won" : "Lost", "1", "2024-01-01", `"Monday, February 0${i}, 2024"`])])});
    expect(await named.run.rows("select max(closed_on) as last from raw_opportunities")).toEqual([{last: "2024-02-04"}]);
    const flags = await read({"deals.csv": table([header, ...[1, 2, 3, 4].map((i) => [`${i}`, "A", "Won", "1", "2024-01-01", "yes"])])});
    expect(await flags.run.rows("select count(*)::integer as n from raw_opportunities where is_closed")).toEqual([{n: 4}]);
  });

  it("of two flags the one says which deals are won, the other which are lost, and a sign stands for a number", async () => {
    const {done, run} = await read({"opps.csv": table([["Opp #", "Client", "Won?", "Lost?", "Opened"], ["1", "Alder", "Y", "N", "2024-01-01"], ["2", "Birch", "N", "Y", "2024-01-01"], ["3", "Cedar", "N", "N", "2024-01-01"]])});
    expect(done.decisions).toEqual([]);
    expect(await outcomesOf(run)).toEqual({won: 1, lost: 1, open: 1});
    expect(await run.rows("select max(opportunity_id) as last from raw_opportunities")).toEqual([{last: "3"}]);
  });

  it("a guess that most cells contradict is not mapped, and that is said", async () => {
    const {done} = await read({"deals.csv": table([["Deal ID", "Stage", "Value", "Opened"], ...[1, 2, 3, 4].map((i) => [`${i}`, "Won", ["high", "low", "none", "some"][i - 1]!, "2024-01-01"])])});
    expect(done.decisions).toEqual([{stops: false, what: "../deals.csv: Value is not taken for amount: most of its cells are no number"}]);
    expect(done.costs.map(({missing}) => missing)).toContain("opportunities.amount");
  });

  it("money with its currency in front is read everywhere, in revenue too", async () => {
    const {run} = await read({"Accounts.csv": "Record Id,Account Owner,Account Name,Industry,Annual Revenue\nzcrm_1,Ann,Alder,Retail,\"€ 1,250,000.00\"\nzcrm_2,Ann,Birch,Retail,\"€ 2,500,000.00\"\n"});
    expect(await run.rows("select annual_revenue, annual_revenue_high from raw_accounts order by 1")).toEqual([{annual_revenue: "1250000", annual_revenue_high: 1_250_000}, {annual_revenue: "2500000", annual_revenue_high: 2_500_000}]);
  });

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

  it.each([
    ["Spanish", "ID;Empresa;Etapa;Fecha de creación;Fecha de cierre;Importe", ["Ganada", "Perdida", "Propuesta"], "1.250,50 €", "EUR"],
    ["French", "N° affaire;Société;Étape;Date de création;Date de clôture;Montant (€)", ["Gagnée", "Perdue", "Proposition"], "1\u202f250,50", "EUR"],
    ["Portuguese", "ID;Cliente;Fase;Data de criação;Data de fechamento;Valor (R$)", ["Ganho", "Perdido", "Proposta"], "R$ 1.250,50", "USD"],
    ["Italian", "ID;Azienda;Stato;Data creazione;Data chiusura;Importo in EUR", ["Vinta", "Persa", "In trattativa"], "1.250,50", "EUR"],
    ["German, of a Swiss company", "Deal-Nr.;Firma;Vertriebsphase;Angelegt am;Abschlussdatum;Auftragsvolumen (CHF)", ["Auftrag gewonnen", "verloren – Preis", "Angebot abgegeben"], "1'250.50", "CHF"]
  ])("own deals with headers and stages in %s need no mapping, and their amounts and currency are read as written there", async (_language, header, stages, amount, currency) => {
    const {done, run} = await read({"deals.csv": [header, ...stages.map((stage, i) => `${i + 1};Alder;${stage};0${i + 1}/02/2024;2${i + 1}/03/2024;${amount}`), ""].join("\r\n")});
    expect(done.decisions).toEqual([]);
    expect(await outcomesOf(run)).toEqual({won: 1, lost: 1, open: 1});
    expect(await run.rows("select distinct amount, account_name from raw_opportunities")).toEqual([{amount: 1250.5, account_name: "Alder"}]);
    expect(await run.rows("select min(created_on) as first, max(closed_on) as last from raw_opportunities")).toEqual([{first: "2024-02-01", last: "2024-03-23"}]);
    expect(readFileSync(join(done.directory, "fitproof.yaml"), "utf8")).toMatch(new RegExp(`^currency: ${currency}`, "m"));
  });

  it.each([
    ["German", "Vertragsnummer;Kundennummer;Vertragsbeginn;Vertragsende;Monatlicher Betrag"], ["French", "N° contrat;Société;Date de début;Date de fin;Montant mensuel (€)"],
    ["Spanish", "ID contrato;Cliente;Fecha de inicio;Fecha de baja;Cuota mensual"], ["Italian", "Contratto;Cliente;Data inizio;Data fine;Canone mensile"], ["Dutch", "Contractnummer;Klantnummer;Ingangsdatum;Einddatum;Maandbedrag"],
    ["English", "Contract Number;Customer;Effective Date;Expiry Date;Price per month"]
  ])("own subscriptions with headers in %s need no mapping", async (_language, header) => {
    const {run} = await read({"contracts.csv": `${header}\r\n1;K1;01.02.2024;01.05.2024;1.250,50\r\n2;K2;15.02.2024;;99,00\r\n`});
    expect(await run.rows("select subscription_id, coalesce(account_id, account_name) as account, started_on, ended_on, mrr from raw_subscriptions")).toEqual([
      {subscription_id: "1", account: "K1", started_on: "2024-02-01", ended_on: "2024-05-01", mrr: 1250.5}, {subscription_id: "2", account: "K2", started_on: "2024-02-15", ended_on: null, mrr: 99}
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

  it("rates of exchange beside the exports are named, and what they convert to is the currency", async () => {
    const {done} = await read({
      "subscriptions.csv": table([["Customer", "Start", "End", "ARR", "Currency"], ["a", "2024-01-01", "", "120", "EUR"], ["b", "2024-01-01", "2024-02-01", "120", "EUR"], ["c", "2024-01-01", "", "120", "CHF"]]),
      "rates.csv": table([["Currency", "Date", "Rate"], ["EUR", "2024-01-01", "0.95"]])
    });
    expect(done.decisions).toEqual([]);
    expect(done.not_read).toEqual([]);
    expect(readFileSync(join(done.directory, "fitproof.yaml"), "utf8")).toMatch(/^currency: CHF\nexchange_rates: "?\.\.\/rates\.csv/m);
  });

  it("deals with a contract term may be revenue, and without one could be", async () => {
    const header = ["Deal ID", "Account", "Stage", "Created Date", "Close Date", "Amount"];
    const cost = async (more: readonly string[], cells: readonly string[]) => (await read({"deals.csv": table([[...header, ...more], ["1", "Alder", "Won", "2024-01-13", "2024-02-14", "1200", ...cells]])})).done
      .costs.find(({missing}) => missing.startsWith("subscriptions"))!.cost;
    expect(await cost(["Contract Term (Months)"], ["12"])).toMatch(/the deals have contract terms: `mrr_from: won_deals` reads them as revenue$/);
    expect(await cost([], [])).toMatch(/give the deals a contract term in months \(term_months\) and write `mrr_from: won_deals`$/);
  });

  it.each([
    ["Spanish", "Empresa;Sector;Empleados;País"], ["French", "Société;Secteur d'activité;Effectif;Pays"], ["Italian", "Azienda;Settore;Numero di dipendenti;Paese"], ["Dutch", "Bedrijf;Branche;Aantal medewerkers;Land"],
    ["German", "Firma;Branche;Anzahl der Mitarbeiter;Land"]
  ])("own companies with headers in %s need none either", async (_language, header) => {
    const {run} = await read({"companies.csv": `${header}\nAlder;Retail;120;Chile\n`});
    expect(await run.rows("select name, industry, employees, country from raw_accounts")).toEqual([{name: "Alder", industry: "Retail", employees: "120", country: "Chile"}]);
  });

  it("columns of a company's own beside those that a preset knows are taken by their words, but never for an id or an outcome", async () => {
    const {done, run} = await read({"accounts.csv": table([["Account ID", "Account Name", "Industry", "# of Employees", "HQ Country", "Customer ID"], ["001000000000001", "Alder", "Retail", "120", "Chile", "C7"]])});
    expect(done.exports).toMatchObject([{preset: "salesforce_report"}]);
    expect(await run.rows("select account_id, employees, country from raw_accounts")).toEqual([{account_id: "001000000000001", employees: "120", country: "Chile"}]);
    expect(readFileSync(join(done.directory, "fitproof.yaml"), "utf8")).not.toContain("account_id: Customer ID");
  });

  it("a file that only joins deals to companies is said to be that, with what to export instead", async () => {
    const {done} = await read({"deals.csv": "Record ID,Deal Name,Deal Stage\n1,A,Closed Won\n", "links.csv": "Deal ID,Company ID,Association Type\n1,2,Primary\n"});
    expect(done.not_read).toEqual([{file: "../links.csv", why: "it joins deals to companies, and is not read: export the deals with the id, the domain or the name of their company beside them"}]);
    expect(done.costs.map(({missing}) => missing)).toContain("opportunities.account_id or account_name or account_domain");
  });

  it("of a stage and a status the one that tells won from lost is the stage, and that is said", async () => {
    const {done, run} = await read({"deals.csv": table([["Opp ID", "Account", "Stage", "Status", "Open Date", "ACV"], ["1", "A", "Contracting", "Won", "2024-01-01", "1.2k"], ["2", "B", "Demo", "Lost", "2024-01-01", "2k"], ["3", "C", "Demo", "Open", "2024-01-01", "3k"]])});
    expect(done.decisions).toEqual([{stops: false, what: "Status is taken for the stage of the deals, and not Stage: its values tell won from lost"}]);
    expect(await outcomesOf(run)).toEqual({won: 1, lost: 1, open: 1});
    expect(await run.rows("select sum(amount)::integer as amount from raw_opportunities")).toEqual([{amount: 6200}]);
  });

  it("a year's deals with a column more are left out beside another year's, and what to do is said", async () => {
    const deals = (id: string, more: string) => `deal id,account,stage,close date,amount${more === "" ? "" : ",owner"}\n${id},Alder,Won,2024-01-01,5${more}\n`;
    const {done} = await read({"deals 2023.csv": deals("1", ""), "deals 2024.csv": deals("2", ",Ann")});
    expect(done.not_read).toEqual([{file: "../deals 2023.csv", why: "looks like opportunities too; another file is read for them: where they are one table in two files, export both with the same columns"}]);
  });

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

  it("a preset that knows the name of a deal leaves the deals of another CRM to the words of their header", async () => {
    const sugar = await read({"Opportunities.csv": table([
      ["Name", "ID", "Account Name", "Account ID", "Sales Stage", "Likely", "Expected Close Date", "Date Created", "Assigned User"],
      ["A", "1", "Alder", "a1", "Closed Won", "10", "2024-02-10", "2024-01-01", "Ann"], ["B", "2", "Birch", "b1", "Closed Lost", "20", "2024-02-11", "2024-01-02", "Bob"]
    ])});
    expect(sugar.done.exports).toMatchObject([{entity: "opportunities", preset: "none"}]);
    expect(sugar.done.decisions.map(({what}) => what)).toEqual(["../Opportunities.csv: Expected Close Date is taken for the day on which a deal was closed: no other column says it"]);
    expect(await sugar.run.rows("select account_id, stage, owner, closed_on, amount::integer as amount from raw_opportunities limit 1")).toEqual([
      {account_id: "a1", stage: "Closed Won", owner: "Ann", closed_on: "2024-02-10", amount: 10}
    ]);
    const {done, run} = await read({"deals.csv": table([
      ["Deal ID", "Name", "Deal value", "Deal stage", "Closed date", "Sales owner", "Sales account : ID", "Sales account : Name", "Created at"],
      ["1", "A", "10", "Won", "2024-02-10", "Ann", "a1", "Alder", "2024-01-01"], ["2", "B", "20", "Lost", "2024-02-11", "Bob", "b1", "Birch", "2024-01-02"]
    ])});
    expect(done.exports).toMatchObject([{preset: "none"}]);
    expect(await run.rows("select account_id, account_name, owner from raw_opportunities limit 1")).toEqual([{account_id: "a1", account_name: "Alder", owner: "Ann"}]);
  });

  it("of a stage and a status the one that tells won from lost is the stage under a preset too", async () => {
    const {done, run} = await read({"deals.csv": table([
      ["Opportunity ID", "Opportunity Name", "Account Name", "Stage", "Status", "Close Date"], ["1", "A", "Alder", "Negotiation/Review", "Won", "2024-02-10"],
      ["2", "B", "Birch", "Prospecting", "Lost", "2024-02-11"], ["3", "C", "Cedar", "Prospecting", "Open", "2024-02-12"]
    ])});
    expect(done.exports).toMatchObject([{preset: "salesforce_report"}]);
    expect(done.decisions.map(({what}) => what)).toEqual(["Status is taken for the stage of the deals, and not Stage: its values tell won from lost"]);
    expect(await outcomesOf(run)).toEqual({won: 1, lost: 1, open: 1});
  });

  it("the days on which deals were won and lost are together the day on which they were closed", async () => {
    const {done, run} = await read({
      "leads.csv": table([["id", "display_name", "url", "primary_address_country", "custom.Industry"], ["l1", "Alder", "alder.example", "Chile", "Retail"], ["l2", "Birch", "birch.example", "Norway", "Media"]]),
      "opportunities.csv": table([
        ["id", "lead_id", "lead_name", "status_label", "status_type", "value", "value_currency", "date_created", "date_won", "date_lost", "user_name"],
        ["o1", "l1", "Alder", "Signed", "won", "10", "EUR", "2024-01-01", "2024-02-01", "", "Ann"], ["o2", "l2", "Birch", "Gone", "lost", "20", "EUR", "2024-01-01", "", "2024-03-01", "Bob"],
        ["o3", "l2", "Birch", "Talking", "active", "20", "EUR", "2024-01-01", "", "", "Bob"]
      ])
    });
    expect(done.exports.map(({entity}) => entity)).toEqual(["accounts", "opportunities"]);
    expect(readFileSync(join(done.directory, "fitproof.yaml"), "utf8")).toMatch(/closed_on: +\[date_won, date_lost\]/);
    expect(await outcomesOf(run)).toEqual({won: 1, lost: 1, open: 1});
    expect(await run.rows("select account_id, closed_on from raw_opportunities order by opportunity_id")).toEqual([
      {account_id: "l1", closed_on: "2024-02-01"}, {account_id: "l2", closed_on: "2024-03-01"}, {account_id: "l2", closed_on: null}
    ]);
  });

  it("a closing date counts where nobody fills the days on which deals were won and lost, and else may be one that was expected", async () => {
    const closed = async (won: string, lost: string) => {
      const {run} = await read({"deals.csv": table([
        ["Opportunity ID", "Name", "Account", "Status", "Value", "Close Date", "Lost Date", "Won Date", "Created At"], ["1", "A", "Alder", "Won", "10", "2024-06-30", "", won, "2024-01-01"], ["2", "B", "Birch", "Lost", "20", "2024-06-30", lost, "", "2024-01-01"]
      ])});
      return (await run.rows("select closed_on from raw_opportunities order by opportunity_id")).map(({closed_on}) => closed_on);
    };
    expect(await closed("2024-02-01", "2024-03-01")).toEqual(["2024-02-01", "2024-03-01"]);
    expect(await closed("", "")).toEqual(["2024-06-30", "2024-06-30"]);
  });

  it("where no stage means lost, a flag may, and without one that is said", async () => {
    const rows = (flag: string) => table([
      ["External ID", "Opportunity", "Customer", "Stage", "Created on", flag],
      ...[1, 2, 3, 4, 5].map((i) => [`w${i}`, "A", "Alder", "Won", "2024-01-01", "True"]), ...[1, 2].map((i) => [`l${i}`, "B", "Birch", "Qualified", "2024-01-01", "False"]), ["o1", "C", "Cedar", "Qualified", "2024-01-01", "True"]
    ]);
    const {done, run} = await read({"deals.csv": rows("Active")});
    expect(done.decisions.map(({what}) => what)).toEqual(["no value of Stage means lost: deals that are not won and whose Active is no are taken for lost"]);
    expect(await outcomesOf(run)).toEqual({won: 5, lost: 2, open: 1});
    const without = await read({"deals.csv": rows("Of the north")});
    expect(without.done.decisions.map(({what}) => what)).toEqual([expect.stringMatching(/^no deal is lost and 5 are won, so every rate is 100 %: open are 'Qualified' \(3\)\. Put the stages that mean lost under outcomes: lost/)]);
    expect(without.run.warnings.map(({column}) => column)).toContain("exports.opportunities.outcomes");
    expect(readFileSync(join(without.done.directory, "fitproof.yaml"), "utf8")).toMatch(/^# To look at:\n#   no deal is lost and 5 are won/m);
  });

  it("what Dynamics' API writes beside a code is what the code means, and a currency by its name is read by its code", async () => {
    const shown = "@OData.Community.Display.V1.FormattedValue";
    const deal = (id: string, state: number, meaning: string) => ({
      opportunityid: id, name: id, statecode: state, [`statecode${shown}`]: meaning, _parentaccountid_value: "a1", actualvalue: 5, actualclosedate: "2024-03-01", createdon: "2024-01-01",
      _transactioncurrencyid_value: "c9", [`_transactioncurrencyid_value${shown}`]: "Euro"
    });
    const {done, run} = await read({
      "accounts.json": JSON.stringify({value: [{accountid: "a1", name: "Alder", revenue: 1000, address1_country: "Chile", createdon: "2023-01-01", statecode: 0}]}),
      "opportunities.json": JSON.stringify({value: [deal("o1", 1, "Won"), deal("o2", 2, "Lost"), deal("o3", 0, "Open")]})
    });
    expect(done.exports.map(({entity}) => entity)).toEqual(["accounts", "opportunities"]);
    expect(await outcomesOf(run)).toEqual({won: 1, lost: 1, open: 1});
    expect(await run.rows("select distinct account_id, currency from raw_opportunities")).toEqual([{account_id: "a1", currency: "EUR"}]);
    expect(readFileSync(join(done.directory, "fitproof.yaml"), "utf8")).toMatch(/^currency: EUR$/m);
  });

  it("records whose values are lists of objects are read by the fields of the objects", async () => {
    const {run} = await read({
      "companies.json": JSON.stringify({data: [{id: {record_id: "c1"}, values: {name: [{value: "Alder"}], domains: [{domain: "alder.example"}], categories: [{option: {title: "Retail"}}]}}]}),
      "deals.json": JSON.stringify({data: ["Won", "Lost"].map((stage, i) => ({
        id: {record_id: `d${i}`}, created_at: "2024-01-01", values: {
          name: [{value: "A"}], stage: [{status: {title: stage}}], value: [{currency_value: 5, currency_code: "EUR"}], associated_company: [{target_record_id: "c1"}], close_date: [{value: "2024-02-01"}]
        }
      }))})
    });
    expect(await outcomesOf(run)).toEqual({won: 1, lost: 1});
    expect(await run.rows("select distinct account_id, amount::integer as amount, currency, closed_on from raw_opportunities")).toEqual([{account_id: "c1", amount: 5, currency: "EUR", closed_on: "2024-02-01"}]);
    expect(await run.rows("select account_id, name, domain, industry from raw_accounts")).toEqual([{account_id: "c1", name: "Alder", domain: "alder.example", industry: "Retail"}]);
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

  it("customers with a status and what they pay today are no deals, and a column a month is said to be that", async () => {
    const {done} = await read({
      "accounts.csv": "id,name,industry,ARR\na1,Alder,Retail,1200\n",
      "mrr today.csv": "Customer name,Customer ID,Status,Customer since,MRR,ARR\nAlder,a1,Active,2024-01-01,100,1200\n",
      "mrr.csv": "customer;Jan 2024;Feb 2024;Mar 2024\na1;1;2;3\n"
    });
    expect(done.exports).toMatchObject([{entity: "accounts", files: ["../accounts.csv"]}]);
    expect(done.decisions.map(({what}) => what)).toEqual([expect.stringMatching(/^\.\.\/accounts\.csv: it says what each customer pays today/)]);
    expect(done.not_read).toEqual([
      {file: "../mrr today.csv", why: "it says what each customer pays today and not since when: export the subscriptions with start, end and price, or the MRR by customer and month"},
      {file: "../mrr.csv", why: "it has a column for each month (Jan 2024 to Mar 2024), and they are not read: write a row for each customer and month, with the columns customer, month and mrr (in Excel: Data, From Table, Unpivot Other Columns)"}
    ]);
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

  it("converted amounts are in the one currency of the deals", async () => {
    const {run, done} = await read({"deals.csv": table([["Record ID", "Deal Name", "Deal Stage", "Create Date", "Amount in company currency", "Currency"], ["1", "A", "Closed Won", "2024-01-01", "1", "EUR"]])});
    expect(readFileSync(join(done.directory, "fitproof.yaml"), "utf8")).toMatch(/^currency: EUR$/m);
    expect(await outcomesOf(run)).toEqual({won: 1});
  });

  it("a currency that no export names is marked as a guess", async () => {
    const {done, run} = await read({"deals.csv": table([["Deal ID", "Stage", "Value", "Opened"], ["1", "Won", "1", "2024-01-01"]])});
    expect(readFileSync(join(done.directory, "fitproof.yaml"), "utf8")).toMatch(/^currency: USD +# a guess: no export names the currency of its amounts$/m);
    expect(await outcomesOf(run)).toEqual({won: 1});
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

  it("a deal may be of a campaign, and a day on which it was entered is that of its creation", async () => {
    const {run} = await read({
      "accounts.csv": "id,name,date_entered,deleted,industry,billing_address_country,website,employees,campaign_id\na1,Alder,2023-01-01 10:00:00,0,Retail,Chile,alder.example,70,\n",
      "opportunities.csv": table([
        ["id", "name", "date_entered", "deleted", "campaign_id", "amount", "date_closed", "sales_stage", "account_id"],
        ["o1", "A", "2024-01-01 10:00:00", "0", "m1", "10", "2024-02-01", "Closed Won", "a1"], ["o2", "B", "2024-01-02 10:00:00", "0", "", "20", "2024-02-02", "Closed Lost", "a1"]
      ])
    });
    expect(await outcomesOf(run)).toEqual({won: 1, lost: 1});
    expect(await run.rows("select min(created_on) as first, max(closed_on) as last from raw_opportunities")).toEqual([{first: "2024-01-01", last: "2024-02-02"}]);
    expect(await run.rows("select country, created_on from raw_accounts")).toEqual([{country: "Chile", created_on: "2023-01-01"}]);
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

  it("a date of zeros stands for none, and a word of a column that is not taken for a number stays", async () => {
    const zeros = await read({"deals.csv": table([
      ["Deal ID", "Deal Title", "Deal Status", "Deal Value", "Created Date", "Closed Date"], ["1", "A", "Won", "1", "2024-01-01", "2024-02-01 10:00:00"],
      ...[2, 3, 4, 5, 6, 7].map((i) => [`${i}`, "B", "Open", "1", "2024-01-01", "0000-00-00 00:00:00"])
    ])});
    expect(zeros.done.decisions.filter(({stops}) => stops)).toEqual([]);
    expect(await zeros.run.rows("select count(closed_on)::integer as n from raw_opportunities")).toEqual([{n: 1}]);
    const {done, run} = await read({"deals.csv": table([
      ["ID", "Name", "Account", "Sales Cycle", "Pipeline", "Status", "Value"], ...[1, 2, 3, 4].map((i) => [`${i}`, "A", "Alder", "Default", "Default", i % 2 ? "Won" : "Lost", "1"])
    ])});
    expect(done.decisions.map(({what}) => what)).toEqual(["../deals.csv: Sales Cycle is not taken for cycle_days: most of its cells are no number"]);
    expect(await run.rows("select distinct pipeline from raw_opportunities")).toEqual([{pipeline: "Default"}]);
  });

  it("a status that was taken for a reason is the stage where it alone tells won from lost", async () => {
    const {done, run} = await read({"opportunities.csv": table([
      ["OptyNumber", "Name", "TargetPartyId", "TargetPartyName", "OwnerResourcePartyName", "StatusCode", "SalesStage", "ActualCloseDate", "CreationDate", "ReasonWonLostCode"],
      ["o1", "A", "a1", "Alder", "Ann", "WON", "Building Vision", "2024-02-01", "2024-01-01", ""], ["o2", "B", "b1", "Birch", "Bob", "LOST", "Building Vision", "2024-02-02", "2024-01-02", "Price"]
    ])});
    expect(done.decisions.map(({what}) => what)).toEqual(["StatusCode is taken for the stage of the deals, and not SalesStage: its values tell won from lost"]);
    expect(await outcomesOf(run)).toEqual({won: 1, lost: 1});
    expect(await run.rows("select opportunity_id, account_id, account_name, owner, loss_reason from raw_opportunities where opportunity_id = 'o2'")).toEqual([
      {opportunity_id: "o2", account_id: "b1", account_name: "Birch", owner: "Bob", loss_reason: "Price"}
    ]);
  });

  it("a code beside most amounts is their currency", async () => {
    const {done} = await read({"deals.csv": table([["ID", "Account", "Status", "Expected Value"], ...[1, 2].map((i) => [`${i}`, "Alder", i % 2 ? "Won" : "Lost", "\"1,000.00 EUR\""])])});
    expect(readFileSync(join(done.directory, "fitproof.yaml"), "utf8")).toMatch(/^currency: EUR$/m);
  });

  it("changes of MRR are no MRR by month, and that is said", async () => {
    const {done} = await read({
      "accounts.csv": "id,name,industry\nc1,Alder,Retail\n",
      "mrr_movements.csv": table([["Customer External ID", "Date", "Movement Type", "Movement MRR", "MRR", "Currency"], ["c1", "2024-01-10", "New Biz", "100", "100", "USD"], ["c1", "2024-05-10", "Expansion", "20", "120", "USD"]])
    });
    expect(done.exports.map(({entity}) => entity)).toEqual(["accounts"]);
    expect(done.not_read).toEqual([{file: "../mrr_movements.csv", why: "it says when MRR changed and not what it was each month: export the subscriptions with start, end and price, or the MRR by customer and month"}]);
  });

  it("a file all of whose rows are in another is read once where they have no id, and that is said", async () => {
    const deals = (rows: readonly (readonly string[])[]) => table([["Deal", "Account", "Stage", "Value", "Close Date"], ...rows]);
    const won = ["A", "Alder", "Won", "1", "2024-02-01"];
    const lost = ["B", "Birch", "Lost", "2", "2024-02-02"];
    const {done, run} = await read({"Deals 1f0e.csv": deals([won]), "Deals 1f0e_all.csv": deals([won, lost]), "Deals 2023.csv": deals([["C", "Cedar", "Lost", "3", "2023-02-01"]])});
    expect(done.exports.map(({files}) => files)).toEqual([["../Deals 1f0e_all.csv", "../Deals 2023.csv"]]);
    expect(done.decisions.map(({what}) => what)).toEqual(["../Deals 1f0e.csv is left out: all of its rows are in Deals 1f0e_all.csv too, and they have no id by which they would count once"]);
    expect(await outcomesOf(run)).toEqual({won: 1, lost: 2});
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

  it("a board of monday.com has a title, its header above each group, and the sum of a group below it", async () => {
    const group = (name: string, stage: string, ids: readonly number[]) => [
      [name], ["Name", "Subitems", "Owner", "Stage", "Deal Value", "Close Date", "Accounts", "Item ID (auto generated)"],
      ...ids.map((id) => [`Deal ${id}`, "", "Ann", stage, "10", "2024-02-01", "Alder", `70${id}`]), ["", "", "", "", String(ids.length * 10), "", "", ""], []
    ];
    const {done, run} = await read({"Pipeline.xlsx": workbook({Pipeline: [
      ["Pipeline"], ["Manage your deals"], [], ...group("Active", "Discovery", [1, 2]), ...group("Closed Won", "Won", [3, 4, 5]), ...group("Lost", "Lost", [6])
    ]})});
    expect(done.decisions.filter(({stops}) => stops)).toEqual([]);
    expect(await outcomesOf(run)).toEqual({won: 3, lost: 1, open: 2});
    expect(await run.rows("select reason, count(*)::integer as n from row_exclusions group by reason order by reason")).toEqual([{reason: "name or total of a group", n: 5}, {reason: "the header again", n: 2}]);
    expect(await run.rows("select opportunity_id, account_name from raw_opportunities where name = 'Deal 6'")).toEqual([{opportunity_id: "706", account_name: "Alder"}]);
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

  it.each([["$ (USD)", "USD"], ["US Dollars : $", "USD"], ["Euro", "EUR"], ["eur", "eur"]])("the currency %s is read as %s", async (written, code) => {
    const {done, run} = await read({"deals.csv": table([["ID", "Account", "Stage", "Value", "Currency"], ["1", "Alder", "Won", "5", written], ["2", "Alder", "Lost", "5", written]])});
    expect(done.decisions).toEqual([]);
    expect(await run.rows("select distinct currency from raw_opportunities")).toEqual([{currency: code}]);
  });

  it("deals that Kommo calls leads are told by their stage and what became of them", async () => {
    const {run} = await read({"kommo_export_leads.csv": table([
      ["ID", "Lead title", "Company", "Responsible user", "Lead stage", "Created at", "Closed at", "Loss reason"],
      ["1", "A", "Alder", "Ann", "Closed - won", "01.01.2024 10:00:00", "14.02.2024 10:00:00", ""], ["2", "B", "Birch", "Ann", "Closed - lost", "01.01.2024 10:00:00", "15.02.2024 10:00:00", "Price"]
    ])});
    expect(await outcomesOf(run)).toEqual({won: 1, lost: 1});
    expect(await run.rows("select account_name, closed_on, loss_reason from raw_opportunities where opportunity_id = '2'")).toEqual([{account_name: "Birch", closed_on: "2024-02-15", loss_reason: "Price"}]);
  });

  it("a file that joins the ids of two systems is said to be that, with how to have it read", async () => {
    const {done} = await read({"accounts.csv": "id,name,industry\nc1,Alder,Retail\n", "mapping.csv": "stripe_customer_id,salesforce_account_id\ncus_1,c1\n"});
    expect(done.not_read).toEqual([{
      file: "../mapping.csv",
      why: "it says which customer of one system is which of another: name it under account_links, with the column of the accounts' own ids as account_id, such as `columns: {source_account_id: stripe_customer_id, account_id: salesforce_account_id}`"
    }]);
  });
});
