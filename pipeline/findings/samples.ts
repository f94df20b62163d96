/** `min_decided` of fitproof.yaml: under so many there is a count and no rate. */
let few = 10;

/** Of the workspace whose findings are written from here on. */
export function useFewest(next: number): void {
  few = next;
}

export function fewest(): number {
  return few;
}
