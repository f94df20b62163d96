import {ENTITIES, type Entity} from "../schema/exports.ts";
import {dateReadings} from "./dates.ts";
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
/** A deal's company among other companies: `Associated company > Record ID`, `Sales account : Name`. */
const BESIDE_COMPANY = ["associated", "primary", "sales", "related", "linked"];
const besides = (end: string) => BESIDE_COMPANY.flatMap((before) => COMPANY_WORDS.map((word) => `${before} ${word}${end}`));
const companyIds = [
  ...COMPANY_WORDS.map((word) => `${word} id`), "id empresa", "id de empresa", "id cuenta", "id société", "id entreprise", "id azienda", "id cliente", "firmen id", "kunden id",
  "firmennummer", "firmennr", "firmen nr", ...COMPANY_WORDS.map((word) => `${word} record id`)
];
// In English, German, Spanish, French, Portuguese, Italian and Dutch, here and below.
const companyNames = [
  ...COMPANY_WORDS.map((word) => `${word} name`), "business name", "firmenname", "kundenname", "unternehmensname", "name der firma", "name des unternehmens", "nombre de la empresa",
  "nombre de empresa", "razón social", "nom de l entreprise", "nom de la société", "raison sociale", "nome da empresa", "ragione sociale", "bedrijfsnaam", "klantnaam",
  ...COMPANY_WORDS, "firma", "unternehmen", "kunde", "empresa", "compañía", "cuenta", "cliente", "société", "entreprise", "azienda", "società", "bedrijf", "klant", "organisatie"
];

const FIRMOGRAPHICS: Words = {
  industry: ["industry", "sector", "vertical", "industry name", "industry code", "industry sector", "company industry", "industry vertical", "industry type", "primary industry", "branche", "industria", "rubro", "sector de actividad", "secteur", "secteur d activité", "setor", "indústria", "settore", "categories"],
  employees: [
    "employees", "employee count", "employees count", "number of employees", "num employees", "no of employees", "headcount", "company size",
    "employee range", "employee band", "employee size", "number employees", "team size", "size", "size band", "company size range", "staff", "fte", "of employees", "mitarbeiter", "anzahl mitarbeiter", "anzahl der mitarbeiter", "mitarbeiterzahl", "mitarbeitende",
    "beschäftigte", "empleados", "número de empleados", "n de empleados", "nº de empleados", "effectif", "effectifs", "nombre d employés", "nombre de salariés", "salariés", "funcionários",
    "número de funcionários", "dipendenti", "numero di dipendenti", "numero dipendenti", "medewerkers", "aantal medewerkers"
  ],
  annual_revenue: ["annual revenue", "revenue", "yearly revenue", "company revenue", "turnover", "revenue range", "estimated arr", "jahresumsatz", "umsatz", "ingresos anuales", "facturación anual", "facturación", "chiffre d affaires annuel", "chiffre d affaires", "receita anual", "faturamento",
    "fatturato", "jaaromzet", "omzet"],
  country: ["country", "billing country", "country region", "country name", "hq country", "address 1 country region", "address1 country", "address country", "primary address country", "primary location country", "mailing country", "country code", "office location", "location", "headquarters", "land", "país", "pays", "paese", "país región", "pays région"],
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
  modified_at: [
    "modified at", "modified on", "last modified", "last modified date", "updated at", "updated on", "last updated", "modified date", "modified time", "date modified", "updated time", "date updated", "last modified time",
    "geändert am"
  ]
};

const CREATED = ["created time", "creation time", "date added", "added on", "add time", "date opened", "erstellt am", "erstellt", "angelegt am", "erstellungsdatum", "erstelldatum", "fecha de creación", "fecha creación", "creado el", "date de création", "créé le", "data de criação", "data di creazione", "data creazione", "aanmaakdatum"];

const DEAL_ACCOUNT: Words = {
  account_id: [
    ...companyIds, "crm account id", "salesforce account id", "salesforce id", "hubspot company id", "crm id", "customer number", "customer no", "account number", "account no", "client number", "kundennummer",
    "kunden nr", "kundennr", "kundenid", "account code", "customer code", "client code", "customer external id", "associated company ids", "associated company id", "número de cliente", "n cliente", "numéro client", "n client", "código de cliente", "codice cliente", "klantnummer", "klant id", ...besides(" id"), ...besides(" record id"), "target record id", "lead id"
  ],
  account_name: [
    ...companyNames, "potential customer", "customer organization", "customer organisation", "account company", "customer company", "customer business name", "customer company name", "party name",
    ...besides(" name"), ...besides(""), "lead name"
  ],
  account_domain: ["domain", "company domain", "account domain", "website", "company website", "customer email", "account email", "billing email"]
};

/** When a deal was to be closed: the day on which it was where nothing else says it. */
const EXPECTED_CLOSE = ["expected close date", "expected closing date", "expected close", "expected closing", "estimated close date", "est close date", "forecast close date", "projected close date"];

/** A subscription that has no other beginning began when it was made. */
const BEGUN = ["created at", "created on", "created", "created date", "date created"];

/** Whose interval, and what people call one: `plan_interval_unit` and `plan_interval_length`, `Billing period`, `order_interval_frequency`. */
const REPEATS = ["billing", "plan", "price", "recurring", "recurring billing", "price recurring", "subscription", "payment", "renewal", "product", "order", "charge", "invoice", "plan billing"]
  .flatMap((of) => ["interval", "period", "frequency", "cycle", "billing interval", "cycle interval"].map((word): [string, string] => [of, word]));
const COUNTS = ["count", "length", "number", "value", "frequency"];

/** A word for the thing itself is its id only where the rows say so. */
export const BARE_SUBSCRIPTIONS = ["subscription", "contract", "vertrag", "abo", "abonnement", "contrat", "suscripción", "contrato", "assinatura", "contratto"];

const MONTHLY = [
  "current mrr", "monthly price", "price per month", "monthly value", "monthly charge", "monthly subscription", "monatlicher betrag", "monatsbetrag", "monatspreis", "monatlicher preis", "monatsgebühr", "monatliche gebühr",
  "monatlicher umsatz", "montant mensuel", "prix mensuel", "revenu mensuel récurrent", "revenu mensuel", "importe mensual", "precio mensual", "cuota mensual", "ingreso mensual", "valor mensal", "receita mensal",
  "importo mensile", "canone mensile", "prezzo mensile", "maandbedrag"
];

const VOCABULARY: Readonly<Record<Entity, Words>> = {
  accounts: {
    account_id: [...companyIds, "id", "account number", "customer number", "crm id", "kundennummer", "kunden nr", "account key", "record id", "account code", "customer code"],
    name: [...companyNames, "name", "display name", "record", "legal name"],
    domain: ["domain", "company domain", "website", "website url", "web site", "homepage", "url", "webseite", "domains", "email domain"],
    ...FIRMOGRAPHICS,
    parent_account_id: ["parent account id", "parent id", "parent company id", "parent account", "parent company", "subsidiary of", "parent"],
    created_on: ["created on", "created at", "created date", "creation date", "create date", "created", "signup date", "sign up date", "customer since", "date created", ...CREATED],
    is_customer: ["is customer"],
    is_churned: ["is churned", "churned", "churn flag", "has churned"],
    ...UPKEEP
  },
  opportunities: {
    opportunity_id: [
      "opportunity id", "deal id", "opp id", "opportunity number", "opp number", "deal number", "deal no", "deal nr", "id", "vorgangsnummer", "id oportunidad", "id negocio", "id opportunité", "id affaire",
      "n affaire", "numéro d affaire", "id opportunità", "id oportunidade", "opportunity no", "opportunity nr", "record id", "external id"
    ],
    ...DEAL_ACCOUNT,
    // Dynamics calls the company that a deal is with its parent.
    account_id: [...DEAL_ACCOUNT["account_id"]!, "parent account id"],
    account_name: [...DEAL_ACCOUNT["account_name"]!, "parent account id name"],
    name: ["opportunity name", "deal name", "opportunity", "deal", "deal title", "title", "name", "topic", "nombre del negocio", "negocio", "oportunidad", "nom de l affaire", "affaire", "opportunité", "nom de l opportunité", "nome do negócio", "negócio", "oportunidade", "opportunità", "opportunity title", "lead title", "subject", "record", "bezeichnung"],
    stage: [
      "deal stage", "opportunity stage", "sales stage", "stage name", "stage", "deal status", "opportunity status", "opportunity state", "deal state", "status type", "state code", "status code", "deal outcome",
      "opportunity outcome", "outcome", "opportunity result", "result", "win loss", "won lost", "status", "phase", "verkaufsphase", "vertriebsphase", "ergebnis", "etapa del negocio", "etapa", "estado", "resultado", "étape", "phase de vente", "statut", "résultat",
      "etapa do negócio", "fase do negócio", "fase", "stato", "esito", "stadium", "pipeline stage", "current stage", "sales phase", "sales status", "lead status", "status label", "milestone", "stufe"
    ],
    is_won: ["is won", "won", "is closed won", "deal won", "win", "gewonnen"],
    is_closed: ["is closed", "closed", "geschlossen", "is lost", "lost", "deal lost"],
    created_on: [
      "created on", "created at", "created date", "creation date", "create date", "date created", "created", "engage date", "open date",
      "opened on", "opened at", "opened", "start date", "opportunity date", "deal date", ...CREATED
    ],
    closed_on: ["closed on", "close date", "closed date", "closed at", "closing date", "date closed", "closed time", "decision date", "end date", "close", "actual close date", "actual closing date", "actual closure date", "abschlussdatum", "abgeschlossen am", "geschlossen am", "fecha de cierre", "fecha cierre",
      "cerrado el", "date de clôture", "date clôture", "date de fermeture", "clôturé le", "data de fechamento", "data di chiusura", "data chiusura", "sluitingsdatum", ...EXPECTED_CLOSE],
    cycle_days: ["cycle days", "sales cycle days", "days to close", "sales cycle length", "sales cycle", "total days identified through closing"],
    amount: [
      "amount", "deal amount", "opportunity amount", "deal value", "opportunity value", "close value", "contract value", "amount usd",
      "opportunity amount usd", "value formatted", "value", "deal size", "bid amount", "total value", "acv", "tcv", "arr", "actual revenue", "actual value", "currency value", "betrag", "wert", "auftragswert", "auftragsvolumen", "angebotswert", "importe", "monto", "montant", "montant ht", "valor", "valor do negócio", "importo", "valore", "bedrag", "waarde", "income", "sale", "expected revenue", "expected value", "expected amount", "estimated revenue", "estimated value", "est revenue", "projected total", "likely"
    ],
    currency: [
      "currency", "currency code", "währung", "moneda", "devise", "moeda", "valuta", "deal currency", "opportunity currency", "amount currency", "value currency", "bid currency", "currency iso code", "transaction currency id"
    ],
    deal_type: ["deal type", "opportunity type", "business type", "type", "opportunity type code", "deal typ", "geschäftsart", "art", "tipo de negocio", "tipo", "type d affaire", "tipo de negócio"],
    lead_source: ["lead source", "source", "original source", "lead source code", "lead origin", "origin", "channel", "deal source", "opportunity source", "source name", "leadquelle", "lead quelle", "quelle", "herkunft", "fuente", "origen", "source du lead", "origine", "fonte", "origem"],
    loss_reason: ["loss reason", "lost reason", "reason lost", "closed lost reason", "reason for loss", "verlustgrund", "grund für verlust", "motivo de pérdida", "motivo de la pérdida", "motif de perte", "raison de la perte", "motivo da perda", "motivo della perdita", "status reason", "status code", "close reason", "win loss reason", "closed reason", "lost reasons", "reason refused", "reason for status", "opportunity state reason", "state reason"],
    competitor: ["competitor", "primary competitor", "competitors", "competitor name"],
    owner: ["owner", "deal owner", "opportunity owner", "owner name", "sales agent", "sales rep", "salesperson", "sales person", "account executive", "rep", "owned by", "assigned to", "assigned user", "assigned user name", "sales owner", "user responsible", "responsible user", "responsible person", "responsible", "deal owner name", "owner id name", "owner id", "verkäufer", "verantwortlich", "verantwortlicher", "zuständig", "inhaber", "propietario", "vendedor", "comercial", "propriétaire", "commercial", "proprietário", "proprietario", "venditore", "user name"],
    product: ["product", "product name", "product line", "solution", "produkt", "producto", "produit", "produto", "prodotto"],
    pipeline: ["pipeline", "sales pipeline", "deal pipeline", "pipeline name"],
    term_months: ["term months", "contract term months", "contract term", "contract length", "contract length months"],
    ...UPKEEP
  },
  subscriptions: {
    subscription_id: [
      "subscription id", "contract id", "id", "subscription number", "contract number", "subscription no", "contract no", "agreement id", "agreement number", "order number", "license id", "vertragsnummer", "vertrags nr",
      "vertragsnr", "vertrags id", "abonummer", "abo nr", "numéro de contrat", "n contrat", "id contrat", "id abonnement", "número de contrato", "id contrato", "id suscripción", "id assinatura", "numero contratto",
      "id contratto", "contractnummer", "subscription name", "subscription reference", "subscription uuid", "record id", ...BARE_SUBSCRIPTIONS
    ],
    ...DEAL_ACCOUNT,
    started_on: [
      "started on", "start date", "started at", "subscription start", "subscription start date", "contract start", "contract start date", "start", "valid from", "term start", "term start date", "service start",
      "service start date", "activation date", "activated on", "activated at", "effective date", "effective from", "begin date", "begin", "started", "date started", "subscription started", "commencement date", "vertragsbeginn",
      "vertragsstart", "beginn", "startdatum", "laufzeitbeginn", "laufzeit von", "gültig ab", "gültig von", "abobeginn", "date de début", "date début", "début du contrat", "début", "fecha de inicio", "fecha inicio",
      "inicio del contrato", "inicio", "fecha de alta", "data de início", "início", "recurring billing start date", "signup date", "sign up date", "data inizio", "data di inizio", "inizio", "begindatum", "ingangsdatum", "contract effective date", "billing start date", "first billing date", "first billed at", "current term start", "effective start date", "from", "von", ...BEGUN
    ],
    // Who cancels mostly stays until the end of what is paid: the day of the notice comes after every word for the end, and the period that is paid last.
    ended_on: [
      "ended on", "end date", "ended at", "subscription end", "subscription end date", "contract end", "contract end date", "end", "valid to", "valid until", "expires at", "expires on", "expires", "expiry date",
      "expiration date", "expired at", "expired on", "ends at", "ends on", "effective end date", "term end", "term end date", "service end", "service end date", "termination date", "terminated on", "terminated at", "churn date", "churned on", "churned at", "ended",
      "date ended", "vertragsende", "ende", "enddatum", "laufzeitende", "laufzeit bis", "gültig bis", "gekündigt zum", "date de fin", "date fin", "fin du contrat", "fin", "fecha de fin", "fecha fin", "fin del contrato",
      "fecha de baja", "data de término", "data de fim", "fim", "data fine", "data di fine", "fine", "einddatum", "einde", "cancelled at", "canceled at", "cancellation date", "cancel date", "cancelled on", "canceled on",
      "cancelled date", "canceled date", "date cancelled", "date canceled", "cancelled", "canceled", "kündigungsdatum", "gekündigt am", "date de résiliation", "current period end", "current period ends at", "current term end",
      "current term ends at", "paid until", "paid through", "paid through date", "until", "to", "bis"
    ],
    mrr: ["mrr", "mrr amount", "monthly recurring revenue", "monthly amount", "monthly revenue", "monthly fee", "mrr usd", "subscription mrr", "total mrr", "charge mrr", "rate plan charge mrr", "cmrr", ...MONTHLY],
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
      "unit amount", "unit price", "price", "price per unit", "price per seat", "seat price", "net price", "sales price", "plan price", "plan amount", "recurring amount", "recurring price", "price amount", "price unit amount", "plan unit price", "product price", "base price", "renewal price", "einzelpreis", "stückpreis", "preis pro einheit", "preis", "prix unitaire", "prix", "precio unitario",
      "precio", "preço unitário", "preço", "prezzo unitario", "prezzo", "stukprijs", "prijs"
    ],
    quantity: ["quantity", "qty", "seats", "number of seats", "seat count", "units", "licenses", "licences", "license count", "number of licenses", "plan quantity", "item quantity", "user count", "menge", "anzahl", "lizenzen", "anzahl lizenzen", "quantité", "cantidad", "quantidade", "quantità", "aantal"],
    interval: [
      "interval", ...REPEATS.flatMap(([of, word]) => [`${of} ${word}`, `${of} ${word} unit`]), "interval unit", "period unit", "frequency unit", "frequency", "recurrence", "interval type", "cycle", "abrechnungsintervall", "abrechnungszeitraum",
      "zahlungsweise", "zahlungsrhythmus", "intervall", "périodicité", "fréquence de facturation", "fréquence", "periodicidad", "frecuencia", "periodicidade", "frequenza", "periodicità", "frequentie"
    ],
    interval_count: ["interval count", "interval length", "period count", "number of periods", ...REPEATS.flatMap(([of, word]) => COUNTS.map((count) => `${of} ${word} ${count}`)), "billing period", "billing frequency"],
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
    account_name: [...DEAL_ACCOUNT["account_name"]!, "contact name", "bill to"],
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
  "is converted", "converted date", "ticket id", "resolution time hours", "activity type", "call duration", "campaign id", "usage id",
  // Another object of Salesforce: those that count are recognised by their own headers.
  "system modstamp", "created by id"
]);

/** Money is given once: the first of these that a table has. */
const MONEY = [["mrr"], ["arr"], ["amount", "term_months"], ["unit_amount", "quantity", "interval", "interval_count"]];

/** What people call the files of an entity that its header alone may not tell. */
const FILE_NAMES: Readonly<Partial<Record<Entity, RegExp>>> = {
  accounts: /^(?!.*(?:contact|person|people|user|manager|owner|team|link|history|churn|invoice|subscription|contract|deal|opportunit)).*(?:account|compan|customer|client|organi[sz]ation|firm[ae]|unternehmen|kunden|empresa|cliente|société|entreprise|aziend)/i,
  opportunities: /opportunit|deal|negocio|negócio|verkaufschanc|vertriebschanc/i, subscriptions: /subscription|contract|vertr[aä]g|abonnement/i
};

/**
 * Guesses what a table without a known CRM's header is and which of its columns are canonical. Null where its words say nothing.
 * @param file its name, which tells accounts by an id and a name alone
 */
export function guess(header: readonly string[], file = ""): Guess | null {
  const spoken = spokenHeaders(header);
  if ([...spoken.keys()].some((words) => FOREIGN.has(words)) || isLeads(spoken)) return null;
  const isNamed = (entity: Entity) => FILE_NAMES[entity]?.test(file) === true;
  const guesses = ENTITIES.flatMap((entity): Guess[] => {
    const columns = match(spoken, VOCABULARY[entity]);
    const isPlain = entity === "accounts" && isNamed(entity) && columns["account_id"] !== undefined && columns["name"] !== undefined;
    if (!isPlain && !NEEDED[entity].every((group) => group.some((column) => column in columns))) return [];
    if (entity === "opportunities" && (!isDeal(columns) || (spoken.has("priority") && columns["amount"] === undefined))) return [];
    if (entity === "subscriptions" && !isPaidFor(columns)) return [];
    if (entity === "subscriptions") dropOtherMoney(columns);
    // Of a deal that is not won, "lost" says all that "closed" would.
    if (columns["is_won"] === undefined && lossFlags([columns["is_closed"] ?? ""]).length > 0) delete columns["is_closed"];
    // A table of companies by name alone joins by it.
    if (entity === "accounts" && columns["account_id"] === undefined) columns["account_id"] = columns["name"]!;
    const closed = entity === "opportunities" ? closingHeaders(spoken) : [];
    if (closed.length > 0) columns["closed_on"] = closed[0]!;
    const used = new Set([...Object.values(columns), ...closed]);
    const rest = new Map([...spoken].filter(([, name]) => !used.has(name)));
    const attributes = entity === "opportunities" ? match(rest, FIRMOGRAPHICS) : {};
    for (const name of Object.values(attributes)) used.add(name);
    const unmapped = header.filter((name) => !used.has(name));
    return [{preset: "none", entity, columns, combined: closed.length > 0 ? {closed_on: closed} : {}, attributes, unmapped, confidence: used.size / header.length}];
  });
  // A table that says more than one thing is the more particular: a deal has a stage, a subscription a start and a price.
  const rank = (found: Guess) => found.confidence + NEEDED[found.entity].length / 10 + (isRevenue(found) ? 0.15 : 0) + (isNamed(found.entity) ? 0.15 : 0);
  return guesses.reduce<Guess | null>((best, next) => (best === null || rank(next) > rank(best) ? next : best), null);
}

/** The headers of the days on which deals were won and lost: a closing date beside them may be one that was expected. None where a table has not both. */
function closingHeaders(spoken: ReadonlyMap<string, string>): string[] {
  const [won, lost] = ["won", "lost"].map((word) => [`${word} date`, `date ${word}`, `${word} on`, `${word} at`, `${word} time`].map((words) => spoken.get(words)).find((name) => name !== undefined));
  return won === undefined || lost === undefined ? [] : [won, lost];
}

/** A lead of its own has a person's name; where it has a company's it is what Close calls an account. */
function isLeads(spoken: ReadonlyMap<string, string>): boolean {
  return spoken.has("lead id") && !spoken.has("lead name");
}

/** A company has a status too, and pays a recurring amount; a ticket is closed, a project ends: a deal has what is a deal's own. */
function isDeal(columns: Readonly<Record<string, string>>): boolean {
  if (!isPlainStatus(columns["stage"] ?? "")) return true;
  const isRecurring = /^(?:arr|acv)\b/.test(headerWords(columns["amount"] ?? ""));
  return (columns["closed_on"] !== undefined && headerWords(columns["closed_on"]) !== "end date") || columns["cycle_days"] !== undefined || columns["loss_reason"] !== undefined || (columns["amount"] !== undefined && !isRecurring);
}

/** Whether a header is a word for the state of anything. */
export function isPlainStatus(header: string): boolean {
  return PLAIN_STATUS.test(headerWords(header));
}

const PLAIN_STATUS = /^(?:status|state code|status code|status type|status label|lead status|statut|estado|stato)$/;

/** What was made on a day and costs something may be an order: a subscription recurs, or ends. */
function isPaidFor(columns: Readonly<Record<string, string>>): boolean {
  return !BEGUN.includes(headerWords(columns["started_on"]!)) || ["mrr", "arr", "interval", "ended_on"].some((name) => columns[name] !== undefined);
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

/** Whether a header may name a column of ids, and whether it names a company. */
export function namesId(header: string): boolean {
  return /\b(?:id|ids|key|code|guid|uuid|number|no|nr|ref|reference|\p{L}*nummer|número|numéro|codice|código)\b/u.test(headerWords(header));
}

export function namesCompany(header: string): boolean {
  return headerWords(header).split(" ").some((word) => COMPANY_WORDS.includes(word) || companyNames.includes(word));
}

/** Headers by which something ends, the likeliest first. */
export function endHeaders(header: readonly string[]): string[] {
  const place = (name: string) => VOCABULARY.subscriptions["ended_on"]!.indexOf(headerWords(name));
  return header.filter((name) => place(name) >= 0).toSorted((a, b) => place(a) - place(b));
}

/** Headers of a billing interval or of how many units it has. */
export function intervalHeaders(header: readonly string[]): string[] {
  return header.filter((name) => /\b(?:interval|frequency|recurrence|billing (?:period|cycle)|(?:period|cycle) (?:unit|length|count))\b/.test(headerWords(name)) && !/\b(?:start|started|end|ends|ended|date|at|on)\b/.test(headerWords(name)));
}

/** Headers of a flag that may say that a deal is lost, and what it then is. */
export function lossFlags(header: readonly string[]): {readonly header: string; readonly lost: boolean}[] {
  return header.filter((name) => /^(?:(?:is )?active|(?:is |deal )?(?:lost|archived))$/.test(headerWords(name))).map((name) => ({header: name, lost: !headerWords(name).endsWith("active")}));
}

/** Headers that may say whether a subscription is a trial. */
export function statusHeaders(header: readonly string[]): string[] {
  return header.filter((name) => /^(?:subscription )?(?:status|state)$/.test(headerWords(name)));
}

/** The headers of a table with one column a month; none where it is another. */
export function monthHeaders(header: readonly string[]): string[] {
  const months = header.filter((name) => dateReadings(name.replace(/\bmrr\b/i, "").trim(), {isMonth: true}).length > 0);
  return months.length >= 3 && months.length * 2 > header.length ? months : [];
}

/** Whether a table has customers and what they pay, and no month and no beginning. */
export function statesMrrOfToday(header: readonly string[]): boolean {
  const {account_id, name} = match(spokenHeaders(header), VOCABULARY.accounts);
  const {mrr, arr} = match(spokenHeaders(header), VOCABULARY.subscriptions);
  return (account_id ?? name) !== undefined && (mrr ?? arr) !== undefined;
}

/** Whether a header is of what was expected, or planned. */
export function isExpected(header: string): boolean {
  return EXPECTED_CLOSE.includes(headerWords(header));
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

/** The headers by their words, those with a currency or a unit behind, or the table, object or field before them, also without it. */
function spokenHeaders(header: readonly string[]): Map<string, string> {
  const spoken = new Map<string, string>();
  // What Dynamics writes beside a code is what the code means.
  const inOrder = header.toSorted((a, b) => Number(FORMATTED.test(b)) - Number(FORMATTED.test(a)));
  for (const words of [headerWords, wordsWithoutCurrency, (name: string) => headerWords(name).replace(IN_CENTS, ""), (name: string) => headerWords(name.slice(name.indexOf(": ") + 1)), lastWords]) {
    for (const name of inOrder) if (!spoken.has(words(name))) spoken.set(words(name), name);
  }
  return spoken;
}

/** `Primary location > Country` is a country, and so is `address.country`; `values.stage.status.title` of an API is a stage. */
function lastWords(header: string): string {
  return headerWords(header.replace(/(?:\.(?:value|option|status|title|label))+$/, "").replace(/^.*(?:\.(?=\S)|[>:/] )(?=.)/, ""));
}

const FORMATTED = /@OData\.Community\.Display\.V1\.FormattedValue$/;

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
 * `(Do Not Modify) Opportunity` of Dynamics is "opportunity id", its API's `_parentaccountid_value` "parent account id",
 * `numberofemployees` "number of employees".
 */
function headerWords(header: string): string {
  const words = header.replace(/\s*\((?:utc|gmt)\)\s*$/i, "").replace(/^(?:[A-Za-z]\w*?__)?(\w+)__c$/, "$1")
    .replace(/^\(do not modify\)\s+(account|opportunity|contact|contract|lead)$/i, "$1 id").replace(/^\(do not modify\)\s+/i, "").replace(FORMATTED, "").replace(/^_(\w+)_value$/, "$1").replaceAll("#", " number ").normalize("NFC").replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  return RUN_TOGETHER.get(words) ?? words;
}

/** What databases write as one word, `closedate`, by its words. */
const RUN_TOGETHER = new Map([...Object.values(VOCABULARY).flatMap((words) => Object.values(words).flat()), ...FOREIGN]
  .filter((words) => words.includes(" ")).map((words): [string, string] => [words.replaceAll(" ", ""), words]));
