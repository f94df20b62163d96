import {readFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {outcomesOf, read, table} from "./read.ts";

describe("files that are left out", () => {
  it("a file that only joins deals to companies is said to be that, with what to export instead", async () => {
    const {done} = await read({"deals.csv": "Record ID,Deal Name,Deal Stage\n1,A,Closed Won\n", "links.csv": "Deal ID,Company ID,Association Type\n1,2,Primary\n"});
    expect(done.not_read).toEqual([{file: "../links.csv", why: "it joins deals to companies, and is not read: export the deals with the id, the domain or the name of their company beside them"}]);
    expect(done.costs.map(({missing}) => missing)).toContain("opportunities.account_id or account_name or account_domain");
  });

  it("a year's deals with a column more are left out beside another year's, and what to do is said", async () => {
    const deals = (id: string, more: string) => `deal id,account,stage,close date,amount${more === "" ? "" : ",owner"}\n${id},Alder,Won,2024-01-01,5${more}\n`;
    const {done} = await read({"deals 2023.csv": deals("1", ""), "deals 2024.csv": deals("2", ",Ann")});
    expect(done.not_read).toEqual([{file: "../deals 2023.csv", why: "looks like opportunities too; another file is read for them: where they are one table in two files, export both with the same columns"}]);
  });

  it("a file all of whose rows are in another is read once where they have no id, and that is said", async () => {
    const deals = (rows: readonly (readonly string[])[]) => table([["Deal", "Account", "Stage", "Value", "Close Date"], ...rows]);
    const won = ["A", "Alder", "Won", "1", "2024-02-01"];
    const lost = ["B", "Birch", "Lost", "2", "2024-02-02"];
    const {done, run} = await read({"Deals 1f0e.csv": deals([won]), "Deals 1f0e_all.csv": deals([won, lost]), "Deals 2023.csv": deals([["C", "Cedar", "Lost", "3", "2023-02-01"]])});
    expect(done.exports.map(({files}) => files)).toEqual([["../Deals 1f0e_all.csv", "../Deals 2023.csv"]]);
    expect(done.decisions.map(({what}) => what)).toEqual(["../Deals 1f0e.csv is left out: all of its rows are in Deals 1f0e_all.csv too, and they have no id by which they would count once"]);
    expect(await outcomesOf(run)).toEqual({won: 1, lost: 2});
  });

  it("a file that joins the ids of two systems is said to be that, with how to have it read", async () => {
    const {done} = await read({"accounts.csv": "id,name,industry\nc1,Alder,Retail\n", "mapping.csv": "stripe_customer_id,salesforce_account_id\ncus_1,c1\n"});
    expect(done.not_read).toEqual([{
      file: "../mapping.csv",
      why: "it says which customer of one system is which of another: name it under account_links, with the column of the accounts' own ids as account_id, such as `columns: {source_account_id: stripe_customer_id, account_id: salesforce_account_id}`"
    }]);
  });

  it("rows that a database keeps with the day on which they were deleted are left out, and that is said", async () => {
    const row = (id: string, stage: string, deleted: string) => [id, "Alder", stage, "10", "2024-01-01", deleted];
    const {done, run} = await read({"deals.csv": table([["id", "company", "stage", "amount", "created_at", "deleted_at"], row("1", "won", ""), row("2", "lost", "0000-00-00 00:00:00"), row("3", "won", "2024-03-01 09:00:00")])});
    expect(done.decisions).toEqual([{stops: false, what: "../deals.csv: 1 of 3 rows have a day in deleted_at and are left out (`exclude`)"}]);
    expect(await outcomesOf(run)).toEqual({won: 1, lost: 1});
  });

  it("rows that a connector keeps with a flag or a day of its own when they are deleted, or replaced, are left out, also where none is yet", async () => {
    const row = (id: string, stage: string, ...flags: readonly string[]) => [id, "Alder", stage, "10", "2024-01-01", ...flags];
    const header = ["id", "company", "stage", "amount", "created_at"];
    const flagged = await read({"deals.csv": table([[...header, "is_deleted", "_fivetran_deleted", "_fivetran_active"], row("1", "won", "false", "false", "true"), row("2", "lost", "false", "false", "true"), row("3", "won", "false", "true", "true"), row("4", "won", "false", "false", "false")])});
    expect(flagged.done.decisions).toEqual([
      {stops: false, what: "../deals.csv: 1 of 4 rows are left out, whose _fivetran_deleted is yes (`exclude`)"}, {stops: false, what: "../deals.csv: 1 of 4 rows are left out, whose _fivetran_active is no (`exclude`)"}
    ]);
    expect(await outcomesOf(flagged.run)).toEqual({won: 1, lost: 1});
    expect(await flagged.run.rows("select reason, count(*)::integer as n from row_exclusions group by reason order by reason")).toEqual([{reason: "an older version", n: 1}, {reason: "deleted", n: 1}]);
    const dated = await read({"deals.csv": table([[...header, "_sdc_deleted_at"], row("1", "won", ""), row("2", "lost", "2024-03-01 09:00:00")])});
    expect(await outcomesOf(dated.run)).toEqual({won: 1});
    const none = await read({"deals.csv": table([[...header, "_fivetran_deleted", "_sdc_deleted_at"], row("1", "won", "false", ""), row("2", "lost", "false", "")])});
    expect(none.done.decisions).toEqual([]);
    expect(readFileSync(join(none.done.directory, "fitproof.yaml"), "utf8")).toContain('exclude:\n      - {column: _fivetran_deleted, is: true, reason: deleted}\n      - {column: _sdc_deleted_at, matches: "[1-9]", reason: deleted}');
  });

  it("deals of Pipedrive's API that were deleted are left out, whatever they came to before", async () => {
    const {run} = await read({"deals.csv": table([["id", "title", "value", "currency", "org_id", "status", "add_time", "won_time", "deleted"], ["1", "A", "10", "EUR", "7", "won", "2024-01-01 09:00:00", "2024-02-01 09:00:00", "false"], ["2", "B", "10", "EUR", "7", "won", "2024-01-01 09:00:00", "2024-02-01 09:00:00", "true"]])});
    expect(await outcomesOf(run)).toEqual({won: 1});
  });
});
