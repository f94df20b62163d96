export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** A standard normal number. */
  normal(): number;
  /** True with this chance. */
  chance(probability: number): boolean;
  /** A whole number in [0, n). */
  below(n: number): number;
  /** Starts the stream of one thing over: equal (seed, stream) give equal numbers whatever was drawn before. */
  reset(seed: number, stream: number): void;
}

/**
 * A seeded source of numbers: sfc32 (Chris Doty-Humphrey, PractRand). Normals by Marsaglia's polar method, which needs
 * only a logarithm and a root: sines differ in the last bit between JavaScript engines, and the sample must not.
 */
export function createRandom(seed: number, stream = 0): Random {
  let a = 0;
  let b = 0;
  let c = 0;
  let counter = 0;
  let spare: number | null = null;

  const next = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4294967296;
  };

  const reset = (seed: number, stream: number): void => {
    a = seed | 0;
    b = Math.floor(seed / 4294967296) | 0;
    c = stream | 0;
    counter = 1;
    spare = null;
    for (let i = 0; i < 12; i++) next();
  };

  reset(seed, stream);
  return {
    next,
    reset,
    chance: (probability) => next() < probability,
    below: (n) => Math.floor(next() * n),
    normal() {
      if (spare !== null) {
        const value = spare;
        spare = null;
        return value;
      }
      let x: number;
      let y: number;
      let s: number;
      do {
        x = 2 * next() - 1;
        y = 2 * next() - 1;
        s = x * x + y * y;
      } while (s >= 1 || s === 0);
      const factor = Math.sqrt((-2 * Math.log(s)) / s);
      spare = y * factor;
      return x * factor;
    }
  };
}

/** A drawer of one of several values by weight: `pick(random.next())`. */
export function weighted<T>(weights: readonly (readonly [value: T, weight: number])[]): (u: number) => T {
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
  let sum = 0;
  const ends = weights.map(([, weight]) => (sum += weight) / total);
  const values = weights.map(([value]) => value);
  const last = values.length - 1;
  return (u) => {
    let i = 0;
    while (i < last && u >= ends[i]!) i++;
    return values[i]!;
  };
}
