import {afterAll, describe, expect, it} from "vitest";
import {openDatabase, quotedText} from "../../../pipeline/database.ts";
import {foldHeader, recognise} from "../../../pipeline/ingest/recognise.ts";
import {ENTITIES, EXPORTS} from "../../../pipeline/schema/exports.ts";
import {readPresets, type PresetEntity} from "../../../pipeline/workspace/presets.ts";

const presets = await (await readPresets()).presets.all();
const db = await openDatabase(":memory:");
afterAll(() => db.close());

const entities = presets.flatMap((preset) => ENTITIES.flatMap((entity) => {
  const rules = preset.entities[entity];
  return rules ? [{name: `${preset.name}.${entity}`, preset: preset.name, entity, rules}] : [];
}));

function rulesOf(preset: string, entity: "accounts" | "opportunities"): PresetEntity {
  return presets.find(({name}) => name === preset)!.entities[entity]!;
}

/** The key under which a list of values has this one, as it is compared. */
function keyOf(lists: Readonly<Record<string, readonly string[] | undefined>>, value: string): string | null {
  return Object.entries(lists).find(([, values]) => values?.some((other) => other.toLowerCase() === value.toLowerCase()))?.[0] ?? null;
}

async function matches(pattern: string, text: string): Promise<boolean> {
  return (await db.rows<{found: boolean}>(`select regexp_matches(${quotedText(text)}, ${quotedText(pattern)}) as found`))[0]!.found;
}

describe("presets", () => {
  it("are those of five kinds of CRM export and of two billing systems", () => {
    expect(presets.map(({name}) => name)).toEqual(["chargebee", "hubspot", "pipedrive", "salesforce", "salesforce_report", "stripe", "zoho"]);
  });

  it.each(entities)("$name is what any of its own sets of headers is recognised as", ({preset, entity, rules}) => {
    const others = rules.recognise.map((names) => recognise(names, presets)).filter((found) => found?.preset !== preset || found.entity !== entity);
    expect(others).toEqual([]);
  });

  it.each(entities)("$name names no header twice for one column, and none that excludes itself", ({rules}) => {
    for (const names of Object.values(rules.columns)) {
      const folded = (names ?? []).map(foldHeader);
      expect(new Set(folded).size).toBe(folded.length);
    }
    const unless = new Set(rules.unless.map(foldHeader));
    expect(rules.recognise.flat().filter((name) => unless.has(foldHeader(name)))).toEqual([]);
  });

  it.each(entities)("$name combines and drops columns that it has", ({entity, rules}) => {
    const columns = Object.keys(EXPORTS[entity]);
    expect([...rules.combine, ...Object.values(rules.drop).flat()].filter((column) => !columns.includes(column))).toEqual([]);
    expect(Object.keys(rules.attributes).filter((column) => columns.includes(column))).toEqual([]);
  });

  it.each([
    ["salesforce", "Closed Won", "won"], ["salesforce", "closed lost", "lost"], ["salesforce", "Negotiation/Review", "open"], ["salesforce", "Id. Decision Makers", "open"],
    ["salesforce", "Closed - No Decision", "no_decision"], ["salesforce_report", "Geschlossen und gewonnen", "won"], ["hubspot", "closedwon", "won"], ["hubspot", "Closed Lost", "lost"],
    ["hubspot", "appointmentscheduled", "open"], ["hubspot", "Decision Maker Bought-In", "open"], ["hubspot", "Cierre ganado", "won"], ["hubspot", "Cierre perdido", "lost"],
    ["hubspot", "Cliente potencial", "open"], ["pipedrive", "Won", "won"], ["pipedrive", "lost", "lost"], ["pipedrive", "Gewonnen", "won"], ["pipedrive", "Verloren", "lost"],
    ["pipedrive", "Offen", "open"], ["pipedrive", "Open", "open"], ["zoho", "Closed Lost to Competition", "lost"], ["zoho", "Identify Decision Makers", "open"], ["zoho", "Closed Won", "won"],
    ["zoho", "Contract out for signature", null]
  ])("%s: a deal in %s is %s", (preset, stage, outcome) => {
    expect(keyOf(rulesOf(preset, "opportunities").outcomes, stage)).toBe(outcome);
  });

  it.each([
    ["salesforce", "New Customer", "new_business"], ["salesforce", "Existing Customer - Upgrade", "expansion"], ["salesforce", "Existing Customer - Replacement", "expansion"],
    ["salesforce", "Existing Customer - Downgrade", "renewal"], ["salesforce", "Existing Business", "expansion"], ["salesforce", "New Business", "new_business"],
    ["salesforce", "Renewal", "renewal"], ["salesforce_report", "Add-On", "expansion"], ["hubspot", "newbusiness", "new_business"], ["hubspot", "existingbusiness", "expansion"],
    ["hubspot", "Existing Business", "expansion"], ["zoho", "New Business", "new_business"], ["zoho", "Existing Business", "expansion"], ["pipedrive", "Neukunde", "new_business"]
  ])("%s: a deal of type %s is %s", (preset, type, dealType) => {
    expect(keyOf(rulesOf(preset, "opportunities").deal_types, type)).toBe(dealType);
  });

  it.each([
    "Grand Totals (5700 records)", "Grand Total", "Total", "Total (12 records)", "Subtotal", "Confidential Information - Do Not Distribute",
    "Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved.", "Copyright © 2000-2026 salesforce.com, inc. All rights reserved.", "Gesamt", "Gesamtsumme (3 Datensätze)",
    "Vertrauliche Informationen – Nicht weitergeben", "Generated By:  Ada Lovelace 9/14/2024 2:11 PM"
  ])("a report's row that begins with %s is a footer", async (text) => {
    const found = await Promise.all(rulesOf("salesforce_report", "opportunities").footer.map((pattern) => matches(pattern, text)));
    expect(found).toContain(true);
  });

  it.each(["Total Solutions GmbH", "TotalEnergies", "Subtotal Software Inc", "Copyright Clearance Center", "Grand Hotel", "Gesamtverband e.V."])("a report's row of %s is a row", async (text) => {
    const found = await Promise.all(rulesOf("salesforce_report", "accounts").footer.map((pattern) => matches(pattern, text)));
    expect(found).not.toContain(true);
  });

  it.each([["[Sample] Tony Turner", true], ["[Beispiel] Deal", true], ["Sample Sizes Ltd", false], ["Deal [Sample]", false]])("Pipedrive's %s is a sample record: %s", async (name, isSample) => {
    const rule = rulesOf("pipedrive", "opportunities").exclude.find(({reason}) => reason === "sample record")!;
    expect(rule.column).toBe("name");
    expect(await matches(rule.matches!, name)).toBe(isSample);
  });

  it("removes Zoho's prefix of ids", () => {
    for (const {preset, rules} of entities) expect(rules.id_prefix).toBe(preset === "zoho" ? "zcrm_" : undefined);
  });
});
