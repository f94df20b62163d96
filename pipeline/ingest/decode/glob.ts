/** Whether a name inside of an archive or workbook is meant by a name or glob (`*`, `?`); case does not matter. */
export function matchesName(name: string, pattern: string): boolean {
  const expression = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&").replace(/\*+/g, ".*").replaceAll("?", ".");
  return new RegExp(`^${expression}$`, "is").test(name);
}

/** Whether a name asks for several files. */
export function isGlob(pattern: string): boolean {
  return /[*?{}[\]]/.test(pattern);
}
