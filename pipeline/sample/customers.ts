import {dayOf} from "./calendar.ts";
import type {Random} from "./random.ts";
import {CALENDAR, type LatentTier, type Truth} from "./truth.ts";

/** One row of the billing system's export: a price from one day until another. */
export interface SampleSubscription {
  readonly id: string;
  readonly plan: string;
  /** In cents, so that no sum is ever a float's. */
  readonly mrrCents: number;
  readonly startedOn: number;
  /** The first day after it; null: runs on. */
  readonly endedOn: number | null;
  readonly isTrial: boolean;
}

/** What an account buys as time passes. Days may only be handed in in ascending order. */
export interface Customer {
  isActiveOn(day: number): boolean;
  /** Every row of the billing system as of the data date. */
  subscriptions(): SampleSubscription[];
  /** Lives through the days until `day`: price changes, lapses and returns happen on the way. */
  liveUntil(day: number): void;
  /** A deal won on `day` adds a yearly amount; the first one makes a customer. */
  buy(day: number, amount: number): void;
  /** A renewal lost on `day` ends what the account has. */
  leave(day: number): void;
}

interface Price {
  readonly startedOn: number;
  readonly mrrCents: number;
}

const asOf = dayOf(CALENDAR.asOf);
const STEP = 30;
const TERM = 365;

/** A prospect that becomes a customer when it first buys. `nextId` numbers the subscriptions of the whole export. */
export function createCustomer(tier: LatentTier, random: Random, truth: Truth, nextId: () => string): Customer {
  const rows: SampleSubscription[] = [];
  const orders: {readonly day: number; readonly addedCents: number | "leave"}[] = [];
  let identity: {id: string; plan: string; firstDay: number; isAnnual: boolean; hasSupport: boolean} | null = null;
  let price: Price | null = null;
  let lastCents = 0;
  let returnsOn = Infinity;
  let today = 0;

  const write = (until: number | null): void => {
    if (price === null || identity === null || (until !== null && until <= price.startedOn)) return;
    const {id, plan, firstDay, isAnnual, hasSupport} = identity;
    // A yearly contract is a row per term, and its end is known in advance, also where it lies after the data date.
    const termEnd = (day: number): number => firstDay + TERM * (Math.floor((day - firstDay) / TERM) + 1);
    const terms: [from: number, to: number | null][] = [];
    let from = price.startedOn;
    if (isAnnual) {
      for (let to = termEnd(from); to < (until ?? asOf + 1); to = termEnd(to)) {
        terms.push([from, to]);
        from = to;
      }
    }
    terms.push([from, until ?? (isAnnual ? termEnd(from) : null)]);
    const supportCents = hasSupport ? Math.round(price.mrrCents * 0.15) : 0;
    for (const [startedOn, endedOn] of terms) {
      rows.push({id, plan, mrrCents: price.mrrCents - supportCents, startedOn, endedOn, isTrial: false});
      if (hasSupport) rows.push({id, plan: "Premium support", mrrCents: supportCents, startedOn, endedOn, isTrial: false});
    }
  };

  const change = (day: number, mrrCents: number): void => {
    write(day);
    price = {startedOn: day, mrrCents};
    lastCents = mrrCents;
  };

  const end = (day: number): void => {
    write(day);
    price = null;
    returnsOn = random.chance(truth.returning) ? day + 45 + random.below(280) : Infinity;
  };

  const liveOneStep = (from: number): void => {
    const day = from + random.below(STEP);
    const u = random.next();
    const order = orders[0] !== undefined && orders[0].day < from + STEP ? orders.shift() : undefined;
    if (price === null) {
      if (order !== undefined && order.addedCents !== "leave") change(Math.max(from, order.day), order.addedCents);
      else if (returnsOn < from + STEP) change(Math.max(from, returnsOn), Math.round(lastCents * (0.7 + 0.5 * random.next())));
      return;
    }
    if (order !== undefined) {
      const orderDay = Math.max(from, order.day);
      if (order.addedCents === "leave") end(orderDay);
      else change(orderDay, lastCents + order.addedCents);
      return;
    }
    const churn = truth.churn[tier];
    const expansion = churn + truth.expansion[tier];
    const contraction = expansion + truth.contraction[tier];
    if (u < churn) end(day);
    else if (u < expansion) change(day, Math.round(lastCents * (1.1 + 0.35 * random.next())));
    else if (u < contraction) change(day, Math.round(lastCents * (0.6 + 0.3 * random.next())));
  };

  const liveUntil = (day: number): void => {
    if (identity === null) return;
    while (today + STEP <= day) {
      liveOneStep(today);
      today += STEP;
    }
  };

  return {
    liveUntil,
    isActiveOn: (day) => price !== null && price.startedOn <= day,
    subscriptions() {
      liveUntil(asOf);
      write(null);
      price = null;
      return rows;
    },
    buy(day, amount) {
      const cents = Math.round((amount * 100) / 12);
      if (identity !== null) {
        orders.push({day, addedCents: cents});
        orders.sort((a, b) => a.day - b.day);
        return;
      }
      const firstDay = Math.min(asOf, day + random.below(25));
      identity = {
        id: nextId(), plan: amount >= 24_000 ? "Enterprise" : amount >= 10_000 ? "Growth" : "Starter", firstDay,
        isAnnual: random.chance(0.2), hasSupport: random.chance(0.15)
      };
      if (random.chance(0.12)) {
        rows.push({id: identity.id, plan: "Trial", mrrCents: 0, startedOn: firstDay - 30, endedOn: firstDay, isTrial: true});
      }
      price = {startedOn: firstDay, mrrCents: cents};
      lastCents = cents;
      today = firstDay;
    },
    leave(day) {
      orders.push({day, addedCents: "leave"});
      orders.sort((a, b) => a.day - b.day);
    }
  };
}
