import {constants} from "node:fs";
import {access, mkdir} from "node:fs/promises";
import {dirname} from "node:path";

/** Makes a folder and those above it. Node says of a read-only file system that the folder does not exist: the system itself knows better. */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, {recursive: true});
  } catch (error) {
    if (isErrorWithCode(error, "ENOENT")) await access(dirname(folder), constants.W_OK);
    throw error;
  }
}

/** Whether an error says that nobody writes there. */
export function isUnwritable(error: unknown): boolean {
  return ["EROFS", "EACCES", "EPERM"].some((code) => isErrorWithCode(error, code));
}

export function isErrorWithCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
