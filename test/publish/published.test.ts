import {describe, expect, it} from "vitest";
import {openDatabase} from "../../pipeline/database.ts";
import {PUBLISHED} from "../../pipeline/publish/marts.ts";
import {publishedFiles, referencesIn, type Profile, type PublishedMart, type References} from "../../pipeline/publish/published.ts";
import {rows} from "../../src/components/rows.ts";

async function publish(marts: readonly PublishedMart[], profile: Profile = "internal", references: References | null = null): Promise<Record<string, unknown>> {
  const db = await openDatabase(":memory:");
  await db.exec(`
    create table win as select * from (values ('all', 'all', 40, 0.3), ('d', 'b', 37, 0.3), ('d', 'a', 3, 0.3)) as t(dimension, segment, decided_count, win_rate);
    create table accounts as select i::integer as id, 'Name ' || i as name, ['x', 'y'] as met from range(5) as t(i) order by i desc`);
  const files: Record<string, unknown> = {};
  for await (const {path, bytes} of publishedFiles(db, marts, profile, 5, references)) {
    files[path] = path.endsWith(".json") ? JSON.parse(new TextDecoder().decode(bytes)) : rows(bytes.slice().buffer);
  }
  db.close();
  return files;
}

const win: PublishedMart = {name: "win", board: {keys: ["dimension", "segment"], groups: [{on: "decided_count"}], siblings: ["segment"]}};

describe("what the site ships of a run", () => {
  it("is each mart in its own order, lists as texts", async () => {
    const files = await publish([{name: "accounts", board: "absent"}]);
    expect(files["marts/accounts.arrow"]).toMatchObject([{id: 4, name: "Name 4", met: "x, y"}, {id: 3}, {id: 2}, {id: 1}, {id: 0}]);
  });

  it.each([
    ["exports/2024/deals.csv", "2024/deals.csv"], ["/home/anna/crm/deals.csv", "deals.csv"], ["../old/deals.csv", "deals.csv"], ["C:\\Users\\anna\\deals.csv", "deals.csv"], ["deals.csv", "deals.csv"],
    ["/home/anna/crm.zip/Account.csv", "Account.csv"]
  ])("names no folder of a machine: %s", async (path, published) => {
    const db = await openDatabase(":memory:");
    await db.exec(`create table files as select '${path}' as file`);
    const files: unknown[] = [];
    for await (const {path: name, bytes} of publishedFiles(db, [{name: "files", paths: ["file"], board: "whole"}], "internal", 5)) if (name === "marts/files.arrow") files.push(...rows(bytes.slice().buffer));
    db.close();
    expect(files).toEqual([{file: published}]);
  });

  it("has no rows of a mart that names accounts in the board edition, nor its parts", async () => {
    const files = await publish([{name: "accounts", part_rows: 2, board: "absent"}], "board");
    expect(files).toEqual({"marts/accounts.arrow": [], "marts/parts.json": {accounts: {by: [], parts: []}}});
  });

  it("hides small cells in the board edition, before they are split", async () => {
    const files = await publish([{...win, split_by: ["dimension"]}], "board");
    const hidden = {decided_count: null, win_rate: null, is_hidden: true};
    expect(files["marts/win-1.arrow"]).toEqual([{dimension: "d", segment: "b", ...hidden}, {dimension: "d", segment: "a", ...hidden}]);
    expect(JSON.stringify(files)).not.toContain("37");
  });

  it("shows what the sources of churn say of enough accounts where no deals are exported, and no dates of few deals", async () => {
    const db = await openDatabase(":memory:");
    await db.exec(`
      create table win_rate_by_segment as select 'all' as period_window, 'new_business' as deal_type, 'all' as dimension, 'all' as segment, null::integer as decided_count;
      create table retention_notes as select 'never paid' as note, 40 as account_count;
      create table churn_contradictions as select * from (values ('account_flag', 'revenue', 500), ('churn_events', 'revenue', 4)) as t(source_a, source_b, account_count);
      create table date_problems as select * from (values ('closed before created', 'lost', 4), ('no created date', 'won', 30)) as t(kind, outcome, deal_count)`);
    const own = PUBLISHED.filter(({name}) => ["retention_notes", "churn_contradictions", "date_problems"].includes(name));
    const files: Record<string, unknown> = {};
    for await (const {path, bytes} of publishedFiles(db, [...own, {name: "win_rate_by_segment", board: "whole"}], "board", 5)) if (path.endsWith(".arrow")) files[path] = rows(bytes.slice().buffer);
    db.close();
    expect(files["marts/retention_notes.arrow"]).toMatchObject([{account_count: 40, is_hidden: false}]);
    expect(files["marts/churn_contradictions.arrow"]).toMatchObject([{account_count: 500, is_hidden: false}, {account_count: null, is_hidden: true}]);
    expect(files["marts/date_problems.arrow"]).toMatchObject([{deal_count: null}, {deal_count: 30}]);
  });

  it("comes in parts by the values of columns, listed with their keys", async () => {
    const files = await publish([{...win, split_by: ["dimension"]}]);
    expect(files["marts/parts.json"]).toEqual({win: {by: ["dimension"], parts: [{keys: ["all"], row_count: 1}, {keys: ["d"], row_count: 2}]}});
    expect(files["marts/win-0.arrow"]).toMatchObject([{segment: "all"}]);
    expect(files["marts/win-1.arrow"]).toMatchObject([{segment: "b"}, {segment: "a"}]);
  });

  it("comes in parts of a number of rows, the last one shorter", async () => {
    const files = await publish([{name: "accounts", part_rows: 2, board: "absent"}]);
    expect(files["marts/parts.json"]).toEqual({accounts: {by: [], parts: [{keys: [], row_count: 2}, {keys: [], row_count: 2}, {keys: [], row_count: 1}]}});
    expect(files["marts/accounts-2.arrow"]).toMatchObject([{id: 0}]);
  });

  it("comes in an order of its own, read part by part, where it may be as long as the accounts are many", async () => {
    const long: PublishedMart = {name: "accounts", split_by: ["parity"], part_rows: 2, order_by: "parity, id", board: "absent"};
    const db = await openDatabase(":memory:");
    await db.exec("create table accounts as select i::integer as id, case when i = 5 then null when i % 2 = 0 then 'even' else 'odd' end as parity, date '2025-01-01' + i::integer as day, ['a', 'b'] as met from range(6000) as t(i) order by i desc");
    const index = {}, ids: number[] = [];
    for await (const {path, bytes} of publishedFiles(db, [long], "internal", 5, {whole: new Set(), parts: new Set(["accounts"])})) {
      if (path.endsWith(".json")) Object.assign(index, JSON.parse(new TextDecoder().decode(bytes)));
      else for (const row of rows<{id: number; day: Date; met: string}>(bytes.slice().buffer)) {
        ids.push(row.id);
        expect([row.day, row.met]).toEqual([new Date(Date.UTC(2025, 0, 1 + row.id)), "a, b"]);
      }
    }
    db.close();
    const evens = Array.from({length: 3000}, (_, i) => 2 * i), odds = evens.map((id) => id + 1).filter((id) => id !== 5);
    expect(ids).toEqual([...evens, ...odds, 5]);
    const parts = (index as {accounts: {parts: {keys: (string | null)[]; row_count: number}[]}}).accounts.parts;
    expect([parts.length, parts[0], parts[1500], parts[2999], parts[3000]]).toEqual([
      3001, {keys: ["even"], row_count: 2}, {keys: ["odd"], row_count: 2}, {keys: ["odd"], row_count: 1}, {keys: [null], row_count: 1}]);
  });

  it("publishes chosen columns and rows under another name", async () => {
    const files = await publish([{name: "few", from: "accounts", columns: ["id"], where: "id < 2", board: "absent"}]);
    expect(files["marts/few.arrow"]).toEqual([{id: 1}, {id: 0}]);
  });

  it("has an empty file for a mart that the run did not make", async () => {
    expect((await publish([{name: "missing", board: "whole"}]))["marts/missing.arrow"]).toEqual([]);
  });
});

describe("what pages refer to", () => {
  it("is found whole and in parts, and nothing else is shipped", async () => {
    const references = referencesIn(['FileAttachment("../data/marts/win.arrow").arrayBuffer()', 'await parts.rows("accounts", {icp})', "parts.list(`accounts`)", 'department.rows("x")']);
    expect([[...references.whole], [...references.parts]]).toEqual([["win"], ["accounts"]]);
    const files = await publish([win, {name: "accounts", part_rows: 3, board: "absent"}], "internal", references);
    expect(Object.keys(files)).toEqual(["marts/win.arrow", "marts/accounts-0.arrow", "marts/accounts-1.arrow", "marts/parts.json"]);
  });
});
