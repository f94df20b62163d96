import {readdirSync, rmSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {checkWorkspace} from "../../pipeline/commands/check.ts";
import type {Profile} from "../../pipeline/profile/profile.ts";
import {profileText} from "../../pipeline/profile/profileText.ts";
import {deals, writeWorkspace, yaml, type Files} from "../corpus/workspace.ts";

/** The profile of a workspace that differs from the good one by some files. */
async function profileOf(files: Files): Promise<{profile: Profile; text: string}> {
  const directory = writeWorkspace(files);
  try {
    const before = readdirSync(directory, {recursive: true}).toSorted();
    const {name, as_of, profile, problems} = await checkWorkspace(directory);
    expect(problems).toEqual([]);
    expect(readdirSync(directory, {recursive: true}).toSorted(), "check writes nothing").toEqual(before);
    return {profile: profile!, text: profileText(name, as_of, profile!)};
  } finally {
    rmSync(directory, {recursive: true, force: true});
  }
}

const many = (count: number, line: (i: number) => string): string[] => Array.from({length: count}, (_, i) => line(i));

describe("the profile of the data", () => {
  it("counts coverage by outcome: a deal without an account knows nothing of it", async () => {
    const {profile} = await profileOf(deals(
      "d1,a1,Won,2024-01-05,2024-02-01,1", "d2,,Lost,2024-01-05,2024-02-01,1", "d3,a2,Lost,2024-01-05,2024-02-01,", "d4,,Open,2024-01-05,,1"));
    const field = (name: string, column: string) => profile.field_coverage.find((row) => row.export === name && row.column === column);
    expect(field("opportunities", "account_id")).toMatchObject({row_count: 4, filled_count: 2, won_count: 1, won_fill_rate: 1, lost_count: 2, lost_fill_rate: 0.5, open_fill_rate: 0});
    expect(field("opportunities", "amount")).toMatchObject({filled_count: 3, lost_fill_rate: 0.5});
    expect(field("accounts", "industry")).toMatchObject({row_count: 3, filled_count: 3, won_fill_rate: 1, lost_fill_rate: 0.5, open_fill_rate: 0});
  });

  it("counts coverage by outcome of any number of columns of an account", async () => {
    const columns = many(130, (i) => `c${i}`);
    const {profile} = await profileOf({
      ...deals("d1,a1,Won,2024-01-05,2024-02-01,1", "d2,a2,Lost,2024-01-05,2024-02-01,1"),
      "exports/accounts.csv": `id,name,industry,employees,${columns.join(",")}\na1,Alder,Software,1,${columns.map(() => "x").join(",")}\na2,Birch,Software,1,${columns.map((_, i) => (i % 2 ? "x" : "")).join(",")}\n`});
    const own = profile.field_coverage.filter(({header}) => /^c\d+$/.test(header ?? ""));
    expect(own.map(({won_fill_rate, lost_fill_rate}) => [won_fill_rate, lost_fill_rate])).toEqual(columns.map((_, i) => [1, i % 2]));
  });

  it("names columns that nothing uses under their header", async () => {
    const {profile, text} = await profileOf({"exports/accounts.csv": "id,name,industry,employees,Owner Region\na1,Alder,Software,1,West\n"});
    expect(profile.field_coverage.filter(({is_mapped}) => !is_mapped)).toMatchObject([{export: "accounts", header: "Owner Region", filled_count: 1}]);
    expect(text).toContain("accounts: not used: Owner Region");
    const own = await profileOf({"exports/accounts.csv": "id,name,industry,employees,Country\na1,Alder,Software,1,West\n", ...yaml("name: name,", "name: name, country: industry,")});
    expect(own.text).toContain("accounts: not used: Country");
  });

  it("tells rows that name no account from rows that name one that no export has", async () => {
    const {profile, text} = await profileOf(deals(
      "d1,a1,Won,2024-01-05,2024-02-01,1", "d2,,Lost,2024-01-05,2024-02-01,1", "d3,zz,Lost,2024-01-05,2024-02-01,1", "d4,zz,Open,2024-01-05,,1"));
    expect(profile.orphans).toEqual([{
      export: "opportunities", referred: "accounts", row_count: 4, blank_count: 1, not_found_count: 2, orphan_rate: 0.75, first_references: "zz"}]);
    expect(text).toContain("1 name none; 2 name one that no export has, such as zz");
  });

  it("gives the line of YAML that mends a misspelt value", async () => {
    const {text} = await profileOf({"exports/accounts.csv": "id,name,industry,employees\na1,Alder,technolgy,1\na2,Birch,retail,2\na3,Cedar,Software,2\n"});
    expect(text).toContain("accounts.industry: 'technolgy' (1) is nearly the word 'technology'\n    exports.accounts.values: {industry: {technolgy: technology}}");
  });

  it("finds an account's name under another spelling", async () => {
    const {profile} = await profileOf({
      ...yaml("account_id: account,", "account_name: account,"), "exports/accounts.csv": "id,name,industry,employees\na1,GTX Pro,Software,1\n",
      "exports/deals.csv": "id,account,stage,created,closed,amount\nd1,GTXPro,Won,2024-01-05,2024-02-01,1\nd2,GTX Pro,Won,2024-01-05,2024-02-01,1\n"});
    expect(profile.near_duplicate_values).toMatchObject([{export: "opportunities", column: "account_name", value: "GTXPro", suggestion: "GTX Pro", row_count: 1}]);
  });

  it("suspects a day that a fifth of the deals share, from ten deals on", async () => {
    const imported = (count: number) => deals(...many(count, (i) => `d${i},a1,Won,2024-01-05,2024-02-${String(i % 28 + 1).padStart(2, "0")},1`));
    expect((await profileOf(imported(10))).profile.date_oddities).toMatchObject([{column_name: "created_on", kind: "many on one day", row_count: 10, day: "2024-01-05"}]);
    expect((await profileOf(imported(9))).profile.date_oddities).toEqual([]);
    const among = (others: number) => deals(
      ...many(10, (i) => `d${i},a1,Won,2024-01-05,2024-02-${String(i + 1).padStart(2, "0")},1`),
      ...many(others, (i) => `o${i},a1,Won,2023-${String(i % 12 + 1).padStart(2, "0")}-${String(i % 28 + 1).padStart(2, "0")},2024-03-${String(i % 28 + 1).padStart(2, "0")},1`));
    expect((await profileOf(among(40))).profile.date_oddities).toMatchObject([{column_name: "created_on", row_count: 10, row_rate: 0.2}]);
    expect((await profileOf(among(41))).profile.date_oddities).toEqual([]);
  });

  it("counts of several such days the one that it names", async () => {
    const imported = (id: string, count: number, day: string) => many(count, (i) => `${id}${i},a1,Won,${day},2024-02-${String(i % 28 + 1).padStart(2, "0")},1`);
    expect((await profileOf(deals(...imported("d", 12, "2024-01-05"), ...imported("e", 20, "2024-01-06")))).profile.date_oddities).toMatchObject([{column_name: "created_on", row_count: 20, row_rate: 0.625, day: "2024-01-06"}]);
  });

  it("suspects no day on which open deals are planned to close, as a CRM sets them to the end of a month", async () => {
    const closing = (stage: string) => deals(...many(20, (i) => `d${i},a1,${stage},2024-01-${String(i + 1).padStart(2, "0")},2024-02-29,1`));
    expect((await profileOf(closing("Open"))).profile.date_oddities).toEqual([]);
    expect((await profileOf(closing("Won"))).profile.date_oddities).toMatchObject([{column_name: "closed_on", kind: "many on one day", row_count: 20}]);
  });

  it("lists deals closed before they were created, and deals created after the data date", async () => {
    const {profile} = await profileOf({...yaml("name: Corpus", "name: Corpus\nas_of: 2024-06-30"), ...deals(
      "d1,a1,Won,2024-03-05,2024-02-01,1", "d2,a1,Open,2024-12-05,,1", "d3,a1,Won,1985-01-01,2024-02-01,1")});
    expect(profile.date_problems).toMatchObject([{kind: "closed before created", outcome: "won", deal_count: 1, first_ids: "d1"}]);
    expect(profile.date_oddities).toMatchObject([
      {column_name: "created_on", kind: "after the data date", row_count: 1, day: "2024-12-05"}, {column_name: "created_on", kind: "more than 30 years before the data date", day: "1985-01-01"}]);
  });

  it("speaks of the calendar where a quarter's last month wins far more often, and not where it does not", async () => {
    // In the last month 28 of 30 are won, in the others 15 of 30; then 16 of 30.
    const closed = (wonAtEnd: number) => deals(
      ...many(30, (i) => `e${i},a1,${i < wonAtEnd ? "Won" : "Lost"},2024-01-${String(i % 28 + 1).padStart(2, "0")},2024-03-15,1`),
      ...many(30, (i) => `o${i},a1,${i < 15 ? "Won" : "Lost"},2024-01-${String(i % 28 + 1).padStart(2, "0")},2024-02-15,1`));
    const strong = await profileOf(closed(28));
    expect(strong.profile.closing_months).toMatchObject([{month_of_quarter: 2, won_count: 15, decided_count: 30}, {month_of_quarter: 3, won_count: 28, decided_count: 30}]);
    expect(strong.text).toContain("In the last month of a quarter 93 % of 30 decided deals are won, +43 points".replace("93 %", "93\u202f%"));
    expect((await profileOf(closed(16))).text).not.toContain("The calendar");
  });

  it("counts each currency with the rate that converts it", async () => {
    const {profile} = await profileOf({
      ...yaml("name: Corpus", "name: Corpus\nexchange_rates: rates.csv"), "exports/rates.csv": "currency,date,rate\nEUR,2024-01-01,1.25\n",
      "exports/deals.csv": "id,account,stage,created,closed,amount,currency\nd1,a1,Won,2024-01-05,2024-02-01,100,EUR\nd2,a1,Won,2024-01-05,2024-02-01,7,USD\nd3,a1,Won,2024-01-05,2024-02-01,5,\n"});
    expect(profile.currencies).toMatchObject([
      {currency: "EUR", row_count: 1, amount: 100, exchange_rate: 1.25}, {currency: "USD", amount: 7, exchange_rate: 1}, {currency: null, amount: 5, exchange_rate: 1}]);
  });
});
