/** A path as it is typed in a shell, so that a command that is shown can be copied. */
export function shellWord(path: string): string {
  if (/^[\p{L}\p{M}\p{N}_./:@+,=-]+$/u.test(path)) return path;
  return process.platform === "win32" ? `"${path}"` : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
