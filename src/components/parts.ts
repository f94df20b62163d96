import type {PartsIndex} from "../../pipeline/publish/published.ts";
import {rows} from "./rows.js";

// Where this module stands; apart from its use, because bundlers take the two together for an asset of their own.
const here = import.meta.url;

export interface Parts {
  /** The rows of a mart whose split columns have the given values; a column that is not given may have any. */
  rows<T>(mart: string, keys?: Readonly<Record<string, string | null>>): Promise<T[]>;
  /** The same rows part by part, for tables that grow as the reader asks: nothing is read yet. */
  list<T>(mart: string, keys?: Readonly<Record<string, string | null>>): PartList<T>;
}

/** Rows that are read in parts. */
export interface PartList<T> {
  readonly row_count: number;
  readonly part_count: number;
  part(number: number): Promise<readonly T[]>;
}

/**
 * Reads marts that are published in parts, each part once. `index` is `data/marts/parts.json`; the run's id keeps a browser from showing the parts
 * of an earlier report.
 *
 *     const parts = partsOf(await FileAttachment("../data/marts/parts.json").json(), run.run_id);
 *     const rates = await parts.rows("win_rate_by_segment", {deal_type: choice.deal_type, period_window: choice.period});
 */
export function partsOf(index: PartsIndex, runId: string, load: (url: string) => Promise<ArrayBuffer> = fetched): Parts {
  const loaded = new Map<string, Promise<unknown[]>>();
  const read = (mart: string, number: number) => {
    const name = `${mart}-${number}`;
    let part = loaded.get(name);
    if (!part) {
      part = load(new URL(`../../_file/data/marts/${name}.arrow?run=${encodeURIComponent(runId)}`, here).href).then((buffer) => rows(buffer));
      // A part that could not be loaded is asked for again the next time.
      part.catch(() => loaded.delete(name));
      loaded.set(name, part);
    }
    return part;
  };
  const wanted = (mart: string, keys: Readonly<Record<string, string | null>>) => {
    const {by, parts} = index[mart] ?? {by: [], parts: []};
    return [...parts.entries()].filter(([, part]) => by.every((name, j) => !(name in keys) || part.keys[j] === keys[name]));
  };
  return {
    async rows<T>(mart: string, keys: Readonly<Record<string, string | null>> = {}) {
      return (await Promise.all(wanted(mart, keys).map(([number]) => read(mart, number)))).flat() as T[];
    },
    list<T>(mart: string, keys: Readonly<Record<string, string | null>> = {}) {
      const parts = wanted(mart, keys);
      return {
        row_count: parts.reduce((sum, [, part]) => sum + part.row_count, 0),
        part_count: parts.length,
        part: async (number: number) => (await read(mart, parts[number]![0])) as T[]
      };
    }
  };
}

async function fetched(url: string): Promise<ArrayBuffer> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${new URL(url).pathname} could not be loaded (${response.status})`);
  return response.arrayBuffer();
}
