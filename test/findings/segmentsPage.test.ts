import {afterEach, describe, expect, it} from "vitest";
import type {Database} from "../../pipeline/database.ts";
import type {Finding} from "../../pipeline/findings/finding.ts";
import {segmentsPageFindings} from "../../pipeline/findings/segmentsPage.ts";
import {modelDatabase} from "../support/runModel.ts";

const HEAD = "dimension | segment | segment_order | decided_count | timed_won_count | base_account_count | win_rate | won_count | survival_account_count | survival_12m | survival_evidence | gross_retention | paying_count | in_icp | win_reading | survival_reading | gross_reading | pattern | net_reading | account_count";
const ALL = "all | all | 0 | 500 | 125 | 200 | 0.25 | 125 | 300 | 0.8 | shown | 0.9 | 200 | | | | | | 300";

/** No deals of few accounts. */
const NO_FEW = "period_window | deal_type | dimension | segment | decided_accounts | won_accounts | timed_won_accounts";

let db: Database | undefined;
afterEach(() => db?.close());

async function said(rows: readonly string[], all = ALL, wins: readonly string[] = []): Promise<Finding[]> {
  db = await modelDatabase({segment_scorecard: [HEAD, all, ...rows].join("\n"), int_opportunities_resolved: ["account_key | outcome | deal_type", ...wins].join("\n"), int_period_accounts: NO_FEW});
  return segmentsPageFindings(db);
}
const headline = (findings: readonly Finding[]) => findings.find((row) => row.figure === "headline")!.text;

describe("the segments page's finding", () => {
  it("names first a segment that wins but leaves, with both numbers", async () => {
    const text = headline(await said([
      "industry | Retail | 1 | 80 | 35 | 40 | 0.4 | 32 | 50 | 0.6 | shown | 0.7 | 30 | | better | worse | same | wins but leaves",
      "industry | SaaS | 2 | 90 | 35 | 40 | 0.41 | 37 | 60 | 0.95 | shown | 0.95 | 50 | | better | better | same | wins and stays"
    ]));
    expect(text).toBe("**Industry Retail wins but leaves**: industry Retail wins 40\u202f% of 80 deals, yet only 60\u202f% of its customers are there after a year. 2 segments win more often than the rest beyond chance; industry SaaS stays longer too.");
  });

  it("says so where those that win do not leave, and where none wins more", async () => {
    expect(headline(await said(["industry | SaaS | 2 | 90 | 35 | 40 | 0.41 | 37 | 60 | 0.95 | shown | 0.95 | 50 | | better | same | same |"]))).toBe("1 segment wins more often than the rest beyond chance, and **it does not clearly leave** sooner.");
    expect(headline(await said(["industry | SaaS | 2 | 90 | 35 | 0 | 0.41 | 37 | 60 | | count_only | | 50 | | better | | |"])))
      .toBe("1 segment wins more often than the rest beyond chance; it is too early to say whether it stays.");
    expect(headline(await said(["industry | SaaS | 2 | 90 | 35 | 0 | 0.41 | 37 | 60 | | count_only | | 50 | | same | | |"])))
      .toBe("No segment wins more often than the rest beyond chance; it is too early to say who stays.");
    expect(headline(await said(["industry | SaaS | 2 | 90 | 35 | 40 | 0.41 | 37 | 60 | 0.6 | shown | 0.95 | 50 | | same | worse | same |"])))
      .toBe("No segment wins more often than the rest beyond chance; **industry SaaS** leaves sooner than all together.");
  });

  it("speaks of what there is where deals or subscriptions are missing", async () => {
    expect(headline(await said(["industry | SaaS | 2 | 0 | 35 | 40 | | 0 | 60 | 0.95 | shown | 0.95 | 50 | | | better | same |"], ALL.replace("500 | 125 | 200 | 0.25 | 125", "0 | 0 | 200 | | 0"))))
      .toBe("No deal is decided, so only staying and growing can be set side by side: **industry SaaS** stays clearly longer than all together.");
    expect(headline(await said(["industry | SaaS | 2 | 90 | 35 | 40 | 0.41 | 37 | 0 | | count_only | | 0 | | better | | |"], ALL.replace("300 | 0.8 | shown | 0.9 | 200", "0 | | count_only | | 0"))))
      .toContain("Whether it also stays cannot be said");
    expect(headline(await said(["industry | SaaS | 2 | 0 | 35 | 40 | | 0 | 9 | 0.95 | count_only | 0.95 | 5 | | | | |"], ALL.replace("500 | 125 | 200 | 0.25 | 125", "0 | 0 | 200 | | 0"))))
      .toBe("No deal is decided, so only staying and growing can be set side by side, and no segment has 30 customers.");
    db?.close();
    db = await modelDatabase({segment_scorecard: "", int_period_accounts: NO_FEW});
    expect(await segmentsPageFindings(db)).toEqual([]);
  });

  it("sets what the ICP asks for against what wins", async () => {
    const [icp] = (await said([
      "industry | Retail | 1 | 80 | 35 | 40 | 0.1 | 8 | 50 | 0.8 | shown | 0.9 | 30 | true | worse | same | same |",
      "industry | Media | 3 | 80 | 35 | 40 | 0.2 | 16 | 50 | 0.8 | shown | 0.9 | 30 | true | same | same | same |",
      "industry | SaaS | 2 | 90 | 35 | 40 | 0.41 | 37 | 60 | 0.8 | shown | 0.9 | 50 | false | better | same | same |"
    ])).filter((row) => row.figure === "icp");
    expect(icp).toMatchObject({least: 80, text: "Of 2 segments that the ICP asks for, **1** wins less often than the rest beyond chance (industry Retail); outside it **industry SaaS** wins more often."});
  });

  it("titles the scorecard by what sets segments apart, measure by measure, where no ICP asks for any", async () => {
    const title = async (rows: readonly string[], all = ALL) => (await said(rows, all)).find((row) => row.figure === "title");
    const customersOnly = ALL.replace("500 | 125 | 200 | 0.25 | 125", "0 | 0 | 200 | | 0");
    const kept = (segment: string, survival: string, gross: string, net: string) => `industry | ${segment} | 1 | 0 | 35 | 40 | | 0 | 60 | 0.95 | shown | 0.95 | 50 | | | ${survival} | ${gross} | | ${net} | 60`;
    expect(await title([kept("HealthTech", "same", "same", "worse"), kept("EdTech", "same", "same", "same")], customersOnly)).toMatchObject({text: "Industry HealthTech grows less than all together.", least: 40});
    expect((await title([kept("HealthTech", "same", "same", "same")], customersOnly))!.text).toBe("No segment stays longer or shorter than all together, keeps more or less revenue or grows more or less beyond chance.");
    const won = (segment: string, win: string, survival: string) => `industry | ${segment} | 1 | 90 | 35 | 40 | 0.41 | 37 | 60 | 0.95 | shown | 0.95 | 50 | | ${win} | ${survival} | same | | | 60`;
    expect((await title([won("SaaS", "better", "same"), won("Retail", "same", "worse")]))!.text).toBe("Industry SaaS wins more often; industry Retail leaves sooner than all together.");
    const counted = (segment: string, accounts: number) => `industry | ${segment} | 1 | 0 | 0 | 0 | | 0 | 0 | | count_only | | 0 | | | | | | | ${accounts}`;
    expect(await title([counted("SaaS", 9), counted("Retail", 71)], "all | all | 0 | 0 | 0 | 0 | | 0 | 0 | | count_only | | 0 | | | | | | | 80")).toMatchObject({text: "**Industry Retail** is the largest segment: 71 accounts.", least: 71});
  });

  it("claims nothing of segments of too few deals", async () => {
    const few = await said(["industry | Retail | 1 | 8 | 5 | 40 | 0.1 | 1 | 50 | 0.8 | shown | 0.9 | 30 | true | | same | same |"]);
    expect(headline(few)).toBe("No segment has enough decided deals to be set against the rest, and none leaves clearly sooner.");
    expect(few.find((row) => row.figure === "icp")!.text).toBe("Too few deals are decided in the segments that the ICP asks for to set them against the rest.");
    expect(few.map(({text}) => text).find((text) => text.includes("in some column"))).toMatch(/^The one segment rests on under 30/);
  });

  it("names apart what wins in dimensions that the ICP does not ask about", async () => {
    const [icp] = (await said([
      "industry | Retail | 1 | 80 | 35 | 40 | 0.2 | 16 | 50 | 0.8 | shown | 0.9 | 30 | true | same | same | same |",
      "model | B2B | 2 | 90 | 35 | 40 | 0.41 | 37 | 60 | 0.8 | shown | 0.9 | 50 | | better | same | same |"
    ])).filter((row) => row.figure === "icp");
    expect(icp!.text).toMatch(/; of those outside it none wins more often; it does not ask about \*\*.*B2B\*\*, which wins more often too\.$/);
  });

  it("sets those who pay against those who bought, however many deals each of them won", async () => {
    const texts = async (paying: number, ...accounts: (number | "")[]) => (await said([], ALL.replace("| 0.9 | 200 |", `| 0.9 | ${paying} |`), accounts.map((account) => `${account} | won | new_business`))).map(({text}) => text).filter((text) => text.includes("that bought"));
    expect(await texts(1, 1, 1, 1)).toEqual([]);
    expect(await texts(1, 1, 2, "")).toEqual(["Only 1 account pays today against 3 that bought: who wins and who stays are read on different accounts."]);
  });

  it("counts the segments that rest on few of anything that is shown: deals, dated wins, customers, customers a year ago", async () => {
    const row = (decided: number, timed: number, base: number, customers: number) => `industry | S${decided}${timed}${base}${customers} | 1 | ${decided} | ${timed} | ${base} | 0.2 | 16 | ${customers} | 0.8 | shown | 0.9 | 30 | | same | same | same |`;
    const texts = (await said([row(80, 30, 30, 50), row(80, 29, 30, 50), row(80, 30, 29, 50), row(29, 30, 30, 50), row(80, 30, 30, 29)])).map(({text}) => text);
    expect(texts.find((text) => text.includes("in some column"))).toMatch(/^4 of 5 segments rest on under 30/);
  });
});

describe("interval_reading", () => {
  it("reads an interval that lies wholly on one side, of 30 and more, and nothing else", async () => {
    db = await modelDatabase();
    const [row] = await db.rows(`select
      interval_reading('shown', 0.6, 0.8, 0.5) as above, interval_reading('shown', 0.2, 0.4, 0.5) as below, interval_reading('shown', 0.5, 0.8, 0.5) as touching,
      interval_reading('indicative', 0.6, 0.8, 0.5) as indicative, interval_reading('shown', null, 0.8, 0.5) as none, interval_reading('shown', 0.6, 0.8, null) as unset`);
    expect(row).toEqual({above: "better", below: "worse", touching: "same", indicative: null, none: null, unset: null});
  });
});
