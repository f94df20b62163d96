import {describe, expect, it} from "vitest";
import {openDatabase} from "../../pipeline/database.ts";
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
    const references = referencesIn(['FileAttachment("../data/marts/win.arrow").arrayBuffer()', 'await parts.rows("accounts", {icp})', "parts.size(`accounts`)", 'department.rows("x")']);
    expect([[...references.whole], [...references.parts]]).toEqual([["win"], ["accounts"]]);
    const files = await publish([win, {name: "accounts", part_rows: 3, board: "absent"}], "internal", references);
    expect(Object.keys(files)).toEqual(["marts/win.arrow", "marts/accounts-0.arrow", "marts/accounts-1.arrow", "marts/parts.json"]);
  });
});
