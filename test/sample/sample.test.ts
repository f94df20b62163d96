import {existsSync} from "node:fs";
import {mkdtemp, readdir, readFile, rm, stat} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import type {Database} from "../../pipeline/database.ts";
import {HOSTILE_NAMES} from "../../pipeline/sample/names.ts";
import {SAMPLE_FILES} from "../../pipeline/sample/exports.ts";
import {SAMPLE_WORKSPACE, writeSample, type SampleProgress} from "../../pipeline/sample/sample.ts";
import {PLANTED_ICP} from "../../pipeline/sample/truth.ts";
import {readWorkspace} from "../../pipeline/workspace/read.ts";
import {countSample} from "./count.ts";

let directory: string;
let db: Database;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "fitproof-sample-"));
  await writeSample(join(directory, "default"));
  db = await countSample(join(directory, "default"));
});

afterAll(async () => {
  db?.close();
  await rm(directory, {recursive: true, force: true});
});

async function number(sql: string): Promise<number> {
  const [row] = await db.rows<Record<string, number>>(sql);
  return Object.values(row!)[0]!;
}

describe("the committed sample", () => {
  it("is what the generator writes again, byte for byte", async () => {
    const files = await listed(join(directory, "default"));
    expect(await listed(SAMPLE_WORKSPACE)).toEqual(files);
    for (const file of files) {
      const [committed, written] = await Promise.all([SAMPLE_WORKSPACE, join(directory, "default")].map((root) => readFile(join(root, file))));
      expect(written!.equals(committed!), `${file} differs: write the sample again and commit it`).toBe(true);
    }
  });

  it("is under 2 MB", async () => {
    const sizes = await Promise.all((await listed(SAMPLE_WORKSPACE)).map(async (file) => (await stat(join(SAMPLE_WORKSPACE, file))).size));
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(2_000_000);
  });

  it("is a workspace without problems, with versions in force, a draft and one criterion that nothing can test", async () => {
    const {icps, warnings} = await readWorkspace(SAMPLE_WORKSPACE);
    expect(icps.map(({icp, version, status}) => `${icp} ${version} ${status}`).toSorted()).toEqual([
      "enterprise 2023-07 approved", "main 2022-07 approved", "main 2024-01 approved", "main 2026-01 draft"
    ]);
    expect(warnings.filter(({value, column, message}) => `${value} ${column} ${message}`.includes("sales_team")).length)
      .toBeLessThanOrEqual(1);
  });

  it("writes the planted truth down as the ICP in force", async () => {
    const {icps} = await readWorkspace(SAMPLE_WORKSPACE);
    const planted = icps.find(({version}) => version === PLANTED_ICP.version)!;
    const criterion = (id: string) => planted.criteria.find((criterion) => criterion.id === id);
    expect(planted.effective_from).toBe(PLANTED_ICP.effectiveFrom);
    expect(criterion("industry")?.in).toEqual(PLANTED_ICP.industries);
    expect(criterion("size")?.between).toEqual(PLANTED_ICP.employees);
    expect(criterion("crm")?.has_any).toEqual([PLANTED_ICP.technology]);
    expect(criterion("country")?.in).toEqual(PLANTED_ICP.countries);
    expect(criterion("trigger")?.in).toEqual(PLANTED_ICP.triggers);
  });
});

describe("writeSample", () => {
  it("writes other rows for another seed and the same for the same", async () => {
    for (const [name, seed] of [["a", 1], ["b", 1], ["c", 2]] as const) await writeSample(join(directory, name), {accounts: 50, seed});
    const [a, b, c] = await Promise.all(["a", "b", "c"].map((name) => readFile(join(directory, name, "exports/Opportunity.csv"), "utf8")));
    expect(b).toBe(a);
    expect(c).not.toBe(a);
  });

  it("has exactly the accounts and deals that were asked for, beside deleted, copied and test records", async () => {
    await writeSample(join(directory, "scaled"), {accounts: 300, opportunities: 3000, seed: 5});
    const scaled = await countSample(join(directory, "scaled"));
    expect(await scaled.rows("select (select count(*) from accounts)::int as accounts, (select count(*) from deals)::int as deals"))
      .toEqual([{accounts: 300, deals: 3000}]);
    scaled.close();
  });

  it("writes the exports that were asked for and names no others in fitproof.yaml", async () => {
    const target = join(directory, "three");
    await writeSample(target, {accounts: 40, entities: ["accounts", "opportunities", "subscriptions"], icps: ["2022-07.yaml", "2024-01.yaml"]});
    expect((await readdir(join(target, "exports"))).toSorted()).toEqual(["Account.csv", "Opportunity.csv", "subscriptions.csv"]);
    const {workspace, icps} = await readWorkspace(target);
    expect(Object.keys(workspace.exports).filter((entity) => workspace.exports[entity as "accounts"] !== undefined).toSorted())
      .toEqual(["accounts", "opportunities", "subscriptions"]);
    expect(icps.map(({version}) => version)).toEqual(["2022-07", "2024-01"]);
  });

  it("never writes into a folder that holds something, unless told to", async () => {
    await expect(writeSample(join(directory, "default"))).rejects.toThrow(/is not empty\n {2}Name a new folder/);
  });

  it.each([
    [{accounts: 0}, "sample: --accounts: expected a whole number from 1 to 10,000,000: 0"],
    [{accounts: 1.5}, "sample: --accounts: expected a whole number from 1 to 10,000,000: 1.5"],
    [{accounts: 10, opportunities: 501}, "sample: --opportunities: expected a whole number from 0 to 500: 501"],
    [{seed: -1}, "sample: --seed: expected a whole number from 0 to 9,007,199,254,740,990: -1"]
  ])("refuses %o", async (options, message) => {
    await expect(writeSample(join(directory, "refused"), options)).rejects.toThrow(message);
  });

  it("tells how far it is, up to the end", async () => {
    const seen: SampleProgress[] = [];
    await writeSample(join(directory, "observed"), {accounts: 100}, (progress) => seen.push(progress));
    expect(seen.at(-1)).toEqual({accounts: 100, totalAccounts: 100});
    expect(seen.map(({accounts}) => accounts)).toEqual(seen.map(({accounts}) => accounts).toSorted((a, b) => a - b));
  });

  it("makes a workspace of one account, and of accounts without any deal", async () => {
    await expect(writeSample(join(directory, "one"), {accounts: 1, opportunities: 3})).resolves.toMatchObject({opportunities: 3});
    await expect(writeSample(join(directory, "none"), {accounts: 5, opportunities: 0})).resolves.toMatchObject({opportunities: 0});
  });
});

describe("the exports", () => {
  const headers = join(SAMPLE_WORKSPACE, "../../../shared/headers/salesforce_weekly_export_standard_headers.csv");

  it.skipIf(!existsSync(headers))("have Salesforce's own field names, custom ones apart (skipped without the reference headers)", async () => {
    const lines = (await readFile(headers, "utf8")).trim().split(/\r?\n/).map((line) => line.replaceAll('"', "").split(","));
    for (const {file, header} of Object.values(SAMPLE_FILES)) {
      const object = file.replace(".csv", "");
      const fields = lines.find(([name]) => name === object);
      if (object === "subscriptions") continue;
      // IsPrimary is in the API's object though not in this list; Owner.Name is a field of the record's owner.
      expect(header.filter((name) => !name.endsWith("__c") && !["IsPrimary", "Owner.Name"].includes(name) && !fields!.includes(name))).toEqual([]);
    }
  });

  it("have ids of 18 characters whose last three tell the capitals of the others", async () => {
    const ids = await db.rows<{id: string}>("select Id as id from account union all select Id from opportunity union all select Id from contact");
    for (const {id} of ids) {
      const bits = [0, 5, 10].map((start) => id.slice(start, start + 5).split("").reduce((sum, c, i) => sum + (/[A-Z]/.test(c) ? 2 ** i : 0), 0));
      expect(id.slice(15)).toBe(bits.map((bit) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[bit]).join(""));
      expect(id).toHaveLength(18);
    }
    expect(await number("select count(*) - count(distinct lower(Id)) from account")).toBe(2);
  });

  it("hold every hostile name unchanged, on accounts with won and with lost deals", async () => {
    const names = await db.rows<{name: string; won: number; lost: number}>(`
      select name, count(*) filter (outcome = 'won')::int as won, count(*) filter (outcome = 'lost')::int as lost
      from accounts left join deals using (account_id) group by name
    `);
    const hostile = names.filter(({name}) => (HOSTILE_NAMES as readonly string[]).includes(name));
    expect(new Set(hostile.map(({name}) => name))).toEqual(new Set(HOSTILE_NAMES));
    expect(hostile.some(({won}) => won > 0)).toBe(true);
    expect(hostile.some(({lost}) => lost > 0)).toBe(true);
  });

  it("have what real ones have wrong, within what a run accepts", async () => {
    expect(await db.rows(`
      select
        (select count(*) - count(distinct Id) from opportunity)::int as copied_deals,
        (select count(*) filter (IsDeleted = 'true') from opportunity)::int as deleted_deals,
        (select count(*) filter (AccountId is null) between 40 and 130 from opportunity) as has_deals_without_account,
        (select count(*) from opportunity where AccountId not in (select Id from account))::int as orphaned_deals,
        (select count(*) from deals where closed_on < created_on)::int as closed_before_created,
        (select count(*) from opportunity where try_cast(CloseDate as date) is null or (Amount is not null and try_cast(Amount as double) is null))::int as unreadable_deals,
        (select count(*) from account where NumberOfEmployees = 'about 200')::int as unreadable_accounts,
        (select count(*) from account where MasterRecordId <> '')::int as merged_accounts,
        (select count(*) from account where Name ilike 'test %')::int as test_accounts,
        (select count(*) from subscription where try_cast(mrr as double) is null or try_cast(starts as date) is null)::int as unreadable_lines,
        (select count(distinct crm_account) from subscription where crm_account not in (select Id from account))::int as billing_only
    `)).toEqual([{
      copied_deals: 5, deleted_deals: 6, has_deals_without_account: true, orphaned_deals: 2, closed_before_created: 5, unreadable_deals: 3,
      unreadable_accounts: 1, merged_accounts: 3, test_accounts: 2, unreadable_lines: 1, billing_only: 5
    }]);
  });

  it("tell each deal's stages in order, from its creation to its close", async () => {
    expect(await number(`
      with h as (
        select OpportunityId as id, min(CreatedDate::date) as first_on, max(CreatedDate::date) as last_on, arg_min(StageName, rowid) as first_stage,
          arg_max(StageName, rowid) as last_stage
        from history group by 1
      )
      select count(*) from deals left join h on h.id = opportunity_id
      where first_on is distinct from created_on or first_stage <> 'Prospecting' or last_stage <> stage
        or (outcome <> 'open' and closed_on >= created_on and last_on <> closed_on)
    `)).toBe(0);
    expect(await number("select count(*) from (select CreatedDate < lag(CreatedDate) over (partition by OpportunityId order by rowid) as is_back from history) where is_back")).toBe(0);
  });

  it("never date anything that has happened after the data date", async () => {
    expect(await number("select count(*) from deals where created_on > '2025-12-31' or (outcome <> 'open' and closed_on > '2025-12-31')")).toBe(0);
    expect(await number("select count(*) from subscription where starts > '2025-12-31'")).toBe(0);
    expect(await number("select count(*) from (select LastModifiedDate as d from account union all select LastModifiedDate from opportunity) where d >= '2026'")).toBe(0);
  });

  it("have contacts and roles that point to records of the export", async () => {
    expect(await number("select count(*) from contact where AccountId not in (select Id from account)")).toBe(0);
    expect(await number("select count(*) from role where ContactId not in (select Id from contact) or OpportunityId not in (select Id from opportunity)")).toBe(0);
    expect(await number("select max(n) from (select count(*) filter (IsPrimary = 'true') as n from role group by OpportunityId)")).toBe(1);
  });
});

async function listed(root: string): Promise<string[]> {
  const entries = await readdir(root, {recursive: true, withFileTypes: true});
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((file) => /^(fitproof\.yaml|icp\/|exports\/)/.test(file)).toSorted();
}
