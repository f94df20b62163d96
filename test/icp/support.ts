import {runModels} from "../support/runModel.ts";
import type {Database} from "../../pipeline/database.ts";

export interface Account {
  readonly id: string;
  readonly [column: string]: string | number | null | undefined;
}

export interface Deal {
  readonly id: string;
  readonly account?: string | null;
  readonly outcome: "won" | "lost" | "no_decision" | "disqualified" | "open";
  readonly created?: string | null;
  readonly closed?: string | null;
  readonly amount?: number | null;
  readonly owner?: string;
  readonly source?: string;
  readonly type?: "new_business" | "expansion" | "renewal";
  /** The deal's own columns. */
  readonly own?: Readonly<Record<string, string | number | null>>;
}

export interface Criterion {
  readonly id: string;
  readonly column: string;
  readonly predicate: string;
  readonly weight?: number;
  readonly required?: boolean;
  readonly disqualifier?: boolean;
  readonly values?: readonly string[];
  readonly low?: number;
  readonly high?: number;
  readonly pattern?: string;
  readonly is?: boolean;
  readonly allowLeak?: string;
}

export interface Version {
  readonly icp?: string;
  readonly version: string;
  readonly status?: "approved" | "draft" | "retired";
  readonly from?: string | null;
  readonly to?: string | null;
  readonly unknown?: "no_credit" | "ignore";
  readonly cuts?: readonly [number, number];
  readonly criteria: readonly Criterion[];
  readonly scope?: Readonly<Record<string, readonly string[]>>;
}

export interface IcpSpec {
  readonly asOf?: string;
  readonly accounts: readonly Account[];
  readonly deals: readonly Deal[];
  readonly versions: readonly Version[];
  /** Further tables and variables, as runModel takes them. */
  readonly given?: Readonly<Record<string, string | number | boolean | null>>;
}

/** The named models, built from exports that hold these accounts and deals. The caller closes the database. */
export async function icpDatabase(names: readonly string[], spec: IcpSpec): Promise<Database> {
  return runModels(names, given(spec));
}

const ACCOUNT_TYPES: Readonly<Record<string, string>> = {technologies: "list", employees: "number", has_team: "boolean"};

function given({asOf = "2024-12-31", accounts, deals, versions, given: further = {}}: IcpSpec): Record<string, string | number | boolean | null> {
  const accountColumns = columnsOf(accounts).filter((column) => column !== "id");
  const ownColumns = columnsOf(deals.map(({own}) => own ?? {}));
  return {
    as_of: asOf,
    account_value_columns: list(accountColumns),
    opportunity_value_columns: list(ownColumns),
    config_columns: table(["entity", "column_name", "type", "is_present"], [
      ...accountColumns.map((column) => ["accounts", column, ACCOUNT_TYPES[column] ?? "text", true]),
      ...ownColumns.map((column) => ["opportunities", column, "text", true])
    ]),
    config_outcomes: table(["value", "outcome"], ["won", "lost", "no_decision", "disqualified", "open"].map((outcome) => [outcome, outcome])),
    config_deal_types: table(["value", "deal_type"], ["new_business", "expansion", "renewal"].map((type) => [type, type])),
    config_inbound: table(["value"], [["web"]]),
    leak_audit: table(["export", "column", "is_usable_in_criteria"], [["accounts", "leaking", false]]),
    raw_accounts: table(["account_id", ...accountColumns], accounts.map(({id, ...values}) => [id, ...accountColumns.map((column) => values[column])])),
    raw_opportunities: table(
      ["opportunity_id", "account_id", "stage", "created_on", "closed_on", "amount", "owner", "lead_source", "deal_type", ...ownColumns],
      deals.map((deal) => [
        deal.id, deal.account, deal.outcome, deal.created, deal.closed, deal.amount, deal.owner, deal.source, deal.type,
        ...ownColumns.map((column) => deal.own?.[column])
      ])
    ),
    icp_versions: table(
      ["icp", "version", "status", "effective_from", "effective_to", "unknown_policy", "tier_1_cut", "tier_2_cut", "version_order"],
      versions.map(({icp = "main", version, status = "approved", from, to, unknown = "no_credit", cuts = [0.75, 0.4]}, i) =>
        [icp, version, status, from, to, unknown, ...cuts, i + 1])
    ),
    icp_criteria: table(
      ["icp", "version", "criterion", "criterion_order", "is_disqualifier", "column_name", "predicate", "weight", "is_required", "allow_leak",
        "value_list", "low", "high", "pattern", "is_true", "label"],
      versions.flatMap(({icp = "main", version, criteria}) => criteria.map((rule, i) => [
        icp, version, rule.id, i + 1, rule.disqualifier ?? false, rule.column, rule.predicate, rule.disqualifier ? null : rule.weight ?? 1,
        rule.required ?? false, rule.allowLeak, rule.values ? list(rule.values) : null, rule.low, rule.high, rule.pattern, rule.is, rule.id
      ]))
    ),
    icp_scopes: table(["icp", "version", "column_name", "value"], versions.flatMap(({icp = "main", version, scope = {}}) =>
      Object.entries(scope).flatMap(([column, values]) => values.map((value) => [icp, version, column, value])))),
    ...further
  };
}

function columnsOf(rows: readonly object[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

function list(values: readonly string[]): string {
  return `[${values.map((value) => `'${value}'`).join(", ")}]`;
}

function table(header: readonly string[], rows: readonly (readonly unknown[])[]): string {
  return [header, ...rows].map((row) => row.map((cell) => String(cell ?? "")).join(" | ")).join("\n");
}

/** So many deals alike, with ids that begin with the given text. */
export function deals(n: number, prefix: string, deal: Omit<Deal, "id">): Deal[] {
  return Array.from({length: n}, (_, i) => ({...deal, id: `${prefix}${i + 1}`}));
}
