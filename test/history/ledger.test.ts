import {rmSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {afterEach, describe, expect, it} from "vitest";
import {openDatabase} from "../../pipeline/database.ts";
import {runPipeline} from "../../pipeline/run.ts";
import {GOOD, writeWorkspace} from "../corpus/workspace.ts";

const HEADER = "id,account,stage,created,closed,amount\n";
const directories: string[] = [];
afterEach(() => directories.splice(0).forEach((directory) => rmSync(directory, {recursive: true, force: true})));

/** A workspace whose deals are written and run one state after another. */
function workspace(files: Readonly<Record<string, string>> = GOOD): {run(deals: string): Promise<Run>} {
  const directory = writeWorkspace(files);
  directories.push(directory);
  return {
    async run(deals) {
      writeFileSync(join(directory, "exports/deals.csv"), HEADER + deals);
      const {database} = await runPipeline({workspace: directory});
      const db = await openDatabase(database, {readOnly: true});
      try {
        return {
          changes: (await db.rows<Change>("select kind, id, before, after from run_changes where kind <> 'export_shrank' order by kind, id")).map(({kind, id, before, after}) => [kind, id, before, after]),
          written: (await db.rows<{id: string}>("select opportunity_id as id from ledger_opportunities order by 1")).map(({id}) => id)
        };
      } finally {
        db.close();
      }
    }
  };
}

interface Change {
  kind: string;
  id: string;
  before: string | null;
  after: string | null;
}

interface Run {
  readonly changes: (readonly (string | null)[])[];
  /** The deals that the run wrote to the ledger. */
  readonly written: string[];
}

describe("the ledger of runs", () => {
  const won = "d1,a1,Won,2024-01-01,2024-02-01,100\n", open = "d2,a2,Open,2024-01-05,2024-06-01,200\n", lost = "d3,a1,Lost,2024-01-09,2024-03-01,300\n";

  it("has every deal of the first run, which changed nothing", async () => {
    expect(await workspace().run(won + open + lost)).toEqual({changes: [], written: ["d1", "d2", "d3"]});
  });

  it("has of later runs only what differs, and says what became of deals that had been closed", async () => {
    const {run} = workspace();
    await run(won + open + lost);
    expect(await run(`d1,a1,Won,2024-01-01,2024-02-01,150\n${open}d3,a1,Open,2024-01-09,2024-03-01,300\nd4,a2,Open,2024-02-01,2024-06-01,1\n`)).toEqual({
      changes: [["deal_reopened", "d3", "lost", "open"], ["deal_restated", "d1", "100.00", "150.00"]], written: ["d1", "d3", "d4"]
    });
  });

  it("compares with the last that any run said of a deal", async () => {
    const {run} = workspace();
    await run(won + open + lost);
    await run(`d1,a1,Won,2024-01-01,2024-02-01,150\n${open}${lost}`);
    await run(`d1,a1,Won,2024-01-01,2024-02-01,150\n${open}d3,a1,Lost,2024-01-08,2024-03-01,300\n`);
    expect(await run(`${won}${open}d3,a1,Lost,2024-01-08,2024-03-01,300\n`)).toEqual({changes: [["deal_restated", "d1", "150.00", "100.00"]], written: ["d1"]});
  });

  it("tells once of a deal that is missing, and takes one that comes back for new", async () => {
    const {run} = workspace();
    await run(won + open + lost);
    expect(await run(won + open)).toEqual({changes: [["deal_missing", "d3", "lost", null]], written: ["d3"]});
    expect(await run(`${won}${open}d5,a1,Open,2024-02-01,2024-06-01,1\n`)).toEqual({changes: [], written: ["d5"]});
    expect(await run(`${won}${open}${lost}d5,a1,Open,2024-02-01,2024-06-01,1\n`)).toEqual({changes: [], written: ["d3"]});
  });
});
