import {companyIds, VOCABULARY} from "../ingest/guess/headings.ts";
import type {Problem} from "../problems.ts";
import type {LoadedWorkspace} from "../workspace/read.ts";
import {rulesOf} from "../workspace/tables.ts";
import {printPath} from "../workspace/validate.ts";
import type {Path} from "../workspace/yaml.ts";

/** What columns are called whose values name accounts or people. */
const NAMING = /^((parent_|master_)?account_|ultimate_parent_|company_|customer_|contact_|opportunity_|deal_|subscription_)?(id|name|domain)$|(^|_)(owner|email|website|phone)(_(id|name))?$/;

/** What exports call owners and companies, in the languages that ingest knows. */
const NAMING_HEADERS: ReadonlySet<string> = new Set([...VOCABULARY.opportunities["owner"]!, ...VOCABULARY.accounts["name"]!, ...companyIds].map(asColumn));

/** What of the settings would publish names: dimensions, criteria, disqualifiers and scopes on a column that holds them. The board edition is not built with any. */
export function namesPublished({workspace, icps, locate}: LoadedWorkspace): Problem[] {
  // An attribute may be called anything; the header that it is read from tells.
  const headers = Object.values(workspace.exports).flat().flatMap((source) => Object.entries(source?.attributes ?? {}));
  const isNaming = (column: string) => {
    const own = headers.filter(([name]) => name === column).map(([, header]) => asColumn(header));
    return [asColumn(column), ...own].some((name) => NAMING.test(name)) || own.some((header) => NAMING_HEADERS.has(header));
  };
  const at = (path: Path, column: string, what: string, file?: string): Problem[] => (isNaming(column) ? [{
    ...locate(path, file), column: printPath(path), message: `the board edition names no account and no person, and this ${what} reads a column that does`, value: column,
    fix: "Remove it or let it read another column, or publish with --profile internal (publish.profile)."
  }] : []);
  return [
    ...Object.entries(workspace.segments ?? {}).flatMap(([name, {column}]) => at(["segments", name, "column"], column, "dimension")),
    ...icps.flatMap((icp) => [
      ...rulesOf(icp).flatMap(({rule, path}) => at([...path, "column"], rule.column, path[0] === "disqualifiers" ? "disqualifier" : "criterion", icp.file)),
      ...Object.keys(icp.applies_to).flatMap((column) => at(["applies_to", column], column, "scope", icp.file))
    ])
  ];
}

/** A header as a column would be called: `OwnerId`, `Owner Id` and `Owner_Id__c` are `owner_id`. */
function asColumn(header: string): string {
  return header.replace(/__c$/i, "").replace(/([a-z])([A-Z])/g, "$1_$2").replace(/\W+/g, "_").toLowerCase();
}
