import {readFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {outcomesOf, read, table} from "./read.ts";

describe("deals", () => {
  it("stages of any name need no list where the flags beside them tell won and lost", async () => {
    const {done, run} = await read({"deals.csv": table([
      ["Record ID", "Deal Name", "Deal Stage", "Create Date", "Close Date", "Amount", "Is Closed Won", "Is closed lost"],
      ["1", "A", "🎉 Party", "2024-01-01", "2024-02-01", "1", "true", "false"], ["2", "B", "☠️ Gone", "2024-01-01", "2024-02-01", "1", "false", "true"], ["3", "C", "🔥 Hot", "2024-01-01", "", "1", "false", "false"]
    ])});
    expect(done.decisions).toEqual([]);
    expect(await outcomesOf(run)).toEqual({won: 1, lost: 1, open: 1});
  });

  it("deals of a renewals pipeline without a type are renewals, whatever the pipeline is called", async () => {
    const {done, run} = await read({"deals.csv": table([
      ["Record ID", "Deal Name", "Deal Stage", "Pipeline", "Create Date", "Deal Type"], ["1", "A", "Closed Won", "EMEA renewals 2024", "2024-01-01", ""], ["2", "B", "Closed Won", "Sales", "2024-01-01", ""]
    ])});
    expect(done.decisions).toEqual([{stops: false, what: "1 deals without a type are taken for renewal because of their pipeline: EMEA renewals 2024"}]);
    expect(await run.rows("select pipeline from raw_opportunities where deal_type is null order by 1")).toHaveLength(2);
  });

  it("a column called Closed that holds days is the closing date, and one that holds yes and no the flag", async () => {
    const header = ["Deal ID", "Deal", "Stage", "Value", "Opened", "Closed"];
    const days = await read({"deals.csv": table([header, ...[1, 2, 3, 4].map((i) => [`${i}`, "A", i % 2 ? "Won" : "Lost", "1", "2024-01-01", `2024-02-0${i}`])])});
    expect(await days.run.rows("select min(closed_on) as first, max(closed_on) as last from raw_opportunities")).toMatchObject([{first: "2024-02-01", last: "2024-02-04"}]);
    const named = await read({"deals.csv": table([header, ...[1, 2, 3, 4].map((i) => [`${i}`, "A", i % 2 ? "Won" : "Lost", "1", "2024-01-01", `"Monday, February 0${i}, 2024"`])])});
    expect(await named.run.rows("select max(closed_on) as last from raw_opportunities")).toEqual([{last: "2024-02-04"}]);
    const flags = await read({"deals.csv": table([header, ...[1, 2, 3, 4].map((i) => [`${i}`, "A", "Won", "1", "2024-01-01", "yes"])])});
    expect(await flags.run.rows("select count(*)::integer as n from raw_opportunities where is_closed")).toEqual([{n: 4}]);
  });

  it("of two flags the one says which deals are won, the other which are lost, and a sign stands for a number", async () => {
    const {done, run} = await read({"opps.csv": table([["Opp #", "Client", "Won?", "Lost?", "Opened"], ["1", "Alder", "Y", "N", "2024-01-01"], ["2", "Birch", "N", "Y", "2024-01-01"], ["3", "Cedar", "N", "N", "2024-01-01"]])});
    expect(done.decisions).toEqual([]);
    expect(await outcomesOf(run)).toEqual({won: 1, lost: 1, open: 1});
    expect(await run.rows("select max(opportunity_id) as last from raw_opportunities")).toEqual([{last: "3"}]);
  });

  it("a guess that most cells contradict is not mapped, and that is said", async () => {
    const {done} = await read({"deals.csv": table([["Deal ID", "Stage", "Value", "Opened"], ...[1, 2, 3, 4].map((i) => [`${i}`, "Won", ["high", "low", "none", "some"][i - 1]!, "2024-01-01"])])});
    expect(done.decisions).toEqual([{stops: false, what: "../deals.csv: Value is not taken for amount: most of its cells are no number"}]);
    expect(done.costs.map(({missing}) => missing)).toContain("opportunities.amount");
  });

  it("deals with a contract term may be revenue, and without one could be", async () => {
    const header = ["Deal ID", "Account", "Stage", "Created Date", "Close Date", "Amount"];
    const cost = async (more: readonly string[], cells: readonly string[]) => (await read({"deals.csv": table([[...header, ...more], ["1", "Alder", "Won", "2024-01-13", "2024-02-14", "1200", ...cells]])})).done
      .costs.find(({missing}) => missing.startsWith("subscriptions"))!.cost;
    expect(await cost(["Contract Term (Months)"], ["12"])).toMatch(/the deals have contract terms: `mrr_from: won_deals` reads them as revenue$/);
    expect(await cost([], [])).toMatch(/give the deals a contract term in months \(term_months\) and write `mrr_from: won_deals`$/);
  });

  it("columns of a company's own beside those that a preset knows are taken by their words, but never for an id or an outcome", async () => {
    const {done, run} = await read({"accounts.csv": table([["Account ID", "Account Name", "Industry", "# of Employees", "HQ Country", "Customer ID"], ["001000000000001", "Alder", "Retail", "120", "Chile", "C7"]])});
    expect(done.exports).toMatchObject([{preset: "salesforce_report"}]);
    expect(await run.rows("select account_id, employees, country from raw_accounts")).toEqual([{account_id: "001000000000001", employees: "120", country: "Chile"}]);
    expect(readFileSync(join(done.directory, "fitproof.yaml"), "utf8")).not.toContain("account_id: Customer ID");
  });

  it("of a stage and a status the one that tells won from lost is the stage, and that is said", async () => {
    const {done, run} = await read({"deals.csv": table([["Opp ID", "Account", "Stage", "Status", "Open Date", "ACV"], ["1", "A", "Contracting", "Won", "2024-01-01", "1.2k"], ["2", "B", "Demo", "Lost", "2024-01-01", "2k"], ["3", "C", "Demo", "Open", "2024-01-01", "3k"]])});
    expect(done.decisions).toEqual([{stops: false, what: "Status is taken for the stage of the deals, and not Stage: its values tell won from lost"}]);
    expect(await outcomesOf(run)).toEqual({won: 1, lost: 1, open: 1});
    expect(await run.rows("select sum(amount)::integer as amount from raw_opportunities")).toEqual([{amount: 6200}]);
  });

  it("of a stage and a status the one that tells won from lost is the stage under a preset too", async () => {
    const {done, run} = await read({"deals.csv": table([
      ["Opportunity ID", "Opportunity Name", "Account Name", "Stage", "Status", "Close Date"], ["1", "A", "Alder", "Negotiation/Review", "Won", "2024-02-10"],
      ["2", "B", "Birch", "Prospecting", "Lost", "2024-02-11"], ["3", "C", "Cedar", "Prospecting", "Open", "2024-02-12"]
    ])});
    expect(done.exports).toMatchObject([{preset: "salesforce_report"}]);
    expect(done.decisions.map(({what}) => what)).toEqual(["Status is taken for the stage of the deals, and not Stage: its values tell won from lost"]);
    expect(await outcomesOf(run)).toEqual({won: 1, lost: 1, open: 1});
  });

  it("the days on which deals were won and lost are together the day on which they were closed", async () => {
    const {done, run} = await read({
      "leads.csv": table([["id", "display_name", "url", "primary_address_country", "custom.Industry"], ["l1", "Alder", "alder.example", "Chile", "Retail"], ["l2", "Birch", "birch.example", "Norway", "Media"]]),
      "opportunities.csv": table([
        ["id", "lead_id", "lead_name", "status_label", "status_type", "value", "value_currency", "date_created", "date_won", "date_lost", "user_name"],
        ["o1", "l1", "Alder", "Signed", "won", "10", "EUR", "2024-01-01", "2024-02-01", "", "Ann"], ["o2", "l2", "Birch", "Gone", "lost", "20", "EUR", "2024-01-01", "", "2024-03-01", "Bob"],
        ["o3", "l2", "Birch", "Talking", "active", "20", "EUR", "2024-01-01", "", "", "Bob"]
      ])
    });
    expect(done.exports.map(({entity}) => entity)).toEqual(["accounts", "opportunities"]);
    expect(readFileSync(join(done.directory, "fitproof.yaml"), "utf8")).toMatch(/closed_on: +\[date_won, date_lost\]/);
    expect(await outcomesOf(run)).toEqual({won: 1, lost: 1, open: 1});
    expect(await run.rows("select account_id, closed_on from raw_opportunities order by opportunity_id")).toEqual([
      {account_id: "l1", closed_on: "2024-02-01"}, {account_id: "l2", closed_on: "2024-03-01"}, {account_id: "l2", closed_on: null}
    ]);
  });

  it("a closing date counts where nobody fills the days on which deals were won and lost, and else may be one that was expected", async () => {
    const closed = async (won: string, lost: string) => {
      const {run} = await read({"deals.csv": table([
        ["Opportunity ID", "Name", "Account", "Status", "Value", "Close Date", "Lost Date", "Won Date", "Created At"], ["1", "A", "Alder", "Won", "10", "2024-06-30", "", won, "2024-01-01"], ["2", "B", "Birch", "Lost", "20", "2024-06-30", lost, "", "2024-01-01"]
      ])});
      return (await run.rows("select closed_on from raw_opportunities order by opportunity_id")).map(({closed_on}) => closed_on);
    };
    expect(await closed("2024-02-01", "2024-03-01")).toEqual(["2024-02-01", "2024-03-01"]);
    expect(await closed("", "")).toEqual(["2024-06-30", "2024-06-30"]);
  });

  it("where no stage means lost, a flag may, and without one that is said", async () => {
    const rows = (flag: string) => table([
      ["External ID", "Opportunity", "Customer", "Stage", "Created on", flag],
      ...[1, 2, 3, 4, 5].map((i) => [`w${i}`, "A", "Alder", "Won", "2024-01-01", "True"]), ...[1, 2].map((i) => [`l${i}`, "B", "Birch", "Qualified", "2024-01-01", "False"]), ["o1", "C", "Cedar", "Qualified", "2024-01-01", "True"]
    ]);
    const {done, run} = await read({"deals.csv": rows("Active")});
    expect(done.decisions.map(({what}) => what)).toEqual(["no value of Stage means lost: deals that are not won and whose Active is no are taken for lost"]);
    expect(await outcomesOf(run)).toEqual({won: 5, lost: 2, open: 1});
    const without = await read({"deals.csv": rows("Of the north")});
    expect(without.done.decisions.map(({what}) => what)).toEqual([expect.stringMatching(/^no deal is lost and 5 are won, so every rate is 100 %: open are 'Qualified' \(3\)\. Put the stages that mean lost under outcomes: lost/)]);
    expect(without.run.warnings.map(({column}) => column)).toContain("exports.opportunities.outcomes");
    expect(readFileSync(join(without.done.directory, "fitproof.yaml"), "utf8")).toMatch(/^# To look at:\n#   no deal is lost and 5 are won/m);
  });

  it("a deal may be of a campaign, and a day on which it was entered is that of its creation", async () => {
    const {run} = await read({
      "accounts.csv": "id,name,date_entered,deleted,industry,billing_address_country,website,employees,campaign_id\na1,Alder,2023-01-01 10:00:00,0,Retail,Chile,alder.example,70,\n",
      "opportunities.csv": table([
        ["id", "name", "date_entered", "deleted", "campaign_id", "amount", "date_closed", "sales_stage", "account_id"],
        ["o1", "A", "2024-01-01 10:00:00", "0", "m1", "10", "2024-02-01", "Closed Won", "a1"], ["o2", "B", "2024-01-02 10:00:00", "0", "", "20", "2024-02-02", "Closed Lost", "a1"]
      ])
    });
    expect(await outcomesOf(run)).toEqual({won: 1, lost: 1});
    expect(await run.rows("select min(created_on) as first, max(closed_on) as last from raw_opportunities")).toEqual([{first: "2024-01-01", last: "2024-02-02"}]);
    expect(await run.rows("select country, created_on from raw_accounts")).toEqual([{country: "Chile", created_on: "2023-01-01"}]);
  });

  it("a date of zeros stands for none, and a word of a column that is not taken for a number stays", async () => {
    const zeros = await read({"deals.csv": table([
      ["Deal ID", "Deal Title", "Deal Status", "Deal Value", "Created Date", "Closed Date"], ["1", "A", "Won", "1", "2024-01-01", "2024-02-01 10:00:00"],
      ...[2, 3, 4, 5, 6, 7].map((i) => [`${i}`, "B", "Open", "1", "2024-01-01", "0000-00-00 00:00:00"])
    ])});
    expect(zeros.done.decisions.filter(({stops}) => stops)).toEqual([]);
    expect(await zeros.run.rows("select count(closed_on)::integer as n from raw_opportunities")).toEqual([{n: 1}]);
    const {done, run} = await read({"deals.csv": table([
      ["ID", "Name", "Account", "Sales Cycle", "Pipeline", "Status", "Value"], ...[1, 2, 3, 4].map((i) => [`${i}`, "A", "Alder", "Default", "Default", i % 2 ? "Won" : "Lost", "1"])
    ])});
    expect(done.decisions.map(({what}) => what)).toEqual(["../deals.csv: Sales Cycle is not taken for cycle_days: most of its cells are no number"]);
    expect(await run.rows("select distinct pipeline from raw_opportunities")).toEqual([{pipeline: "Default"}]);
  });

  it("a status that was taken for a reason is the stage where it alone tells won from lost", async () => {
    const {done, run} = await read({"opportunities.csv": table([
      ["OptyNumber", "Name", "TargetPartyId", "TargetPartyName", "OwnerResourcePartyName", "StatusCode", "SalesStage", "ActualCloseDate", "CreationDate", "ReasonWonLostCode"],
      ["o1", "A", "a1", "Alder", "Ann", "WON", "Building Vision", "2024-02-01", "2024-01-01", ""], ["o2", "B", "b1", "Birch", "Bob", "LOST", "Building Vision", "2024-02-02", "2024-01-02", "Price"]
    ])});
    expect(done.decisions.map(({what}) => what)).toEqual(["StatusCode is taken for the stage of the deals, and not SalesStage: its values tell won from lost"]);
    expect(await outcomesOf(run)).toEqual({won: 1, lost: 1});
    expect(await run.rows("select opportunity_id, account_id, account_name, owner, loss_reason from raw_opportunities where opportunity_id = 'o2'")).toEqual([
      {opportunity_id: "o2", account_id: "b1", account_name: "Birch", owner: "Bob", loss_reason: "Price"}
    ]);
  });

  it("a stage that no word explains is open where most of its deals are to be closed after all that were decided", async () => {
    const rows = (day: string) => [1, 2, 3].map((i) => [`${i}`, "Alder", "Zumo", "10", day]);
    const deals = (day: string) => table([["Deal ID", "Account", "Stage", "Value", "Close Date"], ["8", "Alder", "Won", "1", "2024-05-01"], ["9", "Alder", "Lost", "1", "2024-04-01"], ...rows(day)]);
    const coming = await read({"deals.csv": deals("2024-08-01")});
    expect(coming.done.decisions).toEqual([{stops: false, what: "the stage Zumo is taken for open: most of its deals are to be closed after all that were won or lost"}]);
    expect(await outcomesOf(coming.run)).toEqual({won: 1, lost: 1, open: 3});
    await expect(read({"deals.csv": deals("2024-04-01")})).rejects.toThrow("nothing says what 3 deals came to");
  });

  it.each([
    [["Deal ID", "Stage", "Amount", "Created", "Close Date", "Actual Close Date"]], [["Deal ID", "Stage", "Amount", "Created", "Close Date", "Closed Date"]], [["Deal ID", "Stage", "Amount", "Created", "Closing Date", "Actual Close"]],
    [["Deal-ID", "Status", "Betrag", "Erstellt am", "Abschlussdatum", "Tatsächliches Abschlussdatum"]], [["ID", "Etapa", "Importe", "Fecha de creación", "Fecha de cierre", "Fecha de cierre real"]], [["ID", "Fase", "Bedrag", "Aangemaakt op", "Sluitingsdatum", "Gesloten op"]]
  ])("a day that is said to be past is the closing, and not one beside it that may be a plan: %s", async (header) => {
    const deals = (actual: string) => table([header, ["1", "Won", "10", "2024-01-01", "2024-06-30", actual], ["2", "Lost", "10", "2024-01-01", "2024-06-30", actual]]);
    const closing = "select distinct closed_on from raw_opportunities";
    expect(await (await read({"deals.csv": deals("2024-03-01")})).run.rows(closing)).toEqual([{closed_on: "2024-03-01"}]);
    // Where nobody fills it the other is all there is.
    expect(await (await read({"deals.csv": deals("")})).run.rows(closing)).toEqual([{closed_on: "2024-06-30"}]);
  });

  it("a revenue beside an industry is the company's, and no amount of the deal", async () => {
    const {run} = await read({"deals.csv": table([["Deal ID", "Company", "Industry", "Revenue", "Stage", "Created"], ["1", "Alder", "Retail", "1000000", "Won", "2024-01-01"], ["2", "Birch", "Media", "2000000", "Lost", "2024-01-01"]])});
    expect(await run.rows("select count(amount)::integer as n from raw_opportunities")).toEqual([{n: 0}]);
  });

  it("a stage that no word explains is open where none of its deals has a day of closing and those that were won or lost have one", async () => {
    const deals = (stage: string, closed: string) => [1, 2, 3].map((i) => [`${stage}${i}`, stage, "10", "2024-01-01", closed]);
    const header = ["Deal ID", "Stage", "Amount", "Created", "Actual Close Date"];
    const {done, run} = await read({"deals.csv": table([header, ...deals("Won", "2024-02-01"), ...deals("Lost", "2024-02-02"), ...deals("Blue", "")])});
    expect(done.decisions).toEqual([{stops: false, what: "the stage Blue is taken for open: none of its deals has a day of closing, and those that were won or lost have one"}]);
    expect(await outcomesOf(run)).toEqual({won: 3, lost: 3, open: 3});
    await expect(read({"deals.csv": table([header, ...deals("Won", "2024-02-01"), ...deals("Lost", ""), ...deals("Blue", "")])})).rejects.toThrow("a stage in no outcome list: 'Blue' (3)");
  });

  it("deals that a flag calls a test are left out, and those that it calls archived count, as is said", async () => {
    const deals = (flag: string, value: string) => table([["Deal ID", "Stage", "Amount", "Created", flag], ["1", "Won", "10", "2024-01-01", ""], ["2", "Lost", "10", "2024-01-01", ""], ["3", "Won", "10", "2024-01-01", value]]);
    const tests = await read({"deals.csv": deals("Test record", "x")});
    expect(tests.done.decisions).toEqual([{stops: false, what: "../deals.csv: opportunities whose Test record is x are left out (`exclude`)"}]);
    expect(await outcomesOf(tests.run)).toEqual({won: 1, lost: 1});
    const archived = await read({"deals.csv": deals("Archived", "true")});
    expect(archived.done.decisions).toEqual([{stops: false, what: "../deals.csv: 1 row whose Archived is true counts as any other: where they are none, write `exclude: [{column: Archived, in: [\"true\"], reason: archived}]`"}]);
    expect(await outcomesOf(archived.run)).toEqual({won: 2, lost: 1});
  });

  it("dates that fit both orders are read as those of another file are, and where none tells, month first, as is said", async () => {
    const deals = table([["Deal ID", "Account", "Stage", "Amount", "Created", "Closed on"], ["1", "Alder", "Won", "10", "02/03/2024", "05/06/2024"], ["2", "Birch", "Lost", "10", "02/03/2024", "05/06/2024"]]);
    const accounts = (day: string) => table([["Account ID", "Account Name", "Industry", "Created"], ["a1", "Alder", "Retail", day], ["b1", "Birch", "Media", "01/02/2023"]]);
    const told = await read({"deals.csv": deals, "accounts.csv": accounts("31/01/2023")});
    expect(told.done.decisions.map(({what}) => what)).toEqual(["deals.csv: Created: dates such as 02/03/2024 fit M/D/YYYY and D/M/YYYY; they are read as D/M/YYYY, as those of ../accounts.csv are: write `date_format: mdy` where they are not"]);
    expect(await told.run.rows("select distinct created_on, closed_on from raw_opportunities")).toEqual([{created_on: "2024-03-02", closed_on: "2024-06-05"}]);
    const untold = await read({"deals.csv": deals, "accounts.csv": accounts("02/01/2023")});
    expect(untold.done.decisions.map(({what}) => what)).toContain("deals.csv: Created: dates such as 02/03/2024 fit M/D/YYYY and D/M/YYYY; they are read as M/D/YYYY: write `date_format: dmy` where they are not");
    expect(await untold.run.rows("select distinct created_on from raw_opportunities")).toEqual([{created_on: "2024-02-03"}]);
  });
});
