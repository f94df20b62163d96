import {gzipSync} from "node:zlib";
import {describe, expect, it} from "vitest";
import {jsonRecords} from "../../../pipeline/ingest/decode/jsonRecords.ts";
import {cells, prepareOne, rejectedLines} from "./decoded.ts";

/** A page of HubSpot's answer with one deal. */
function page(id: string, companies: object[]): string {
  return JSON.stringify({
    results: [{
      id, properties: {dealname: "x", amount: "5"}, createdAt: "2024-01-01T00:00:00Z", archived: false, associations: {companies: {results: companies}}
    }],
    paging: {next: {after: "1"}}
  });
}

describe("JSON files", () => {
  it("reads a list of objects, its columns every key that any of them has", async () => {
    const file = await prepareOne("a.json", '[{"id": "1", "n": 1.50}, {"id": "2", "won": true, "n": null}]');
    expect(file).toMatchObject({header: ["id", "n", "won"], delimiter: ",", headerLine: 0, lineOffset: -1});
    expect(await cells(file)).toEqual([["1", "1.5", null], ["2", null, "true"]]);
  });

  it("reads JSON lines, in any encoding and packed", async () => {
    const lines = '{"id":1,"name":"a\\nb"}\r\n\r\n{"id":2,"tags":["x","y"],"items":[{"a":1}]}\r\n';
    const rows = [["1", "a\nb", null, null], ["2", null, "x;y", "1"]];
    expect(await cells(await prepareOne("a.jsonl", lines))).toEqual(rows);
    expect(await cells(await prepareOne("a.json", lines))).toEqual(rows);
    expect(await cells(await prepareOne("a.ndjson", Buffer.from(`\uFEFF${lines}`, "utf16le")))).toEqual(rows);
    expect(await cells(await prepareOne("a.jsonl.gz", gzipSync(lines)))).toEqual(rows);
  });

  it("unwraps Salesforce's answers, also in the wrapping of its command line", async () => {
    const records = [
      {attributes: {type: "Opportunity", url: "/x"}, Id: "006", Account: {attributes: {type: "Account", url: "/y"}, Name: "Acme"}, IsWon: true},
      {attributes: {type: "Opportunity", url: "/x"}, Id: "007", Account: null, IsWon: false}
    ];
    const rows = [["006", "Acme", "true", null], ["007", null, "false", null]];
    const file = await prepareOne("a.json", JSON.stringify({totalSize: 2, done: true, records}));
    expect(file.header).toEqual(["Id", "Account.Name", "IsWon", "Account"]);
    expect(await cells(file)).toEqual(rows);
    expect(await cells(await prepareOne("b.json", JSON.stringify({status: 0, result: {records, totalSize: 2}}, null, 2)))).toEqual(rows);
  });

  it("unwraps HubSpot's answers, page after page, the primary company first", async () => {
    const file = await prepareOne("a.json", `${page("1", [{id: "9", type: "deal_to_company_unlabeled"}, {id: "8", type: "deal_to_company"}, {id: "8", type: "deal_to_company_unlabeled"}])}\n${page("2", [])}`);
    expect(file.header).toEqual(["id", "dealname", "amount", "createdAt", "archived", "associations.companies"]);
    expect(await cells(file)).toEqual([["1", "x", "5", "2024-01-01T00:00:00Z", "false", "8;9"], ["2", "x", "5", "2024-01-01T00:00:00Z", "false", null]]);
  });

  it("unwraps HubSpot's first API and Pipedrive's lookups", async () => {
    expect(await cells(await prepareOne("a.json", '{"results":[{"id":1,"properties":{"dealstage":{"value":"closedwon","timestamp":1,"versions":[]}}}]}'))).toEqual([["1", "closedwon"]]);
    const file = await prepareOne("b.json", '{"success":true,"data":[{"id":1,"org_id":{"name":"Acme","value":7},"status":"won"}]}');
    expect(file.header).toEqual(["id", "org_id.name", "org_id.value", "status"]);
  });

  it("unwraps answers that call their list by what is in it, but no record that has such a list", async () => {
    expect(await cells(await prepareOne("a.json", '{"subscriptions": [{"id": "s1", "mrr": 5}, {"id": "s2", "mrr": 6}], "meta": {"total_count": 2}}'))).toEqual([["s1", "5"], ["s2", "6"]]);
    expect(await cells(await prepareOne("a.json", '{"name": "Alder", "deals": [{"id": "d1"}, {"id": "d2"}]}'))).toEqual([["Alder", "d1;d2"]]);
  });

  it("keeps every digit of a long id, and none of what only looks like one", async () => {
    expect(await cells(await prepareOne("a.json", '[{"id": 1234567890123456789, "note": "x: 1234567890123456789, \\"y\\""}]'))).toEqual([["1234567890123456789", 'x: 1234567890123456789, "y"']]);
  });

  it("tells the original's line of a record", async () => {
    const pretty = await prepareOne("a.json", JSON.stringify([{id: "1", n: 1}, {id: "2", n: "x"}, {id: "3", n: "y"}], null, 2));
    expect((await rejectedLines(pretty)).map((line) => line + pretty.lineOffset)).toEqual([6, 10]);
    const lines = await prepareOne("a.jsonl", '{"id":"a\\nb","n":1}\n\n{"id":"2","n":"x"}\n');
    expect((await rejectedLines(lines)).map((line) => line + lines.lineOffset)).toEqual([3]);
    const packed = await prepareOne("b.json", '[{"id":"1","n":1},{"id":"2","n":"x"}]');
    expect((await rejectedLines(packed)).map((line) => line + packed.lineOffset)).toEqual([2]);
  });

  it("names every line that is no record", async () => {
    await expect(prepareOne("a.jsonl", '{"id":1}\n{"id":\n[1]\n{"id":2}\n')).rejects.toThrow([
      'exports/a.jsonl:2: is not JSON: {"id":', "exports/a.jsonl:3: is no object of fields and values: [1]", "  Export a list of objects, or one object a line."
    ].join("\n"));
  });

  it.each([
    ["is cut", '[{"id":1},{"id":', "exports/a.json: is damaged JSON: the text ends on line 1 in the middle of a record"],
    ["closes too much", '[{"id":1}]]', "exports/a.json: is damaged JSON: ']' on line 1 closes nothing"],
    ["is a list of numbers", "[1, 2]", "exports/a.json:1: is no object of fields and values: 1"],
    ["is a word", "hello", "exports/a.json: is damaged JSON: line 1 is no JSON record"],
    ["holds no records", '{"records": []}', "exports/a.json: holds no records"],
    ["is empty", "", "exports/a.json: is empty"]
  ])("refuses a file that %s", async (_, content, message) => {
    await expect(prepareOne("a.json", content)).rejects.toThrow(message);
  });

  it("splits alike wherever the text is cut", () => {
    const text = '\uFEFF{"meta": {"data": "[1]"}, "records": [\n {"a": "}\\"]", "b": [1, {"c": 2}]},\n\n {"a": "é"} , 7, "s"], "more": {"records": [{"z": 1}]}}\n{"results": [{"q": 1}]}';
    const split = (cuts: number) => {
      const splitter = jsonRecords();
      const found = [];
      for (let at = 0; at < text.length; at += cuts) found.push(...splitter.write(text.slice(at, at + cuts)));
      return [...found, ...splitter.end()].map((record) => ({...record, text: record.text.trim()}));
    };
    const whole = split(text.length);
    expect(whole).toEqual([
      {text: '{"a": "}\\"]", "b": [1, {"c": 2}]}', line: 2}, {text: '{"a": "é"}', line: 4}, {text: "7", line: 4}, {text: '"s"', line: 4}, {text: '{"q": 1}', line: 5}
    ]);
    for (const cuts of [1, 2, 3, 5, 7, 16]) expect(split(cuts)).toEqual(whole);
  });
});
