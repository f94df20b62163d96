import {gzipSync} from "node:zlib";

/** Exports as a CRM writes them, and what `init` must make of them. */
export interface CrmExport {
  readonly files: Readonly<Record<string, string | Buffer>>;
  readonly entities: readonly string[];
  readonly preset: string;
  readonly currency: string;
}

const DEALS = 24;
const days = (i: number) => String(i % 28 + 1).padStart(2, "0");
const month = (i: number) => String(i % 12 + 1).padStart(2, "0");
const kinds = ["won", "lost", "open"] as const;
const kind = (i: number) => kinds[i % 3]!;
const lines = (count: number, line: (i: number) => readonly string[], write: (cells: readonly string[]) => string) => Array.from({length: count}, (_, i) => write(line(i))).join("");
const plain = (delimiter: string, end: string) => (cells: readonly string[]) => `${cells.join(delimiter)}${end}`;
const quoted = (delimiter: string, end: string) => (cells: readonly string[]) => `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(delimiter)}${end}`;

/** Salesforce ids of 18 characters that differ within the first 15. */
const sfId = (prefix: string, i: number) => `${prefix}8c0000${String(i).padStart(6, "0")}AAA`;

const salesforceWeekly = (): CrmExport => {
  const write = quoted(",", "\r\n");
  const accounts = write(["Id", "IsDeleted", "MasterRecordId", "Name", "Type", "ParentId", "BillingCountry", "Website", "Industry", "AnnualRevenue", "NumberOfEmployees", "CreatedDate"])
    + lines(6, (i) => [sfId("001", i), i === 5 ? "1" : "0", "", `Müller ${i}`, "Customer", "", "Germany", `m${i}.example`, ["Technology", "Retail"][i % 2]!, String(1e6 * (i + 1)), String(20 * (i + 1)), "2020-01-01 00:00:00"], write);
  const deals = write(["Id", "IsDeleted", "AccountId", "Name", "StageName", "Amount", "CloseDate", "Type", "LeadSource", "IsClosed", "IsWon", "CurrencyIsoCode", "OwnerId", "CreatedDate", "LastModifiedDate"])
    + lines(DEALS, (i) => [sfId("006", i), "0", sfId("001", i % 5), `Deal ${i}`, {won: "Closed Won", lost: "Closed Lost", open: "Negotiation/Review"}[kind(i)], String(1000 + i), `2024-${month(i)}-${days(i)} 00:00:00`,
      "New Business", "Web", kind(i) === "open" ? "0" : "1", kind(i) === "won" ? "1" : "0", "EUR", "005xx", "2023-11-05 10:00:00", "2024-06-01 10:00:00"], write);
  return {
    files: {"exports/Account.csv": Buffer.from(accounts, "latin1"), "exports/Opportunity.csv": Buffer.from(deals, "latin1")},
    entities: ["accounts", "opportunities"], preset: "salesforce", currency: "EUR"
  };
};

const salesforceReport = (): CrmExport => {
  const write = quoted(",", "\n");
  const deals = write(["Opportunity Name", "Stage", "Close Date", "Created Date", "Account Name", "Probability (%)", "Amount Currency", "Amount", "Won", "Closed", "Opportunity Owner", "Type"])
    + lines(DEALS, (i) => [`Deal ${i}`, {won: "Closed Won", lost: "Closed Lost", open: "Prospecting"}[kind(i)], `${Number(month(i))}/${Number(days(i + 13))}/2024`, `1/${Number(days(i + 13))}/2024`, `Account ${i % 5}`, "50", "USD", `${1000 + i}.00`,
      kind(i) === "won" ? "1" : "0", kind(i) === "open" ? "0" : "1", "Ann", "New Customer"], write)
    + `"Grand Totals (${DEALS} records)"\n"Confidential Information - Do Not Distribute"\n"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."\n`;
  return {files: {"exports/report1700000000000.csv": deals}, entities: ["opportunities"], preset: "salesforce_report", currency: "USD"};
};

const hubspot = (): CrmExport => {
  const write = plain(",", "\n");
  const companies = write(["Record ID", "Company name", "Company Domain Name", "Industry", "Number of Employees", "Annual Revenue", "Country/Region", "Create Date", "Lifecycle Stage"])
    + lines(6, (i) => [String(9000 + i), `Company ${i}`, `c${i}.example`, i % 2 ? "COMPUTER_SOFTWARE" : "RETAIL", String(30 * (i + 1)), String(2e6 * (i + 1)), "United States", "2021-01-01 09:00", "customer"], write);
  const deals = write(["Record ID", "Deal Name", "Deal Stage", "Pipeline", "Close Date", "Create Date", "Amount", "Deal owner", "Deal Type", "Is Closed Won", "Is closed lost", "Closed Lost Reason", "Associated Company IDs"])
    + lines(DEALS, (i) => [String(500 + i), `Deal ${i}`, {won: "Closed Won", lost: "Closed Lost", open: "Appointment Scheduled"}[kind(i)], "Sales Pipeline", `2024-${month(i)}-${days(i)} 10:00`, `2023-11-${days(i)} 09:30`, String(100 * i), "Bo", "newbusiness",
      String(kind(i) === "won"), String(kind(i) === "lost"), kind(i) === "lost" ? "Price" : "", `${9000 + i % 5};9005`], write);
  return {
    files: {"exports/hubspot-crm-exports-all-companies.csv": `\uFEFF${companies}`, "exports/hubspot-crm-exports-all-deals.csv": `\uFEFF${deals}`},
    entities: ["accounts", "opportunities"], preset: "hubspot", currency: "USD"
  };
};

const pipedriveGerman = (): CrmExport => {
  const write = quoted(";", "\r\n");
  const organisations = write(["Organisation - Name", "Organisation - Branche", "Organisation - Jahresumsatz", "Organisation - Anzahl der Mitarbeiter"])
    + lines(5, (i) => [`Firma ${i}`, i % 2 ? "Handel" : "Industrie", `${i + 1}.500.000,00`, String(40 * (i + 1))], write);
  const deals = write(["Deal - ID", "Deal - Titel", "Deal - Wert", "Deal - Währung", "Deal - Status", "Deal - Organisation", "Deal - Deal erstellt", "Deal - Datum des gewonnenen Deals", "Deal - Datum des verlorenen Deals"])
    + lines(DEALS, (i) => [String(i + 1), `Geschäft ${i}`, `${i + 1}.250,50`, "EUR", {won: "Gewonnen", lost: "Verloren", open: "Offen"}[kind(i)], `Firma ${i % 5}`, `2023-10-${days(i)} 08:00:00`,
      kind(i) === "won" ? `2024-${month(i)}-${days(i)} 12:00:00` : "", kind(i) === "lost" ? `2024-${month(i)}-${days(i)} 12:00:00` : ""], write);
  return {files: {"exports/organisationen.csv": organisations, "exports/deals.csv": deals}, entities: ["accounts", "opportunities"], preset: "pipedrive", currency: "EUR"};
};

const zoho = (): CrmExport => {
  const write = plain(",", "\r\n");
  const deals = write(["Record Id", "Deal Owner", "Amount", "Deal Name", "Closing Date", "Account Name.id", "Account Name", "Stage", "Type", "Lead Source", "Created Time", "Modified Time", "Pipeline"])
    + lines(DEALS, (i) => [`zcrm_${4000 + i}`, "Cy", String(10 * i), `Deal ${i}`, `2024-${month(i)}-${days(i)}`, `zcrm_${100 + i % 5}`, `Account ${i % 5}`, {won: "Closed Won", lost: "Closed Lost", open: "Qualification"}[kind(i)], "New Business", "Web Download",
      `2023-09-${days(i)} 08:00:00`, `2024-06-${days(i)} 08:00:00`, "Standard"], write);
  return {files: {"exports/Deals_001.csv.gz": gzipSync(deals)}, entities: ["opportunities"], preset: "zoho", currency: "USD"};
};

export const crmExports: Readonly<Record<string, CrmExport>> = {
  "Salesforce, weekly data export in Latin-1": salesforceWeekly(), "Salesforce, report with labels, locale dates and footers": salesforceReport(), "HubSpot with associations": hubspot(),
  "Pipedrive in German": pipedriveGerman(), "Zoho, packed": zoho()
};
