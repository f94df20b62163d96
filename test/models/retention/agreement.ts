import {expect} from "vitest";
import type {Database} from "../../../pipeline/database.ts";
import {cohortCells, histories, lifetimes, movements, years, type World} from "./oracle.ts";

/**
 * Expects every retention mart of a database to be what the oracle counts.
 * @param segments each segment's name and the accounts in it
 * @param accountOf the oracle's number of an account id
 */
export async function expectAgreement(
  db: Database, world: World, segments: readonly (readonly [segment: string, has: (account: number) => boolean])[], accountOf: (id: string) => number
): Promise<void> {
  const all = histories(world);
  const [{shows_price_changes: hasChanges}] = await db.rows<{shows_price_changes: boolean}>("from int_price_history") as [{shows_price_changes: boolean}];
  for (const [segment, has] of segments) {
    const own = all && {...all, mrr: new Map([...all.mrr].filter(([account]) => has(account)))};
    const paying = own && [...own.mrr.values()].some((months) => months.some((cents) => cents > 0));
    for (const unit of ["month", "quarter_age", "quarter_calendar"] as const) {
      expect(await db.rows(`
        select cohort_month as cohort, months_since, account_count, surviving_count, active_count, round(starting_mrr * 100) as starting_mrr,
          round(mrr * 100) as mrr, round(retained_mrr * 100) as retained_mrr, round(strict_gross_retention * starting_mrr * 100) as strict_mrr
        from cohort_retention where segment = '${segment}' and cohort_unit = '${unit}' and cohort_month is not null
        order by cohort_month, months_since`)
      ).toEqual(paying ? cohortCells(own, unit) : []);
    }
    expect(await db.rows(`
      select month, round(opening_mrr * 100) as opening, round(new_mrr * 100) as new, round(reactivation_mrr * 100) as reactivation,
        round(expansion_mrr * 100) as expansion, round(contraction_mrr * 100) as contraction, round(churn_mrr * 100) as churn,
        round(closing_mrr * 100) as closing
      from mrr_movements where segment = '${segment}' order by month`)).toEqual(paying ? movements(own) : []);
    const trailing = await db.rows<{net_without_largest: number | null}>(`
      select month, base_account_count, round(base_mrr * 100) as base_mrr, round(mrr * 100) as mrr, round(lost_mrr * 100) as lost_mrr,
        round((mrr + lost_mrr - base_mrr) * 100) + 0 as expansion_mrr, churned_count, net_retention_without_largest as net_without_largest
      from revenue_retention where segment = '${segment}' order by month`);
    expect(trailing).toEqual(paying ? years(own).map((year) => ({
      ...year, net_without_largest: hasChanges && year.net_without_largest !== null ? expect.closeTo(year.net_without_largest, 9) : null
    })) : []);
  }
  const lived = await db.rows<{id: string}>(`
    select accounts.account_id as id, lifetimes.days, lifetimes.is_lapsed, lifetimes.months, lifetimes.is_churned
    from int_account_lifetimes as lifetimes inner join int_accounts as accounts using (account_key)`);
  expect(lived.map(({id, ...row}) => ({account: accountOf(id), ...row})).toSorted((a, b) => a.account - b.account)).toEqual(lifetimes(world));
}
