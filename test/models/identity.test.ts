import {describe, expect, it} from "vitest";
import {runModels} from "../support/runModel.ts";

const FILES = `
  entity        | source | file              | first_row | row_count | unread_count
  accounts      | crm    | exports/a.csv     | 0         | 9         | 0
  opportunities | crm    | exports/o.csv     | 0         | 9         | 0
  subscriptions | stripe | exports/s.csv     | 0         | 9         | 0
`;

async function matches(given: Record<string, string>): Promise<Record<string, [string | null, string | null]>> {
  const db = await runModels(["int_opportunities", "int_accounts"], {
    raw_files: FILES, config_outcomes: `
      value | outcome
      won   | won
    `, ...given
  });
  try {
    const rows = await db.rows<{opportunity_id: string; account_id: string | null; account_found_by: string | null}>(`
      select opportunity_id, account_id, account_found_by
      from int_opportunities left join int_accounts using (account_key) order by opportunity_id`);
    return Object.fromEntries(rows.map((row) => [row.opportunity_id, [row.account_id, row.account_found_by]]));
  } finally {
    db.close();
  }
}

describe("a deal finds its account", () => {
  it("by id, else by domain, else by name, and stays without one where none fits", async () => {
    expect(await matches({
      raw_accounts: `
        source | account_id | name  | domain
        crm    | A1         | Acme  | https://www.acme.com/about
        crm    | A2         | Bravo | bravo.io
      `,
      raw_opportunities: `
        source | opportunity_id | account_id | account_domain   | account_name | stage
        crm    | by-id          | A1         | bravo.io         | Bravo        | won
        crm    | by-domain      | X9         | sales@acme.com   | Bravo        | won
        crm    | by-name        |            |                  | bravo        | won
        crm    | not-found      | a1         | other.com        | Charlie      | won
        crm    | nothing        |            |                  |              | won
      `
    })).toEqual({
      "by-id": ["A1", "id"], "by-domain": ["A1", "domain"], "by-name": ["A2", "name"], "not-found": [null, null], nothing: [null, null]
    });
  });

  it("never by the first 15 of 18 characters alone: two ids of one length are two", async () => {
    expect(await matches({
      raw_accounts: `
        source | account_id
        crm    | ACCT-2024-00000123
        crm    | 001bm00001ZL8U9
      `,
      raw_opportunities: `
        source | opportunity_id | account_id         | stage
        crm    | exported       | ACCT-2024-00000123 | won
        crm    | not-exported   | ACCT-2024-00000456 | lost
        crm    | long           | 001bm00001ZL8U9AAL | won
      `
    })).toEqual({
      exported: ["ACCT-2024-00000123", "id"], "not-exported": [null, null], long: ["001bm00001ZL8U9", "id"]
    });
  });

  it("by the 15-character form of a Salesforce id, whose case counts", async () => {
    expect(await matches({
      raw_accounts: `
        source | account_id
        crm    | 001bm00001ZL8U9AAL
        crm    | 001bm00001ZL8u9AAP
      `,
      raw_opportunities: `
        source | opportunity_id | account_id      | stage
        crm    | short          | 001bm00001ZL8U9 | won
        crm    | other-case     | 001bm00001ZL8u9 | won
        crm    | no-such        | 001BM00001ZL8U9 | won
      `
    })).toEqual({
      short: ["001bm00001ZL8U9AAL", "id"], "other-case": ["001bm00001ZL8u9AAP", "id"], "no-such": [null, null]
    });
  });

  it("by a number that is an id, without the zeros before it or with the decimals that a program gave it, unless two accounts have it", async () => {
    expect(await matches({
      raw_accounts: `
        source | account_id
        crm    | 0001001
        crm    | 1002
        crm    | 07
        crm    | 007
        crm    | A-08
      `,
      raw_opportunities: `
        source | opportunity_id | account_id | stage
        crm    | no-zeros       | 1001       | won
        crm    | decimals       | 1002.0     | won
        crm    | two            | 7          | won
        crm    | very           | 07         | won
        crm    | other          | 1002.5     | won
        crm    | letters        | A-8        | won
      `
    })).toEqual({
      "no-zeros": ["0001001", "id"], decimals: ["1002", "id"], two: [null, null], very: ["07", "id"], other: [null, null], letters: [null, null]
    });
  });

  it("through merges, even where the merged record is deleted", async () => {
    expect(await matches({
      raw_accounts: `
        source | account_id | name | master_account_id | is_deleted
        crm    | A1         | One  |                   | false
        crm    | A2         | Two  | A1                | true
        crm    | A3         | Tri  | A2                | true
      `,
      row_exclusions: `
        entity   | row_key | kind     | reason
        accounts | 1       | excluded | deleted
        accounts | 2       | excluded | deleted
      `,
      raw_opportunities: `
        source | opportunity_id | account_id | stage
        crm    | merged-once    | A2         | won
        crm    | merged-twice   | A3         | won
      `
    })).toEqual({"merged-once": ["A1", "id"], "merged-twice": ["A1", "id"]});
  });

  it("at its ultimate parent where that is the unit; a cycle of parents rolls up to nobody", async () => {
    expect(await matches({
      unit: "ultimate_parent",
      raw_accounts: `
        source | account_id | parent_account_id
        crm    | top        |
        crm    | middle     | top
        crm    | bottom     | middle
        crm    | ring-1     | ring-2
        crm    | ring-2     | ring-1
        crm    | tail       | ring-1
      `,
      raw_opportunities: `
        source | opportunity_id | account_id | stage
        crm    | below          | bottom     | won
        crm    | ring           | ring-1     | won
        crm    | tail           | tail       | won
      `
    })).toEqual({below: ["top", "id"], ring: ["ring-1", "id"], tail: ["tail", "id"]});
  });

  it("however many parents stand between them, exported or not", async () => {
    const links = Array.from({length: 200}, (_, i) => `crm | A${i + 1} | A${i}`);
    expect(await matches({
      unit: "ultimate_parent",
      raw_accounts: ["source | account_id | parent_account_id", "crm | A0 |", ...links, "crm | B2 | B1", "crm | B3 | B2"].join("\n"),
      raw_opportunities: `
        source | opportunity_id | account_id | stage
        crm    | deep           | A200       | won
        crm    | not-exported   | B3         | won
      `
    })).toEqual({deep: ["A0", "id"], "not-exported": ["B2", "id"]});
  });

  it("below the parent that the last row of an account names, and below none where it names none any more", async () => {
    expect(await matches({
      unit: "ultimate_parent",
      raw_accounts: `
        source | account_id | parent_account_id
        crm    | old        |
        crm    | new        |
        crm    | moved      | old
        crm    | free       | old
        crm    | below      | moved
        crm    | moved      | new
        crm    | free       |
      `,
      row_exclusions: `
        entity   | row_key | kind      | reason
        accounts | 2       | duplicate | repeated id
        accounts | 3       | duplicate | repeated id
      `,
      raw_opportunities: `
        source | opportunity_id | account_id | stage
        crm    | moved          | moved      | won
        crm    | free           | free       | won
        crm    | below          | below      | won
      `
    })).toEqual({moved: ["new", "id"], free: ["free", "id"], below: ["new", "id"]});
  });

  it("through merges and parents that are named by 15 of the 18 characters of a Salesforce id, or the reverse", async () => {
    expect(await matches({
      unit: "ultimate_parent",
      raw_accounts: `
        source | account_id         | parent_account_id  | master_account_id
        crm    | 001bm00001ZL8U9AAL |                    |
        crm    | 001bm00001ZL8u9AAP | 001bm00001ZL8U9    |
        crm    | 001bm00001ZL8v9AAP |                    | 001bm00001ZL8u9
        crm    | 001bm00001ZL8w9AAP | 001bm00001ZL8w9    |
        crm    | 001bm00001ZL8x9    |                    |
        crm    | 001bm00001ZL8y9    | 001bm00001ZL8x9AAP |
        crm    | 123456789012345678 |                    |
        crm    | 123456789012345999 | 123456789012345000 |
      `,
      raw_opportunities: `
        source | opportunity_id | account_id         | stage
        crm    | below          | 001bm00001ZL8u9AAP | won
        crm    | merged         | 001bm00001ZL8v9AAP | won
        crm    | itself         | 001bm00001ZL8w9AAP | won
        crm    | reverse        | 001bm00001ZL8y9    | won
        crm    | digits         | 123456789012345999 | won
      `
    })).toEqual({
      below: ["001bm00001ZL8U9AAL", "id"], merged: ["001bm00001ZL8U9AAL", "id"], itself: ["001bm00001ZL8w9AAP", "id"],
      reverse: ["001bm00001ZL8x9", "id"], digits: ["123456789012345999", "id"]
    });
  });

  it("by the name or domain of a record merged into it, or of a subsidiary that rolls up to it", async () => {
    const given = {
      raw_accounts: `
        source | account_id | name     | domain      | master_account_id | parent_account_id
        crm    | A1         | One      | one.com     |                   |
        crm    | A2         | One Inc. | one.io      | A1                |
        crm    | A3         | One UK   | one.co.uk   |                   | A1
        crm    | A4         | Four     |             |                   |
        crm    | A5         | four     |             | A1                |
      `,
      raw_opportunities: `
        source | opportunity_id | account_name | account_domain | stage
        crm    | merged-name    | one inc.     |                | won
        crm    | merged-domain  |              | www.one.io     | won
        crm    | subsidiary     | One UK       |                | won
        crm    | two            | Four         |                | won
      `
    };
    expect(await matches(given)).toEqual({
      "merged-name": ["A1", "name"], "merged-domain": ["A1", "domain"], subsidiary: ["A3", "name"], two: [null, null]
    });
    expect(await matches({...given, unit: "ultimate_parent"})).toMatchObject({subsidiary: ["A1", "name"]});
  });

  it("not where a name or domain fits two accounts", async () => {
    expect(await matches({
      raw_accounts: `
        source | account_id | name
        crm    | A1         | Acme
        crm    | A2         | ACME
      `,
      raw_opportunities: `
        source | opportunity_id | account_name | stage
        crm    | d1             | acme         | won
      `
    })).toEqual({d1: [null, null]});
  });
});

describe("a customer of another system", () => {
  it("finds its account by a link, else becomes an account of its own", async () => {
    const db = await runModels(["int_subscription_accounts", "int_accounts"], {
      raw_files: FILES,
      raw_accounts: `
        source | account_id | name
        crm    | A1         | Acme
      `,
      raw_account_links: `
        source | source_account_id | account_id
        stripe | cus_1             | A1
      `,
      raw_subscriptions: `
        source | subscription_id | account_id | account_name | started_on
        stripe | s1              | cus_1      |              | 2024-01-01
        stripe | s2              | cus_2      | Bravo        | 2024-01-01
        stripe | s3              | cus_2      | Bravo        | 2024-02-01
      `
    });
    try {
      expect(await db.rows(`
        select row_key, account_id, is_exported, found_by
        from int_subscription_accounts inner join int_accounts using (account_key) order by row_key`)).toEqual([
        {row_key: 0, account_id: "A1", is_exported: true, found_by: "link"},
        {row_key: 1, account_id: "stripe/cus_2", is_exported: false, found_by: null},
        {row_key: 2, account_id: "stripe/cus_2", is_exported: false, found_by: null}
      ]);
    } finally {
      db.close();
    }
  });
});

describe("customers known by their mail address alone", () => {
  it("are one where they share a company's domain, and each its own with a provider of mail", async () => {
    const db = await runModels(["int_subscription_accounts", "int_accounts"], {
      raw_files: FILES,
      raw_accounts: `
        source | account_id | name | domain
        crm    | A1         | Acme | acme.com
        crm    | A2         | Junk | gmail.com
      `,
      raw_subscriptions: `
        source | subscription_id | account_domain  | started_on
        stripe | s1              | Jo@acme.com     | 2024-01-01
        stripe | s2              | jo@bravo.io     | 2024-01-01
        stripe | s3              | flo@bravo.io    | 2024-01-01
        stripe | s4              | jo@gmail.com    | 2024-01-01
        stripe | s5              | flo@gmail.com   | 2024-01-01
        stripe | s6              | Flo@Gmail.com   | 2024-01-01
      `
    });
    try {
      expect(await db.rows(`
        select account_id, found_by from int_subscription_accounts inner join int_accounts using (account_key) order by row_key`)).toEqual([
        {account_id: "A1", found_by: "domain"}, {account_id: "stripe/bravo.io", found_by: null}, {account_id: "stripe/bravo.io", found_by: null},
        {account_id: "stripe/jo@gmail.com", found_by: null}, {account_id: "stripe/flo@gmail.com", found_by: null}, {account_id: "stripe/flo@gmail.com", found_by: null}
      ]);
    } finally {
      db.close();
    }
  });
});

describe("a link to a Salesforce account", () => {
  it("may name it by 15 characters, whose case counts", async () => {
    const db = await runModels(["int_subscription_accounts", "int_accounts"], {
      raw_files: FILES,
      raw_accounts: `
        source | account_id         | name
        crm    | 0015f00000AbCdEAAV | Acme
        crm    | 0015f00000aBcDeAAV | Bravo
      `,
      raw_account_links: `
        source | source_account_id | account_id
        stripe | cus_1             | 0015f00000AbCdE
        stripe | cus_2             | 0015f00000aBcDeAAV
        stripe | cus_3             | 0015f00000ABCDE
      `,
      raw_subscriptions: `
        source | subscription_id | account_id | started_on
        stripe | s1              | cus_1      | 2024-01-01
        stripe | s2              | cus_2      | 2024-01-01
        stripe | s3              | cus_3      | 2024-01-01
      `
    });
    try {
      expect(await db.rows(`
        select account_id, found_by from int_subscription_accounts inner join int_accounts using (account_key) order by row_key`)).toEqual([
        {account_id: "0015f00000AbCdEAAV", found_by: "link"}, {account_id: "0015f00000aBcDeAAV", found_by: "link"}, {account_id: "stripe/cus_3", found_by: null}
      ]);
    } finally {
      db.close();
    }
  });
});

describe("ids of different sources", () => {
  it("never collide", async () => {
    const db = await runModels(["int_opportunities", "int_accounts"], {
      raw_files: `
        entity        | source | file | first_row | row_count | unread_count
        accounts      | emea   | a    | 0         | 1         | 0
        accounts      | us     | b    | 1         | 1         | 0
        opportunities | emea   | c    | 0         | 1         | 0
        opportunities | us     | d    | 1         | 1         | 0
      `,
      config_outcomes: `
        value | outcome
        won   | won
      `,
      raw_accounts: `
        source | account_id | name
        emea   | 1          | Alpha
        us     | 1          | Beta
      `,
      raw_opportunities: `
        source | opportunity_id | account_id | stage
        emea   | e1             | 1          | won
        us     | u1             | 1          | won
      `
    });
    try {
      expect(await db.rows(`
        select opportunity_id, account_id, accounts.name
        from int_opportunities inner join int_accounts as accounts using (account_key) order by opportunity_id`)).toEqual([
        {opportunity_id: "e1", account_id: "emea/1", name: "Alpha"},
        {opportunity_id: "u1", account_id: "us/1", name: "Beta"}
      ]);
    } finally {
      db.close();
    }
  });
});

describe("account_matches", () => {
  it("weighs subscriptions by the MRR in force on the data date, and keeps those without an account", async () => {
    const db = await runModels(["account_matches"], {
      as_of: "2024-06-30",
      raw_files: FILES,
      raw_accounts: "source | account_id | name\ncrm | A1 | Acme",
      raw_subscriptions: `
        source | subscription_id | account_id | account_name | started_on | ended_on   | mrr
        crm    | s1              | A1         |              | 2024-01-01 |            | 300
        crm    | s2              | A1         |              | 2023-01-01 | 2024-06-30 | 999
        crm    | s3              |            | acme         | 2024-06-30 | 2025-01-01 | 60
        crm    | s4              | X9         |              | 2024-01-01 |            | 40
        crm    | s5              | A1         |              | 2024-07-01 |            | 999`
    });
    try {
      expect(await db.rows("select found_by, row_count, amount, amount_rate from account_matches")).toEqual([
        {found_by: "id", row_count: 3, amount: 300, amount_rate: 0.75},
        {found_by: "name", row_count: 1, amount: 60, amount_rate: 0.15},
        {found_by: "none", row_count: 1, amount: 40, amount_rate: 0.1}
      ]);
    } finally {
      db.close();
    }
  });

  it("weighs snapshots and invoices in the workspace's currency, and of several snapshots of the month the last", async () => {
    const db = await runModels(["account_matches"], {
      as_of: "2024-06-30",
      mrr_from: "mrr_snapshots",
      raw_files: FILES,
      int_exchange_rates: "currency | rate\nEUR | 1.5",
      raw_accounts: "source | account_id | name\ncrm | A1 | Acme",
      raw_mrr_snapshots: `
        source | account_id | month      | mrr | currency
        crm    | A1         | 2024-06-10 | 900 | EUR
        crm    | A1         | 2024-06-20 | 100 | EUR
        crm    | X9         | 2024-06-20 | 50  | USD`,
      raw_invoices: `
        source | account_id | period_start | period_end | amount | currency
        crm    | A1         | 2024-05-01   | 2024-06-01 | 20     | eur
        crm    | X9         | 2024-05-01   | 2024-06-01 | 10     |`
    });
    try {
      expect(await db.rows("select export, found_by, row_count, amount, amount_rate from account_matches")).toEqual([
        {export: "invoices", found_by: "id", row_count: 1, amount: 30, amount_rate: 0.75},
        {export: "invoices", found_by: "none", row_count: 1, amount: 10, amount_rate: 0.25},
        {export: "mrr_snapshots", found_by: "id", row_count: 2, amount: 150, amount_rate: 0.75},
        {export: "mrr_snapshots", found_by: "none", row_count: 1, amount: 50, amount_rate: 0.25}
      ]);
    } finally {
      db.close();
    }
  });
});

describe("reconciliation", () => {
  it("adds up amounts in the workspace's currency", async () => {
    const db = await runModels(["reconciliation"], {
      raw_files: FILES,
      int_exchange_rates: "currency | rate\nEUR | 1.5",
      row_exclusions: "entity | row_key | kind | reason\nopportunities | 2 | excluded | test",
      raw_opportunities: `
        source | opportunity_id | amount | currency
        crm    | D1             | 100    | EUR
        crm    | D2             | 10     | USD
        crm    | D3             | 200    | eur
        crm    | D4             | 1      |`,
      raw_subscriptions: `
        source | subscription_id | arr | currency
        stripe | S1              | 120 | EUR`
    });
    try {
      expect(await db.rows("select export, amount_read, amount_used from reconciliation where amount_read is not null")).toEqual([
        {export: "opportunities", amount_read: 461, amount_used: 161},
        {export: "subscriptions", amount_read: 180, amount_used: 180}
      ]);
    } finally {
      db.close();
    }
  });
});
