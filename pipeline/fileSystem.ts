import {mkdir, stat} from "node:fs/promises";
import {dirname} from "node:path";

/** Makes a folder and those above it, where they are not there. Node's own way to make them all never ends where one cannot be in a folder that is there, as in /proc. */
export async function makeFolder(folder: string): Promise<void> {
  const above = dirname(folder);
  if (above !== folder && !(await isFolder(above))) await makeFolder(above);
  await mkdir(folder).catch(async (error: unknown) => {
    if (!(await isFolder(folder))) throw error;
  });
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then((found) => found.isDirectory(), () => false);
}

/** Whether an error says that nobody writes there. */
export function isUnwritable(error: unknown): boolean {
  return ["EROFS", "EACCES", "EPERM"].some((code) => isErrorWithCode(error, code));
}

export function isErrorWithCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
