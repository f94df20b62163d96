import type {Entity} from "../../schema/exports.ts";

// What people call columns, for guesses at tables of no known CRM.

/** Canonical column: what people call it, the likeliest first, as words in lower case. */
export type Words = Readonly<Record<string, readonly string[]>>;

export const COMPANY_WORDS = ["account", "company", "customer", "client", "organization", "organisation", "org"];
/** A deal's company among other companies: `Associated company > Record ID`, `Sales account : Name`. */
const BESIDE_COMPANY = ["associated", "primary", "sales", "related", "linked"];
const besides = (end: string) => BESIDE_COMPANY.flatMap((before) => COMPANY_WORDS.map((word) => `${before} ${word}${end}`));
export const companyIds = [
  ...COMPANY_WORDS.map((word) => `${word} id`), "id empresa", "id de empresa", "id cuenta", "id société", "id entreprise", "id azienda", "id cliente", "firmen id", "kunden id", "firma id", "compte id", "cuenta id", "conta id",
  "firmennummer", "firmennr", "firmen nr", "取引先 id", "取引先id", "顧客 id", "顧客id", "会社 id", "会社id", "企業 id", "企業id", "顧客コード", "取引先コード", "id компании", "id клиента", "код клиента", ...COMPANY_WORDS.map((word) => `${word} record id`)
];
// In English, German, Spanish, French, Portuguese, Italian, Dutch, Japanese and Russian, here and below.
export const companyNames = [
  ...COMPANY_WORDS.map((word) => `${word} name`), "business name", "firmenname", "kundenname", "unternehmensname", "name der firma", "name des unternehmens", "nombre de la empresa",
  "nombre de empresa", "razón social", "nom de l entreprise", "nom de la société", "raison sociale", "nome da empresa", "nombre de la cuenta", "nombre de cuenta", "nombre del cliente", "nom du compte", "nom du client", "nome da conta", "nome do cliente", "nome azienda", "nome cliente", "accountname", "accountnaam", "nome account", "organisatienaam", "ragione sociale", "bedrijfsnaam", "klantnaam",
  ...COMPANY_WORDS, "firma", "unternehmen", "kunde", "empresa", "compañía", "cuenta", "cliente", "société", "entreprise", "azienda", "società", "bedrijf", "klant", "organisatie", "organización", "organizzazione", "organização", "取引先名", "会社名", "企業名", "顧客名", "取引先", "会社", "顧客", "название компании", "наименование компании", "компания", "клиент", "контрагент", "организация"
];

export const FIRMOGRAPHICS: Words = {
  industry: ["industry", "sector", "vertical", "industry name", "industry code", "industry sector", "company industry", "industry vertical", "industry type", "primary industry", "branche", "industria", "rubro", "segmento", "sector de actividad", "secteur", "secteur d activité", "setor", "indústria", "settore", "bedrijfstak", "settore industriale", "categories", "отрасль", "сфера деятельности", "業種", "業界"],
  employees: [
    "employees", "employee count", "employees count", "number of employees", "num employees", "no of employees", "headcount", "employees total", "company size",
    "employee range", "employee band", "employee size", "number employees", "team size", "size", "size band", "company size range", "staff", "fte", "of employees", "mitarbeiter", "anzahl mitarbeiter", "anzahl der mitarbeiter", "mitarbeiterzahl", "mitarbeitende",
    "beschäftigte", "empleados", "número de empleados", "n de empleados", "nº de empleados", "nº de funcionários", "n de funcionários", "ma zahl", "anzahl ma", "effectif", "effectifs", "nombre d employés", "nombre de salariés", "salariés", "funcionários",
    "número de funcionários", "dipendenti", "numero di dipendenti", "numero dipendenti", "medewerkers", "aantal medewerkers", "aantal werknemers", "従業員数", "社員数", "従業員", "количество сотрудников", "кол во сотрудников", "число сотрудников", "сотрудники"
  ],
  annual_revenue: ["annual revenue", "revenue", "yearly revenue", "company revenue", "turnover", "revenue range", "estimated arr", "jahresumsatz", "umsatz", "ingresos anuales", "facturación anual", "facturación", "chiffre d affaires annuel", "chiffre d affaires", "receita anual", "faturamento",
    "fatturato", "jaaromzet", "omzet", "年間売上", "年間売上高", "売上高", "年商", "годовой оборот", "оборот", "выручка"],
  country: ["country", "billing country", "country region", "country name", "hq country", "address 1 country region", "address1 country", "billing address country", "address country", "primary address country", "primary location country", "mailing country", "country code", "office location", "location", "headquarters", "land", "país", "pays", "paese", "país región", "pays région", "land region", "rechnungsland", "país de facturación", "pays de facturation", "paese di fatturazione", "paese dell indirizzo", "país de cobrança", "land regio", "paese area geografica", "国", "国 請求先", "請求先 国", "国 地域", "страна"],
  state: ["state", "province", "state province", "state region", "billing state", "address1 stateorprovince", "bundesland", "provincia", "都道府県", "都道府県 請求先"],
  city: ["city", "town", "billing city", "address1 city", "stadt", "ort", "ciudad", "ville", "cidade", "città", "市区郡", "市区町村", "市区郡 請求先", "город"],
  ownership: ["ownership", "ownership type", "ownership code"],
  funding_stage: ["funding stage", "funding round", "last funding round", "funding"],
  business_model: ["business model"],
  founded_year: ["founded year", "year founded", "founded", "year established", "founding year", "gründungsjahr", "año de fundación", "année de création", "ano de fundação"],
  technologies: ["technologies", "tech stack", "technology stack", "crm", "tools"]
};

export const UPKEEP: Words = {
  is_deleted: ["is deleted", "deleted", "deleted flag", "delete flag", "gelöscht", "supprimé", "eliminado", "eliminato", "excluído", "verwijderd", "削除", "удалено", "удален"],
  modified_at: [
    "modified at", "modified on", "дата редактирования", "last modified", "last modified date", "updated at", "updated on", "last updated", "modified date", "modified time", "date modified", "updated", "modified", "updated time", "date updated", "last modified time", "date last updated",
    "geändert am", "modifié le", "fecha de modificación", "modificado el", "modificado em", "zuletzt geändert am", "hora de modificación", "heure de modification", "hora de modificação", "date de modification", "modificato il", "gewijzigd op", "data modifica", "laatst gewijzigd", "laatst gewijzigd op", "datum laatst gewijzigd", "最終更新日", "最終更新日時", "更新日", "更新日時", "дата изменения", "изменено", "дата обновления"
  ]
};

/** Of a dimension with its history in a warehouse each row has the day since which it is true. */
const UPKEEP_OF_HISTORY: Words = {...UPKEEP, modified_at: [...UPKEEP["modified_at"]!, "valid from", "dbt valid from", "effective from", "row effective from"]};

const CREATED = ["date entered", "created time", "creation time", "date added", "added on", "added at", "add time", "date opened", "erstellt am", "erstellt", "angelegt am", "erstellungsdatum", "erstelldatum", "fecha de creación", "fecha creación", "creado el", "date de création", "créé le", "créée le", "data de criação", "data di creazione", "data creazione", "aanmaakdatum", "hora de creación", "heure de création", "hora de criação", "ora di creazione", "creato il", "criado em", "affare creato il", "aangemaakt op", "gemaakt op", "aangemaakt", "deal aangemaakt op", "deal aangemaakt", "作成日", "作成日時", "登録日", "дата создания", "дата создания сделки", "создано", "создан"];

/** What a deal, a subscription or an invoice calls its company. */
export const DEAL_ACCOUNT: Words = {
  account_id: [
    ...companyIds, "crm account id", "crm company id", "crm customer id", "salesforce account id", "salesforce id", "hubspot company id", "crm id", "customer number", "customer no", "account number", "account no", "client number", "kundennummer",
    "kunden nr", "kundennr", "kundenid", "account code", "customer code", "client code", "customer external id", "external customer id", "external account id", "associated company ids", "associated company id", "número de cliente", "n cliente", "numéro client", "n client", "código de cliente", "codice cliente", "klantnummer", "klant id", ...besides(" id"), ...besides(" record id"), "target record id", "target party id", "lead id", "crm account", "crm company", "crm customer", "salesforce account", "hubspot company"
  ],
  account_name: [
    ...companyNames, "компания сделки", "potential customer", "potenzieller kunde", "client potentiel", "cliente potencial", "cliente potenziale", "potentiële klant", "customer organization", "customer organisation", "account company", "customer company", "customer business name", "business name", "customer company name", "party name", "target party name", "client prospect",
    // Close calls an account a lead, and Nutshell a deal with companies.
    ...besides(" name"), ...besides(""), "accounts", "companies", "organizations", "organisations", "related companies", "linked organizations", "linked organisations", "lead name"
  ],
  account_domain: ["domain", "company domain", "account domain", "website", "company website", "customer email", "account email", "billing email", "customer domain", "customer website", "user email"]
};

/** What a deal came to, and what it was to come to, where a CRM keeps both. */
export const ACTUAL_AMOUNTS = ["actual revenue", "actual value", "ca réel", "tatsächlicher umsatz", "tatsächl umsatz", "revenu réel", "chiffre d affaires réel", "ingresos reales", "receita real", "ricavi effettivi", "ricavo effettivo", "werkelijke omzet", "werkelijke opbrengst"];
export const ESTIMATED_AMOUNTS = [
  "expected revenue", "expected value", "expected amount", "estimated revenue", "estimated value", "est revenue", "voraussichtlicher umsatz", "voraussichtl umsatz", "geschätzter umsatz", "erwarteter umsatz",
  "erwarteter ertrag", "erwarteter wert", "ca estimé", "revenu espéré", "revenu attendu", "revenu estimé", "chiffre d affaires estimé", "ingreso esperado", "ingresos esperados", "ingresos estimados", "receita esperada", "receita estimada",
  "entrate previste", "ricavo previsto", "verwachte omzet", "ricavi stimati", "ricavo stimato", "geschatte omzet", "geschatte opbrengst", "receita est"
];

/** When a deal was to be closed: the day on which it was where nothing else says it. */
export const EXPECTED_CLOSE = ["expected close date", "expected closing date", "expected close", "expected closing", "estimated close date", "estimated closing date", "est close date", "est closing date", "forecast close date", "forecasted close date", "anticipated close date", "anticipated closed date", "projected close date", "voraussichtliches abschlussdatum", "voraussichtl abschlussdatum", "erwartetes abschlussdatum", "date de clôture prévue", "date de clôture estimée", "fecha de cierre prevista", "fecha prevista de cierre", "fecha de cierre estimada", "data di chiusura prevista", "data de fechamento prevista", "data prevista de fechamento", "verwachte sluitingsdatum", "verwachte afsluitdatum", "verwachte afsluitingsdatum", "date de fermeture estimée"];

/** When a deal came into its last stage: the day on which it was closed where it is and nothing else says when. */
export const LAST_STAGE_CHANGE = ["last stage change at", "last stage change", "stage changed at", "last stage change date"];

/** A subscription that has no other beginning began when it was made. */
export const BEGUN = ["created at", "created on", "created", "created date", "date created"];

/** Whose interval, and what people call one: `plan_interval_unit` and `plan_interval_length`, `Billing period`, `order_interval_frequency`. */
const REPEATS = ["billing", "plan", "price", "recurring", "recurring billing", "price recurring", "subscription", "payment", "renewal", "product", "order", "charge", "invoice", "plan billing"]
  .flatMap((of) => ["interval", "period", "frequency", "cycle", "billing interval", "cycle interval"].map((word): [string, string] => [of, word]));
const COUNTS = ["count", "length", "number", "value", "frequency"];

/** A word for the thing itself is its id only where the rows say so. */
export const BARE_SUBSCRIPTIONS = ["subscription", "contract", "vertrag", "abo", "abonnement", "contrat", "suscripción", "contrato", "assinatura", "contratto"];

const MONTHLY = [
  "current mrr", "monthly price", "price per month", "monthly value", "monthly charge", "monthly subscription", "monatlicher betrag", "monatsbetrag", "monatspreis", "monatlicher preis", "monatsgebühr", "monatliche gebühr",
  "monatlicher umsatz", "montant mensuel", "prix mensuel", "revenu mensuel récurrent", "revenu mensuel", "importe mensual", "precio mensual", "cuota mensual", "ingreso mensual", "valor mensal", "receita mensal",
  "importo mensile", "canone mensile", "prezzo mensile", "maandbedrag", "月額", "月額料金", "月額利用料", "月額金額"
];

/** What tells leads, tickets, activities and campaigns from the entities that they resemble. */
export const FOREIGN = [
  "is converted", "converted date", "ticket id", "resolution time hours", "activity type", "call duration", "usage id", "movement type",
  // Another object of Salesforce: those that count are recognised by their own headers.
  "system modstamp"
];

export const VOCABULARY: Readonly<Record<Entity, Words>> = {
  accounts: {
    account_id: [...companyIds, "internal id", "id", "account number", "customer number", "crm id", "kundennummer", "kunden nr", "account key", "record id", "account code", "customer code", "external id", "identifiant externe", "identifiant", "id externo", "externe id", "id de registro", "id do registro", "datensatz id", "レコードid", "party id", "copper id", "crm account id"],
    name: [...companyNames, "crm account name", "name", "display name", "record", "legal name", "nom d affichage", "anzeigename", "nombre a mostrar", "nombre para mostrar", "nome de exibição", "nome visualizzato", "weergavenaam", "nom", "nombre", "nome", "naam"],
    domain: ["domain", "company domain", "account domain", "customer domain", "website", "website url", "company website", "corporate website", "web site", "web address", "homepage", "url", "webseite", "site web", "sitio web", "sito web", "webサイト", "web サイト", "ドメイン", "сайт", "веб сайт", "domains", "email domain"],
    ...FIRMOGRAPHICS,
    master_account_id: ["merged into", "merged into id", "merged to", "merged into account", "merged into account id", "merged into company", "merged into company id", "master record id", "master account id", "master account", "master id", "surviving record id", "zusammengeführt mit", "fusionné avec", "fusionado con"],
    parent_account_id: ["parent account id", "parent id", "parent company id", "parent crm account id", "parent account", "parent company", "subsidiary of", "parent"],
    created_on: ["created on", "created at", "created date", "creation date", "create date", "created", "signup date", "sign up date", "customer since", "date created", ...CREATED],
    is_customer: ["is customer"],
    is_churned: ["is churned", "churned", "churn flag", "has churned"],
    ...UPKEEP_OF_HISTORY
  },
  opportunities: {
    opportunity_id: [
      "opportunity id", "deal id", "opp id", "internal id", "opportunity number", "opp number", "deal number", "deal no", "deal nr", "id", "vorgangsnummer", "id oportunidad", "id negocio", "id opportunité", "id affaire",
      "n affaire", "numéro d affaire", "id opportunità", "id oportunidade", "verkaufschance id", "opty number", "opty id", "opportunité id", "oportunidad id", "oportunidade id", "opportunità id", "verkoopkans id", "opportunity no", "opportunity nr", "record id", "box key", "identifiant", "item id auto generated", "external id", "lead number", "référence", "referentie", "referenz", "list entry id", "identifiant externe", "id externo", "externe id", "id de registro", "id do registro", "datensatz id", "商談 id", "商談id", "案件 id", "案件id", "商談番号", "案件番号", "レコードid", "id сделки", "номер сделки", "copper id", "angebotsnummer", "angebot nr", "angebotsnr", "código da proposta", "número da proposta", "crm opportunity id"
    ],
    ...DEAL_ACCOUNT,
    // Dynamics calls the company that a deal is with its parent.
    account_id: [...DEAL_ACCOUNT["account_id"]!, "parent account id"],
    account_name: [...DEAL_ACCOUNT["account_name"]!, "parent account id name"],
    name: ["opportunity name", "deal name", "opportunity", "deal", "deal title", "title", "name", "topic", "nombre del negocio", "negocio", "oportunidad", "nom de l affaire", "affaire", "opportunité", "nom de l opportunité", "nome do negócio", "negócio", "oportunidade", "opportunità", "opportunity title", "lead title", "subject", "record", "bezeichnung", "thema", "rubrique", "sujet", "tema", "titolo", "argomento", "onderwerp", "tópico", "auftragsname", "auftragsbezeichnung", "titre", "título", "titel", "nombre de trato", "nombre del trato", "nombre de la oportunidad", "nombre de oportunidad", "nome opportunità", "nome affare", "商談名", "案件名", "取引名", "件名", "название сделки", "сделка", "название"],
    stage: [
      "deal stage", "opportunity stage", "sales stage", "stage name", "stage", "deal status", "opportunity status", "opportunity state", "deal state", "status type", "state code", "status code", "deal outcome",
      "opportunity outcome", "outcome", "opportunity result", "result", "win loss", "won lost", "status", "phase", "verkaufsphase", "vertriebsphase", "auftragsphase", "dealphase", "deal phase", "ergebnis", "etapa del negocio", "etapa", "estado", "resultado", "étape", "phase de vente", "étape de vente", "etapa de ventas", "etapa de venta", "fase de venta", "fase de ventas", "fase di vendita", "fase de vendas", "verkoopfase", "statut", "résultat",
      "etapa do negócio", "fase do negócio", "fase", "stato", "esito", "stadium", "pipeline stage", "current stage", "sales phase", "sales status", "lead stage", "lead status", "status label", "milestone", "stufe", "フェーズ", "商談フェーズ", "ステージ", "ステータス", "状態", "situação", "situación", "стадия сделки", "этап сделки", "стадия", "этап", "статус сделки", "статус"
    ],
    is_won: ["is won", "won", "is closed won", "deal won", "win", "gewonnen", "gagnée", "ganada", "ganha", "vinta"],
    is_closed: ["is closed", "closed", "geschlossen", "abgeschlossen", "clôturée", "cerrada", "fechada", "chiusa", "gesloten", "сделка закрыта", "is lost", "lost", "deal lost"],
    created_on: [
      "created on", "created at", "created date", "creation date", "create date", "date created", "created", "engage date", "open date",
      "opened on", "opened at", "opened", "start date", "opportunity date", "deal date", ...CREATED
    ],
    // What says that it is past comes before what may be a plan: a deal has a close date, and beside it an actual one.
    closed_on: [
      "actual close date", "actual closing date", "actual closure date", "actual close", "tatsächliches abschlussdatum", "tatsächl abschlussdatum", "date de clôture réelle", "date de fermeture réelle", "date de clôture effective", "fecha de cierre real", "data de fechamento real", "data chiusura effettiva", "data di chiusura effettiva", "werkelijke einddatum", "werkelijke sluitingsdatum", "werkelijke afsluitdatum", "closed on", "closed date", "closed at", "date closed", "closed time", "abgeschlossen am", "geschlossen am", "cerrado el", "clôturé le", "clôturée le", "chiuso il", "affare chiuso il", "gesloten op", "deal gesloten op", "afgesloten op", "deal afgesloten op",
      "close date", "closing date", "decision date", "end date", "close", "完了日", "受注日", "クローズ日", "成約日", "完了予定日", "дата завершения", "дата закрытия", "abschlussdatum", "fecha de cierre", "fecha cierre", "date de clôture", "date clôture", "date de fermeture", "data de fechamento", "data di chiusura", "data chiusura", "sluitingsdatum", ...LAST_STAGE_CHANGE, ...EXPECTED_CLOSE],
    cycle_days: ["cycle days", "sales cycle days", "days to close", "sales cycle length", "sales cycle", "total days identified through closing"],
    amount: [
      "amount", "deal amount", "opportunity amount", "deal value", "opportunity value", "close value", "contract value", "amount usd",
      "opportunity amount usd", "value formatted", "value", "deal size", "bid amount", "total value", "acv", "tcv", "arr", ...ACTUAL_AMOUNTS, "currency value", "betrag", "wert", "auftragswert", "auftragswert netto", "summe", "auftragsvolumen", "angebotswert", "angebotssumme", "betrag netto", "importe", "monto", "montant", "montant ht", "montant potentiel", "montant estimé", "valor", "valor do negócio", "valor da proposta", "valor da oportunidade", "valor total", "importo", "valore", "bedrag", "waarde", "income", "sale", ...ESTIMATED_AMOUNTS, "projected revenue", "projected revenue low", "projected revenue high", "projected total", "likely", "金額", "cantidad de oportunidad", "сумма", "сумма сделки", "бюджет", "бюджет сделки", "importe de la oportunidad", "importe de oportunidad", "montant de l opportunité", "商談金額", "受注金額"
    ],
    currency: [
      "currency", "currency code", "währung", "moneda", "devise", "moeda", "valuta", "deal currency", "opportunity currency", "valuta di valore", "valuta van waarde", "devise du montant", "munt", "通貨", "金額 通貨", "валюта", "amount currency", "value currency", "bid currency", "currency iso code", "transaction currency id"
    ],
    deal_type: ["deal type", "opportunity type", "business type", "type", "opportunity type code", "deal typ", "geschäftsart", "art", "tipo de negocio", "tipo", "type d affaire", "tipo de negócio", "種別", "商談種別", "тип сделки"],
    lead_source: ["lead source", "source", "original source", "lead source code", "lead origin", "origin", "channel", "deal source", "opportunity source", "source name", "sources", "leadquelle", "lead quelle", "quelle", "herkunft", "fuente", "origen", "source du lead", "origine", "fonte", "origem", "fuente de posible cliente", "toma de contacto", "origen del candidato", "origine de la piste", "bron", "leadbron", "リードソース", "流入元", "источник", "источник сделки"],
    loss_reason: ["loss reason", "lost reason", "reason lost", "closed lost reason", "reason for loss", "verlustgrund", "grund für verlust", "motivo de pérdida", "motivo de la pérdida", "motif de perte", "raison de la perte", "raison de perte", "motivo da perda", "motivo della perdita", "status reason", "statusgrund", "raison du statut", "razón para el estado", "razão do status", "motivo stato", "statusreden", "close reason", "win loss reason", "closed reason", "lost reasons", "reason refused", "reden van verlies", "失注理由", "失注原因", "причина отказа", "причина проигрыша", "reason for status", "reason won lost code", "reason won lost", "opportunity state reason", "state reason", "passed reason", "reden van weigering", "reden gesloten en verloren", "motivo do fechamento perdido", "status code"],
    competitor: ["competitor", "primary competitor", "competitors", "competitor name"],
    owner: ["owner", "deal owner", "opportunity owner", "owner name", "sales agent", "sales rep", "salesperson", "sales person", "account executive", "rep", "owned by", "assigned user name", "assigned user", "assigned to", "sales owner", "user responsible", "responsible user", "responsible person", "responsible", "deal owner name", "owner id name", "owner id", "verkäufer", "verantwortlich", "verantwortlicher", "vertriebsmitarbeiter", "vertriebsmitarbeiterin", "verantwortliche person", "vertriebler", "kundenbetreuer", "zuständig", "inhaber", "propietario", "vendedor", "comercial", "propriétaire", "commercial", "zuständiger", "verantwoordelijke", "deal eigenaar", "proprietário", "proprietario", "venditore", "collaborateur", "user name", "owners", "assignee", "responsable", "owner resource party name", "besitzer", "eigentümer", "vendeur", "eigenaar", "propietario de trato", "propietario del trato", "propietario de oportunidad", "所有者", "zugewiesen an", "assigné à", "asignado a", "assegnato a", "atribuído a", "toegewezen aan", "商談 所有者", "商談所有者", "担当者", "営業担当者", "営業担当", "ответственный", "менеджер"],
    product: ["product", "product name", "product line", "solution", "produkt", "producto", "produit", "produto", "prodotto"],
    pipeline: ["pipeline", "sales pipeline", "deal pipeline", "pipeline name", "воронка", "направление"],
    term_months: ["term months", "contract term months", "contract term", "contract length", "contract length months"],
    ...UPKEEP_OF_HISTORY
  },
  subscriptions: {
    subscription_id: [
      "subscription id", "contract id", "id", "subscription number", "contract number", "subscription no", "contract no", "agreement id", "agreement number", "order number", "license id", "vertragsnummer", "vertrags nr",
      "vertragsnr", "vertrags id", "abonummer", "abo nr", "numéro de contrat", "n contrat", "id contrat", "id abonnement", "número de contrato", "id contrato", "id suscripción", "id assinatura", "numero contratto",
      "id contratto", "contractnummer", "subscription name", "subscription reference", "record id", "external id", "référence de la commande", "契約番号", "契約 id", "契約id", ...BARE_SUBSCRIPTIONS
    ],
    ...DEAL_ACCOUNT,
    started_on: [
      "started on", "start date", "started at", "subscription start", "subscription start date", "contract start", "contract start date", "start", "valid from", "effective start date", "term start", "term start date", "service start",
      "service start date", "activation date", "activated on", "activated at", "effective date", "effective from", "begin date", "begin", "started", "date started", "subscription started", "commencement date", "vertragsbeginn",
      "vertragsstart", "beginn", "startdatum", "laufzeitbeginn", "laufzeit von", "gültig ab", "gültig von", "abobeginn", "date de début", "date début", "début du contrat", "début", "fecha de inicio", "fecha inicio",
      "inicio del contrato", "inicio", "fecha de alta", "data de início", "início", "recurring billing start date", "signup date", "sign up date", "data inizio", "data di inizio", "inizio", "begindatum", "ingangsdatum", "契約開始日", "利用開始日", "開始日", "contract effective date", "billing start date", "first billing date", "first billed at", "current term start", "revenue start date", "revenue start", "item start date", "charge start date", "starts", "starts on", "starts at", "start on", "start at", "begins", "begins on", "begins at", "from", "von", ...BEGUN
    ],
    // Who cancels mostly stays until the end of what is paid: the day of the notice comes after every word for the end, and the period that is paid last.
    ended_on: [
      "ended on", "end date", "ended at", "subscription end", "subscription end date", "contract end", "contract end date", "end", "valid to", "valid until", "expires at", "expires on", "expires", "expiry date",
      "expiration date", "expired at", "expired on", "ends at", "ends on", "effective end date", "term end", "term end date", "service end", "service end date", "termination date", "terminated date", "termination effective date", "terminated on", "terminated at", "churn date", "churned on", "churned at", "ended",
      "date ended", "vertragsende", "ende", "enddatum", "laufzeitende", "laufzeit bis", "gültig bis", "gekündigt zum", "date de fin", "date fin", "fin du contrat", "fin", "fecha de fin", "fecha fin", "fin del contrato",
      "fecha de baja", "data de término", "data de fim", "fim", "data fine", "data di fine", "fine", "einddatum", "einde", "契約終了日", "利用終了日", "終了日", "解約日", "deactivation date", "deactivated at", "deactivated on", "cancelled at", "canceled at", "cancellation date", "cancel date", "cancelled on", "canceled on",
      "cancelled date", "canceled date", "date cancelled", "date canceled", "cancelled", "canceled", "kündigungsdatum", "gekündigt am", "date de résiliation", "current period end", "current period ends at", "current term end",
      "current term ends at", "revenue end date", "revenue end", "item end date", "charge end date", "ends", "end on", "end at", "paid until", "paid through", "paid through date", "until", "to", "bis"
    ],
    mrr: ["mrr", "mrr amount", "normalized mrr", "monthly recurring revenue", "monthly recurring", "monthly amount", "monthly revenue", "monthly fee", "mrr usd", "subscription mrr", "total mrr", "charge mrr", "rate plan charge mrr", "cmrr", ...MONTHLY],
    arr: [
      "arr", "arr amount", "annual recurring revenue", "annual amount", "acv", "arr usd", "annual price", "annual value", "annual fee", "annual contract value", "price per year", "yearly price", "yearly amount", "yearly fee",
      "jahresbetrag", "jährlicher betrag", "jahrespreis", "jahresgebühr", "jahreswert", "montant annuel", "prix annuel", "revenu annuel récurrent", "importe anual", "precio anual", "cuota anual", "valor anual",
      "importo annuale", "canone annuo", "jaarbedrag", "年額", "年額料金", "年間契約金額"
    ],
    amount: [
      "amount", "contract value", "total contract value", "tcv", "total price", "net total", "total flat fixed amount", "flat fixed amount", "contract amount", "total", "total value", "total amount", "subscription amount", "subscription value", "vertragswert", "auftragswert", "gesamtbetrag", "betrag",
      "valeur du contrat", "montant total", "montant", "valor del contrato", "importe total", "importe", "monto", "valor do contrato", "valor", "valore del contratto", "importo", "bedrag"
    ],
    term_months: [
      "term months", "contract term months", "term", "contract term", "contract length", "contract length months", "subscription term", "subscription term months", "term length", "term length months", "term in months",
      "duration months", "duration in months", "duration", "contract duration", "vertragslaufzeit", "laufzeit", "laufzeit monate", "laufzeit in monaten", "durée", "durée mois", "durée en mois", "duración", "duración meses",
      "plazo meses", "durata mesi", "durata", "looptijd", "looptijd maanden"
    ],
    unit_amount: [
      "unit amount", "unit price", "price", "price per unit", "price per seat", "seat price", "net price", "sales price", "plan price", "plan amount", "recurring amount", "recurring price", "price amount", "price unit amount", "unit price amount", "plan unit price", "product price", "base price", "renewal price", "einzelpreis", "stückpreis", "preis pro einheit", "preis", "prix unitaire", "prix", "precio unitario",
      "precio", "preço unitário", "preço", "prezzo unitario", "prezzo", "stukprijs", "prijs"
    ],
    quantity: ["quantity", "qty", "seats", "number of seats", "seat count", "units", "licenses", "licences", "license count", "number of licenses", "plan quantity", "item quantity", "user count", "menge", "anzahl", "lizenzen", "anzahl lizenzen", "quantité", "cantidad", "quantidade", "quantità", "aantal", "数量", "ライセンス数"],
    interval: [
      "interval", ...REPEATS.flatMap(([of, word]) => [`${of} ${word}`, `${of} ${word} unit`]), "interval unit", "period unit", "frequency unit", "frequency", "recurrence", "interval type", "cycle", "cadence", "billing cadence", "abrechnungsintervall", "abrechnungszeitraum",
      "zahlungsweise", "zahlungsrhythmus", "intervall", "périodicité", "fréquence de facturation", "fréquence", "periodicidad", "frecuencia", "periodicidade", "frequenza", "periodicità", "frequentie"
    ],
    interval_count: ["interval count", "interval length", "period count", "number of periods", ...REPEATS.flatMap(([of, word]) => COUNTS.map((count) => `${of} ${word} ${count}`)), "billing period", "billing frequency"],
    is_trial: ["is trial", "trial", "in trial", "trial flag", "testphase"],
    trial_ended_on: ["trial end", "trial ends", "trial ended", "trial end date", "trial ends at", "trial ended at", "trial ends on", "trial ended on", "trial end at", "testphase bis", "ende der testphase"],
    plan: ["plan", "plan name", "plan tier", "tier", "product", "product name", "プラン", "プラン名"],
    currency: ["currency", "currency code", "mrr currency", "arr currency", "amount currency", "price currency", "plan currency", "plan amount currency", "contract currency", "currency iso code", "währung", "devise", "moneda", "moeda", "valuta", "通貨"],
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
    account_name: [...DEAL_ACCOUNT["account_name"]!, "contact", "contact name", "customer full name"],
    month: ["month", "mrr month", "date month", "month date", "month start", "snapshot month", "snapshot date", "period", "as of", "date", "reporting month", "month end", "year month", "monat", "stichtag", "mois", "mes", "mês", "mese", "maand", "年月", "対象月", "月"],
    mrr: ["mrr", "mrr amount", "monthly recurring revenue", "monthly revenue", "mrr usd", "monthly amount", ...MONTHLY],
    currency: ["currency", "currency code", "mrr currency", "währung", "devise", "moneda", "moeda", "valuta", "通貨"]
  },
  invoices: {
    ...DEAL_ACCOUNT,
    account_name: [...DEAL_ACCOUNT["account_name"]!, "contact name", "bill to"],
    period_start: [
      "period start", "billing period start", "service period start", "service start", "invoice period start", "invoice date", "period from", "service from", "leistungszeitraum von", "leistungsbeginn", "leistung von",
      "abrechnungszeitraum von", "début de période", "période du", "inicio del periodo", "periodo desde", "inizio periodo", "minimum line item period start"
    ],
    period_end: [
      "period end", "billing period end", "service period end", "service end", "invoice period end", "period to", "service to", "leistungszeitraum bis", "leistungsende", "leistung bis", "abrechnungszeitraum bis",
      "fin de période", "période au", "fin del periodo", "periodo hasta", "fine periodo", "maximum line item period end"
    ],
    amount: [
      "amount", "invoice amount", "amount due", "amount paid", "total", "net amount", "amount excl tax", "subtotal", "nettobetrag", "rechnungsbetrag", "betrag", "montant ht", "montant", "importe", "base imponible", "importo",
      "imponibile", "bedrag", "line amount"
    ],
    currency: ["currency", "currency code", "invoice currency", "amount currency", "währung", "devise", "moneda", "moeda", "valuta", "通貨"]
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
