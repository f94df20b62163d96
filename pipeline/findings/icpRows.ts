import type {Database} from "../database.ts";
import type {
  IcpComparisonRow, IcpConditionRow, IcpDriftRow, IcpGainsRow, IcpRegisterRow, IcpTierRow, IcpValidationRow
} from "../schema/marts.ts";

/** What the sentences about ICPs are made of: the marts of every version, and what the verdict was held to. Dates are ISO texts. */
export interface IcpRows {
  readonly register: readonly IcpRegisterRow[];
  readonly validation: readonly IcpValidationRow[];
  readonly tiers: readonly IcpTierRow[];
  readonly comparisons: readonly IcpComparisonRow[];
  readonly conditions: readonly IcpConditionRow[];
  readonly gains: readonly IcpGainsRow[];
  readonly drift: readonly IcpDriftRow[];
  readonly settings: IcpSettings;
}

export interface IcpSettings {
  readonly as_of: string;
  readonly currency: string;
  readonly fiscal_year_start_month: number;
  readonly lift: number;
  readonly broadness: number;
  readonly resolved: number;
  readonly q: number;
  readonly verdict_wins: number;
  readonly verdict_losses: number;
  /** False where no deal of any kind was exported. */
  readonly has_deals: boolean;
  /** False where no deal carries a date of creation, so that nothing is out of time. */
  readonly has_created_on: boolean;
}

export interface VersionKey {
  readonly icp: string;
  readonly version: string;
}

export async function readIcpRows(db: Database): Promise<IcpRows> {
  const [settings] = await db.rows<IcpSettings>(`
    select getvariable('as_of') as as_of, getvariable('currency') as currency, getvariable('fiscal_year_start_month') as fiscal_year_start_month,
      getvariable('lift') as lift, getvariable('broadness') as broadness, getvariable('resolved') as resolved, getvariable('q') as q,
      getvariable('verdict_wins') as verdict_wins, getvariable('verdict_losses') as verdict_losses,
      exists (from int_opportunities_resolved) as has_deals,
      not exists (from int_icp_deals) or exists (from int_icp_deals where created_on is not null) as has_created_on`);
  return {
    register: await db.rows<IcpRegisterRow>("from icp_register"),
    validation: await db.rows<IcpValidationRow>("from icp_validation"),
    tiers: await db.rows<IcpTierRow>("from icp_tiers where scenario = 'base'"),
    comparisons: await db.rows<IcpComparisonRow>("from icp_comparisons"),
    conditions: await db.rows<IcpConditionRow>("from icp_conditions where scenario = 'base'"),
    gains: await db.rows<IcpGainsRow>("from icp_gains"),
    drift: await db.rows<IcpDriftRow>("from icp_drift where is_complete"),
    settings: settings!
  };
}

/** The rows of one version. */
export function ofVersion<T extends VersionKey>(rows: readonly T[], {icp, version}: VersionKey): T[] {
  return rows.filter((row) => row.icp === icp && row.version === version);
}

/** The versions in force, that of the ICP named `main` first, then as they stand. */
export function inForce(register: readonly IcpRegisterRow[]): IcpRegisterRow[] {
  return register.filter((row) => row.is_in_force).toSorted((a, b) => Number(b.icp === "main") - Number(a.icp === "main"));
}
