import {writingOf, type Writing} from "./format.ts";

/** How a run writes, by the keys and values of its `config_settings`; null where fitproof.yaml states no locale. */
export function writingOfSettings(settings: ReadonlyMap<string, string>): Writing | null {
  const locale = settings.get("locale");
  return locale ? writingOf(locale, settings.get("currency") || null) : null;
}
