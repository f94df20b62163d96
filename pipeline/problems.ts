/** Something in the inputs that a user can mend: where, what, the offending value, and how. */
export interface Problem {
  /** Relative to the workspace, such as `fitproof.yaml` or `exports/deals.csv`. */
  readonly file: string;
  /** From 1; null where the problem is the file itself. */
  readonly line: number | null;
  /** A column, or a key's path in YAML, such as `segments.employees.bands[1]`. */
  readonly column: string | null;
  readonly message: string;
  readonly value: string | null;
  /** One sentence that says what to do. */
  readonly fix: string | null;
}

/** Every problem found, in one throw; `message` is what the terminal shows. */
export class ProblemsError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], options?: ErrorOptions) {
    super(formatProblems(problems), options);
    this.name = "ProblemsError";
    this.problems = problems;
  }
}

/**
 * `file:line: column: what: value`, one a line, with the fix on a line of its own below the last problem that it mends.
 * @param limit how many are listed; the rest are counted
 */
export function formatProblems(problems: readonly Problem[], limit = 20): string {
  const shown = problems.slice(0, limit);
  const lines = shown.flatMap((problem, i) => {
    const isLastOfFix = problem.fix !== null && shown[i + 1]?.fix !== problem.fix;
    return isLastOfFix ? [formatProblem(problem), `  ${printable(problem.fix!, 400)}`] : [formatProblem(problem)];
  });
  const rest = problems.length - shown.length;
  if (rest > 0) lines.push(`… and ${rest.toLocaleString("en-US")} more`);
  return lines.join("\n");
}

/** One problem a file that has any: the first, with how many more there are like it. */
export function firstOfEachFile(problems: readonly Problem[]): Problem[] {
  return [...new Set(problems.map(({file}) => file))].map((file) => {
    const own = problems.filter((problem) => problem.file === file);
    const [first] = own;
    return own.length === 1 ? first! : {...first!, message: `${first!.message} (and ${(own.length - 1).toLocaleString("en-US")} more such cells or rows in this file)`};
  });
}

function formatProblem({file, line, column, message, value}: Problem): string {
  const place = line === null ? file : `${file}:${line}`;
  return [place, column, message, value]
    .filter((part) => part !== null)
    .map((part) => printable(part, 300))
    .join(": ");
}

/** A text on one line of a terminal: control characters (a terminal obeys them) are spelled out, long text is cut. */
export function printable(text: string, limit = 80): string {
  const cut = text.length > limit ? `${text.slice(0, limit)}… (${text.length.toLocaleString("en-US")} characters)` : text;
  return cut.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, (character) =>
    CONTROL[character] ?? `\\u${character.codePointAt(0)!.toString(16).padStart(4, "0")}`);
}

const CONTROL: Record<string, string> = {"\n": "\\n", "\r": "\\r", "\t": "\\t"};
