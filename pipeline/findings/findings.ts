import type {Database} from "../database.ts";
import type {Step} from "../models/model.ts";
import {dataQualityFindings} from "./dataQuality.ts";
import {homeFindings} from "./home.ts";
import {icpPagesFindings} from "./icpPages.ts";
import {icpValidationFindings} from "./icpValidation.ts";
import {expansionFindings} from "./expansion.ts";
import type {Finding} from "./finding.ts";
import {retentionFindings} from "./retention.ts";
import {segmentsPageFindings} from "./segmentsPage.ts";
import {winRateFindings} from "./winRate.ts";

/** Reads marts and says what they show. Several `cannot-say` of one page keep their order. */
type FindingWriter = (db: Database) => Promise<Finding[]>;

const WRITERS: readonly FindingWriter[] = [homeFindings, icpPagesFindings, icpValidationFindings, winRateFindings, retentionFindings, expansionFindings, segmentsPageFindings, dataQualityFindings];

/** findings: one row per sentence, in the order of the pages; what a page shows of them is published page by page. */
export const findings: Step = {
  table: "findings",
  async build(db) {
    const written: Finding[][] = [];
    for (const write of WRITERS) written.push(await write(db));
    const all = written.flat();
    await db.writeTable("findings", [
      {name: "page", type: "varchar", values: all.map(({page}) => page)},
      {name: "figure", type: "varchar", values: all.map(({figure}) => figure)},
      {name: "scope", type: "varchar", values: all.map(({scope}) => scope)},
      {name: "finding_order", type: "integer", values: all.map((_, i) => i + 1)},
      {name: "text", type: "varchar", values: all.map(({text}) => text)},
      {name: "least_count", type: "integer", values: all.map(({least}) => least ?? null)},
      {name: "part", type: "varchar", values: all.map(({part}) => part ?? null)}
    ]);
  }
};
