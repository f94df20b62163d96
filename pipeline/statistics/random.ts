/** A stream of whole numbers in [0, 2³²). */
export type Random = () => number;

/**
 * A stream seeded by a text or a number, by way of splitmix32. It is all 32-bit integers, so equal seeds give equal
 * streams on every machine.
 */
export function randomSource(seed: string | number): Random {
  let state = typeof seed === "number" ? seed >>> 0 : hashOf(seed);
  const split = () => {
    state = (state + 0x9e3779b9) | 0;
    let t = state ^ (state >>> 16);
    t = Math.imul(t, 0x21f0aaad);
    t ^= t >>> 15;
    t = Math.imul(t, 0x735a2d97);
    return (t ^ (t >>> 15)) >>> 0;
  };
  return xoshiro(split(), split(), split(), split());
}

/**
 * xoshiro128** 1.1 from a state that is not all 0 (Blackman & Vigna, ACM Transactions on Mathematical Software 47,
 * 2021).
 */
export function xoshiro(a: number, b: number, c: number, d: number): Random {
  return () => {
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9);
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = (d << 11) | (d >>> 21);
    return result >>> 0;
  };
}

/** A whole number in [0, n), n < 2²¹, without a bias that a double could show. */
export function randomIndex(random: Random, n: number): number {
  return Math.floor((random() / 0x1_0000_0000) * n);
}

/** FNV-1a of the text's UTF-16 units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; ++i) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
