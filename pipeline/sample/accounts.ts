import {createIds} from "./ids.ts";
import {companyName} from "./names.ts";
import {weighted, type Random} from "./random.ts";
import {PLANTED_ICP, type LatentTier} from "./truth.ts";

/** An account as it truly is; the export leaves some of it out. */
export interface SampleAccount {
  readonly index: number;
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  readonly industry: string;
  readonly employees: number;
  readonly annualRevenue: number;
  readonly country: string;
  /** Separated by semicolons. */
  readonly technologies: string;
  readonly ownership: string;
  readonly fundingStage: string;
  readonly businessModel: string;
  readonly parentId: string;
  readonly fit: Fit;
  readonly tier: LatentTier;
}

/** Which company-level criteria of the planted ICP an account truly meets. */
export interface Fit {
  readonly industry: boolean;
  readonly employees: boolean;
  readonly technology: boolean;
  readonly country: boolean;
}

export const accountId = createIds("001");

/** Draws one account. Nothing of it depends on any outcome. */
export function drawAccount(index: number, random: Random): SampleAccount {
  const industry = drawIndustry(random.next());
  const country = drawCountry(random.next());
  const employees = Math.max(2, Math.round(Math.exp(Math.log(150) + 1.65 * random.normal())));
  const annualRevenue = roundTo(employees * Math.exp(Math.log(165_000) + 0.55 * random.normal()), 10_000);
  const businessModel = random.chance(B2B_SHARE[sizeBand(employees)]!) ? "B2B" : "B2C";
  const isTechnical = (PLANTED_ICP.industries as readonly string[]).includes(industry);
  const usesCrm = random.chance(isTechnical ? 0.82 : 0.5);
  const technologies = [usesCrm ? PLANTED_ICP.technology : drawOtherCrm(random.next())];
  for (const [name, share] of OTHER_TECHNOLOGIES) if (random.chance(share)) technologies.push(name);
  if (random.chance(employees >= 1000 ? 0.6 : 0.1)) technologies.push("SAP");
  const isListed = random.chance(employees >= 1000 ? 0.4 : 0.02);
  const fundingStage = isListed ? "Public" : drawFundingStage(random.next());
  const ownership = isListed ? "Public" : random.chance(0.12) ? "Subsidiary" : "Private";
  const parentId = ownership === "Subsidiary" && index > 0 && random.chance(0.5) ? accountId(random.below(index)) : "";
  const fit = {
    industry: isTechnical,
    employees: employees >= PLANTED_ICP.employees[0] && employees <= PLANTED_ICP.employees[1],
    technology: usesCrm,
    country: (PLANTED_ICP.countries as readonly string[]).includes(country)
  };
  return {
    index, id: accountId(index), ...companyName(index), industry, employees, annualRevenue, country,
    technologies: technologies.join(";"), ownership, fundingStage, businessModel, parentId, fit, tier: tierOf(fit)
  };
}

/** The tier of an account by icp/2024-01.yaml where everything is known: without the CRM nothing else counts. */
function tierOf(fit: Fit): LatentTier {
  if (!fit.technology) return 3;
  if (fit.industry && fit.employees) return 1;
  return fit.industry || fit.employees ? 2 : 3;
}

const drawIndustry = weighted([
  ["Technology", 0.25], ["Finance", 0.14], ["Manufacturing", 0.14], ["Healthcare", 0.11], ["Retail", 0.1],
  ["Consulting", 0.08], ["Insurance", 0.06], ["Media", 0.05], ["Transportation", 0.04], ["Education", 0.03]
]);

const drawCountry = weighted([
  ["United States", 0.45], ["United Kingdom", 0.12], ["Germany", 0.1], ["Canada", 0.08], ["France", 0.06],
  ["Australia", 0.05], ["Netherlands", 0.05], ["India", 0.04], ["Brazil", 0.03], ["Singapore", 0.02]
]);

const drawOtherCrm = weighted([["HubSpot", 0.45], ["Dynamics 365", 0.35], ["Zoho", 0.2]]);

const OTHER_TECHNOLOGIES = [["AWS", 0.5], ["Slack", 0.35], ["Snowflake", 0.2], ["Zendesk", 0.18]] as const;

const drawFundingStage = weighted([
  ["Bootstrapped", 0.34], ["Seed", 0.16], ["Series A", 0.2], ["Series B", 0.17], ["Series C+", 0.13]
]);

// Under 50 employees, to 199, to 999, from 1,000: the confounding of truth.ts's REVERSED_PAIR lives here.
const B2B_SHARE = [0.06, 0.93, 0.92, 0.06] as const;

function sizeBand(employees: number): number {
  return employees < 50 ? 0 : employees < 200 ? 1 : employees < 1000 ? 2 : 3;
}

function roundTo(value: number, step: number): number {
  return Math.max(step, Math.round(value / step) * step);
}
