import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {openDatabase, type Database} from "../../pipeline/database.ts";
import {createMacros} from "../../pipeline/models/build.ts";

let db: Database;

beforeAll(async () => {
  db = await openDatabase(":memory:");
  await createMacros(db);
});
afterAll(() => db.close());

async function read(expression: string, cell: string): Promise<unknown> {
  const [row] = await db.rows<{value: unknown}>(`select ${expression.replace("cell", "$1")} as value`, [cell]);
  return row!.value;
}

describe("number_text", () => {
  it.each([
    ["1,234.56", "1234.56"], ["$1,234.56", "1234.56"], ["-$5", "-5"], ["$-5", "-5"], ["(1,234)", "-1234"], ["5-", "-5"], ["−7", "-7"], ["+7", "7"],
    ["EUR 1.5M", "1.5e6"], ["1.5 m€", "1.5e6"], ["US$ 4bn", "4e9"], ["2 Mrd.", "2e9"], ["10k", "10e3"], ["12 %", "12"], ["1'234'567.8", "1234567.8"],
    ["12,34,567", "1234567"], ["1 234 567", "1234567"], ["1\u00a0234", "1234"], ["1\u202f234,5", null], [".5", ".5"], ["5.", "5."],
    ["1,23", null], ["1234,567", null], ["12 34", null], ["1.234,56", null], ["--5", null], ["1.2.3", null], ["", null], ["$", null], ["abc", null], ["12 apples", null],
    ["nan", null], ["1/2", null], ["2024-01-31", null], ["(5", null]
  ])("reads %j as %j", async (cell, expected) => {
    expect(await read("number_text(cell, false)", cell)).toBe(expected);
  });

  it.each([["1.234,56", "1234.56"], ["1234,5", "1234.5"], ["1.234", "1234"], ["1 234,5 €", "1234.5"], ["-7,5 %", "-7.5"], ["1,234.56", null], ["1.23", null], ["1234", "1234"]])(
    "reads %j with a decimal comma as %j", async (cell, expected) => {
      expect(await read("number_text(cell, true)", cell)).toBe(expected);
    });
});

describe("read_range", () => {
  it.each([
    ["1001-5000", [1001, 5000]], ["51–200", [51, 200]], ["51 to 200", [51, 200]], ["51 bis 200", [51, 200]], ["51...200", [51, 200]], ["1,001 - 5,000", [1001, 5000]],
    ["10,000+", [10000, Infinity]], ["500 or more", [500, Infinity]], [">= 500", [500, Infinity]], ["> 500", [501, Infinity]], ["over 1M", [1000001, Infinity]],
    ["<50", [0, 49]], ["less than 50", [0, 49]], ["up to 50", [0, 50]], ["1K or less", [0, 1000]], ["≤ 2.5", [0, 2.5]], ["< 2.5", [0, 2.5]],
    ["1-5M", [1e6, 5e6]], ["500-1M", [500, 1e6]], ["$500K - $1M", [5e5, 1e6]], ["51-200 employees", [51, 200]], ["11-50 Mitarbeiter", [11, 50]], ["-5-10", [-5, 10]], ["42", [42, 42]], ["1,234", [1234, 1234]],
    ["De 11 à 50", [11, 50]], ["de 1 a 10 empleados", [1, 10]], ["11 tot 50 medewerkers", [11, 50]], ["11 à 50 salariés", [11, 50]], ["between 50 and 200", [50, 200]], ["от 11 до 50", [11, 50]],
    ["Plus de 5000", [5001, Infinity]], ["Más de 5000", [5001, Infinity]], ["oltre 250", [251, Infinity]], ["Moins de 10", [0, 9]], ["менее 10", [0, 9]], ["Jusqu’à 10", [0, 10]], ["À partir de 50", [50, Infinity]],
    ["5-1", null], ["a-b", null], ["1-10-20", null], ["2024-01-31", null], ["Tier 1", null], ["-", null], ["", null]
  ])("reads %j as %j", async (cell, expected) => {
    expect(await read("read_range(cell, false)", cell)).toEqual(expected);
  });
});

describe("number_words", () => {
  it.each([["120", "120"], ["0.50", "0.5"], ["1e9", "1000000000"], ["1e31", "1e+31"]])("writes %j as %j", async (cell, expected) => {
    expect(await read("number_words(cell::double)", cell)).toBe(expected);
  });
});

describe("read_boolean", () => {
  it.each([["TRUE", true], ["yes", true], ["1", true], ["Ja", true], ["wahr", true], ["t", true], ["да", true], ["waar", true], ["нет", false], ["nej", false], ["nee", false], ["False", false], ["0", false], ["Nein", false], ["FALSCH", false], ["n", false],
    ["won", null], ["lost", null], ["2", null], ["maybe", null], ["", null]])("reads %j as %j", async (cell, expected) => {
    expect(await read("read_boolean(cell)", cell)).toBe(expected);
  });
});

describe("quick_number", () => {
  it.each(["1234.56", "1,234.56", "$1,234", "-$1,234.5", "12,34,567", "1,23", "abc", "1.234,56"])("agrees with number_text where it reads %j at all", async (cell) => {
    const quick = await read("quick_number(cell, false)", cell);
    if (quick !== null) expect(Number(quick)).toBe(Number(await read("number_text(cell, false)", cell)));
  });
});

describe("tidy", () => {
  it.each([["  a b\t", "a b"], ["\u00a0x\u00a0", "x"], ["\ufeffx\r\n", "x"], ["vvfv", "vvfv"], ["   ", null]])("makes %j %j", async (cell, expected) => {
    expect(await read("tidy(cell)", cell)).toBe(expected);
  });
});
