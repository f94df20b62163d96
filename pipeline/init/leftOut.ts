import type {Database} from "../database.ts";
import type {Draft, SourceDraft} from "./draft.ts";
import {distinctValues, rawColumn, type DistinctValue} from "./rawValues.ts";

/** Which rows of a source are left out: of the first column of the headers that has such values in some rows, those with them. */
interface LeftOut {
  readonly headers: readonly string[];
  readonly isOut: (value: DistinctValue, header: string) => boolean;
  readonly reason: string;
}

/** More kinds than these are names. */
const MOST_KINDS = 30;

/** Those of the headers by which no row is left out yet, with the raw columns that they became. */
export async function unusedColumns(db: Database, {entity, exclude}: SourceDraft, headers: readonly string[]): Promise<{header: string; column: string}[]> {
  const found: {header: string; column: string}[] = [];
  for (const header of headers.filter((one) => exclude.every(({column}) => column !== one))) {
    const column = await rawColumn(db, entity, header);
    if (column !== undefined) found.push({header, column});
  }
  return found;
}

export async function leaveOut(db: Database, draft: Draft, source: SourceDraft, {headers, isOut, reason}: LeftOut): Promise<boolean> {
  for (const {header, column} of await unusedColumns(db, source, headers)) {
    const all = await distinctValues(db, source.entity, column);
    const out = all.filter((value) => isOut(value, header));
    const values = out.map(({value}) => value);
    const [row] = await db.rows<{row_count: number}>(`select count(*)::integer as row_count from raw_${source.entity}`);
    if (values.length === 0 || out.reduce((sum, {count}) => sum + count, 0) >= row!.row_count || all.length > MOST_KINDS) continue;
    source.exclude.push({column: header, in: values, reason});
    draft.decisions.push({stops: false, what: `${source.files.join(", ")}: ${source.entity} whose ${header} is ${values.join(" or ")} are left out (\`exclude\`)`});
    return true;
  }
  return false;
}
