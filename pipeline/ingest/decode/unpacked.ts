import {refused} from "./refused.ts";

// Exports of repeated values pack to a fiftieth; deflate's limit, which only a bomb reaches, is a thousandth.
const MOST_RATIO = 200;
const UNSUSPICIOUS_BYTES = 256 * 2 ** 20;
const MOST_BYTES = 64 * 2 ** 30;

/** Whether so many bytes from so many packed ones are more than an export can be. */
export function isBomb(unpackedBytes: number, packedBytes: number): boolean {
  return unpackedBytes > MOST_BYTES || (unpackedBytes > UNSUSPICIOUS_BYTES && unpackedBytes > MOST_RATIO * packedBytes);
}

/** Passes chunks on, and stops a bomb before it is unpacked. */
export async function* guarded(chunks: AsyncIterable<Buffer>, shown: string, packedBytes: () => number): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (isBomb(bytes, packedBytes())) throw bombRefused(shown);
    yield chunk;
  }
}

export function bombRefused(shown: string) {
  return refused(shown, `unpacks to more than ${MOST_RATIO} times its size, as no export does`,
    "Unpack it by hand and name the files in it, if it really is yours.");
}
