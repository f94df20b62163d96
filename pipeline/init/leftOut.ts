import type {Database} from "../database.ts";
import type {Draft, SourceDraft} from "./draft.ts";
import {distinctValues, rawColumn} from "./rawValues.ts";

/** Which rows of a source are left out: of the first column of the headers that has such values in some rows, those with them. */
interface LeftOut {
  readonly headers: readonly string[];
  readonly isOut: (value: string, header: string) => boolean;
  readonly reason: string;
}

/** More kinds than these are names. */
const MOST_KINDS = 30;

export async function leaveOut(db: Database, draft: Draft, source: SourceDraft, {headers, isOut, reason}: LeftOut): Promise<boolean> {
  for (const header of headers.filter((one) => source.exclude.every(({column}) => column !== one))) {
    const column = await rawColumn(db, source.entity, header);
    const all = column === undefined ? [] : await distinctValues(db, source.entity, column);
    const out = all.filter(({value}) => isOut(value, header));
    const values = out.map(({value}) => value);
    const [row] = await db.rows<{row_count: number}>(`select count(*)::integer as row_count from raw_${source.entity}`);
    if (values.length === 0 || out.reduce((sum, {count}) => sum + count, 0) >= row!.row_count || all.length > MOST_KINDS) continue;
    source.exclude.push({column: header, in: values, reason});
    draft.decisions.push({stops: false, what: `${source.files.join(", ")}: ${source.entity} whose ${header} is ${values.join(" or ")} are left out (\`exclude\`)`});
    return true;
  }
  return false;
}
