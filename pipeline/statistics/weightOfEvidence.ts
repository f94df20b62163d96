export interface EvidenceRow {
  readonly wonShare: number;
  readonly lostShare: number;
  /** ln(wonShare / lostShare): over 0 where the bin wins more than the whole. */
  readonly weight: number;
  readonly information: number;
}

export interface WeightOfEvidence {
  /** Whether 1/2 was added to every cell because one was empty. */
  readonly isSmoothed: boolean;
  readonly rows: readonly EvidenceRow[];
  readonly informationValue: number | null;
}

/**
 * Weight of evidence of bins of [won, lost] counts and their information value (Siddiqi, Credit Risk Scorecards,
 * 2006); null without bins.
 */
export function weightOfEvidence(bins: readonly (readonly [won: number, lost: number])[]): WeightOfEvidence {
  const isSmoothed = bins.some(([won, lost]) => won === 0 || lost === 0);
  const cells = bins.map(([won, lost]) => (isSmoothed ? [won + 0.5, lost + 0.5] as const : [won, lost] as const));
  const wonTotal = cells.reduce((sum, [won]) => sum + won, 0);
  const lostTotal = cells.reduce((sum, [, lost]) => sum + lost, 0);
  const rows = cells.map(([won, lost]) => {
    const wonShare = won / wonTotal;
    const lostShare = lost / lostTotal;
    const weight = Math.log(wonShare / lostShare);
    return {wonShare, lostShare, weight, information: (wonShare - lostShare) * weight};
  });
  return {isSmoothed, rows, informationValue: rows.length ? rows.reduce((sum, row) => sum + row.information, 0) : null};
}
