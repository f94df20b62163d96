import {ENTITIES, type Entity} from "../schema/exports.ts";
import type {Recognised} from "./recognise.ts";

/** Currencies that stand in headings of amounts. */
export const CURRENCY_CODES = [
  "USD", "EUR", "GBP", "CHF", "JPY", "CNY", "CAD", "AUD", "NZD", "INR", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "BRL", "MXN", "ZAR", "SGD", "HKD", "ILS", "AED", "TRY", "KRW"
];

/** A table of no known CRM, taken for an entity by the words in its header. Only `init` proposes it; nothing is read by it unseen. */
export interface Guess extends Recognised {
  readonly preset: "none";
  /** In (0, 1]: how much of the header the guess explains. */
  readonly confidence: number;
}

/** Canonical column: what people call it, the likeliest first, as words in lower case. */
type Words = Readonly<Record<string, readonly string[]>>;

const COMPANY_WORDS = ["account", "company", "customer", "client", "organization", "organisation", "org"];
const companyIds = [
  ...COMPANY_WORDS.map((word) => `${word} id`), "id empresa", "id de empresa", "id cuenta", "id société", "id entreprise", "id azienda", "id cliente", "firmen id", "kunden id"
];
// In English, German, Spanish, French, Portuguese, Italian and Dutch, here and below.
const companyNames = [
  ...COMPANY_WORDS.map((word) => `${word} name`), "business name", "firmenname", "kundenname", "unternehmensname", "name der firma", "name des unternehmens", "nombre de la empresa",
  "nombre de empresa", "razón social", "nom de l entreprise", "nom de la société", "raison sociale", "nome da empresa", "ragione sociale", "bedrijfsnaam", "klantnaam",
  ...COMPANY_WORDS, "firma", "unternehmen", "kunde", "empresa", "compañía", "cuenta", "cliente", "société", "entreprise", "azienda", "società", "bedrijf", "klant", "organisatie"
];

const FIRMOGRAPHICS: Words = {
  industry: ["industry", "sector", "vertical", "industry name", "industry code", "industry sector", "company industry", "industry vertical", "industry type", "branche", "industria", "rubro", "sector de actividad", "secteur", "secteur d activité", "setor", "indústria", "settore"],
  employees: [
    "employees", "employee count", "employees count", "number of employees", "num employees", "no of employees", "headcount", "company size",
    "employee range", "employee band", "size", "size band", "company size range", "staff", "fte", "of employees", "mitarbeiter", "anzahl mitarbeiter", "anzahl der mitarbeiter", "mitarbeiterzahl", "mitarbeitende",
    "beschäftigte", "empleados", "número de empleados", "n de empleados", "nº de empleados", "effectif", "effectifs", "nombre d employés", "nombre de salariés", "salariés", "funcionários",
    "número de funcionários", "dipendenti", "numero di dipendenti", "numero dipendenti", "medewerkers", "aantal medewerkers"
  ],
  annual_revenue: ["annual revenue", "revenue", "yearly revenue", "company revenue", "turnover", "revenue range", "jahresumsatz", "umsatz", "ingresos anuales", "facturación anual", "facturación", "chiffre d affaires annuel", "chiffre d affaires", "receita anual", "faturamento",
    "fatturato", "jaaromzet", "omzet"],
  country: ["country", "billing country", "country region", "country name", "hq country", "address 1 country region", "address1 country", "office location", "location", "headquarters", "land", "país", "pays", "paese", "país región", "pays région"],
  state: ["state", "province", "state province", "state region", "billing state", "address1 stateorprovince", "bundesland", "provincia"],
  city: ["city", "town", "billing city", "address1 city", "stadt", "ort", "ciudad", "ville", "cidade", "città"],
  ownership: ["ownership", "ownership type", "ownership code"],
  funding_stage: ["funding stage", "funding round", "last funding round", "funding"],
  business_model: ["business model"],
  founded_year: ["founded year", "year founded", "founded", "year established", "founding year", "gründungsjahr", "año de fundación", "année de création", "ano de fundação"],
  technologies: ["technologies", "tech stack", "technology stack", "crm", "tools"]
};

const UPKEEP: Words = {
  is_deleted: ["is deleted", "deleted"],
  modified_at: ["modified at", "modified on", "last modified", "last modified date", "updated at", "updated on", "last updated", "modified date"]
};

const CREATED = ["erstellt am", "erstellt", "angelegt am", "erstellungsdatum", "erstelldatum", "fecha de creación", "fecha creación", "creado el", "date de création", "créé le", "data de criação", "data di creazione", "data creazione", "aanmaakdatum"];

const DEAL_ACCOUNT: Words = {
  account_id: [
    ...companyIds, "crm account id", "salesforce account id", "salesforce id", "hubspot company id", "crm id", "customer number", "customer no", "account number", "account no", "client number", "kundennummer",
    "kunden nr", "kundennr", "kundenid", "account code", "customer code", "client code", "customer external id", "associated company ids", "associated company id", "número de cliente", "n cliente", "numéro client", "n client", "código de cliente", "codice cliente", "klantnummer", "klant id"
  ], account_name: [...companyNames, "potential customer", "customer organization", "customer organisation", "account company", "customer company", "associated company"],
  account_domain: ["domain", "company domain", "account domain", "website", "company website", "customer email", "account email", "billing email"]
};

/** A word for the thing itself is its id only where the rows say so. */
export const BARE_SUBSCRIPTIONS = ["subscription", "contract", "vertrag", "abo", "abonnement", "contrat", "suscripción", "contrato", "assinatura", "contratto"];

const MONTHLY = [
  "current mrr", "monthly price", "price per month", "monthly value", "monthly charge", "monthly subscription", "monatlicher betrag", "monatsbetrag", "monatspreis", "monatlicher preis", "monatsgebühr", "monatliche gebühr",
  "monatlicher umsatz", "montant mensuel", "prix mensuel", "revenu mensuel récurrent", "revenu mensuel", "importe mensual", "precio mensual", "cuota mensual", "ingreso mensual", "valor mensal", "receita mensal",
  "importo mensile", "canone mensile", "prezzo mensile", "maandbedrag"
];

const VOCABULARY: Readonly<Record<Entity, Words>> = {
  accounts: {
    account_id: [...companyIds, "id", "account number", "customer number", "crm id", "kundennummer", "kunden nr", "account key"],
    name: [...companyNames, "name"],
    domain: ["domain", "company domain", "website", "website url", "web site", "homepage", "url", "webseite"],
    ...FIRMOGRAPHICS,
    parent_account_id: ["parent account id", "parent id", "parent company id", "parent account", "parent company", "subsidiary of", "parent"],
    created_on: ["created on", "created at", "created date", "creation date", "create date", "created", "signup date", "sign up date", "customer since", "date created", ...CREATED],
    is_customer: ["is customer"],
    is_churned: ["is churned", "churned", "churn flag", "has churned"],
    ...UPKEEP
  },
  opportunities: {
    opportunity_id: [
      "opportunity id", "deal id", "opp id", "opportunity number", "deal number", "deal no", "deal nr", "id", "vorgangsnummer", "id oportunidad", "id negocio", "id opportunité", "id affaire",
      "n affaire", "numéro d affaire", "id opportunità", "id oportunidade"
    ],
    ...DEAL_ACCOUNT,
    // Dynamics calls the company that a deal is with its parent.
    account_id: [...DEAL_ACCOUNT["account_id"]!, "parent account id"],
    account_name: [...DEAL_ACCOUNT["account_name"]!, "parent account id name"],
    name: ["opportunity name", "deal name", "opportunity", "deal", "deal title", "title", "name", "topic", "nombre del negocio", "negocio", "oportunidad", "nom de l affaire", "affaire", "opportunité", "nom de l opportunité", "nome do negócio", "negócio", "oportunidade", "opportunità"],
    stage: [
      "deal stage", "opportunity stage", "sales stage", "stage name", "stage", "deal status", "opportunity status", "state code", "status code", "deal outcome",
      "opportunity outcome", "outcome", "opportunity result", "result", "win loss", "won lost", "status", "phase", "verkaufsphase", "vertriebsphase", "ergebnis", "etapa del negocio", "etapa", "estado", "resultado", "étape", "phase de vente", "statut", "résultat",
      "etapa do negócio", "fase do negócio", "fase", "stato", "esito", "stadium"
    ],
    is_won: ["is won", "won", "is closed won", "deal won", "win", "gewonnen"],
    is_closed: ["is closed", "closed", "geschlossen"],
    created_on: [
      "created on", "created at", "created date", "creation date", "create date", "date created", "created", "engage date", "open date",
      "opened on", "opened at", "opened", "start date", ...CREATED
    ],
    closed_on: ["closed on", "close date", "closed date", "closed at", "closing date", "date closed", "decision date", "end date", "close", "actual close date", "abschlussdatum", "abgeschlossen am", "geschlossen am", "fecha de cierre", "fecha cierre",
      "cerrado el", "date de clôture", "date clôture", "date de fermeture", "clôturé le", "data de fechamento", "data di chiusura", "data chiusura", "sluitingsdatum"],
    cycle_days: ["cycle days", "sales cycle days", "days to close", "sales cycle length", "sales cycle", "total days identified through closing"],
    amount: [
      "amount", "deal amount", "opportunity amount", "deal value", "opportunity value", "close value", "contract value", "amount usd",
      "opportunity amount usd", "value", "acv", "tcv", "arr", "actual revenue", "actual value", "betrag", "wert", "auftragswert", "auftragsvolumen", "angebotswert", "importe", "monto", "montant", "montant ht", "valor", "valor do negócio", "importo", "valore", "bedrag", "waarde"
    ],
    currency: ["currency", "currency code", "währung", "moneda", "devise", "moeda", "valuta"],
    deal_type: ["deal type", "opportunity type", "business type", "type", "opportunity type code", "deal typ", "geschäftsart", "tipo de negocio", "tipo", "type d affaire", "tipo de negócio"],
    lead_source: ["lead source", "source", "original source", "lead source code", "lead origin", "origin", "channel", "leadquelle", "lead quelle", "quelle", "herkunft", "fuente", "origen", "source du lead", "origine", "fonte", "origem"],
    loss_reason: ["loss reason", "lost reason", "reason lost", "closed lost reason", "reason for loss", "verlustgrund", "grund für verlust", "motivo de pérdida", "motivo de la pérdida", "motif de perte", "raison de la perte", "motivo da perda", "motivo della perdita", "status reason", "status code", "close reason"],
    competitor: ["competitor", "primary competitor", "competitors", "competitor name"],
    owner: ["owner", "deal owner", "opportunity owner", "owner name", "sales agent", "sales rep", "salesperson", "sales person", "account executive", "rep", "owner id name", "owner id", "verkäufer", "zuständig", "inhaber", "propietario", "vendedor", "comercial", "propriétaire", "commercial", "proprietário", "proprietario", "venditore"],
    product: ["product", "product name", "product line", "solution", "produkt", "producto", "produit", "produto", "prodotto"],
    pipeline: ["pipeline", "sales pipeline"],
    term_months: ["term months", "contract term months", "contract term", "contract length", "contract length months"],
    ...UPKEEP
  },
  subscriptions: {
    subscription_id: [
      "subscription id", "contract id", "id", "subscription number", "contract number", "subscription no", "contract no", "agreement id", "agreement number", "order number", "license id", "vertragsnummer", "vertrags nr",
      "vertragsnr", "vertrags id", "abonummer", "abo nr", "numéro de contrat", "n contrat", "id contrat", "id abonnement", "número de contrato", "id contrato", "id suscripción", "id assinatura", "numero contratto",
      "id contratto", "contractnummer", ...BARE_SUBSCRIPTIONS
    ],
    ...DEAL_ACCOUNT,
    started_on: [
      "started on", "start date", "started at", "subscription start", "subscription start date", "contract start", "contract start date", "start", "valid from", "term start", "term start date", "service start",
      "service start date", "activation date", "activated on", "activated at", "effective date", "effective from", "begin date", "begin", "started", "date started", "subscription started", "commencement date", "vertragsbeginn",
      "vertragsstart", "beginn", "startdatum", "laufzeitbeginn", "laufzeit von", "gültig ab", "gültig von", "abobeginn", "date de début", "date début", "début du contrat", "début", "fecha de inicio", "fecha inicio",
      "inicio del contrato", "inicio", "fecha de alta", "data de início", "início", "recurring billing start date", "signup date", "sign up date", "data inizio", "data di inizio", "inizio", "begindatum", "ingangsdatum"
    ],
    ended_on: [
      "ended on", "end date", "ended at", "subscription end", "subscription end date", "contract end", "contract end date", "cancelled at",
      "canceled at", "cancellation date", "cancel date", "end", "valid to", "valid until", "cancelled on", "canceled on", "cancelled", "canceled", "term end", "term end date", "service end", "service end date", "expiry date",
      "expiration date", "expires on", "expires at", "expires", "termination date", "terminated on", "terminated at", "churn date", "churned on", "churned at", "ended", "date ended", "vertragsende", "ende", "enddatum",
      "laufzeitende", "laufzeit bis", "gültig bis", "kündigungsdatum", "gekündigt zum", "gekündigt am", "date de fin", "date fin", "fin du contrat", "date de résiliation", "fin", "fecha de fin", "fecha fin",
      "fin del contrato", "fecha de baja", "data de término", "data de fim", "fim", "data fine", "data di fine", "fine", "einddatum", "einde"
    ],
    mrr: ["mrr", "mrr amount", "monthly recurring revenue", "monthly amount", "monthly revenue", "monthly fee", "mrr usd", ...MONTHLY],
    arr: [
      "arr", "arr amount", "annual recurring revenue", "annual amount", "acv", "arr usd", "annual price", "annual value", "annual fee", "annual contract value", "price per year", "yearly price", "yearly amount", "yearly fee",
      "jahresbetrag", "jährlicher betrag", "jahrespreis", "jahresgebühr", "jahreswert", "montant annuel", "prix annuel", "revenu annuel récurrent", "importe anual", "precio anual", "cuota anual", "valor anual",
      "importo annuale", "canone annuo", "jaarbedrag"
    ],
    amount: [
      "amount", "contract value", "total contract value", "tcv", "contract amount", "total", "total value", "total amount", "subscription amount", "subscription value", "vertragswert", "auftragswert", "gesamtbetrag", "betrag",
      "valeur du contrat", "montant total", "montant", "valor del contrato", "importe total", "importe", "monto", "valor do contrato", "valore del contratto", "importo", "bedrag"
    ],
    term_months: [
      "term months", "contract term months", "term", "contract term", "contract length", "contract length months", "subscription term", "subscription term months", "term length", "term length months", "term in months",
      "duration months", "duration in months", "duration", "contract duration", "vertragslaufzeit", "laufzeit", "laufzeit monate", "laufzeit in monaten", "durée", "durée mois", "durée en mois", "duración", "duración meses",
      "plazo meses", "durata mesi", "durata", "looptijd", "looptijd maanden"
    ],
    unit_amount: [
      "unit amount", "unit price", "price", "price per unit", "price per seat", "seat price", "net price", "sales price", "plan price", "plan amount", "einzelpreis", "stückpreis", "preis pro einheit", "preis", "prix unitaire", "prix", "precio unitario",
      "precio", "preço unitário", "preço", "prezzo unitario", "prezzo", "stukprijs", "prijs"
    ],
    quantity: ["quantity", "qty", "seats", "number of seats", "seat count", "units", "licenses", "licences", "license count", "number of licenses", "menge", "anzahl", "lizenzen", "anzahl lizenzen", "quantité", "cantidad", "quantidade", "quantità", "aantal"],
    interval: [
      "interval", "billing interval", "plan interval", "price interval", "recurring interval", "subscription interval", "payment interval", "renewal interval", "renewal period", "billing period unit", "interval unit", "billing period", "billing frequency", "billing cycle", "payment frequency", "frequency", "recurrence", "abrechnungsintervall", "abrechnungszeitraum",
      "billing cycle interval", "recurring billing frequency", "zahlungsweise", "zahlungsrhythmus", "intervall", "périodicité", "fréquence de facturation", "fréquence", "periodicidad", "frecuencia", "periodicidade", "frequenza", "periodicità", "frequentie"
    ],
    interval_count: ["interval count", "billing interval count", "plan interval count", "price interval count", "recurring interval count", "billing period count", "interval length", "number of periods", "billing period", "billing cycle frequency"],
    is_trial: ["is trial", "trial", "in trial", "trial flag", "testphase"],
    trial_ended_on: ["trial end", "trial ends", "trial ended", "trial end date", "trial ends at", "trial ended at", "trial ends on", "trial ended on", "trial end at", "testphase bis", "ende der testphase"],
    plan: ["plan", "plan name", "plan tier", "tier", "product", "product name"],
    currency: ["currency", "currency code", "mrr currency", "arr currency", "amount currency", "price currency", "contract currency", "currency iso code", "währung", "devise", "moneda", "moeda", "valuta"],
    ...UPKEEP
  },
  contacts: {
    contact_id: ["contact id", "person id", "id"],
    account_id: companyIds,
    name: ["full name", "contact name", "person name", "name"],
    title: ["job title", "title", "position", "jobtitle"],
    department: ["department", "job function", "function", "abteilung"],
    seniority: ["seniority", "seniority level", "level", "job level"],
    is_deleted: ["is deleted", "deleted"]
  },
  contact_roles: {
    opportunity_id: ["opportunity id", "deal id", "opp id"],
    contact_id: ["contact id", "person id"],
    role: ["role", "contact role", "buying role"],
    is_primary: ["is primary", "primary"]
  },
  mrr_snapshots: {
    ...DEAL_ACCOUNT,
    month: ["month", "mrr month", "month start", "snapshot month", "snapshot date", "period", "as of", "date", "reporting month", "month end", "year month", "monat", "stichtag", "mois", "mes", "mês", "mese", "maand"],
    mrr: ["mrr", "mrr amount", "monthly recurring revenue", "monthly revenue", "mrr usd", "monthly amount", ...MONTHLY],
    currency: ["currency", "currency code", "mrr currency", "währung", "devise", "moneda", "moeda", "valuta"]
  },
  invoices: {
    ...DEAL_ACCOUNT,
    period_start: [
      "period start", "billing period start", "service period start", "service start", "invoice period start", "invoice date", "period from", "service from", "leistungszeitraum von", "leistungsbeginn", "leistung von",
      "abrechnungszeitraum von", "début de période", "période du", "inicio del periodo", "periodo desde", "inizio periodo"
    ],
    period_end: [
      "period end", "billing period end", "service period end", "service end", "invoice period end", "period to", "service to", "leistungszeitraum bis", "leistungsende", "leistung bis", "abrechnungszeitraum bis",
      "fin de période", "période au", "fin del periodo", "periodo hasta", "fine periodo"
    ],
    amount: [
      "amount", "invoice amount", "amount due", "amount paid", "total", "net amount", "amount excl tax", "subtotal", "nettobetrag", "rechnungsbetrag", "betrag", "montant ht", "montant", "importe", "base imponible", "importo",
      "imponibile", "bedrag"
    ],
    currency: ["currency", "currency code", "invoice currency", "amount currency", "währung", "devise", "moneda", "moeda", "valuta"]
  },
  churn_events: {
    ...DEAL_ACCOUNT,
    churned_on: ["churned on", "churn date", "churned at", "date churned", "cancellation date", "cancelled on", "canceled on"],
    reason: ["reason", "churn reason", "reason code", "cancellation reason"]
  },
  account_links: {source: ["source"], source_account_id: ["source account id"], account_id: ["account id", "crm account id"]},
  stage_history: {
    opportunity_id: ["opportunity id", "deal id", "opp id"],
    stage: ["stage", "new stage", "to stage", "stage name", "deal stage"],
    changed_at: ["changed at", "changed on", "change date", "entered at", "entered on", "date entered", "moved at", "stage changed at", "stage date", "timestamp"]
  }
};

/** Of every group one column must be there. */
const NEEDED: Readonly<Record<Entity, readonly (readonly string[])[]>> = {
  accounts: [["account_id", "name"], Object.keys(FIRMOGRAPHICS)],
  opportunities: [["stage", "is_won"], ["opportunity_id", "name", "owner", "product", "account_id", "account_name"], ["amount", "created_on", "closed_on", "cycle_days", "loss_reason", "deal_type"]],
  subscriptions: [["account_id", "account_name", "account_domain"], ["started_on"], ["mrr", "arr", "amount", "unit_amount"]],
  contacts: [["contact_id", "name"], ["title", "department", "seniority"], ["account_id"]],
  contact_roles: [["opportunity_id"], ["contact_id"]],
  mrr_snapshots: [["account_id", "account_name", "account_domain"], ["month"], ["mrr"]],
  invoices: [["account_id", "account_name", "account_domain"], ["period_start"], ["amount"]],
  churn_events: [["account_id", "account_name", "account_domain"], ["churned_on"]],
  account_links: [["source"], ["source_account_id"], ["account_id"]],
  stage_history: [["opportunity_id"], ["stage"], ["changed_at"]]
};

/** What tells leads, tickets, activities and campaigns from the entities that they resemble. */
const FOREIGN = new Set([
  "lead id", "is converted", "converted date", "ticket id", "priority", "resolution time hours", "activity type", "call duration", "campaign id", "usage id",
  // Another object of Salesforce: those that count are recognised by their own headers.
  "system modstamp", "created by id"
]);

/** Money is given once: the first of these that a table has. */
const MONEY = [["mrr"], ["arr"], ["amount", "term_months"], ["unit_amount", "quantity", "interval", "interval_count"]];

/**
 * Guesses what a table without a known CRM's header is and which of its columns are canonical. Null where its words say nothing.
 */
export function guess(header: readonly string[]): Guess | null {
  const spoken = spokenHeaders(header);
  if ([...spoken.keys()].some((words) => FOREIGN.has(words))) return null;
  const guesses = ENTITIES.flatMap((entity): Guess[] => {
    const columns = match(spoken, VOCABULARY[entity]);
    if (!NEEDED[entity].every((group) => group.some((column) => column in columns))) return [];
    if (entity === "subscriptions") dropOtherMoney(columns);
    // A table of companies by name alone joins by it.
    if (entity === "accounts" && columns["account_id"] === undefined) columns["account_id"] = columns["name"]!;
    const used = new Set(Object.values(columns));
    const rest = new Map([...spoken].filter(([, name]) => !used.has(name)));
    const attributes = entity === "opportunities" ? match(rest, FIRMOGRAPHICS) : {};
    for (const name of Object.values(attributes)) used.add(name);
    const unmapped = header.filter((name) => !used.has(name));
    return [{preset: "none", entity, columns, combined: {}, attributes, unmapped, confidence: used.size / header.length}];
  });
  // A table that says more than one thing is the more particular: a deal has a stage, a subscription a start and a price.
  const rank = (found: Guess) => found.confidence + NEEDED[found.entity].length / 10 + (isRevenue(found) ? 0.15 : 0);
  return guesses.reduce<Guess | null>((best, next) => (best === null || rank(next) > rank(best) ? next : best), null);
}

/** A contract has a status too, as a deal has; a deal has no price per month or year from one day to another. */
function isRevenue({entity, columns}: Guess): boolean {
  return entity === "subscriptions" && (columns["mrr"] ?? columns["arr"] ?? columns["interval"]) !== undefined && columns["ended_on"] !== undefined;
}

/** Whether a header says that its amounts are in cents. */
export function isInCents(header: string): boolean {
  return IN_CENTS.test(headerWords(header));
}

const IN_CENTS = / (?:in )?(?:cents|cent|pence|minor units)$/;

/** Headers that may say whether a subscription is a trial. */
export function statusHeaders(header: readonly string[]): string[] {
  return header.filter((name) => /^(?:subscription )?(?:status|state)$/.test(headerWords(name)));
}

/** Whether a table states rates of exchange, as `exchange_rates` in fitproof.yaml names them. */
export function statesRates(header: readonly string[]): boolean {
  const words = header.map((name) => name.trim().toLowerCase());
  return ["currency", "date", "rate"].every((name) => words.includes(name));
}

/** Whether a header is but the word for a subscription. */
export function isBareSubscription(header: string): boolean {
  return BARE_SUBSCRIPTIONS.includes(headerWords(header));
}

/** Whether a table does nothing but join deals to companies by the ids of both. */
export function joinsDealsToCompanies(header: readonly string[]): boolean {
  const words = header.map(headerWords);
  return header.length <= 6 && words.some((word) => DEAL_IDS.includes(word)) && words.some((word) => companyIds.includes(word));
}

const DEAL_IDS = ["deal id", "opportunity id", "opp id"];

/** The headers that may be a deal's stage by their words. */
export function stageHeaders(header: readonly string[]): string[] {
  return header.filter((name) => VOCABULARY.opportunities["stage"]!.includes(headerWords(name)));
}

/** Never by a word alone: who a row is, what it came to, and what is gone. */
const NOT_BESIDE = new Set(["account_id", "opportunity_id", "parent_account_id", "stage", "is_won", "is_closed", "is_customer", ...Object.keys(UPKEEP)]);

/** Columns of a known CRM's table that its preset does not map and whose words say what they are: companies add columns of their own. */
export function furtherColumns(entity: Entity, mapped: readonly string[], header: readonly string[]): Record<string, string> {
  if (entity !== "accounts" && entity !== "opportunities") return {};
  const wanted = Object.fromEntries(Object.entries(VOCABULARY[entity]).filter(([name]) => !NOT_BESIDE.has(name) && !mapped.includes(name)));
  return match(spokenHeaders(header), wanted);
}

/** The headers by their words, those with a currency or a unit behind, or the table before a colon, also without it. */
function spokenHeaders(header: readonly string[]): Map<string, string> {
  const spoken = new Map<string, string>();
  for (const words of [headerWords, wordsWithoutCurrency, (name: string) => headerWords(name).replace(IN_CENTS, ""), (name: string) => headerWords(name.slice(name.indexOf(": ") + 1))]) {
    for (const name of header) if (!spoken.has(words(name))) spoken.set(words(name), name);
  }
  return spoken;
}

/** `Amount (EUR)`, `Betrag in CHF`, `Value USD` and `Valor (R$)` are an amount. */
function wordsWithoutCurrency(header: string): string {
  return headerWords(header.replace(/\(?\b\p{Lu}{0,3}\p{Sc}\)?/gu, " ")).replace(CURRENCY_BEHIND, "");
}

const CURRENCY_BEHIND = new RegExp(` (?:in )?(?:${CURRENCY_CODES.join("|")})$`, "i");

function match(spoken: ReadonlyMap<string, string>, vocabulary: Words): Record<string, string> {
  const columns: Record<string, string> = {};
  const taken = new Set<string>();
  // What is called by its first name is settled before a second name of another column can claim the header.
  const longest = Math.max(...Object.values(vocabulary).map((names) => names.length));
  for (let place = 0; place < longest; place++) {
    for (const [column, names] of Object.entries(vocabulary)) {
      const words = names[place];
      const header = words === undefined ? undefined : spoken.get(words);
      if (header === undefined || columns[column] !== undefined || taken.has(header)) continue;
      columns[column] = header;
      taken.add(header);
    }
  }
  return columns;
}

function dropOtherMoney(columns: Record<string, string>): void {
  // An amount that is paid again and again is for all units, and for an interval.
  if (columns["amount"] !== undefined && columns["term_months"] === undefined && columns["interval"] !== undefined && columns["unit_amount"] === undefined) {
    columns["unit_amount"] = columns["amount"];
    delete columns["amount"];
    delete columns["quantity"];
  }
  const kept = MONEY.find(([first]) => columns[first!] !== undefined) ?? [];
  for (const column of MONEY.flat()) if (!kept.includes(column)) delete columns[column];
}

/**
 * `dealStage`, `Deal_Stage` and `deal-stage` are "deal stage", `Start (UTC)` is "start", `MRR__c` and `SBQQ__MRR__c` are "mrr",
 * `(Do Not Modify) Opportunity` of Dynamics is "opportunity id", `numberofemployees` "number of employees".
 */
function headerWords(header: string): string {
  const words = header.replace(/\s*\((?:utc|gmt)\)\s*$/i, "").replace(/^(?:[A-Za-z]\w*?__)?(\w+)__c$/, "$1")
    .replace(/^\(do not modify\)\s+(account|opportunity|contact|contract|lead)$/i, "$1 id").replace(/^\(do not modify\)\s+/i, "").normalize("NFC").replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  return RUN_TOGETHER.get(words) ?? words;
}

/** What databases write as one word, `closedate`, by its words. */
const RUN_TOGETHER = new Map([...Object.values(VOCABULARY).flatMap((words) => Object.values(words).flat()), ...FOREIGN]
  .filter((words) => words.includes(" ")).map((words): [string, string] => [words.replaceAll(" ", ""), words]));
