import {open, readFile, rm} from "node:fs/promises";
import {dirname} from "node:path";
import {isErrorWithCode, isUnwritable, makeFolder} from "./fileSystem.ts";
import {ProblemsError} from "./problems.ts";

/**
 * Holds `path` as a lock while `work` runs: one writer at a time. A lock whose process has ended is taken over, so that a
 * killed run never blocks the next one.
 * @param ifWritable where the folder may not be written, nobody writes there: the work is done without a lock
 * @throws ProblemsError where another run holds it
 */
export async function withLock<T>(path: string, work: () => Promise<T>, {ifWritable = false} = {}): Promise<T> {
  try {
    await makeFolder(dirname(path));
    await acquire(path);
  } catch (error) {
    if (ifWritable && isUnwritable(error)) return work();
    throw error;
  }
  try {
    return await work();
  } finally {
    await rm(path, {force: true});
  }
}

async function acquire(path: string): Promise<void> {
  const mine = JSON.stringify({pid: process.pid, started: await processStart(process.pid)});
  for (let attempt = 0; attempt < 5; ++attempt) {
    try {
      const file = await open(path, "wx");
      try {
        await file.writeFile(mine);
      } finally {
        await file.close();
      }
      return;
    } catch (error) {
      if (!isErrorWithCode(error, "EEXIST")) throw error;
    }
    const holder = await readHolder(path);
    if (holder !== null && (await isAlive(holder))) {
      throw new ProblemsError([{
        file: path, line: null, column: null, message: "another run is building this report", value: `process ${holder.pid}`,
        fix: "Wait until it has finished, or stop it; a lock whose process has ended is taken over by itself."
      }]);
    }
    await rm(path, {force: true});
  }
  throw new ProblemsError([{
    file: path, line: null, column: null, message: "another run took this lock at the same moment", value: null, fix: "Run again."
  }]);
}

interface Holder {
  readonly pid: number;
  readonly started: string | null;
}

async function readHolder(path: string): Promise<Holder | null> {
  // A lock that was just created may still be empty: its writer is given a moment.
  for (let attempt = 0; attempt < 10; ++attempt) {
    const text = await readFile(path, "utf8").catch(() => "");
    try {
      const holder: unknown = JSON.parse(text);
      if (typeof holder === "object" && holder !== null && "pid" in holder && typeof holder.pid === "number") {
        return {pid: holder.pid, started: "started" in holder && typeof holder.started === "string" ? holder.started : null};
      }
    } catch {
      // not complete yet
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return null;
}

async function isAlive({pid, started}: Holder): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (isErrorWithCode(error, "ESRCH")) return false;
  }
  // A process id is used again: the same id with another start is another process.
  const now = await processStart(pid);
  return now === null || started === null || now === started;
}

/** The start of a process in clock ticks since boot, where the system tells (Linux); else null. */
async function processStart(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  return stat === null ? null : (stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null);
}
