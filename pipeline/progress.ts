/** One line on stderr that says what is being done: replaced in place on a terminal, one line a stage elsewhere. */
export const progress = {
  say(message: string): void {
    if (process.stderr.isTTY) {
      const width = Math.max(20, (process.stderr.columns ?? 80) - 1);
      process.stderr.write(`\r\x1b[2K${message.length > width ? `${message.slice(0, width - 1)}…` : message}`);
    } else if (!message.startsWith("Computing ")) {
      process.stderr.write(`${message}\n`);
    }
  },
  clear(): void {
    if (process.stderr.isTTY) process.stderr.write("\r\x1b[2K");
  }
};
