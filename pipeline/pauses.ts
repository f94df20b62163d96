/**
 * For long loops in TypeScript while DuckDB executes beside them: what it returns, awaited after each piece of the work, lets whatever else
 * waits go on, such as the next statement of another connection.
 * @param after milliseconds of work between two pauses
 */
export function pauses(after = 10): () => Promise<void> | void {
  let last = performance.now();
  return () => {
    if (performance.now() - last < after) return;
    return new Promise((resolve) => setImmediate(() => {
      last = performance.now();
      resolve();
    }));
  };
}
