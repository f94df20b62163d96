import {existsSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {sampleSizesOf, type RunInfo} from "./pipeline/publish/runInfo.ts";
import {day, plural, useWriting} from "./src/components/format.ts";

/** The pages in the reader's order: what to decide, the ICP, the evidence, what it all rests on. */
export const NAVIGATION: readonly {readonly name: string; readonly pages: readonly {readonly name: string; readonly path: string}[]}[] = [
  {name: "Decide", pages: [{name: "ICP this quarter", path: "/index"}]},
  {name: "The ICP", pages: [
    {name: "Definition", path: "/pages/icp"},
    {name: "Validation", path: "/pages/icp-validation"},
    {name: "Versions", path: "/pages/icp-versions"}
  ]},
  {name: "Customers and deals", pages: [
    {name: "Win rate", path: "/pages/win-rate"},
    {name: "Retention", path: "/pages/retention"},
    {name: "Expansion", path: "/pages/expansion"},
    {name: "Segments", path: "/pages/segments"}
  ]},
  {name: "Underneath", pages: [
    {name: "Accounts", path: "/pages/accounts"},
    {name: "Data quality", path: "/pages/data-quality"},
    {name: "Methods", path: "/pages/methods"}
  ]}
];

/** Pages that name accounts or people. */
export const INTERNAL_PAGES: readonly string[] = ["/pages/accounts"];

const BRAND = `<svg aria-hidden="true" width="28" height="20" viewBox="0 0 28 20"><path class="brand-reference" d="M5,1 V19" stroke-width="1.75"/><path class="brand-line" d="M9,10 H28" stroke-width="2.5"/><circle class="brand-dot" cx="18.5" cy="10" r="5.2"/></svg>Fitproof`;

/** Framework's configuration for the pages that exist under `root`, with the run's header and footer. Plain data. */
export function siteConfig(root: string, run: RunInfo | null) {
  useWriting(run?.writing ?? null);
  return {
    root,
    title: run?.name ?? "Fitproof",
    home: BRAND,
    style: "style.css",
    globalStylesheets: [],
    search: true,
    pager: false,
    toc: false,
    linkify: false,
    typographer: false,
    // Framework remembers an opened sidebar, which would cover the next page on a phone. A page with choices in its address does not show what it came with (.drawn in style.css).
    head: `<link rel="icon" href="data:,"><meta name="color-scheme" content="light dark">${run?.writing ? `<meta name="fitproof-writing" content="${escaped(JSON.stringify(run.writing))}">` : ""}${run ? `<meta name="fitproof-samples" content="${escaped(JSON.stringify(sampleSizesOf(run)))}">` : ""}<script>sessionStorage.removeItem("observablehq-sidebar");for(const [name,is] of [["asked",location.search],["placed",location.hash]])if(is)document.documentElement.classList.add(name)</script>`,
    header: run ? header(run) : "",
    footer: run ? footer(run) : "",
    pages: NAVIGATION
      .map((section) => ({...section, pages: section.pages.filter((page) => existsSync(join(root, `${page.path}.md`)))}))
      .filter((section) => section.pages.length > 0)
  };
}

function header(run: RunInfo): string {
  const versions = run.in_force.toSorted((a, b) => Number(b.icp === "main") - Number(a.icp === "main")).map(({icp, version, effective_from: from}) =>
    `<span>${run.in_force.length > 1 ? `${escaped(icp)} ` : "ICP "}<b>${escaped(version)}</b>, in force since ${day(from)}</span>`);
  return `<div class="context"><span><b>${escaped(run.name)}</b></span><span>${run.as_of === null ? "No dates in the exports" : `Data to <b>${day(run.as_of)}</b>`}</span>${
    versions.length ? versions.join("") : "<span>No approved ICP is in force</span>"}${
    run.profile === "board" ? `<span>Board edition: cells under ${run.min_cell} are hidden</span>` : ""}</div>`;
}

function footer(run: RunInfo): string {
  const read = run.files.map(({file, row_count: rows, latest_date: latest}) =>
    `<span>${escaped(file)}${latest ? ` to ${day(latest)}` : ""}, ${plural(rows, "row")}</span>`);
  const {row_count: out, reasons} = run.left_out;
  const left = out === 0 ? "nothing" : `<a href="/pages/data-quality">${plural(out, "row")}</a>: ${reasons.slice(0, 6)
    .map(({entity, kind, row_count: n}) => `${plural(n, `${escaped(kind)} ${ROWS[entity] ?? "row"}`)}`).join(", ")}${reasons.length > 6 ? ", …" : ""}`;
  return `<dl><div><dt>Run</dt><dd>${escaped(run.run_id)} · same exports and settings give the same report</dd></div>
<div><dt>Read</dt><dd>${read.length ? read.join(" · ") : "nothing"}</dd></div>
<div><dt>Left out</dt><dd>${left}</dd></div>
<div><dt>Build</dt><dd>Fitproof ${escaped(run.version)} · fingerprint ${escaped(run.build)} · every number is defined in <a href="/pages/methods">methods</a>, and differences are taken before rounding</dd></div></dl>`;
}

/** A row of each entity in words; `-s` is its plural. */
const ROWS: Readonly<Record<string, string>> = {
  accounts: "account", opportunities: "deal", subscriptions: "subscription", contacts: "contact", contact_roles: "contact role",
  mrr_snapshots: "MRR snapshot", invoices: "invoice", churn_events: "churn event", account_links: "account link", stage_history: "stage change"
};

/** A text as HTML, in content or in a quoted attribute. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** What `observable preview` and `observable build` read. `FITPROOF_RUN` names the run.json that header and footer show. */
const preview = () => {
  const path = process.env["FITPROOF_RUN"];
  return path && existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as RunInfo) : null;
};

export default {
  ...siteConfig("src", preview()),
  header: () => (preview() ? header(preview()!) : ""),
  footer: () => (preview() ? footer(preview()!) : ""),
  interpreters: {".ts": [process.execPath, "--import", import.meta.resolve("tsx")]}
};
