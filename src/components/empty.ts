import {emphasised, h} from "./dom.js";

/** What is shown where there is nothing to draw: what is missing, the YAML that adds it, and where it is explained. */
export function empty(
  missing: string, {remedy = null, yaml = null, href = null, link = "How, with an example"}: {
    readonly remedy?: string | null;
    /** The lines of fitproof.yaml that would add it. */
    readonly yaml?: string | null;
    readonly href?: string | null;
    readonly link?: string;
  } = {}
): HTMLElement {
  return h("div", {class: "empty"},
    h("p", {}, h("b", {}, missing)),
    remedy && h("p", {}, ...emphasised(remedy)),
    yaml && h("pre", {tabindex: 0}, h("code", {}, ...yamlLines(yaml))),
    href && h("p", {}, h("a", {href}, link)));
}

/** What stands where no deal is won or lost: that none was exported, or that none of those that were is decided. */
export function noDeals(has: Readonly<Record<string, boolean>>, subject: string): HTMLElement {
  const explained = {href: "./methods#win-rate", link: "What counts as won and lost"};
  if (has["opportunities"]) {
    return empty(`No deal that was exported is won or lost, so nothing can be said about ${subject}.`, {
      remedy: "Where some are, say which stages mean it under `exports.opportunities.outcomes` in `fitproof.yaml`.",
      yaml: "exports:\n  opportunities:\n    outcomes: {won: [Closed Won], lost: [Closed Lost]}", ...explained
    });
  }
  return empty(`No deals were exported, so nothing can be said about ${subject}.`, {
    remedy: "Add `opportunities` to `exports` in `fitproof.yaml`: account, stage, created and closed dates, amount, and which stages are won and lost.",
    yaml: "exports:\n  opportunities:\n    files: [opportunities.csv]\n    columns: {opportunity_id: Id, account_id: Account, stage: Stage, created_on: Created, closed_on: Closed, amount: Amount}\n    outcomes: {won: [Closed Won], lost: [Closed Lost]}",
    ...explained
  });
}

/** What stands where no customer ever paid: that no revenue was exported, or that none of what was counts. */
export function noRevenue(has: Readonly<Record<string, boolean>>, subject: string): HTMLElement {
  if (["subscriptions", "mrr_snapshots", "invoices"].some((entity) => has[entity])) {
    return empty(`Nothing that was exported as revenue counts at a month end, so nothing can be said about ${subject}.`, {
      remedy: "Data quality says which rows count as nothing, and why.", href: "./data-quality", link: "Data quality"
    });
  }
  return empty(`No subscriptions were exported, so nothing can be said about ${subject}.`, {
    remedy: "Add `subscriptions` to `exports` in `fitproof.yaml`: who pays, from when, until when, and how much a month. Monthly snapshots or invoices do too, and so do won deals with a contract term (`mrr_from: won_deals`).",
    yaml: "exports:\n  subscriptions:\n    files: [subscriptions.csv]\n    columns: {account_id: Account, started_on: Start date, ended_on: End date, mrr: MRR}",
    href: "./methods#recurring-revenue", link: "What counts as recurring revenue"
  });
}

/** Lines that wrap on a narrow screen go on further in than they begin: what they hold is not taken for keys of its own. */
function yamlLines(yaml: string): HTMLElement[] {
  const lines = yaml.split("\n");
  return lines.map((line, i) => h("span", {class: "line", style: `--in: ${line.search(/\S|$/) + 4}ch`}, i < lines.length - 1 ? `${line}\n` : line));
}
