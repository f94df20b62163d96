import {ProblemsError} from "../../problems.ts";

/** The one problem of a file that cannot be read at all. */
export function refused(file: string, message: string, fix: string, line: number | null = null, value: string | null = null): ProblemsError {
  return new ProblemsError([{file, line, column: null, message, value, fix}]);
}
