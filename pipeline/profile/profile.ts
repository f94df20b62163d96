import type {Database} from "../database.ts";
import {buildModels} from "../models/build.ts";
import {neededModels} from "../models/needed.ts";
import type {
  AccountMatchRow, ClosingMonthRow, CurrencyRow, DataProblemRow, DateOddityRow, DateProblemRow, ExcludedRow, FieldCoverageRow, NearDuplicateValueRow,
  OrphanRow, ReconciliationRow
} from "../schema/marts.ts";

/** What the data are like: the marts of the data-quality page, read from a database in which the exports are. */
export interface Profile {
  readonly reconciliation: readonly ReconciliationRow[];
  readonly excluded_rows: readonly ExcludedRow[];
  readonly data_problems: readonly DataProblemRow[];
  readonly field_coverage: readonly FieldCoverageRow[];
  readonly near_duplicate_values: readonly NearDuplicateValueRow[];
  readonly date_problems: readonly DateProblemRow[];
  readonly date_oddities: readonly DateOddityRow[];
  readonly orphans: readonly OrphanRow[];
  readonly account_matches: readonly AccountMatchRow[];
  readonly currencies: readonly CurrencyRow[];
  readonly closing_months: readonly ClosingMonthRow[];
}

const PROFILED = [
  "reconciliation", "excluded_rows", "data_problems", "field_coverage", "near_duplicate_values", "date_problems", "date_oddities", "orphans",
  "account_matches", "currencies", "closing_months"
] as const satisfies readonly (keyof Profile)[];

/** Builds the models of the profile, and no others, after ingest and configure. */
export async function buildProfile(db: Database, observe: (name: string) => void = () => {}): Promise<void> {
  await buildModels(db, await neededModels(PROFILED), observe);
}

export async function readProfile(db: Database): Promise<Profile> {
  const read: Record<string, unknown> = {};
  for (const table of PROFILED) read[table] = await db.rows(`from ${table}`);
  return read as unknown as Profile;
}
