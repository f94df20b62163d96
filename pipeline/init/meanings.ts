import type {DealType, Outcome} from "../workspace/sources.ts";

// What the words of a stage say in the languages that CRMs are sold in most. The order matters: `Lost - no decision` is no decision,
// `Closed Won - Contract Signed` is won. Only `init` proposes by them; a run knows what fitproof.yaml and the presets say.
const OUTCOME_WORDS: readonly (readonly [Outcome, RegExp])[] = [
  ["disqualified", /disqualif|unqualif|not (?:a )?(?:good )?(?:qualified|fit)\b|\b(?:bad|poor|no) fit\b|nicht qualifiziert|no calificad|non qualifi|não qualific|duplicat|duplikat|\bspam\b|спам|дубл(?:ь|икат)|некачествен|^test(?: (?:deal|record|opportunity))?$|\bjunk\b/],
  ["no_decision", /no[ -]?decision|keine entscheidung|sin decisi|pas de d[ée]cision|sem decis|no response|unresponsive|keine r[üu]ckmeldung|ghosted|went dark|abandon/],
  ["lost", /\b(?:not|no) (?:won|win|sold|sale)\b|unsuccessful|(?:nicht|niet) gewonnen|no ganad|(?:non|pas) gagn|não ganh|non vint|\blost\b|\bloss\b|\blose\b|verloren|verlust|perdid[oa]|perdue?s?\b|\bpers[oa]\b|\btabt\b|f[öo]rlorad|przegran|verlies|reject|refus|declin|abgelehnt|abgesagt|geweigerd|afgewezen|\bfail(?:ed|ure)\b|\bdead\b|\bno[ -]?go\b|cancel|stornier|失注|不成立|不成約|敗退|провал|проигр|неуспеш|не реализ|(?:^|[^\p{L}])отказ|absage|\bno order\b|prohr[aá]n|häv(?:itty|isi)|kaybedil|输单|丢单|未成交/u],
  // What is only to be, and what is signed or won on the way: Contract to be signed, Awaiting signed order, Verbal win; Signed NDA, Technical Win.
  ["open", /\bsigned\b.*\b(?:nda|loi|mou|term sheet|letter of intent)\b|\b(?:nda|loi|mou|term sheet|letter of intent)\b.*\bsigned\b|\btech(?:nical)? win\b|\b(?:to be|not yet|await\w*|waiting|pending|verbal(?:ly)?|expected)\b.*\b(?:signed|won|win|sold|purchased)\b|(?:受注|成約|成立)(?:予定|見込|確度)/],
  ["won", /\bwon\b|^[^\p{L}]*(?:(?:closed?|deal)[^\p{L}]+)?win[^\p{L}]*$|gewonnen|ganad[oa]|\bganh[ao]s?\b|gagn[ée]e?s?(?!\p{L})|\bconclue?s?\b|\bvint[oa]\b|\bvundet\b|\bvunnen\b|wygran|\bsigned\b|unterschrieben|getekend|firmado|sign[ée]e?s?(?!\p{L})|closed[ -]paid|\bsold\b|verkauft|\bpurchased\b|^(?:accepted|angenommen|aanvaard|geaccepteerd|acceptée?|aceptad[oa]|aceit[oa]|accettat[oa]|converted|converti)$|受注|成約|成立|^zusage$|auftrag (?:erhalten|erteilt)|\b(?:order|po) (?:received|placed)\b|выигр|успешн|реализован|vyhr[aá]n|voitet|kazan[ıi]ld|赢单|成交/u],
  ["open", /\bopen|offen|abiert|ouvert|\babert|apert|prospect|engag|qualif|discover|\bdemo|propos|propuest|trattativ|negocia|presupuest|offre|angebot|offert|negoti|negoci|n[ée]goci|verhandl|contract|vertrag|contrat|evaluat|evaluier|meeting|termin|rendez|pilot|trial|\bquot|pipeline|progress|\bprocess\b|\ben cours\b|\ben curso\b|em andamento|\bin corso\b|in behandeling|diligence|pitch|\bbid\b|attente|in attesa|en espera|wartet|\bnew\b|\bneu\b|nuev|nouve|\bnovo|\blead|conta(?:ct|tt)|kontakt|calific|verbal|commit|review|interest|\bneed|\bvalue\b|decision|entscheidung|schedul|present|pr[äa]sent|approach|pending|stalled|on hold|identif|solution|technical|legal|procurement|security|follow|\bstage \d|^\d+ ?%|initial|\bactive|aktiv|nurtur|working|forecast|best case|upside|an[aá]l[iy]s|bedürfnis|besoin|necesidad|perception|closing|\bin arbeit\b|bedarf|discuss|\bincoming\b|商談|提案|見積|見込|交渉|検討|評価|ヒアリング|アプローチ|進行|要件|アポイント|プレゼン|意思決定|契約書|переговор|подготовк|первичн|квалифик|предложен|согласов|договор|презентац|в работе|谈判|报价/]
];

/** The outcome that a stage's own words state; null where they leave it open (`Closed`, `Abgeschlossen`, `Not signed`, an emoji). */
export function plainOutcome(stage: string): Outcome | null {
  const words = stage.normalize("NFC").toLowerCase().replace(/[_/]+/g, " ");
  const [outcome, pattern] = OUTCOME_WORDS.find(([, pattern]) => pattern.test(words)) ?? [null, null];
  return outcome === "won" && NEGATED.test(words.slice(0, words.search(pattern))) ? null : outcome;
}

/** What ends before a word that means won: `Not signed` may be lost or open, in any of the languages. */
const NEGATED = /(?<!\p{L})(?:not|never|nicht|niet|non|no|pas|não|не)\s+$/u;

const DEAL_TYPE_WORDS: readonly (readonly [DealType, RegExp])[] = [
  ["renewal", /renew|verl[äa]nger|renov|renouvel|rinnov|extension|downgrade|更新|継続/],
  ["expansion", /expan|upsell|up-sell|cross|upgrade|add[ -]?on|existing|bestand|erweiter|additional|amend|exist[ae]nt|ampliaci|既存|追加/],
  ["new_business", /\bnew|\bneu|nuev|nouve|\bnov[oa]|net new|logo|initial|first|erst|acquisition|\bland\b|pilot|新規/]
];

export function plainDealType(type: string): DealType | null {
  const words = type.toLowerCase();
  return DEAL_TYPE_WORDS.find(([, pattern]) => pattern.test(words))?.[0] ?? null;
}

/** What a reason for a loss makes of it: no loss to anyone; null where it is a plain one. */
export function plainLossReason(reason: string): "no_decision" | "disqualified" | null {
  const outcome = plainOutcome(reason);
  if (outcome === "no_decision" || outcome === "disqualified") return outcome;
  return /no budget|kein budget|status quo|do nothing|project (?:cancel|postpon)|no longer (?:needed|interested)|timing/i.test(reason) ? "no_decision" : null;
}

/** Whether a lead source says that the customer came by itself. */
export function isInbound(source: string): boolean {
  return /\b(?:web|website|web ?site|inbound|organic|direct traffic|referral|referrals|contact (?:us|form)|demo request|free trial|chat|word of mouth|empfehlung|webseite|seo)\b/i.test(source)
    && !/outbound|cold/i.test(source);
}
