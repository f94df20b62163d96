import {existsSync, readdirSync, readFileSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {describe, expect, it} from "vitest";
import {guess} from "../../pipeline/ingest/guess/guess.ts";
import {foldHeader, headerFinder, mapColumns, recognise} from "../../pipeline/ingest/recognise.ts";
import {readPresets} from "../../pipeline/workspace/presets.ts";
import {readWorkspace} from "../../pipeline/workspace/read.ts";

const presets = await (await readPresets()).presets.all();

function headers(line: string): string[] {
  return line.split(/,\s*/);
}

function found(line: string): string | null {
  const recognised = recognise(headers(line), presets);
  return recognised && `${recognised.preset}.${recognised.entity}`;
}

function columns(line: string) {
  return recognise(headers(line), presets)!;
}

// First lines of the objects of a weekly export, shortened in the middle.
const WEEKLY: Readonly<Record<string, string>> = {
  Account: "Id,IsDeleted,MasterRecordId,Name,Type,RecordTypeId,ParentId,BillingStreet,BillingCity,BillingState,BillingPostalCode,BillingCountry,Phone,Fax,AccountNumber,Website,Sic,Industry,AnnualRevenue,NumberOfEmployees,Ownership,CurrencyIsoCode,OwnerId,CreatedDate,CreatedById,LastModifiedDate,SystemModstamp,AccountSource",
  Opportunity: "Id,IsDeleted,AccountId,IsPrivate,Name,Description,StageName,StageSortOrder,Amount,Probability,ExpectedRevenue,CloseDate,Type,NextStep,LeadSource,IsClosed,IsWon,ForecastCategory,CurrencyIsoCode,CampaignId,Pricebook2Id,OwnerId,CreatedDate,LastModifiedDate,SystemModstamp,ContactId,ContractId",
  OpportunityHistory: "Id,OpportunityId,CreatedById,CreatedDate,StageName,Amount,ExpectedRevenue,CloseDate,Probability,FromForecastCategory,ForecastCategory,FromOpportunityStageName,CurrencyIsoCode,SystemModstamp,IsDeleted,PrevAmount,PrevCloseDate",
  OpportunityContactRole: "Id,OpportunityId,ContactId,Role,CreatedDate,CreatedById,LastModifiedDate,SystemModstamp,IsDeleted,CurrencyIsoCode,IsPrimary",
  Contact: "Id,IsDeleted,MasterRecordId,AccountId,Salutation,FirstName,LastName,MailingCity,MailingCountry,Phone,ReportsToId,Email,Title,Department,LeadSource,OwnerId,CreatedDate,SystemModstamp",
  Lead: "Id,IsDeleted,MasterRecordId,Salutation,FirstName,LastName,Title,Company,City,State,Country,Email,Website,LeadSource,Status,Industry,AnnualRevenue,NumberOfEmployees,OwnerId,IsConverted,ConvertedDate,ConvertedAccountId,CreatedDate,SystemModstamp",
  Contract: "Id,AccountId,CurrencyIsoCode,Pricebook2Id,StartDate,BillingCity,BillingCountry,ContractTerm,OwnerId,Status,ActivatedDate,Description,Name,IsDeleted,ContractNumber,CreatedDate,SystemModstamp",
  Order: "Id,OwnerId,ContractId,AccountId,OpportunityId,EffectiveDate,EndDate,Status,Type,BillingCountry,Name,OrderNumber,TotalAmount,CreatedDate,IsDeleted,SystemModstamp",
  Asset: "Id,ContactId,AccountId,ParentId,Product2Id,CreatedDate,IsDeleted,CurrencyIsoCode,Name,InstallDate,PurchaseDate,UsageEndDate,Status,Price,Quantity,OwnerId,Country,SystemModstamp",
  User: "Id,Username,FirstName,LastName,CompanyName,Department,Title,City,Country,Email,Alias,IsActive,ContactId,AccountId,CreatedDate,SystemModstamp",
  Campaign: "Id,IsDeleted,Name,ParentId,Type,Status,StartDate,EndDate,ExpectedRevenue,BudgetedCost,NumberOfLeads,AmountWonOpportunities,OwnerId,CreatedDate,SystemModstamp",
  CampaignMember: "Id,IsDeleted,CampaignId,LeadId,ContactId,Status,HasResponded,IsPrimary,CreatedDate,SystemModstamp",
  Quote: "Id,OwnerId,IsDeleted,Name,CreatedDate,SystemModstamp,OpportunityId,ContactId,QuoteNumber,IsSyncing,Status,BillingCity,BillingCountry,Email,ContractId",
  OpportunityCompetitor: "Id,OpportunityId,CompetitorName,Strengths,Weaknesses,CreatedById,CreatedDate,SystemModstamp,IsDeleted"
};

const HUBSPOT_DEALS = "Record ID, Deal Name, Deal Stage, Pipeline, Close Date, Deal owner, Amount, Amount in company currency, Currency, Deal Type, Create Date, Last Activity Date, Last Modified Date, Deal probability, Is Closed Won, Is closed lost, Is Deal Closed?, Days to close, Closed Lost Reason, Closed Won Reason, Original Traffic Source, Merged Deal IDs, Associated Company, Associated Company IDs, Associated Company IDs (Primary), Associated Contact IDs";
const PIPEDRIVE_DEALS = "Deal - ID, Deal - Title, Deal - Creator, Deal - Owner, Deal - Value, Deal - Currency of Value, Deal - Weighted value, Deal - Probability, Deal - Organization, Deal - Organization ID, Deal - Pipeline, Deal - Contact person, Deal - Stage, Deal - Label, Deal - Status, Deal - Deal created, Deal - Update time, Deal - Won time, Deal - Lost time, Deal - Deal closed on, Deal - Lost reason, Deal - Expected close date, Deal - Product name, Deal - Source channel, Deal - Archive status, Organization - Name";
const ZOHO_DEALS = "Record Id, Deal Owner.id, Deal Owner, Amount, Deal Name, Closing Date, Account Name.id, Account Name, Stage, Type, Probability (%), Lead Source, Created By.id, Created By, Modified By.id, Modified By, Created Time, Modified Time, Description, Contact Name.id, Contact Name, Expected Revenue, Pipeline, Overall Sales Duration";
const REPORT = "Opportunity Owner, Owner Role, Account Name, Opportunity Name, Stage, Fiscal Period, Amount Currency, Amount, Expected Revenue Currency, Expected Revenue, Probability (%), Age, Close Date, Created Date, Next Step, Lead Source, Type";

describe("recognise", () => {
  it("takes HubSpot's \"closed lost\" for closed only where \"closed won\" stands beside it", () => {
    expect(columns("Record ID, Deal Name, Deal Stage, Is Closed Won, Is closed lost").columns).toMatchObject({is_won: "Is Closed Won", is_closed: "Is closed lost"});
    expect(columns("Record ID, Deal Name, Deal Stage, Is closed lost").columns["is_closed"]).toBeUndefined();
    expect(columns("Record ID, Deal Name, Deal Stage, Is Closed Won, Is closed lost, Is Deal Closed?").columns["is_closed"]).toBe("Is Deal Closed?");
  });

  it.each([
    ["Account", "salesforce.accounts"], ["Opportunity", "salesforce.opportunities"], ["OpportunityHistory", "salesforce.stage_history"],
    ["OpportunityContactRole", "salesforce.contact_roles"], ["Contact", "salesforce.contacts"], ["Lead", null], ["Contract", null], ["Order", null],
    ["Asset", null], ["User", null], ["Campaign", null], ["CampaignMember", null], ["Quote", null], ["OpportunityCompetitor", null]
  ])("takes Salesforce's object %s for %s", (object, entity) => {
    expect(found(WEEKLY[object]!)).toBe(entity);
    if (entity === null) expect(guess(headers(WEEKLY[object]!))).toBeNull();
  });

  it.each([
    ["an account export of few fields", "Id,IsDeleted,Name,Type,ParentId,BillingCity,Industry,AnnualRevenue,NumberOfEmployees,Ownership,Active__c", "salesforce.accounts"],
    ["an opportunity export edited in a spreadsheet", "Id,AccountId,Name,StageName,Amount,CloseDate,IsClosed,IsWon,CreatedDate,Opportunity Lifecycle (Days),Opp Creation Date_Simulated", "salesforce.opportunities"],
    ["a query's result with its account", "Id,Account.Name,Account.Industry,StageName,Amount,CloseDate", "salesforce.opportunities"],
    ["an opportunity report", REPORT, "salesforce_report.opportunities"],
    ["an opportunity report with ids and account fields", `${REPORT},Opportunity ID,Account ID,Industry,Employees,Won,Closed`, "salesforce_report.opportunities"],
    ["an account report", "Account Owner,Account Name,Billing State/Province,Type,Rating,Last Activity,Industry,Employees", "salesforce_report.accounts"],
    ["a German report", "Opportunity-Inhaber,Accountname,Opportunity-Name,Phase,Betrag Währung,Betrag,Schlusstermin,Erstelldatum,Typ", "salesforce_report.opportunities"],
    ["a stage history report", "Opportunity ID,Opportunity Name,From Stage,To Stage,Last Modified", "salesforce_report.stage_history"],
    ["a report of contact roles", "Opportunity ID,Opportunity Name,Contact ID,Contact Role,Primary", "salesforce_report.contact_roles"],
    ["HubSpot deals", HUBSPOT_DEALS, "hubspot.opportunities"],
    ["HubSpot deals of a few columns", "Record ID,Deal Name,Deal Stage,Amount,Associated Company", "hubspot.opportunities"],
    ["HubSpot companies", "Record ID, Company name, Company Domain Name, Website URL, Company owner, Create Date, City, State/Region, Country/Region, Industry, Number of Employees, Annual Revenue, Year Founded, Lifecycle Stage, Close Date, Number of Associated Deals, Ideal Customer Profile Tier", "hubspot.accounts"],
    ["HubSpot contacts", "Record ID, First Name, Last Name, Email, Phone Number, Contact owner, Job Title, Lifecycle Stage, Country/Region, Associated Company, Associated Company IDs, Associated Deal IDs", "hubspot.contacts"],
    ["HubSpot deals by internal names", "id,amount,closedate,createdate,dealname,dealstage,hs_lastmodifieddate,hs_object_id,pipeline,createdAt,updatedAt,archived,associations.companies", "hubspot.opportunities"],
    ["HubSpot companies by internal names", "id,createdate,domain,hs_lastmodifieddate,hs_object_id,name,numberofemployees,createdAt,updatedAt,archived", "hubspot.accounts"],
    ["HubSpot deals in Spanish", "ID de registro,Nombre del negocio,Etapa del negocio,Pipeline,Fecha de cierre,Propietario del negocio,Valor", "hubspot.opportunities"],
    ["HubSpot deals in German", "Datensatz-ID,Deal-Name,Deal-Phase,Pipeline,Abschlussdatum,Betrag", "hubspot.opportunities"],
    ["HubSpot deals in French", "Nom de la transaction,Phase de la transaction,Montant,Date de fermeture", "hubspot.opportunities"],
    ["HubSpot deals in Japanese", "レコードID,取引名,取引ステージ,パイプライン,クローズ日,作成日,金額", "hubspot.opportunities"],
    ["HubSpot companies in Japanese", "レコードID,会社名,会社のドメイン名,業種,従業員数", "hubspot.accounts"],
    ["HubSpot deals in Dutch", "Record-ID,Dealnaam,Dealfase,Pipeline,Sluitingsdatum,Aanmaakdatum,Bedrag", "hubspot.opportunities"],
    ["HubSpot deals in Portuguese", "ID do registro,Nome do negócio,Etapa do negócio,Valor,Data de fechamento", "hubspot.opportunities"],
    ["Pipedrive deals", PIPEDRIVE_DEALS, "pipedrive.opportunities"],
    ["Pipedrive deals in German", "Deal - ID,Deal - Titel,Deal - Wert,Deal - Währung,Deal - Organisation,Deal - Status,Deal - Deal erstellt,Deal - Datum des gewonnenen Deals,Deal - Datum des verlorenen Deals,Deal - Grund für Verlust", "pipedrive.opportunities"],
    ["Pipedrive deals as they are imported", "Deal - Title,Deal - Value,Deal - Currency of value,Deal - Creation date,Deal - Closed on,Deal - Status,Deal - Stage (pipeline),Organization,Contact person,Deal - Pipedrive System ID", "pipedrive.opportunities"],
    ["Pipedrive organizations", "Organization - ID, Organization - Name, Organization - Labels, Organization - Address, Organization - Country of Address, Organization - Website, Organization - Industry, Organization - Annual revenue, Organization - Number of employees, Organization - Owner", "pipedrive.accounts"],
    ["Pipedrive organizations to import", "Organization - Name*,Organization - Address", "pipedrive.accounts"],
    ["Pipedrive people", "Person - First name, Person - Last name, Person - Organization, Person - Job title, Person - Email - Work", "pipedrive.contacts"],
    ["Pipedrive deals by its API", "id,title,value,currency,status,stage_id,org_id.value,org_id.name,add_time,won_time,lost_time,close_time,lost_reason", "pipedrive.opportunities"],
    ["Zoho deals", ZOHO_DEALS, "zoho.opportunities"],
    ["Zoho accounts", "Record Id,Account Owner.id,Account Owner,Rating,Account Name,Website,Account Type,Ownership,Industry,Employees,Annual Revenue,Created Time,Modified Time,Billing City,Billing Country", "zoho.accounts"],
    ["Zoho contacts", "Record Id,Contact Owner.id,Contact Owner,Lead Source,First Name,Last Name,Account Name.id,Account Name,Email,Title,Department", "zoho.contacts"],
    ["deals of SugarCRM", "Name,ID,Account Name,Account ID,Sales Stage,Likely,Expected Close Date,Date Created", null],
    ["deals of Vtiger", "Opportunity Name,Amount,Organization Name,Sales Stage,Created Time", null],
    ["deals of Copper", "Opportunity ID,Name,Account,Stage,Status,Close Date,Created At", null],
    ["deals of Freshsales", "Deal ID,Name,Deal value,Deal stage,Sales account : ID", null],
    ["deals of Attio", "Record ID,Record,Deal name,Deal stage,Deal owner,Deal value,Associated company > Record ID", null],
    ["accounts of Dynamics", "(Do Not Modify) Account,Account Name,Industry,Number of Employees", null],
    ["a table of no CRM", "account,sector,year_established,revenue,employees,office_location,subsidiary_of", null],
    ["a table with an id, a name and an industry", "id,name,industry,country", null],
    ["nothing", "", null]
  ])("takes %s for what it is", (_, line, entity) => {
    expect(found(line)).toBe(entity);
  });

  it("ignores case, outer and doubled spaces, line ends, a byte order mark and further columns", () => {
    const header = ["\uFEFFrecord id ", "DEAL  NAME", "Deal\r\nStage", "Something of ours", "Amount"];
    const recognised = recognise(header, presets);
    expect(recognised).toMatchObject({preset: "hubspot", entity: "opportunities", unmapped: ["Something of ours"]});
    expect(recognised!.columns).toMatchObject({opportunity_id: "\uFEFFrecord id ", name: "DEAL  NAME", stage: "Deal\r\nStage"});
  });

  it("searches only the preset and the entity that are asked for", () => {
    expect(recognise(headers(WEEKLY["Account"]!), presets, {entity: "opportunities"})).toBeNull();
    expect(recognise(headers(WEEKLY["Account"]!), presets, {preset: "zoho"})).toBeNull();
    expect(recognise(headers(WEEKLY["Account"]!), presets, {preset: "salesforce", entity: "accounts"})).not.toBeNull();
  });

  it("does not depend on the order of columns and presets", () => {
    for (const line of [HUBSPOT_DEALS, ZOHO_DEALS, PIPEDRIVE_DEALS, REPORT]) {
      const recognised = recognise(headers(line).toReversed(), presets.toReversed())!;
      expect(`${recognised.preset}.${recognised.entity}`).toBe(found(line));
      expect(recognised.columns).toEqual(recognise(headers(line), presets)!.columns);
    }
  });
});

describe("columns of a preset", () => {
  it("joins a HubSpot deal by its primary company, and leaves converted amounts unconverted", () => {
    expect(columns(HUBSPOT_DEALS).columns).toMatchObject({account_id: "Associated Company IDs (Primary)", amount: "Amount in company currency", is_closed: "Is Deal Closed?"});
    expect(columns(HUBSPOT_DEALS).columns).not.toHaveProperty("currency");
    expect(columns("Deal Name,Deal Stage,Amount,Currency,Associated Company IDs").columns).toMatchObject({amount: "Amount", currency: "Currency", account_id: "Associated Company IDs"});
  });

  it("closes a Pipedrive deal when it was won or lost", () => {
    const recognised = columns("Deal - Titel,Deal - Status,Deal - Datum des gewonnenen Deals,Deal - Datum des verlorenen Deals");
    expect(recognised.combined).toEqual({closed_on: ["Deal - Datum des gewonnenen Deals", "Deal - Datum des verlorenen Deals"]});
    expect(recognised.unmapped).toEqual([]);
    expect(columns(PIPEDRIVE_DEALS).columns).toMatchObject({stage: "Deal - Status", account_id: "Deal - Organization ID", account_name: "Deal - Organization"});
  });

  it("reads the account's fields in a report of opportunities as the deal's own", () => {
    expect(columns("Opportunity Name,Stage,Industry,Annual Revenue,Employees").attributes).toEqual({industry: "Industry", annual_revenue: "Annual Revenue", employees: "Employees"});
  });

  it("prefers the header that is written exactly so where two differ by case", () => {
    const rules = presets.find(({name}) => name === "pipedrive")!.entities.accounts!;
    const header = ["Organization - Name", "Organization - Number of Employees", "Organization - Number of employees"];
    expect(mapColumns(header, rules).columns["employees"]).toBe("Organization - Number of employees");
    expect(headerFinder(header)("ORGANIZATION - number of employees")).toBe("Organization - Number of Employees");
  });

  it("folds what looks alike", () => {
    expect(foldHeader("\uFEFF Pays/Re\u0301gion\u00a0 ")).toBe("pays/région");
    expect(foldHeader("Nom de l’entreprise")).toBe("nom de l'entreprise");
  });
});

describe("guess", () => {
  it.each([
    ["account,sector,year_established,revenue,employees,office_location,subsidiary_of", "accounts", 1],
    ["opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value", "opportunities", 1],
    ["account_id,account_name,industry,country,signup_date,referral_source,plan_tier,seats,is_trial,churn_flag", "accounts", 0.6],
    ["subscription_id,account_id,start_date,end_date,plan_tier,seats,mrr_amount,arr_amount,is_trial,billing_frequency", "subscriptions", 0.7],
    ["churn_event_id,account_id,churn_date,reason_code,refund_amount_usd", "churn_events", 0.6],
    ["customer_id,month,mrr", "mrr_snapshots", 1],
    ["Customer,Period Start,Period End,Amount,Currency", "invoices", 1],
    ["dealId,newStage,changedAt", "stage_history", 1],
    ["Company,Sector,Size,Deal Status,Close Date,Value", "opportunities", 1],
    ["contact_id,account_id,job_title,department", "contacts", 1],
    ["ID,Lead title,Sale,Lead status,Pipeline,Responsible user,Company,Created at,Closed at,Loss reason", "opportunities", 1],
    ["RecordId,OpportunityName,BidCurrency,BidAmount,ActualCloseDate,OpportunityState,UserResponsible,OrganizationName,OrganizationId,DateCreated", "opportunities", 1],
    ["Copper ID,Name,Account,Owned By,Stage,Status,Value,Close Date,Created At,Priority", "opportunities", 0.8],
    ["Record ID,Record,Domains,Categories,Primary location > Country", "accounts", 1],
    ["Subscription: Name,Account: Name,Rate Plan Charge: MRR,Rate Plan Charge: Effective Start Date,Rate Plan Charge: Effective End Date", "subscriptions", 1],
    ["subscription_id,customer_id,plan,price,interval,created_at,current_period_end", "subscriptions", 1]
  ])("takes %s for %s", (line, entity, confidence) => {
    const guessed = guess(headers(line));
    expect(guessed?.entity).toBe(entity);
    expect(guessed?.confidence).toBeCloseTo(confidence, 10);
  });

  it("maps what it knows, a company known by name alone by its name", () => {
    expect(guess(headers("account,sector,employees,comment"))).toMatchObject({
      columns: {account_id: "account", name: "account", industry: "sector", employees: "employees"}, unmapped: ["comment"]
    });
  });

  it("reads the company's columns of a single table of deals as the deal's own", () => {
    expect(guess(headers("Company,Sector,Size,Deal Status,Close Date,Value"))!.attributes).toEqual({industry: "Sector", employees: "Size"});
  });

  it("reads the sample's subscriptions as the sample's own fitproof.yaml does", async () => {
    const sample = fileURLToPath(new URL("../../workspaces/sample", import.meta.url));
    const [header] = readFileSync(`${sample}/exports/subscriptions.csv`, "utf8").split("\n", 1);
    const [mapped] = (await readWorkspace(sample)).workspace.exports.subscriptions!;
    expect(guess(headers(header!))).toMatchObject({entity: "subscriptions", columns: mapped!.columns});
  });

  it("takes one measure of money alone", () => {
    const guessed = guess(headers("account_id,start_date,end_date,mrr,arr,amount,seats"))!;
    expect(guessed.columns).toMatchObject({mrr: "mrr"});
    expect(guessed.unmapped).toEqual(["arr", "amount", "seats"]);
  });

  it.each([
    "product,series,sales_price", "sales_agent,manager,regional_office", "usage_id,subscription_id,usage_date,feature_name,usage_count",
    "ticket_id,account_id,submitted_at,closed_at,priority,satisfaction_score", "a,b,c", "id,name", "",
    "id,subject,status,priority,company,created,closed", "id,name,client,status,start date,end date,owner", "order_id,customer_id,amount,created_at", "id,name,company,status,source,created_at,owner",
    "Customer name,Customer ID,Status,Customer since,MRR,ARR"
  ])("says nothing about %s", (line) => {
    expect(guess(headers(line))).toBeNull();
  });
});

const DATASETS = new URL("../../../shared/datasets/", import.meta.url);
const HEADERS = new URL("../../../shared/headers/", import.meta.url);

describe.skipIf(!existsSync(DATASETS))("real exports (skipped where they are not at hand)", () => {
  it("recognises or guesses every file that matters, and no other", () => {
    const known = readdirSync(DATASETS, {withFileTypes: true}).filter((entry) => entry.isDirectory()).flatMap(({name: folder}) =>
      readdirSync(new URL(folder, DATASETS)).filter((file) => file.endsWith(".csv")).map((file) => {
        const header = headers(readFileSync(new URL(`${folder}/${file}`, DATASETS), "utf8").split(/\r?\n/, 1)[0]!);
        const meant = recognise(header, presets) ?? guess(header);
        return `${file}: ${meant ? `${meant.preset}.${meant.entity}` : "nothing"}`;
      }));
    expect(known.toSorted()).toEqual([
      "Account.csv: salesforce.accounts", "Contact.csv: salesforce.contacts", "Lead.csv: nothing", "Opportunity.csv: salesforce.opportunities",
      "OpportunityHistory.csv: salesforce.stage_history", "accounts.csv: none.accounts", "products.csv: nothing", "ravenstack_accounts.csv: none.accounts",
      "ravenstack_churn_events.csv: none.churn_events", "ravenstack_feature_usage.csv: nothing", "ravenstack_subscriptions.csv: none.subscriptions",
      "ravenstack_support_tickets.csv: nothing", "sales_pipeline.csv: none.opportunities", "sales_teams.csv: nothing"
    ]);
  });

  it("recognises the objects of a weekly export by their full headers", () => {
    const lines = readFileSync(new URL("salesforce_weekly_export_standard_headers.csv", HEADERS), "utf8").trim().split("\n");
    const known = lines.map((line) => line.replaceAll('"', "").trim().split(",")).flatMap(([object, ...header]) => {
      const recognised = recognise(header, presets);
      return recognised ? [`${object}: ${recognised.preset}.${recognised.entity}`] : [];
    });
    expect(known).toEqual([
      "Account: salesforce.accounts", "Opportunity: salesforce.opportunities", "OpportunityHistory: salesforce.stage_history",
      "OpportunityContactRole: salesforce.contact_roles", "Contact: salesforce.contacts"
    ]);
  });
});
