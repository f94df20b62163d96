import {openDatabase, quotedText, type Database} from "../../pipeline/database.ts";

/**
 * The exports of a sample in an in-memory database, as a reader of the files would see them: `deals` (used deals with
 * their account's exported values, tier by icp/2024-01.yaml and outcome), `accounts`, `revenue` (account, month end, MRR).
 * Nothing here knows the generator, only the CSV files and DEFINITIONS.
 */
export async function countSample(directory: string): Promise<Database> {
  const db = await openDatabase(":memory:", {threads: 2});
  await db.exec("set timezone = 'UTC'");
  for (const [table, file] of [
    ["account", "Account"], ["opportunity", "Opportunity"], ["history", "OpportunityHistory"], ["contact", "Contact"],
    ["role", "OpportunityContactRole"], ["subscription", "subscriptions"]
  ]) {
    const path = quotedText(`${directory}/exports/${file}.csv`);
    await db.exec(`create table ${table} as select * from read_csv(${path}, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"')`);
  }
  await db.exec(`
    create table accounts as
    select
      Id as account_id, Name as name,
      case when lower(Industry) in ('tech', 'technology') then 'Technology' else Industry end as industry, try_cast(replace(NumberOfEmployees, ',', '') as double) as employees, BillingCountry as country, Technologies__c as technologies,
      Business_Model__c as business_model
    from account
    where IsDeleted = 'false' and not regexp_matches(Name, '(?i)^test ')
    qualify row_number() over (partition by Id order by LastModifiedDate desc) = 1
  `);
  await db.exec(`
    create table deals as
    with used as (
      select * from opportunity where IsDeleted = 'false'
      qualify row_number() over (partition by Id order by LastModifiedDate desc) = 1
    ),
    merged as (select Id as old_id, MasterRecordId as id from account where MasterRecordId <> ''),
    found as (
      select used.*, coalesce(merged.id, used.AccountId) as resolved_id from used left join merged on merged.old_id = used.AccountId
    ),
    met as (
      select
        found.*, accounts.*, accounts.account_id is not null as has_account,
        case when accounts.industry is null then null else accounts.industry in ('Technology', 'Finance', 'Insurance') end as meets_industry,
        case when accounts.employees is null then null else accounts.employees between 50 and 999 end as meets_size,
        case when accounts.technologies is null then null
          else list_contains(string_split(accounts.technologies, ';'), 'Salesforce') end as meets_crm,
        case when accounts.country is null then null
          else accounts.country in ('United States', 'Canada', 'United Kingdom') end as meets_country,
        case when Trigger__c is null then null else Trigger__c in ('New sales leader', 'Funding round') end as meets_trigger,
        found.Id as id
      from found left join accounts on accounts.account_id = found.resolved_id
    ),
    scored as (
      select *,
        (3 * coalesce(meets_industry, false)::int + 3 * coalesce(meets_size, false)::int + 2 * coalesce(meets_crm, false)::int
          + coalesce(meets_country, false)::int + coalesce(meets_trigger, false)::int) / 10 as score
      from met
    )
    select
      id as opportunity_id, account_id, industry, employees, business_model, meets_industry, meets_size, meets_crm, meets_country, meets_trigger,
      coalesce(Type, 'New Business') as type, StageName as stage, LeadSource as lead_source, Product__c as product, Onboarding_Status__c as onboarding,
      case when employees is null then 'unknown' when employees < 50 then '<50' when employees < 200 then '50-199'
        when employees < 1000 then '200-999' else '1000+' end as size_band,
      CreatedDate[:10]::date as created_on, try_cast(CloseDate as date) as closed_on, try_cast(Amount as double) as amount,
      case when IsWon = 'true' then 'won' when IsClosed = 'false' then 'open'
        when Loss_Reason__c in ('No decision', 'No budget') then 'no_decision'
        when Loss_Reason__c = 'Bad fit' then 'disqualified' else 'lost' end as outcome,
      case when coalesce(meets_industry, meets_size, meets_crm, meets_country, meets_trigger) is null then 'unknown'
        when employees < 20 or meets_crm = false then '3'
        when score >= 0.75 and meets_crm then '1' when score >= 0.4 then '2' else '3' end as tier
    from scored
  `);
  await db.exec(`
    create table revenue as
    with lines as (
      select distinct crm_account as account_id, subscription, plan, starts::date as started_on, ends::date as ended_on, try_cast(mrr as decimal(18, 2)) as mrr
      from subscription where try_cast(mrr as decimal(18, 2)) is not null
    ),
    months as (select unnest(generate_series(date '2022-01-31', date '2025-12-31', interval 1 month)) as month),
    ends as (select last_day(month::date) as month_end from months)
    select account_id, month_end, sum(mrr) as mrr
    from lines inner join ends on started_on <= month_end and (ended_on is null or month_end < ended_on)
    group by account_id, month_end
    having sum(mrr) > 0
  `);
  return db;
}
