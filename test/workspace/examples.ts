/** The example of fitproof.yaml that the documentation shows. */
export const FITPROOF_YAML = `name: Maven Tech
as_of: 2017-12-31
currency: USD
fiscal_year_start_month: 1
unit: account
exports:
  accounts:
    files: [accounts.csv]
    preset: none
    columns:
      account_id: account
      name: account
      industry: sector
      employees: employees
      annual_revenue: revenue
      country: office_location
      parent_account_id: subsidiary_of
    attributes:
      founded: year_established
    values:
      industry: {technolgy: technology}
    scale: {annual_revenue: 1000000}
    exclude:
      - {column: name, matches: "(?i)test", reason: test accounts}
    nulls: ["NULL", "N/A", "-"]
    date_format: iso
    decimal: "."
    delimiter: ","
    encoding: utf-8
  opportunities:
    files: [sales_pipeline.csv]
    columns: {opportunity_id: opportunity_id, account_id: account, stage: deal_stage, created_on: engage_date,
              closed_on: close_date, amount: close_value, owner: sales_agent}
    attributes: {client_size: sz}
    outcomes:
      won: [Won]
      lost: [Lost]
      no_decision: []
      disqualified: []
      open: [Engaging, Prospecting]
    loss_reasons: {no_decision: [No Decision], disqualified: [Bad fit]}
    deal_types: {new_business: [], expansion: [], renewal: []}
    inbound: [Web, Referral]
segments:
  industry:  {column: industry}
  employees: {column: employees, bands: [50, 200, 1000]}
  revenue:   {column: annual_revenue, bands: [1e6, 1e7, 1e8, 1e9]}
  region:    {column: country, groups: {North America: [United States, Canada]}, other: Rest of world}
  crm:       {column: technologies, has: Salesforce}
  size_band: {column: client_size, order: [1K or less, 1K to 5K, 5K to 15K]}
mrr_from: subscriptions
exchange_rates: rates.csv
thresholds: {max_problem_rate: 0.01, min_decided: 10, shown_decided: 30, q: 0.10, lift: 1.3, broadness: 0.40, resolved: 0.85, verdict_wins: 20, verdict_losses: 20, leak_fill_gap: 0.20}
publish: {profile: internal, min_cell: 5}
`;

/** … and of icp/2026-01.yaml. */
export const ICP_YAML = `version: "2026-01"
icp: main
applies_to: {product: [Platform]}
status: approved
written_on: 2025-12-15
owner: RevOps
effective_from: 2026-01-01
statement: B2B SaaS and FinTech, 50 to 500 employees, US, Canada or UK, on Salesforce.
criteria:
  - {id: industry,  kind: firmographic,  column: industry,  in: [SaaS, FinTech], weight: 3}
  - {id: size,      kind: firmographic,  column: employees, between: [50, 500],  weight: 3}
  - {id: country,   kind: firmographic,  column: country,   in: [United States, Canada, United Kingdom], weight: 2}
  - {id: crm,       kind: technographic, column: technologies, has_any: [Salesforce], weight: 2, required: true}
disqualifiers:
  - {id: too_small, column: employees, below: 20}
  - {id: no_sales_team, column: has_sales_team, is: false}
unknown: no_credit
tiers: {1: 0.75, 2: 0.40}
`;
