import {accountId, type SampleAccount} from "./accounts.ts";
import {dayOf, isoDate, isoMoment} from "./calendar.ts";
import {cell} from "./csv.ts";
import type {SampleSubscription} from "./customers.ts";
import {opportunityId, type SampleDeal} from "./deals.ts";
import {createIds} from "./ids.ts";
import {FIRST_NAMES, HOSTILE_NAMES, LAST_NAMES} from "./names.ts";
import {weighted, type Random} from "./random.ts";
import {CALENDAR} from "./truth.ts";
import type {SampleHistory} from "./world.ts";

/** The files of the sample by entity: Salesforce's objects under their API names, and the billing system's own table. */
export const SAMPLE_FILES = {
  accounts: {
    file: "Account.csv",
    header: [
      "Id", "IsDeleted", "MasterRecordId", "Name", "ParentId", "BillingCountry", "Website", "Industry", "AnnualRevenue",
      "NumberOfEmployees", "Ownership", "CreatedDate", "LastModifiedDate", "Technologies__c", "Funding_Stage__c",
      "Business_Model__c"
    ]
  },
  opportunities: {
    file: "Opportunity.csv",
    header: [
      "Id", "IsDeleted", "AccountId", "Name", "StageName", "Amount", "CloseDate", "Type", "LeadSource", "IsClosed", "IsWon",
      "Owner.Name", "CreatedDate", "LastModifiedDate", "Product__c", "Loss_Reason__c", "Competitor__c", "Trigger__c",
      "Onboarding_Status__c"
    ]
  },
  stage_history: {file: "OpportunityHistory.csv", header: ["OpportunityId", "StageName", "CreatedDate"]},
  contacts: {file: "Contact.csv", header: ["Id", "AccountId", "FirstName", "LastName", "Title", "Department"]},
  contact_roles: {file: "OpportunityContactRole.csv", header: ["OpportunityId", "ContactId", "Role", "IsPrimary"]},
  subscriptions: {
    file: "subscriptions.csv",
    header: ["subscription", "crm_account", "plan", "mrr", "starts", "ends", "trial"]
  }
} as const;

export type SampleEntity = keyof typeof SAMPLE_FILES;

/** Where the rows of one account go; an entity that is not wanted has none. */
export type Rows = Readonly<Partial<Record<SampleEntity, (row: string) => void>>>;

const asOf = dayOf(CALENDAR.asOf);
const contactId = createIds("003");

// Ids that no generated record has: deleted copies, merged accounts, accounts that were left out of the export.
const SPARE = 60_000_000;

/** Writes rows of one account after another, with what real exports have wrong. A writer counts, so make one per export. */
export function createExporter(rows: Rows): (history: SampleHistory, random: Random) => void {
  let dealNumber = 0;
  let closedNumber = 0;
  let contactNumber = 0;
  let subscriptionNumber = 0;

  const exportAccount = (account: SampleAccount, createdOn: number, random: Random): void => {
    const {index} = account;
    const created = isoMoment(createdOn, random.next());
    const modified = isoMoment(createdOn + Math.floor((asOf - createdOn) * random.next()), random.next());
    const values = [
      cell(exportedName(account)), account.parentId, random.chance(0.02) ? "" : account.country,
      random.chance(0.1) ? "" : account.domain, random.chance(0.06) ? "" : exportedIndustry(account),
      random.chance(0.12) ? "" : String(account.annualRevenue), random.chance(0.05) && index !== UNREADABLE_ACCOUNT ? "" : exportedEmployees(account),
      random.chance(0.05) ? "" : account.ownership, created
    ];
    const rest = `${random.chance(0.08) ? "" : account.technologies},${random.chance(0.2) ? "" : account.fundingStage},${
      random.chance(0.04) ? "" : account.businessModel}`;
    const row = `${account.id},false,,${values.join(",")},${modified},${rest}`;
    // An older copy of the same record, then the record: the later one counts.
    if (COPIED_ACCOUNTS.has(index)) rows.accounts!(`${account.id},false,,${values.join(",")},${created},,,`);
    rows.accounts!(row);
    if (MERGED_ACCOUNTS.has(index)) {
      rows.accounts!(`${accountId(SPARE + index)},true,${account.id},${values.join(",")},${modified},,,`);
    }
    if (index === 0) {
      for (const [i, name] of TEST_ACCOUNTS.entries()) {
        rows.accounts!(`${accountId(SPARE + SPARE + i)},false,,${name},,United States,,Technology,,250,,${created},${created},,,`);
      }
    }
  };

  const exportDeal = (deal: SampleDeal, account: SampleAccount, name: string, contacts: readonly string[], random: Random): void => {
    const n = dealNumber++;
    const isClosed = deal.outcome !== "open";
    if (isClosed) closedNumber++;
    const isWon = deal.outcome === "won";
    const created = isoMoment(deal.createdOn, random.next());
    const modified = isClosed
      ? isoMoment(deal.closedOn, random.next())
      : isoMoment(Math.min(asOf, deal.createdOn + random.below(60)), random.next());
    const accountCell = random.chance(0.025) ? "" : exportedAccountId(n, account);
    const head = `${accountCell},${name}`;
    const typeCell = deal.type === "New Business" && random.chance(0.02) ? "" : deal.type;
    const source = `${typeCell},${deal.leadSource}`;
    const tail = `${deal.product},${deal.lossReason},${deal.competitor},${deal.trigger},${deal.onboarding}`;
    const amount = UNREADABLE_AMOUNTS.has(n) ? "see quote" : deal.amount === null ? "" : String(deal.amount);
    if (COPIED_DEALS.has(n)) {
      rows.opportunities!(`${deal.id},false,${head},Prospecting,${amount},${isoDate(deal.createdOn + 90)},${source},false,false,${
        deal.owner},${created},${created},${deal.product},,,${deal.trigger},`);
    }
    const row = `${head},${deal.stage},${amount},${exportedCloseDate(n, closedNumber, deal)},${source},${isClosed},${isWon},${deal.owner},${
      created},${modified},${tail}`;
    rows.opportunities!(`${deal.id},false,${row}`);
    if (DELETED_COPIES.has(n)) rows.opportunities!(`${opportunityId(SPARE + n)},true,${row}`);
    if (rows.stage_history) {
      for (const {stage, day} of deal.path) rows.stage_history(`${deal.id},${stage},${isoDate(day)}`);
      if (isClosed) rows.stage_history(`${deal.id},${deal.stage},${isoDate(deal.closedOn)}`);
    }
    if (rows.contact_roles && accountCell !== "" && contacts.length > 0 && random.chance(0.5)) {
      const primary = random.below(contacts.length);
      rows.contact_roles(`${deal.id},${contacts[primary]!},${drawRole(random.next())},true`);
      if (contacts.length > 1) {
        rows.contact_roles(`${deal.id},${contacts[(primary + 1) % contacts.length]!},${drawRole(random.next())},false`);
      }
    }
  };

  const exportContacts = (account: SampleAccount, random: Random): string[] => {
    const count = random.chance(0.3) ? 2 : 1;
    return Array.from({length: count}, () => {
      const id = contactId(contactNumber++);
      const [title, department] = drawJob(random.next());
      const first = FIRST_NAMES[random.below(FIRST_NAMES.length)]!;
      const last = LAST_NAMES[random.below(LAST_NAMES.length)]!;
      const hostile = hostileName(account.index + 1);
      rows.contacts!(`${id},${account.id},${first},${hostile === null ? last : cell(hostile)},${title},${department}`);
      return id;
    });
  };

  const exportSubscription = (line: SampleSubscription, account: string): void => {
    const n = subscriptionNumber++;
    const mrr = (line.mrrCents / 100).toFixed(2);
    const ends = line.endedOn === null ? "" : isoDate(line.endedOn);
    const row = `${line.id},${account},${line.plan},${mrr},${isoDate(line.startedOn)},${ends},${line.isTrial}`;
    rows.subscriptions!(row);
    if (n === 150 || n === 151) rows.subscriptions!(row);
    if (n === 200) rows.subscriptions!(`${line.id},${account},${line.plan},1O0.00,${isoDate(line.startedOn)},${ends},false`);
    if (n === 250) rows.subscriptions!(`${line.id},${account},${line.plan},${mrr},${isoDate(line.startedOn)},${isoDate(line.startedOn)},false`);
    const stranger = n % 60 === 10 ? BILLING_ONLY[(n - 10) / 60] : undefined;
    if (stranger !== undefined) {
      rows.subscriptions!(`SUB-9${String(n).padStart(5, "0")},${stranger},Starter,650.00,${isoDate(line.startedOn)},,false`);
    }
  };

  return ({account, deals, subscriptions}, random) => {
    const firstDeal = deals[0]?.createdOn ?? asOf - random.below(900);
    if (rows.accounts) exportAccount(account, firstDeal - 1 - random.below(200), random);
    const contacts = rows.contacts ? exportContacts(account, random) : [];
    if (rows.opportunities) {
      const plainName = exportedName(account);
      const names: Record<string, string> = {Platform: cell(`${plainName} - Platform`), Analytics: cell(`${plainName} - Analytics`)};
      for (const deal of deals) exportDeal(deal, account, names[deal.product]!, contacts, random);
    }
    if (rows.subscriptions) for (const line of subscriptions) exportSubscription(line, account.id);
  };
}

function hostileName(index: number): string | null {
  // Spread over the first accounts; some of them have won, some lost, some no deals.
  return index % 7 === 3 ? HOSTILE_NAMES[(index - 3) / 7] ?? null : null;
}

function exportedName(account: SampleAccount): string {
  return hostileName(account.index) ?? account.name;
}

function exportedIndustry({index, industry}: SampleAccount): string {
  if (industry !== "Technology") return industry;
  return index % 40 === 1 ? "Tech" : index % 40 === 2 ? "TECHNOLOGY" : industry;
}

function exportedEmployees({index, employees}: SampleAccount): string {
  if (index === UNREADABLE_ACCOUNT) return "about 200";
  if (index % 50 === 9 && employees >= 50 && employees < 200) return "51-199";
  return index % 50 === 23 && employees >= 1000 ? cell(employees.toLocaleString("en-US")) : String(employees);
}

function exportedAccountId(n: number, account: SampleAccount): string {
  if (ORPHANED_DEALS.has(n)) return accountId(SPARE + SPARE + 900 + n);
  return MERGED_ACCOUNTS.has(account.index) && n % 2 === 0 ? accountId(SPARE + account.index) : account.id;
}

function exportedCloseDate(n: number, nClosed: number, deal: SampleDeal): string {
  if (UNREADABLE_DATES.has(n)) return `${isoDate(deal.closedOn).slice(0, 4)}-02-30`;
  // A year mistyped on closing.
  if (WRONG_YEARS.has(nClosed) && deal.outcome !== "open") return isoDate(deal.closedOn - 365);
  return isoDate(deal.closedOn);
}

// The nth account, deal or closed deal of the export, whatever came of it.
const UNREADABLE_ACCOUNT = 31;
const COPIED_ACCOUNTS: ReadonlySet<number> = new Set([60, 120]);
const MERGED_ACCOUNTS: ReadonlySet<number> = new Set([17, 80, 140]);
const TEST_ACCOUNTS = ["Test Account (do not use)", "TEST sandbox"] as const;
const COPIED_DEALS: ReadonlySet<number> = new Set([40, 90, 140, 190, 240]);
const DELETED_COPIES: ReadonlySet<number> = new Set([25, 75, 125, 175, 225, 275]);
const ORPHANED_DEALS: ReadonlySet<number> = new Set([55, 255]);
const UNREADABLE_DATES: ReadonlySet<number> = new Set([110, 210]);
const UNREADABLE_AMOUNTS: ReadonlySet<number> = new Set([160]);
const WRONG_YEARS: ReadonlySet<number> = new Set([61, 122, 183, 244, 305]);
const BILLING_ONLY = ["cus_0041", "cus_0107", "cus_0233", "cus_0508", "cus_0777"] as const;

const drawJob = weighted<readonly [title: string, department: string]>([
  [["VP Sales", "Sales"], 0.22], [["Head of RevOps", "Operations"], 0.2], [["CRO", "Sales"], 0.12], [["CFO", "Finance"], 0.12],
  [["IT Director", "IT"], 0.14], [["CEO", "Executive"], 0.1], [["Sales Manager", "Sales"], 0.1]
]);

const drawRole = weighted([
  ["Decision Maker", 0.34], ["Economic Buyer", 0.2], ["Evaluator", 0.22], ["Executive Sponsor", 0.12], ["Influencer", 0.12]
]);
