/**
 * A record of JSON as one row: a nested object's fields are named `outer.inner`, also of objects in a list; several values stand in one cell joined by ";".
 * The answers of CRMs' APIs lose their wrapping: Salesforce's `attributes`, HubSpot's `properties`, whose associations become ids.
 */
export function flatRecord(record: Readonly<Record<string, unknown>>): Map<string, string> {
  const row = new Map<string, string>();
  addFields(row, "", record, 0);
  return row;
}

const DEEPEST = 4;

function addFields(row: Map<string, string>, prefix: string, object: Readonly<Record<string, unknown>>, depth: number): void {
  for (const name in object) {
    const value = object[name];
    if (typeof value !== "object" || value === null) {
      if (!row.has(prefix + name)) row.set(prefix + name, cell(value));
    } else if (name === "attributes" && isObject(value) && typeof value["type"] === "string") continue;
    else if (depth === 0 && name === "properties" && isObject(value) && "id" in object) addFields(row, "", value, depth + 1);
    else if (name === "associations" && isObject(value)) addAssociations(row, `${prefix}${name}.`, value);
    else if (isHistory(value)) row.set(prefix + name, cell(value["value"]));
    else if (isObject(value) && depth < DEEPEST) addFields(row, `${prefix}${name}.`, value, depth + 1);
    else if (isObjects(value) && depth < DEEPEST) addObjects(row, `${prefix}${name}.`, value, depth + 1);
    else if (!row.has(prefix + name)) row.set(prefix + name, cell(value));
  }
}

/** Attio's API gives every value as a list of objects, Stripe's the prices of a subscription. */
function addObjects(row: Map<string, string>, prefix: string, objects: readonly Readonly<Record<string, unknown>>[], depth: number): void {
  const rows = objects.map((object) => {
    const fields = new Map<string, string>();
    addFields(fields, prefix, object, depth);
    return fields;
  });
  for (const name of new Set(rows.flatMap((fields) => [...fields.keys()]))) {
    if (!row.has(name)) row.set(name, rows.map((fields) => fields.get(name) ?? "").filter((text) => text !== "").join(";"));
  }
}

function isObjects(value: unknown): value is Record<string, unknown>[] {
  return Array.isArray(value) && value.length > 0 && value.every(isObject);
}

/** HubSpot's first API gives every property with its history: {value, timestamp, source}. */
function isHistory(value: object): value is {value: unknown} {
  return "value" in value && ("timestamp" in value || "versions" in value);
}

/** {companies: {results: [{id, type}]}}: the ids, that of the primary one first, whose type alone is not "unlabeled". */
function addAssociations(row: Map<string, string>, prefix: string, associations: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(associations)) {
    const list = isObject(value) ? value["results"] : value;
    if (!Array.isArray(list)) continue;
    const isSecondary = (entry: unknown) => isObject(entry) && String(entry["type"] ?? "").endsWith("_unlabeled");
    const ids = list.toSorted((a, b) => Number(isSecondary(a)) - Number(isSecondary(b)))
      .map((entry) => cell(isObject(entry) ? entry["id"] ?? entry["toObjectId"] : entry));
    row.set(prefix + name, [...new Set(ids)].join(";"));
  }
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) {
    return value.some((item) => typeof item === "object" && item !== null) ? JSON.stringify(value) : value.map(cell).join(";");
  }
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
