import {readFileSync} from "node:fs";
import {join} from "node:path";
import iconv from "iconv-lite";
import {describe, expect, it} from "vitest";
import {outcomesOf, read, table} from "./read.ts";
import {workbook} from "./workbook.ts";

describe("exports in the language of their users", () => {
  it("Pipedrive's in a language that its preset does not know are read by what stands behind the word for a deal", async () => {
    const {done, run} = await read({
      "organizations.csv": table([["Organizzazione - ID", "Organizzazione - Nome", "Organizzazione - Settore", "Organizzazione - Numero di dipendenti"], ["7", "Alder", "Retail", "70"]]),
      "deals.csv": table([
        ["Affare - ID", "Affare - Titolo", "Affare - Valore", "Affare - Valuta di Valore", "Affare - Organizzazione", "Affare - Fase", "Affare - Stato", "Affare - Affare creato il", "Affare - Affare chiuso il", "Affare - Motivo della perdita"],
        ["1", "A", "10", "EUR", "Alder", "Demo", "Vinto", "2024-01-01 08:00:00", "2024-03-01 08:00:00", ""], ["2", "B", "20", "EUR", "Alder", "Contatto", "Perso", "2024-01-01 08:00:00", "2024-03-02 08:00:00", "Prezzo"],
        ["3", "C", "30", "EUR", "Alder", "Demo", "Aperto", "2024-01-01 08:00:00", "", ""]
      ])
    });
    expect(done.decisions).toEqual([{stops: false, what: "Affare - Stato is taken for the stage of the deals, and not Affare - Fase: its values tell won from lost"}]);
    expect(await outcomesOf(run)).toEqual({won: 1, lost: 1, open: 1});
    expect(await run.rows("select opportunity_id, name, account_name, amount::integer as amount, created_on, closed_on, loss_reason from raw_opportunities where opportunity_id = '2'")).toEqual([
      {opportunity_id: "2", name: "B", account_name: "Alder", amount: 20, created_on: "2024-01-01", closed_on: "2024-03-02", loss_reason: "Prezzo"}
    ]);
    expect(await run.rows("select account_id, name, industry, employees from raw_accounts")).toEqual([{account_id: "7", name: "Alder", industry: "Retail", employees: "70"}]);
  });

  it("Salesforce's in Japanese, in the code page of Excel in Japan, need no mapping", async () => {
    const japanese = (rows: readonly (readonly string[])[]) => iconv.encode(table(rows), "shift_jis");
    const {done, run} = await read({
      "取引先.csv": japanese([["取引先 ID", "取引先名", "業種", "従業員数", "国(請求先)", "作成日"], ["a1", "はやて工業", "製造", "70", "日本", "2023年1月5日"], ["a2", "みどり商店", "小売", "7", "日本", "2023年10月12日"]]),
      "商談.csv": japanese([
        ["商談 所有者", "取引先名", "商談名", "フェーズ", "金額 通貨", "金額", "作成日", "完了予定日", "種別", "失注理由"],
        ["佐藤", "はやて工業", "新規案件", "成立", "JPY", "1000", "2024/01/05", "2024/03/01", "新規", ""], ["鈴木", "みどり商店", "追加案件", "不成立", "JPY", "2000", "2024/01/06", "2024/03/02", "既存", "価格"],
        ["鈴木", "みどり商店", "見積案件", "受注予定", "JPY", "3000", "2024/01/07", "2024/12/02", "更新", ""], ["総計 (3 レコード)", "", "", "", "", "", "", "", "", ""]
      ])
    });
    expect(done.decisions.filter(({stops}) => stops)).toEqual([]);
    expect(run.notes.map(({message}) => message)).toContain("is not UTF-8 and was read as Shift-JIS; another encoding can be set with `encoding:`");
    expect(await outcomesOf(run)).toEqual({won: 1, lost: 1, open: 1});
    expect(await run.rows("select name, account_name, amount::integer as amount, currency, closed_on, deal_type, owner, loss_reason from raw_opportunities where loss_reason is not null")).toEqual([
      {name: "追加案件", account_name: "みどり商店", amount: 2000, currency: "JPY", closed_on: "2024-03-02", deal_type: "既存", owner: "鈴木", loss_reason: "価格"}
    ]);
    expect(await run.rows("select account_id, name, industry, country, created_on from raw_accounts order by 1 limit 1")).toEqual([{account_id: "a1", name: "はやて工業", industry: "製造", country: "日本", created_on: "2023-01-05"}]);
  });

  it("contracts in Japanese may write days in words, and a yen where ASCII has a backslash", async () => {
    const {run} = await read({"契約一覧.csv": iconv.encode(table([["契約番号", "顧客名", "プラン", "契約開始日", "解約日", "月額料金"], ["K1", "Alder", "Pro", "2024年1月5日", "2024年12月31日", "\"\\1,000\""], ["K2", "Birch", "Pro", "2024年2月5日", "", "2000円"]]), "shift_jis")});
    expect(await run.rows("select subscription_id, account_name, started_on, ended_on, mrr::integer as mrr from raw_subscriptions order by 1")).toEqual([
      {subscription_id: "K1", account_name: "Alder", started_on: "2024-01-05", ended_on: "2024-12-31", mrr: 1000}, {subscription_id: "K2", account_name: "Birch", started_on: "2024-02-05", ended_on: null, mrr: 2000}
    ]);
  });

  it("Odoo's in French keep a lost deal's stage, and its company's id behind a slash", async () => {
    const {done, run} = await read({
      "res.partner.xlsx": workbook({Sheet1: [["Identifiant externe", "Nom d’affichage", "Secteur d’activité", "Pays", "Site Web"], ["p1", "Alder", "Retail", "France", "alder.example"], ["p2", "Alder", "Media", "France", "alder.test"]]}),
      "crm.lead.xlsx": workbook({Sheet1: [
        ["Identifiant externe", "Opportunité", "Client", "Client/Identifiant externe", "Vendeur", "Revenu espéré", "Étape", "Actif", "Motif de perte", "Créé le", "Date de clôture"],
        ["o1", "A", "Alder", "p1", "Ann", "10", "Gagné", "true", "", "2024-01-01 10:00:00", "2024-03-01 10:00:00"], ["o2", "B", "Alder", "p2", "Ann", "20", "Nouveau", "false", "Prix", "2024-01-01 10:00:00", "2024-03-02 10:00:00"],
        ["o3", "C", "Alder", "p2", "Ann", "30", "Nouveau", "true", "", "2024-01-01 10:00:00", ""]
      ]})
    });
    expect(done.decisions.map(({what}) => what)).toEqual([
      "../crm.lead.xlsx: Client/Identifiant externe is taken for the id of the account: 3 of 3 rows find one by it", "no value of Étape means lost: deals that are not won and whose Actif is no are taken for lost"
    ]);
    expect(await outcomesOf(run)).toEqual({won: 1, lost: 1, open: 1});
    expect(await run.rows("select account_id, owner, amount::integer as amount, loss_reason from raw_opportunities where opportunity_id = 'o2'")).toEqual([{account_id: "p2", owner: "Ann", amount: 20, loss_reason: "Prix"}]);
  });
});

it("an id that is the same in most rows is that of the owner: another that tells them apart is taken", async () => {
  const ids = Array.from({length: 12}, (_, i) => `${i + 10}`);
  const {done, run} = await read({
    "Cuentas.csv": table([["Propietario de Cuenta.id", "ID de registro", "Nombre de Cuenta", "Sector"], ...ids.map((id) => ["u1", `c${id}`, `Firma ${id}`, "Retail"])]),
    "Tratos.csv": table([["Propietario de Trato.id", "ID de registro", "Nombre de Trato", "Nombre de Cuenta.id", "Nombre de Cuenta", "Fase", "Importe", "Fecha de cierre"], ...ids.map((id, i) => ["u1", `t${id}`, "A", `c${id}`, `Firma ${id}`, i % 2 ? "Cerrado ganado" : "Cerrado perdido", "10", "2024-03-01"])])
  });
  expect(done.decisions.map(({what}) => what)).toEqual([
    "../Cuentas.csv: ID de registro is taken for account_id, and not Propietario de Cuenta.id, which is the same in most rows",
    "../Tratos.csv: ID de registro is taken for opportunity_id, and not Propietario de Trato.id, which is the same in most rows",
    "../Tratos.csv: Nombre de Cuenta.id is taken for the id of the account: 12 of 12 rows find one by it"
  ]);
  expect(await outcomesOf(run)).toEqual({won: 6, lost: 6});
  expect(await run.rows("select count(distinct account_id)::integer as n from raw_opportunities semi join raw_accounts using (account_id)")).toEqual([{n: 12}]);
});

describe("deals in Dutch, French, German and Spanish need no mapping", () => {
  const deal = "select opportunity_id, account_name, amount::integer as amount, created_on, closed_on, owner, loss_reason from raw_opportunities where opportunity_id = '2'";
  it.each([
    ["Pipedrive in Dutch", ["Deal - ID", "Deal - Titel", "Deal - Organisatie", "Deal - Status", "Deal - Waarde", "Deal - Deal aangemaakt", "Deal - Deal afgesloten op", "Deal - Eigenaar", "Deal - Reden van verlies"], ["Gewonnen", "Verloren", "Open"]],
    ["Teamleader", ["Referentie", "Titel", "Klant", "Fase", "Bedrag", "Aangemaakt op", "Afgesloten op", "Verantwoordelijke", "Reden van weigering"], ["Aanvaard", "Geweigerd", "Offerte verstuurd"]],
    ["HubSpot in Dutch", ["Record-ID", "Dealnaam", "Gekoppeld bedrijf", "Dealfase", "Bedrag", "Aanmaakdatum", "Sluitingsdatum", "Deal-eigenaar", "Reden gesloten en verloren"], ["Gesloten en gewonnen", "Gesloten en verloren", "Contract verzonden"]],
    ["Dynamics in French", ["(Ne pas modifier) Opportunité", "Sujet", "Client potentiel", "Statut", "CA réel", "Date de création", "Date de fermeture réelle", "Propriétaire", "Raison du statut"], ["Conclue", "Perdue", "Ouverte"]],
    ["SAP Sales Cloud in German", ["Opportunity-ID", "Name", "Kunde", "Status", "Erwarteter Wert", "Angelegt am", "Abschlussdatum", "Zuständiger", "Verlustgrund"], ["Gewonnen", "Verloren", "Offen"]],
    ["Salesforce in Spanish", ["Id. de la oportunidad", "Nombre de la oportunidad", "Nombre de la cuenta", "Etapa", "Importe", "Fecha de creación", "Fecha de cierre", "Propietario de la oportunidad", "Motivo de la pérdida"], ["Cerrada ganada", "Cerrada perdida", "Propuesta"]]
  ])("%s", async (_crm, header, [won, lost, open]) => {
    const {done, run} = await read({"deals.csv": table([
      header, ["1", "A", "Alder", won!, "10", "2024-01-01", "2024-03-01", "Ann", ""], ["2", "B", "Birch", lost!, "20", "2024-01-01", "2024-03-02", "Ann", "Prix"], ["3", "C", "Birch", open!, "30", "2024-01-01", "", "Ann", ""]
    ])});
    expect(done.decisions.filter(({stops}) => stops)).toEqual([]);
    expect(await outcomesOf(run)).toEqual({won: 1, lost: 1, open: 1});
    expect(await run.rows(deal)).toEqual([{opportunity_id: "2", account_name: "Birch", amount: 20, created_on: "2024-01-01", closed_on: "2024-03-02", owner: "Ann", loss_reason: "Prix"}]);
  });

  it("HubSpot's amounts in the company's currency count, and not those of the deals beside them", async () => {
    const {run} = await read({"deals.csv": table([["Record-ID", "Dealnaam", "Dealfase", "Bedrag", "Bedrag in bedrijfsvaluta", "Valuta", "Aanmaakdatum"], ["1", "A", "Gesloten en gewonnen", "100", "10", "SEK", "2024-01-01"], ["2", "B", "Gesloten en verloren", "20", "20", "EUR", "2024-01-01"]])});
    expect(await run.rows("select amount::integer as amount from raw_opportunities order by 1")).toEqual([{amount: 10}, {amount: 20}]);
  });

  it("totals of a report of Salesforce in Spanish and French are no rows", async () => {
    const {run} = await read({"Cuentas.csv": `${table([["Nombre de la cuenta", "Sector"], ["Alder", "Retail"]])}\n"Totales generales (1 registros)"\n`, "opportunites.csv": `${table([["Nom de l'opportunité", "Étape", "Montant", "Devise du montant"], ["A", "Fermée gagnée", "10", "CHF"]])}\n"Totaux généraux (1 enregistrements)"\n`});
    expect(await run.rows("select count(*)::integer as n from problems")).toEqual([{n: 0}]);
    expect(await run.rows("select currency from raw_opportunities where rowid not in (select row_key from row_exclusions where entity = 'opportunities')")).toEqual([{currency: "CHF"}]);
  });

  it("Bitrix24's in Russian need no mapping", async () => {
    const {done, run} = await read({
      "companies.csv": table([["ID", "Название компании", "Сфера деятельности", "Кол-во сотрудников", "Страна"], ["7", "Alder", "Retail", "70", "Norway"], ["8", "Birch", "Media", "8", "Norway"]]),
      "deals.csv": table([
        ["ID", "Название сделки", "Стадия сделки", "Сумма", "Валюта", "Компания", "Дата создания", "Дата завершения", "Ответственный", "Сделка закрыта"], ["1", "A", "Сделка успешна", "10", "EUR", "Alder", "05.01.2024 10:00:00", "05.02.2024", "Ann", "да"],
        ["2", "B", "Сделка провалена", "20", "EUR", "Birch", "13.01.2024 10:00:00", "13.02.2024", "Ann", "да"], ["3", "C", "Подготовка документов", "30", "EUR", "Birch", "14.01.2024 10:00:00", "14.02.2024", "Ann", "нет"]
      ])
    });
    expect(done.decisions).toEqual([]);
    expect(await outcomesOf(run)).toEqual({won: 1, lost: 1, open: 1});
    expect(await run.rows("select opportunity_id, name, account_name, amount::integer as amount, currency, created_on, closed_on, owner from raw_opportunities where opportunity_id = '2'")).toEqual([
      {opportunity_id: "2", name: "B", account_name: "Birch", amount: 20, currency: "EUR", created_on: "2024-01-13", closed_on: "2024-02-13", owner: "Ann"}
    ]);
    expect(await run.rows("select account_id, name, industry, employees, country from raw_accounts limit 1")).toEqual([{account_id: "7", name: "Alder", industry: "Retail", employees: "70", country: "Norway"}]);
  });

  it.each([
    ["Gagnée", "Clôturée", "Oui", "Non"], ["Ganada", "Cerrada", "Sí", "No"], ["Gewonnen", "Gesloten", "Ja", "Nee"]
  ])("flags called %s and %s tell won from lost", async (won, closed, yes, no) => {
    const {run} = await read({"deals.csv": table([["Deal ID", "Deal", won, closed, "Amount"], ["1", "A", yes, yes, "10"], ["2", "B", no, yes, "10"], ["3", "C", no, no, "10"]])});
    expect(await outcomesOf(run)).toEqual({won: 1, lost: 1, open: 1});
  });
});

describe("headers in the language of their users", () => {
  it.each([
    ["German", ["(Nicht ändern) Verkaufschance", "(Nicht ändern) Geändert am", "Thema", "Potenzieller Kunde", "Status", "Statusgrund", "Erstellt am", "Tatsächliches Abschlussdatum", "Tatsächlicher Umsatz"], ["Gewonnen", "Verloren", "Offen"]],
    ["French", ["(Ne pas modifier) Opportunité", "(Ne pas modifier) Modifié le", "Rubrique", "Client potentiel", "Statut", "Raison du statut", "Créé le", "Date de clôture réelle", "Revenu réel"], ["Gagnée", "Perdue", "Ouverte"]],
    ["Spanish", ["(No modificar) Oportunidad", "(No modificar) Fecha de modificación", "Tema", "Cliente potencial", "Estado", "Razón para el estado", "Fecha de creación", "Fecha de cierre real", "Ingresos reales"], ["Ganada", "Perdida", "Abierta"]],
    ["Portuguese", ["(Não Modificar) Oportunidade", "(Não Modificar) Modificado em", "Tópico", "Cliente Potencial", "Status", "Razão do Status", "Criado em", "Data de Fechamento Real", "Receita Real"], ["Ganha", "Perdida", "Aberta"]],
    ["Dutch", ["(Niet wijzigen) Verkoopkans", "(Niet wijzigen) Gewijzigd op", "Onderwerp", "Potentiële klant", "Status", "Statusreden", "Gemaakt op", "Werkelijke einddatum", "Werkelijke omzet"], ["Gewonnen", "Verloren", "Open"]],
    ["Italian", ["(Non modificare) Opportunità", "(Non modificare) Data modifica", "Argomento", "Cliente potenziale", "Stato", "Motivo stato", "Data creazione", "Data chiusura effettiva", "Ricavi effettivi"], ["Vinta", "Persa", "Aperta"]]
  ])("an export of Dynamics in %s needs no mapping", async (_language, header, [won, lost, open]) => {
    const {done, run} = await read({"opportunities.csv": table([
      header, ["o1", "2024-03-02", "A", "Alder", won!, won!, "2024-01-01", "2024-03-01", "10"], ["o2", "2024-03-02", "B", "Birch", lost!, "Preis", "2024-01-01", "2024-03-01", "20"], ["o3", "2024-03-02", "C", "Birch", open!, open!, "2024-01-01", "", ""]
    ])});
    expect(done.decisions).toEqual([]);
    expect(await outcomesOf(run)).toEqual({won: 1, lost: 1, open: 1});
    expect(await run.rows("select opportunity_id, name, account_name, loss_reason, closed_on, amount::integer as amount, modified_at is not null as is_dated from raw_opportunities where opportunity_id = 'o2'")).toEqual([
      {opportunity_id: "o2", name: "B", account_name: "Birch", loss_reason: "Preis", closed_on: "2024-03-01", amount: 20, is_dated: true}
    ]);
  });

  it.each([
    ["Spanish", "Negocio", ["ID", "Título", "Valor", "Moneda de Valor", "Organización", "Etapa", "Estado", "Negocio creado el", "Fecha de ganado", "Fecha de perdido", "Motivo de pérdida"], ["Ganado", "Perdido", "Abierto"],
      ["Organización - ID", "Organización - Nombre", "Organización - Industria", "Organización - Número de empleados"]],
    ["Spanish of Latin America", "Trato", ["ID", "Título", "Valor", "Moneda", "Organización", "Etapa", "Estado", "Trato creado", "Ganado el", "Perdido el", "Razón de la pérdida"], ["Ganado", "Perdido", "En progreso"],
      ["Organización - ID", "Organización - Nombre", "Organización - Sector", "Organización - Cantidad de empleados"]],
    ["French", "Affaire", ["ID", "Titre", "Valeur", "Devise de Valeur", "Organisation", "Étape", "Statut", "Affaire créée", "Heure de la conclusion", "Heure de l’échec", "Raison de la perte"], ["Gagnée", "Perdue", "En cours"],
      ["Organisation - ID", "Organisation - Nom", "Organisation - Secteur d’activité", "Organisation - Nombre d’employés"]],
    ["Portuguese", "Negócio", ["ID", "Título", "Valor", "Moeda", "Organização", "Etapa", "Status", "Negócio criado em", "Ganho em", "Data de perda", "Motivo da perda"], ["Ganho", "Perdido", "Aberto"],
      ["Organização - ID", "Organização - Nome", "Organização - Setor", "Organização - Número de funcionários"]]
  ])("an export of Pipedrive in %s needs no mapping", async (_language, deal, labels, [won, lost, open], organisation) => {
    const {done, run} = await read({
      "deals.csv": table([
        labels.map((label) => `${deal} - ${label}`), ["1", "A", "10", "EUR", "Alder", "Demo", won!, "2024-01-01 08:00:00", "2024-03-01 08:00:00", "", ""],
        ["2", "B", "20", "EUR", "Birch", "Demo", lost!, "2024-01-01 08:00:00", "", "2024-03-02 08:00:00", "Price"], ["3", "C", "30", "EUR", "Birch", "Demo", open!, "2024-01-01 08:00:00", "", "", ""]
      ]),
      "organizations.csv": table([organisation, ["7", "Alder", "Retail", "70"], ["8", "Birch", "Media", "8"]])
    });
    expect(done.exports).toMatchObject([{entity: "accounts", preset: "pipedrive"}, {entity: "opportunities", preset: "pipedrive"}]);
    expect(done.decisions).toEqual([]);
    expect(await outcomesOf(run)).toEqual({won: 1, lost: 1, open: 1});
    expect(await run.rows("select opportunity_id, name, account_name, amount::integer as amount, currency, created_on, closed_on, loss_reason from raw_opportunities where opportunity_id <= '2' order by 1")).toEqual([
      {opportunity_id: "1", name: "A", account_name: "Alder", amount: 10, currency: "EUR", created_on: "2024-01-01", closed_on: "2024-03-01", loss_reason: null},
      {opportunity_id: "2", name: "B", account_name: "Birch", amount: 20, currency: "EUR", created_on: "2024-01-01", closed_on: "2024-03-02", loss_reason: "Price"}
    ]);
    expect(await run.rows("select account_id, name, industry, employees from raw_accounts limit 1")).toEqual([{account_id: "7", name: "Alder", industry: "Retail", employees: "70"}]);
  });

  it.each([
    ["Spanish", "ID;Empresa;Etapa;Fecha de creación;Fecha de cierre;Importe", ["Ganada", "Perdida", "Propuesta"], "1.250,50 €", "EUR"],
    ["French", "N° affaire;Société;Étape;Date de création;Date de clôture;Montant (€)", ["Gagnée", "Perdue", "Proposition"], "1\u202f250,50", "EUR"],
    ["Portuguese", "ID;Cliente;Fase;Data de criação;Data de fechamento;Valor (R$)", ["Ganho", "Perdido", "Proposta"], "R$ 1.250,50", "BRL"],
    ["Italian", "ID;Azienda;Stato;Data creazione;Data chiusura;Importo in EUR", ["Vinta", "Persa", "In trattativa"], "1.250,50", "EUR"],
    ["German, of a Swiss company", "Deal-Nr.;Firma;Vertriebsphase;Angelegt am;Abschlussdatum;Auftragsvolumen (CHF)", ["Auftrag gewonnen", "verloren – Preis", "Angebot abgegeben"], "1'250.50", "CHF"]
  ])("own deals with headers and stages in %s need no mapping, and their amounts and currency are read as written there", async (_language, header, stages, amount, currency) => {
    const {done, run} = await read({"deals.csv": [header, ...stages.map((stage, i) => `${i + 1};Alder;${stage};0${i + 1}/02/2024;2${i + 1}/03/2024;${amount}`), ""].join("\r\n")});
    expect(done.decisions).toEqual([]);
    expect(await outcomesOf(run)).toEqual({won: 1, lost: 1, open: 1});
    expect(await run.rows("select distinct amount, account_name from raw_opportunities")).toEqual([{amount: 1250.5, account_name: "Alder"}]);
    expect(await run.rows("select min(created_on) as first, max(closed_on) as last from raw_opportunities")).toEqual([{first: "2024-02-01", last: "2024-03-23"}]);
    expect(readFileSync(join(done.directory, "fitproof.yaml"), "utf8")).toMatch(new RegExp(`^currency: ${currency}`, "m"));
  });

  it.each([
    ["German", "Vertragsnummer;Kundennummer;Vertragsbeginn;Vertragsende;Monatlicher Betrag"], ["French", "N° contrat;Société;Date de début;Date de fin;Montant mensuel (€)"],
    ["Spanish", "ID contrato;Cliente;Fecha de inicio;Fecha de baja;Cuota mensual"], ["Italian", "Contratto;Cliente;Data inizio;Data fine;Canone mensile"], ["Dutch", "Contractnummer;Klantnummer;Ingangsdatum;Einddatum;Maandbedrag"],
    ["English", "Contract Number;Customer;Effective Date;Expiry Date;Price per month"]
  ])("own subscriptions with headers in %s need no mapping", async (_language, header) => {
    const {run} = await read({"contracts.csv": `${header}\r\n1;K1;01.02.2024;01.05.2024;1.250,50\r\n2;K2;15.02.2024;;99,00\r\n`});
    expect(await run.rows("select subscription_id, coalesce(account_id, account_name) as account, started_on, ended_on, mrr from raw_subscriptions")).toEqual([
      {subscription_id: "1", account: "K1", started_on: "2024-02-01", ended_on: "2024-05-01", mrr: 1250.5}, {subscription_id: "2", account: "K2", started_on: "2024-02-15", ended_on: null, mrr: 99}
    ]);
  });

  it.each([
    ["Spanish", "Empresa;Sector;Empleados;País"], ["French", "Société;Secteur d'activité;Effectif;Pays"], ["Italian", "Azienda;Settore;Numero di dipendenti;Paese"], ["Dutch", "Bedrijf;Branche;Aantal medewerkers;Land"],
    ["German", "Firma;Branche;Anzahl der Mitarbeiter;Land"]
  ])("own companies with headers in %s need none either", async (_language, header) => {
    const {run} = await read({"companies.csv": `${header}\nAlder;Retail;120;Chile\n`});
    expect(await run.rows("select name, industry, employees, country from raw_accounts")).toEqual([{name: "Alder", industry: "Retail", employees: "120", country: "Chile"}]);
  });
});

it("amoCRM's in Russian, in the code page of Excel in Russia, need no mapping", async () => {
  const rows = [
    ["ID", "Название сделки", "Компания сделки", "Ответственный", "Этап сделки", "Воронка", "Бюджет", "Дата создания сделки", "Дата редактирования", "Дата закрытия", "Причина отказа"],
    ["1", "Поставка", "Ромашка", "Анна", "Успешно реализовано", "Воронка", "1000", "05.01.2024 10:00:00", "01.12.2024 10:00:00", "13.02.2024 10:00:00", ""],
    ["2", "Внедрение", "Берёза", "Анна", "Закрыто и не реализовано", "Воронка", "2000", "06.01.2024 10:00:00", "01.12.2024 10:00:00", "14.02.2024 10:00:00", "Дорого"],
    ...["3", "4", "5"].map((id) => [id, "Проект", "Клён", "Анна", "Переговоры", "Воронка", "3000", "07.01.2024 10:00:00", "01.12.2024 10:00:00", "не закрыта", ""])
  ];
  const {run} = await read({"amocrm_export_leads.csv": iconv.encode(rows.map((row) => row.map((cell) => `"${cell}"`).join(";")).join("\r\n"), "windows-1251")});
  expect(await outcomesOf(run)).toEqual({won: 1, lost: 1, open: 3});
  expect(await run.rows("select account_name, created_on, closed_on, amount::integer as amount from raw_opportunities where opportunity_id = '2'")).toEqual([{account_name: "Берёза", created_on: "2024-01-06", closed_on: "2024-02-14", amount: 2000}]);
});
