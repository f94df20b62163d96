/** What stands in a page without a run (`template.ts`) where the run's own texts will stand. */
export const PLACES = {title: "fitproof:title", head: "<!--fitproof:head-->", header: "<!--fitproof:header-->", footer: "<!--fitproof:footer-->"} as const;
