import {readFile, stat} from "node:fs/promises";
import type {Problem} from "../problems.ts";
import {MAX_BYTES} from "./yaml.ts";

/** A file that the user wrote, by its name within the workspace. */
export interface Input {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** The bytes of a small file, or the problem with it. Nothing large and nothing that is no file is opened. */
export async function readInput(path: string, file: string): Promise<Input | Problem> {
  const problem = (message: string, value: string | null, fix: string): Problem => ({file, line: null, column: null, message, value, fix});
  try {
    const status = await stat(path);
    if (status.isDirectory()) return problem("is a folder", null, "Put a YAML file in its place.");
    if (!status.isFile()) return problem("is not a file", null, "Put a YAML file in its place.");
    if (status.size > MAX_BYTES) {
      return problem("is too large", `${status.size.toLocaleString("en-US")} bytes`,
        `A file of settings has at most ${MAX_BYTES.toLocaleString("en-US")} bytes; data belong in exports/.`);
    }
    return {file, bytes: await readFile(path)};
  } catch (cause) {
    const {code, message} = cause as NodeJS.ErrnoException;
    if (code === "ENOENT") return problem("does not exist", null, "Run `fitproof init DIR` for a workspace to start from, or give --workspace DIR.");
    if (code === "EACCES" || code === "EPERM") return problem("may not be read", code, "Give yourself permission to read it.");
    return problem("cannot be read", message, "Look at the file and its folder.");
  }
}
