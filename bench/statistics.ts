// What the statistics cost at full size, beside what reading the rows once costs:
//   npx tsx bench/statistics.ts [deals]            default: 5000000
// Deals of seeded profiles (9 dimensions of 5 to 12 segments, 4,000 distinct combinations) lie in a DuckDB table in memory. The baseline is DuckDB's own count of
// won and lost by profile, which every method needs anyway; the methods work on those counts, so that their cost hangs on profiles and not on deals. The
// bootstrap resamples deals themselves; its baseline is the bare loop: as many reads and additions, without drawing. Lower of three.
import {cpus, totalmem} from "node:os";
import {openDatabase} from "../pipeline/database.ts";
import {auc} from "../pipeline/statistics/auc.ts";
import {MOST_RESAMPLED, percentileLimits, ratioReplicates, ratioReplicatesFrom, resamplingWords} from "../pipeline/statistics/bootstrap.ts";
import {kaplanMeier} from "../pipeline/statistics/kaplanMeier.ts";
import {firthLogistic, logistic} from "../pipeline/statistics/logistic.ts";
import {logisticDesign} from "../pipeline/statistics/logisticModel.ts";
import {randomIndex, randomSource} from "../pipeline/statistics/random.ts";

const DEALS = Number(process.argv[2] ?? 5_000_000);
const PROFILES = 4000;
const RESAMPLES = 2000;
const SAMPLES = 40;
const SIZES = [5, 6, 12, 8, 5, 7, 9, 6, 10];

console.log(`${cpus().length} × ${cpus()[0]?.model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.version}; ${DEALS.toLocaleString("en-US")} deals, lower of three`);
const random = randomSource("bench");
const db = await openDatabase(":memory:");
try {
  await db.exec(`create table deals as
    select (hash(i) % ${PROFILES})::integer as profile, hash(i + 1) % 100 < 20 + hash(i, 7) % 15 as is_won, (hash(i, 3) % 500)::integer as day
    from range(${DEALS}) as t(i)`);
  const counts = () => db.columns("select profile, count(*) filter (where is_won)::integer as won, count(*)::integer as total from deals group by profile order by profile");
  const base = await lowest(counts);
  console.log(`\nDuckDB's count of won and lost by profile, the baseline: ${base.toFixed(0)} ms\n`);
  const [, won, total] = (await counts()).map(({values}) => values as number[]);
  const columns = Object.fromEntries(SIZES.map((size, k) => [`d${k}`, Array.from({length: won!.length}, () => `s${randomIndex(random, size)}`)]));
  const design = logisticDesign(columns, SIZES.map((size, k) => ({factor: `d${k}`, levels: Array.from({length: size}, (_, i) => `s${i}`)})), won!.length);
  const data = {...design, won: won!, total: total!};
  line(`logistic regression, ${design.names.length} coefficients, ${won!.length} profiles`, await lowest(() => checked(logistic(data).status)), base);
  line("the same by Firth's penalised likelihood", await lowest(() => checked(firthLogistic(data).status)), base);
  const scores = Array.from({length: 40}, (_, i) => ({score: i, won: won!.filter((_, j) => j % 40 === i).reduce((a, b) => a + b, 0), lost: total!.filter((_, j) => j % 40 === i).reduce((a, b) => a + b, 0)}));
  line("AUC with DeLong's limits, 40 scores", await lowest(() => auc(scores)), base);
  const days = await db.rows<{time: number; events: number; censored: number}>(
    "select day as time, count(*) filter (where is_won)::integer as events, count(*) filter (where not is_won)::integer as censored from deals group by day order by day");
  line(`Kaplan–Meier with limits, ${days.length} times`, await lowest(() => kaplanMeier(days)), base);

  const y = Float64Array.from({length: MOST_RESAMPLED}, () => random() % 1000), x = y.map((value) => value + 500);
  const bare = await lowest(() => {
    let top = 0, bottom = 0;
    for (let b = 0; b < RESAMPLES * SAMPLES; ++b) {
      for (let i = 0; i < y.length; ++i) {
        top += y[i]!;
        bottom += x[i]!;
      }
    }
    return top / bottom;
  });
  console.log(`\n${SAMPLES} samples of ${MOST_RESAMPLED} deals, ${RESAMPLES.toLocaleString("en-US")} resamples each; the bare loop, the baseline: ${bare.toFixed(0)} ms\n`);
  line("bootstrap of a ratio with percentile limits, words drawn once", await lowest(() => {
    const words = resamplingWords(MOST_RESAMPLED, {resamples: RESAMPLES});
    for (let k = 0; k < SAMPLES; ++k) percentileLimits(ratioReplicatesFrom(words, y, x)!);
  }), bare);
  line("the same, every sample with draws of its own (from a quarter of them)", 4 * await lowest(() => {
    for (let k = 0; k < SAMPLES / 4; ++k) percentileLimits(ratioReplicates(y, x, {resamples: RESAMPLES, random: randomSource(k)})!.ratios);
  }), bare);
} finally {
  db.close();
}

function checked(status: string): void {
  if (status !== "ok") throw new Error(`the fit ended as ${status}`);
}

/** Milliseconds, the lowest of three. */
async function lowest(work: () => unknown): Promise<number> {
  let best = Infinity;
  for (let i = 0; i < 3; ++i) {
    const started = performance.now();
    await work();
    best = Math.min(best, performance.now() - started);
  }
  return best;
}

function line(name: string, milliseconds: number, base: number): void {
  console.log(`${name.padEnd(66)} ${milliseconds.toFixed(1).padStart(9)} ms  ${(milliseconds / base).toFixed(2).padStart(7)} ×`);
}
