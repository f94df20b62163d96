const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const CHECKSUM = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

// Two digits at a time: 3,844 strings instead of 62 and three look-ups instead of six.
const PAIRS = Array.from({length: 3844}, (_, i) => DIGITS[Math.floor(i / 62)]! + DIGITS[i % 62]!);
const UPPER = PAIRS.map((pair) => (isUpper(pair, 0) ? 1 : 0) | (isUpper(pair, 1) ? 2 : 0));

/**
 * Salesforce ids of one object: 15 case-sensitive characters and the three that tell their capitals, so that the id
 * also identifies where case is ignored. `keyPrefix` is the object's own (001 account, 006 opportunity, …).
 */
export function createIds(keyPrefix: string): (n: number) => string {
  const head = `${keyPrefix}8c0000`;
  const first = 7_000_000_000 + 1_234_567_890 * Number(keyPrefix);
  return (n) => {
    const serial = first + n * 61;
    const low = serial % 3844;
    const rest = (serial - low) / 3844;
    const middle = rest % 3844;
    const high = (rest - middle) / 3844;
    const second = (UPPER[high]! & 1) << 4;
    const third = (UPPER[high]! >> 1) | (UPPER[middle]! << 1) | (UPPER[low]! << 3);
    return `${head}${PAIRS[high]!}${PAIRS[middle]!}${PAIRS[low]!}A${CHECKSUM[second]!}${CHECKSUM[third]!}`;
  };
}

function isUpper(text: string, i: number): boolean {
  return text[i]! >= "A" && text[i]! <= "Z";
}
