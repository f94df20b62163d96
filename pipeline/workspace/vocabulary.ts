import type {Workspace} from "./fitproof.ts";
import type {PresetEntity} from "./presets.ts";
import {DEAL_TYPES, OUTCOMES, type DealType, type Outcome} from "./sources.ts";
import {folded} from "./values.ts";

/** What the values of deals mean. Keys are folded: lower case, without outer spaces. */
export interface Vocabulary {
  readonly outcomes: ReadonlyMap<string, Outcome>;
  readonly lossReasons: ReadonlyMap<string, Outcome>;
  readonly dealTypes: ReadonlyMap<string, DealType>;
  readonly inbound: ReadonlySet<string>;
}

type Lists<K extends string> = {readonly [key in K]?: readonly string[] | undefined};

/**
 * The meaning of stages, loss reasons, deal types and lead sources: what fitproof.yaml says, then, where it says nothing
 * about a value, what the presets of the exports say.
 */
export function vocabulary(workspace: Workspace, presets: readonly Partial<PresetEntity>[] = []): Vocabulary {
  const sources = [...(workspace.exports.opportunities ?? []), ...presets];
  return {
    outcomes: meanings(sources.map(({outcomes}) => outcomes), OUTCOMES),
    lossReasons: meanings<Outcome>(sources.map((source) => source.loss_reasons), ["no_decision", "disqualified"]),
    dealTypes: meanings(sources.map((source) => source.deal_types), DEAL_TYPES),
    inbound: new Set(sources.flatMap(({inbound}) => inbound ?? []).map(folded))
  };
}

function meanings<K extends string>(sources: readonly (Lists<K> | undefined)[], names: readonly K[]): Map<string, K> {
  const map = new Map<string, K>();
  for (const source of sources) {
    for (const name of names) {
      for (const value of source?.[name] ?? []) if (!map.has(folded(value))) map.set(folded(value), name);
    }
  }
  return map;
}
