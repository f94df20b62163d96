import {progress} from "../progress.ts";
import {writeSample} from "../sample/sample.ts";
import {shellWord} from "./shellWord.ts";

interface Options {
  readonly accounts: number;
  readonly seed: number;
  readonly null?: boolean;
}

/** Writes a synthetic CRM as a whole workspace. */
export async function sample(directory: string, options: Options): Promise<void> {
  const counts = await writeSample(
    directory,
    {accounts: options.accounts, seed: options.seed, effect: options.null ? "null" : "planted"},
    ({accounts, totalAccounts}) => progress.say(`Writing account ${accounts.toLocaleString("en-US")} of ${totalAccounts.toLocaleString("en-US")}`)
  );
  progress.clear();
  const rows = Object.entries(counts).map(([entity, count]) => `${count.toLocaleString("en-US")} ${entity.replaceAll("_", " ")}`);
  process.stdout.write(`${directory}: ${rows.join(", ")}\nNext: npm run -s fitproof -- report --workspace ${shellWord(directory)}\n`);
}
