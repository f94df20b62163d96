/** The program in `root`, compiled: the path of a module that exports `main`; null where it cannot be kept. */
export function compiled(root: string): Promise<string | null>;
