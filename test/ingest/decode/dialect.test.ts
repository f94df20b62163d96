import {describe, expect, it} from "vitest";
import {sniffText} from "../../../pipeline/ingest/decode/dialect.ts";

interface Case {
  readonly rule: string;
  readonly text: string;
  readonly delimiter: string;
  readonly header: readonly string[];
  readonly headerLine?: number;
  readonly quote?: string;
  readonly escape?: string;
}

const CASES: readonly Case[] = [
  {rule: "commas", text: "a,b,c\n1,2,3\n", delimiter: ",", header: ["a", "b", "c"]},
  {rule: "semicolons with decimal commas", text: "name;amount;share\nAcme;1,5;2,5\nBeta;2,5;3,5\n", delimiter: ";", header: ["name", "amount", "share"]},
  {rule: "semicolons where every cell, the header's too, has a comma", text: "Amount, EUR;Share, %;Name\n1,5;2,5;Acme\n", delimiter: ";", header: ["Amount, EUR", "Share, %", "Name"]},
  {rule: "commas with lists joined by semicolons", text: "id,name,tags\n1,Acme,a;b;c\n2,Beta,a;b\n3,Gamma,c\n", delimiter: ",", header: ["id", "name", "tags"]},
  {rule: "tabs with commas in the text", text: "id\tname\n1\tAcme, Inc\n2\tBeta, Ltd, Co\n", delimiter: "\t", header: ["id", "name"]},
  {rule: "pipes with times", text: "id|at\n1|10:00:00\n2|11:30:00\n", delimiter: "|", header: ["id", "at"]},
  {rule: "carets", text: "id^name^stage\n1^Acme^Won\n2^Beta^Lost\n", delimiter: "^", header: ["id", "name", "stage"]},
  {rule: "unit separators", text: "id\x1fname\n1\x1fAcme\n", delimiter: "\x1f", header: ["id", "name"]},
  {rule: "section signs", text: "id§name\n1§Acme\n", delimiter: "§", header: ["id", "name"]},
  {rule: "doubled pipes", text: "id||name||stage\n1||Acme||Won\n2||||Lost\n", delimiter: "||", header: ["id", "name", "stage"]},
  {rule: "single pipes with an empty second column are not doubled ones", text: "id||stage\n1|x|Won\n", delimiter: "|", header: ["id", "", "stage"]},
  {rule: "delimiters inside of quotes do not count", text: '"id","note"\n"1","a;b;c;d"\n"2","x;y;z;w"\n', delimiter: ",", header: ["id", "note"]},
  {rule: "line ends inside of quotes do not count", text: 'id,note,x\n1,"one\ntwo;three\nfour",y\n2,"a\n\nb",z\n', delimiter: ",", header: ["id", "note", "x"]},
  {rule: "doubled quotes", text: 'id,note\n1,"say ""hi"", ok"\n', delimiter: ",", header: ["id", "note"]},
  {rule: "quotes escaped by a backslash", text: 'id,note,x\n1,"say \\"hi\\", ok",2\n2,"\\"a\\", \\"b\\"",3\n', delimiter: ",", header: ["id", "note", "x"], escape: "\\"},
  {rule: "single quotes around every field", text: "'id','note'\n'1','a, b'\n'2','c, d'\n", delimiter: ",", header: ["id", "note"], quote: "'", escape: "'"},
  {rule: "an apostrophe is no quote", text: "id,note\n1,'twas\n2,it's\n", delimiter: ",", header: ["id", "note"]},
  {rule: "inches are no quotes", text: 'id,size\n1,5" pipe\n2,6" pipe\n', delimiter: ",", header: ["id", "size"]},
  {rule: "CRLF", text: "a;b\r\n1;2\r\n", delimiter: ";", header: ["a", "b"]},
  {rule: "CR", text: "a;b\r1;2\r3;4\r", delimiter: ";", header: ["a", "b"]},
  {rule: "a byte order mark is not part of the header", text: "\uFEFFa,b\n1,2\n", delimiter: ",", header: ["a", "b"]},
  {rule: "Excel's sep= line names the delimiter", text: "sep=|\r\na|b,c\r\n1|2,3\r\n", delimiter: "|", header: ["a", "b,c"], headerLine: 2},
  {rule: "titles above the header are passed over", text: "My pipeline\nAs of 2024-01-01\n\nOpportunity Name,Stage,Amount\nDeal,Won,5\nOther,Lost,6\n", delimiter: ",", header: ["Opportunity Name", "Stage", "Amount"], headerLine: 4},
  {rule: "titles padded by a spreadsheet are passed over", text: "My pipeline,,,\n,,,\nName,Stage,Amount,Owner\nDeal,Won,5,x\n", delimiter: ",", header: ["Name", "Stage", "Amount", "Owner"], headerLine: 3},
  {rule: "many titles above few rows are passed over", text: "a\nb\nc\nd\ne\nf\nName,Stage,Amount\nDeal,Won,5\n", delimiter: ",", header: ["Name", "Stage", "Amount"], headerLine: 7},
  {rule: "empty lines above the header are passed over", text: "\n\na,b\n1,2\n", delimiter: ",", header: ["a", "b"], headerLine: 3},
  {rule: "a title that holds line ends counts as its lines", text: '"My\nreport"\nName,Stage,Amount\nDeal,Won,5\n', delimiter: ",", header: ["Name", "Stage", "Amount"], headerLine: 3},
  {rule: "a footer does not change the width", text: "Name,Stage,Amount\nDeal,Won,5\n\nGrand Totals (1 records)\nConfidential Information - Do Not Distribute\n", delimiter: ",", header: ["Name", "Stage", "Amount"]},
  {rule: "ragged rows do not change the delimiter", text: "id,name,x\n1,Acme, Inc,3\n2,Beta,4\n3,Gamma,5\n4,Delta,6\n", delimiter: ",", header: ["id", "name", "x"]},
  {rule: "one column is a column", text: "account_id\nA1\nA2\n", delimiter: ",", header: ["account_id"]},
  {rule: "one column of times is one column", text: "at\n10:00\n11:30\n", delimiter: ",", header: ["at"]},
  {rule: "one column of names with a comma here and there is one column", text: "name\nAcme\nBeta, Inc\nGamma\nDelta\nEpsilon\n", delimiter: ",", header: ["name"]},
  {rule: "a header without rows", text: "a;b;c\n", delimiter: ";", header: ["a", "b", "c"]},
  {rule: "an unnamed first column is still the header", text: ",name,city,x\n0,Acme,Paris,1\n", delimiter: ",", header: ["", "name", "city", "x"]},
  {rule: "spaces around headers stay", text: "a , b\n1,2\n", delimiter: ",", header: ["a ", " b"]}
];

describe("sniffText", () => {
  it.each(CASES)("$rule", ({text, delimiter, header, headerLine = 1, quote = '"', escape = '"'}) => {
    expect(sniffText(text, true)).toMatchObject({delimiter, header, headerLine, quote, escape});
  });

  it("takes a delimiter that is given, whatever the text looks like", () => {
    expect(sniffText("a,b;c\n1,2;3\n", true, ";")).toMatchObject({delimiter: ";", header: ["a,b", "c"]});
  });

  it("leaves out the last record of a text that goes on", () => {
    expect(sniffText('a,b\n1,"two', false)).toMatchObject({header: ["a", "b"], rows: []});
  });

  it("says that there are no rows where only empty lines follow the header", () => {
    expect(sniffText("a,b\n\n \n", true).rows).toEqual([]);
  });

  it("has no header in a text of empty lines", () => {
    expect(sniffText("\n  \n", true).header).toEqual([]);
  });
});
