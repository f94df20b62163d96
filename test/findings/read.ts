import type {Finding} from "../../pipeline/findings/finding.ts";

/** A sentence without what marks its main words, and with plain spaces. */
export function plain(text: string): string {
  return text.replaceAll("**", "").replaceAll("\u202f", " ");
}

/** What the findings of a figure say, of one choice or of all. */
export function ofFigure(findings: readonly Finding[], figure: string, scope?: string): string[] {
  return findings.filter((row) => row.figure === figure && (scope === undefined || row.scope === scope)).map(({text}) => text);
}
