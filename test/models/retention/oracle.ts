/** What the retention models must say, counted the slow way: every account at every month end. */

export interface Line {
  readonly account: number;
  /** Days since 2020-01-01. */
  readonly start: number;
  /** Exclusive; null: open. */
  readonly end: number | null;
  readonly cents: number;
}

export interface World {
  readonly asOf: number;
  readonly gapDays: number;
  readonly lines: readonly Line[];
}

const EPOCH = Date.UTC(2020, 0, 1);
const DAY = 86_400_000;

export function isoDay(day: number): string {
  return new Date(EPOCH + day * DAY).toISOString().slice(0, 10);
}

/** Months since 2020-01. */
function monthOfDay(day: number): number {
  const date = new Date(EPOCH + day * DAY);
  return (date.getUTCFullYear() - 2020) * 12 + date.getUTCMonth();
}

function isoMonth(month: number): string {
  return new Date(Date.UTC(2020, month, 1)).toISOString().slice(0, 10);
}

function lastDay(month: number): number {
  return (Date.UTC(2020, month + 1, 1) - EPOCH) / DAY - 1;
}

export interface Histories {
  readonly firstMonth: number;
  readonly lastMonth: number;
  /** Cents at each month end from firstMonth on, by account; only accounts that ever pay. */
  readonly mrr: ReadonlyMap<number, readonly number[]>;
}

export function histories({asOf, lines}: World): Histories | null {
  const paid = lines.filter((line) => line.cents > 0 && line.start <= asOf && (line.end === null || line.end > line.start));
  if (paid.length === 0) return null;
  const firstMonth = monthOfDay(Math.min(...paid.map((line) => line.start)));
  const lastMonth = monthOfDay(asOf + 1) - 1;
  const months = Array.from({length: Math.max(0, lastMonth - firstMonth + 1)}, (_, i) => firstMonth + i);
  const accounts = [...new Set(paid.map((line) => line.account))].toSorted((a, b) => a - b);
  return {firstMonth, lastMonth, mrr: new Map(accounts.map((account) => [account, months.map((month) => paid
    .filter((line) => line.account === account && line.start <= lastDay(month) && (line.end === null || line.end > lastDay(month)))
    .reduce((sum, line) => sum + line.cents, 0))]))};
}

export interface Cell {
  cohort: string; months_since: number; account_count: number; surviving_count: number; active_count: number;
  starting_mrr: number; mrr: number; retained_mrr: number; strict_mrr: number;
}

/** Every cell of the month cohorts, or of the quarter cohorts by age or by calendar. */
export function cohortCells({firstMonth, lastMonth, mrr}: Histories, unit: "month" | "quarter_age" | "quarter_calendar"): Cell[] {
  const members = [...mrr.values()].flatMap((months) => {
    const at = months.findIndex((cents) => cents > 0);
    return at < 0 ? [] : [{months, at, month: firstMonth + at}];
  });
  const period = (month: number): number => (unit === "month" ? month : month - (month % 3));
  const cells: Cell[] = [];
  for (const cohort of [...new Set(members.map((member) => period(member.month)))].toSorted((a, b) => a - b)) {
    const own = members.filter((member) => period(member.month) === cohort);
    const last = unit === "month" ? cohort : cohort + 2;
    for (let k = 0; last + k <= lastMonth; k += unit === "month" ? 1 : 3) {
      const reads = own.map(({months, at, month}) => {
        const until = unit === "quarter_calendar" ? last + k - firstMonth : month + k - firstMonth;
        const since = months.slice(at, until + 1);
        return {start: months[at]!, now: months[until]!, lowest: Math.min(...since)};
      });
      const sum = (value: (read: (typeof reads)[number]) => number): number => reads.reduce((total, read) => total + value(read), 0);
      cells.push({
        cohort: isoMonth(cohort), months_since: k, account_count: own.length, surviving_count: sum((read) => Number(read.lowest > 0)),
        active_count: sum((read) => Number(read.now > 0)), starting_mrr: sum((read) => read.start), mrr: sum((read) => read.now),
        retained_mrr: sum((read) => Math.min(read.start, read.now)), strict_mrr: sum((read) => read.lowest)
      });
    }
  }
  return cells;
}

export interface Movement {month: string; opening: number; new: number; reactivation: number; expansion: number; contraction: number; churn: number; closing: number}

export function movements({firstMonth, mrr}: Histories): Movement[] {
  const length = Math.max(0, ...[...mrr.values()].map((months) => months.length));
  return Array.from({length}, (_, i) => {
    const row = {month: isoMonth(firstMonth + i), opening: 0, new: 0, reactivation: 0, expansion: 0, contraction: 0, churn: 0, closing: 0};
    for (const months of mrr.values()) {
      const before = i > 0 ? months[i - 1]! : 0;
      const now = months[i]!;
      row.opening += before;
      row.closing += now;
      if (before === 0 && now > 0) row[months.slice(0, i).some((cents) => cents > 0) ? "reactivation" : "new"] += now;
      else if (now > before) row.expansion += now - before;
      else if (now > 0) row.contraction += before - now;
      else row.churn += before;
    }
    return row;
  });
}

export interface Year {
  month: string; base_account_count: number; base_mrr: number; mrr: number; lost_mrr: number; expansion_mrr: number; churned_count: number;
  net_without_largest: number | null;
}

export function years({firstMonth, mrr}: Histories): Year[] {
  const rows: Year[] = [];
  const length = Math.max(0, ...[...mrr.values()].map((months) => months.length));
  for (let i = 12; i < length; ++i) {
    const base = [...mrr].map(([account, months]) => ({account, before: months[i - 12]!, now: months[i]!})).filter(({before}) => before > 0);
    const largest = base.toSorted((a, b) => b.before - a.before || a.account - b.account)[0];
    const baseMrr = total(base.map(({before}) => before));
    const now = total(base.map((row) => row.now));
    rows.push({
      month: isoMonth(firstMonth + i), base_account_count: base.length, base_mrr: baseMrr, mrr: now,
      lost_mrr: total(base.map((row) => Math.max(0, row.before - row.now))), expansion_mrr: total(base.map((row) => Math.max(0, row.now - row.before))),
      churned_count: base.filter((row) => row.now === 0).length,
      net_without_largest: largest && baseMrr > largest.before ? (now - largest.now) / (baseMrr - largest.before) : null
    });
  }
  return rows;
}

export interface Lifetime {account: number; days: number; is_lapsed: boolean; months: number | null; is_churned: boolean}

/** Day by day: the first day without service that no later day within the gap makes good. */
export function lifetimes(world: World): Lifetime[] {
  const {asOf, gapDays} = world;
  const months = histories(world);
  return [...(months?.mrr ?? [])].map(([account, ends]) => {
    const lines = world.lines.filter((line) => line.account === account && line.cents > 0 && line.start <= asOf && (line.end === null || line.end > line.start));
    const paid = (day: number): boolean => isPaid(lines, day);
    const first = Math.min(...lines.map((line) => line.start));
    let lapse: number | null = null;
    for (let day = first; day <= asOf && lapse === null; ++day) {
      if (paid(day)) continue;
      let next = day;
      while (next <= asOf && !paid(next)) ++next;
      if (next <= asOf && next <= day + gapDays) day = next;
      else lapse = day;
    }
    const at = ends.findIndex((cents) => cents > 0);
    const gone = at < 0 ? -1 : ends.findIndex((cents, i) => i > at && cents === 0);
    return {
      account, days: (lapse ?? asOf) - first, is_lapsed: lapse !== null && asOf - lapse >= gapDays,
      months: at < 0 ? null : (gone < 0 ? ends.length - 1 : gone) - at, is_churned: gone >= 0
    };
  });
}

function isPaid(lines: readonly Line[], day: number): boolean {
  return lines.some((line) => line.start <= day && (line.end === null || line.end > day));
}

function total(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
