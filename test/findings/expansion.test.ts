import {afterEach, describe, expect, it} from "vitest";
import type {Database} from "../../pipeline/database.ts";
import {expansionFindings} from "../../pipeline/findings/expansion.ts";
import type {Finding} from "../../pipeline/findings/finding.ts";
import {modelDatabase, runModel} from "../support/runModel.ts";
import {ofFigure} from "./read.ts";

const YEARS = `
  dimension | segment | segment_order | until_month | month_count | opening_mrr | new_mrr | expansion_mrr | contraction_mrr | churn_mrr | reactivation_mrr | closing_mrr | opening_count | new_count | expansion_count | contraction_count | churn_count | reactivation_count | closing_count
  all       | all     | 0             | 2024-12-01  | 12          | 1000        | 300     | 200           | 50              | 100       | 0                | 1350        | 40            | 9         | 12              | 3                 | 4           | 0                  | 45`;
const HEAD = "dimension | segment | segment_order | month | base_account_count | churned_count | gross_retention | gross_retention_low | gross_retention_high | net_retention | net_retention_low | net_retention_high | expansion_rate | net_retention_without_largest | is_concentrated";
const ALL = "all | all | 0 | 2024-12-01 | 40 | 4 | 0.85 | 0.8 | 0.9 | 1.05 | 0.98 | 1.12 | 0.2 | 1.04 | false";

let db: Database | undefined;
afterEach(() => db?.close());

async function said(retention: readonly string[], prices = "true", largest = "", years = YEARS): Promise<Finding[]> {
  db?.close();
  db = await modelDatabase({mrr_movement_years: years, revenue_retention: [HEAD, ...retention].join("\n"), int_price_history: `shows_price_changes\n${prices}`, largest_mrr_movements: largest});
  return expansionFindings(db);
}

describe("the expansion page's finding", () => {
  it("says growth and what is kept, and no more than the interval allows", async () => {
    const findings = await said([ALL]);
    expect(ofFigure(findings, "headline")).toEqual(["Customers of a year ago pay **105\u202f%** of what they paid then (98–112\u202f%): no more or less than before, beyond chance. They kept **85\u202f%** (GRR, 80–90\u202f%) and added 20\u202f%, n\u00a040."]);
    expect(ofFigure(await said([ALL.replace("0.98 | 1.12", "1.01 | 1.12")]), "headline")[0]).toContain("growth outweighs what is lost");
    expect(ofFigure(await said([ALL.replace("1.05 | 0.98 | 1.12", "0.9 | 0.85 | 0.97")]), "headline")[0]).toContain("what is lost outweighs growth");
  });

  it("withholds NRR where no price was ever seen to change, and says why", async () => {
    const findings = await said([ALL.replace("1.05 | 0.98 | 1.12 | 0.2 | 1.04", " | | | |")], "false");
    expect(ofFigure(findings, "headline")[0]).toBe("A year on, **85\u202f%** (GRR, 80–90\u202f%) of the recurring revenue of 40 customers is kept; how much it grew cannot be said.");
    expect(ofFigure(findings, "withheld")).toHaveLength(1);
    expect(ofFigure(findings, "concentration")).toEqual([]);
  });

  it("compares nothing where revenue is younger than a year, and says no rate of under ten customers", async () => {
    expect(ofFigure(await said([]), "headline")[0]).toContain("began less than a year before");
    expect(ofFigure(await said([ALL.replace("| 40 | 4 |", "| 9 | 4 |")]), "headline")[0]).toBe("**5 of 9 customers** of twelve months ago still pay: too few for a rate.");
  });

  it("gives no interval without width, where all customers did the same", async () => {
    const alike = ALL.replace("| 0.85 | 0.8 | 0.9 | 1.05 | 0.98 | 1.12 |", "| 1 | 1 | 1 | | | |");
    expect(ofFigure(await said([alike], "false"), "headline")[0]).toBe("A year on, **100\u202f%** (GRR) of the recurring revenue of 40 customers is kept; how much it grew cannot be said.");
  });

  it("says of one customer and of one month what it says of many", async () => {
    expect(ofFigure(await said([ALL.replace("| 40 | 4 |", "| 1 | 0 |")]), "headline")[0]).toBe("**1 of 1 customer** of twelve months ago still pays: too few for a rate.");
    expect(ofFigure(await said([ALL], "true", "", YEARS.replace("| 12          |", "| 1           |")), "returned")[0]).toBe("No customer who had left returned in this month.");
  });

  it("tells the movements by month and, twelve times that, by year, each in the segment's part", async () => {
    const findings = await said([ALL]);
    expect(ofFigure(findings, "movements", "unit=mrr")).toEqual(["MRR rose from **$1 k** to **$1.35 k** in the twelve months to Dec 2024: +$300 new, +$200 expansion, −$50 contraction and −$100 churn".replaceAll(" k**", "\u202fk**")]);
    expect(ofFigure(findings, "movements", "unit=arr")[0]).toContain("ARR rose from **$12\u202fk** to **$16.2\u202fk**");
    expect(findings.find((row) => row.figure === "movements")!.part).toBe("expansion/all/all");
  });

  it("calls over and under 100 % only firm segments whose whole interval lies there", async () => {
    const findings = await said([ALL,
      "industry | up | 1 | 2024-12-01 | 30 | 1 | 0.9 | 0.8 | 0.95 | 1.3 | 1.1 | 1.5 | 0.4 | 1.3 | false", "industry | flat | 2 | 2024-12-01 | 30 | 1 | 0.9 | 0.8 | 0.95 | 1.1 | 0.9 | 1.3 | 0.2 | 1.1 | false",
      "industry | thin | 3 | 2024-12-01 | 29 | 1 | 0.9 | 0.8 | 0.95 | 1.9 | 1.5 | 2.4 | 1 | 1.2 | true", "industry | unknown | 9 | 2024-12-01 | 50 | 1 | 0.9 | 0.8 | 0.95 | 1.9 | 1.5 | 2.4 | 1 | 1.9 | false"]);
    expect(ofFigure(findings, "retention", "dimension=industry")).toEqual(["Of 2 segments of industry with 30 or more customers, **1** lies clearly over 100\u202f% (up 130\u202f%)"]);
    const under = await said([ALL, "industry | down | 1 | 2024-12-01 | 30 | 1 | 0.7 | 0.6 | 0.8 | 0.8 | 0.7 | 0.9 | 0.1 | 0.8 | false", "industry | flat | 2 | 2024-12-01 | 30 | 1 | 0.9 | 0.8 | 0.95 | 1.1 | 0.9 | 1.3 | 0.2 | 1.1 | false"]);
    expect(ofFigure(under, "retention", "dimension=industry")).toEqual(["Of 2 segments of industry with 30 or more customers, **1** lies clearly under 100\u202f% (down 80\u202f%)"]);
    const [concentration] = findings.filter((row) => row.figure === "concentration");
    expect(concentration!.text).toContain("in **1** of 4 segments NRR differs by over 5 points without its largest account, most in industry thin (−70)");
    expect(concentration!.part, "about single accounts, so in no board edition").toBe("expansion/concentration");
  });
});

describe("the largest movements", () => {
  const largest = (...amounts: number[]) => ["month | movement | place | account_id | name | opening_mrr | mrr | amount", ...amounts.map((amount, i) => `2024-12-01 | churn | ${i + 1} | a${i} | A${i} | ${amount} | 0 | ${amount}`)].join("\n");
  const title = async (...amounts: number[]) => ofFigure(await said([ALL], "true", largest(...amounts)), "largest")[0];

  it("are the three largest of more, else all there are", async () => {
    expect(await title(40, 30, 20, 10)).toBe("Of the last twelve months the three largest losses are **90\u202f%** of $100 churn");
    expect(await title(60, 40)).toBe("Of the last twelve months 2 losses make up all of $100 churn");
    expect(await title(100)).toBe("Of the last twelve months one loss makes up all of $100 churn");
  });
});

describe("segments over 100 %", () => {
  it("are said to be all where they are, with the first by name and how many more", async () => {
    const segments = (count: number) => ["a", "b", "c", "d", "e"].slice(0, count).map((segment, i) => `industry | ${segment} | ${i + 1} | 2024-12-01 | 30 | 1 | 0.9 | 0.8 | 0.95 | 1.3 | 1.1 | 1.5 | 0.4 | 1.3 | false`);
    const title = async (count: number) => ofFigure(await said([ALL, ...segments(count)]), "retention", "dimension=industry")[0];
    expect(await title(2)).toBe("Both segments of industry with 30 or more customers lie clearly over 100\u202f% (a 130\u202f% and b 130\u202f%)");
    expect(await title(5)).toBe("All **5** segments of industry with 30 or more customers lie clearly over 100\u202f% (a 130\u202f%, b 130\u202f%, c 130\u202f% and 2 more)");
  });
});

describe("mrr_movement_years", () => {
  it("sums the last twelve months to a bridge that closes, and fewer where there are fewer", async () => {
    const rows = await runModel("mrr_movement_years", {
      as_of: "2024-03-31",
      mrr_movements: `
        dimension | segment | segment_order | month      | opening_mrr | new_mrr | expansion_mrr | contraction_mrr | churn_mrr | reactivation_mrr | closing_mrr | opening_count | new_count | expansion_count | contraction_count | churn_count | reactivation_count | closing_count
        all       | all     | 0             | 2023-03-01 | 0           | 10      | 0             | 0               | 0         | 0                | 10          | 0             | 1         | 0               | 0                 | 0           | 0                  | 1
        all       | all     | 0             | 2023-04-01 | 10          | 20.10   | 0             | 0               | 0         | 0                | 30.10       | 1             | 2         | 0               | 0                 | 0           | 0                  | 3
        all       | all     | 0             | 2024-03-01 | 30.10       | 0       | 5             | 0               | 10        | 0                | 25.10       | 3             | 0         | 1               | 0                 | 1           | 0                  | 2`
    });
    expect(rows).toEqual([expect.objectContaining({
      until_month: "2024-03-01", month_count: 2, opening_mrr: 10, new_mrr: 20.1, expansion_mrr: 5, churn_mrr: 10, closing_mrr: 25.1, opening_count: 1, new_count: 2, churn_count: 1, closing_count: 2
    })]);
  });
});
