import {readdirSync} from "node:fs";
import {join} from "node:path";

/** What a run leaves in build/ only where it was not allowed to clean up. */
export function leftovers(directory: string): string[] {
  return readdirSync(join(directory, "build")).filter((name) => /partial|temporary|\.wal$|\.lock$/.test(name));
}
