import {drawAccount, type SampleAccount} from "./accounts.ts";
import {createCustomer, type SampleSubscription} from "./customers.ts";
import {drawCreationDays, drawDeal, type SampleDeal} from "./deals.ts";
import {createRandom, type Random} from "./random.ts";
import type {Truth} from "./truth.ts";

export interface WorldOptions {
  readonly accounts: number;
  readonly opportunities: number;
  readonly seed: number;
  readonly truth: Truth;
}

/** One account with all that happened to it. */
export interface SampleHistory {
  readonly account: SampleAccount;
  readonly deals: readonly SampleDeal[];
  readonly subscriptions: readonly SampleSubscription[];
}

/**
 * The accounts of a synthetic company one after another, as plain data; nothing is kept of those before. Exactly
 * `accounts` accounts with `opportunities` deals in all. Each account has its own stream of random numbers.
 */
export function* generateHistories(options: WorldOptions): Generator<SampleHistory> {
  const {accounts, opportunities, seed, truth} = options;
  const counts = createRandom(seed, -1);
  const random = createRandom(seed);
  let dealCount = 0;
  let subscriptionCount = 0;
  const nextSubscriptionId = () => `SUB-${String(++subscriptionCount).padStart(6, "0")}`;
  for (let index = 0; index < accounts; index++) {
    random.reset(seed, index);
    const account = drawAccount(index, random);
    const factor = account.tier === 1 ? truth.dealsPerTier1Account : 1;
    const left = opportunities - dealCount;
    const count = index === accounts - 1 ? left : Math.min(left, poisson((factor * left) / (accounts - index), counts));
    const customer = createCustomer(account.tier, random, truth, nextSubscriptionId);
    const deals = drawCreationDays(account, count, random, truth).map((createdOn) => {
      customer.liveUntil(createdOn);
      const deal = drawDeal(dealCount++, account, createdOn, customer.isActiveOn(createdOn), random, truth);
      if (deal.outcome === "won" && deal.type !== "Renewal") customer.buy(deal.closedOn, deal.amount ?? 12_000);
      if (deal.outcome === "lost" && deal.type === "Renewal" && truth.customerWins !== null) customer.leave(deal.closedOn);
      return deal;
    });
    yield {account, deals, subscriptions: customer.subscriptions()};
  }
}

/** Knuth's product of uniforms; its cost grows with the mean, which here is small. */
function poisson(mean: number, random: Random): number {
  const limit = Math.exp(-mean);
  let product = random.next();
  let count = 0;
  while (product > limit) {
    product *= random.next();
    count++;
  }
  return count;
}
