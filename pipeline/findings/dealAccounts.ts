import type {Database} from "../database.ts";

/** The accounts behind a cell's deals, where they may be few: null where they are surely enough, or there are no such deals. */
export interface DealAccounts {
  readonly account_count: number | null;
  readonly won_account_count: number | null;
  readonly lost_account_count: number | null;
  readonly timed_won_account_count: number | null;
}

interface Cell {
  readonly period_window: string;
  readonly deal_type: string;
  readonly dimension: string;
  readonly segment: string;
}

const ENOUGH: DealAccounts = {account_count: null, won_account_count: null, lost_account_count: null, timed_won_account_count: null};

/** Looks up the accounts behind the decided deals of a period, deal type and segment. */
export async function dealAccounts(db: Database): Promise<(cell: Cell) => DealAccounts> {
  const rows = await db.rows<Cell & DealAccounts & Record<string, string | number | null>>(`
    select period_window, deal_type, dimension, segment, decided_accounts as account_count, won_accounts as won_account_count, lost_accounts as lost_account_count, timed_won_accounts as timed_won_account_count
    from int_period_accounts`);
  const key = ({period_window, deal_type, dimension, segment}: Cell) => JSON.stringify([period_window, deal_type, dimension, segment]);
  const byCell = new Map(rows.map((row) => [key(row), {account_count: row.account_count, won_account_count: row.won_account_count, lost_account_count: row.lost_account_count, timed_won_account_count: row.timed_won_account_count}]));
  return (cell) => byCell.get(key(cell)) ?? ENOUGH;
}
