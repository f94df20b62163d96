import {InvalidArgumentError} from "commander";
import {progress} from "../progress.ts";
import {writeSample} from "../sample/sample.ts";

interface Options {
  readonly accounts: string;
  readonly seed: string;
  readonly null?: boolean;
}

/** Writes a synthetic CRM as a whole workspace. */
export async function sample(directory: string, options: Options): Promise<void> {
  const counts = await writeSample(
    directory,
    {accounts: wholeNumber("--accounts", options.accounts), seed: wholeNumber("--seed", options.seed), effect: options.null ? "null" : "planted"},
    ({accounts, totalAccounts}) => progress.say(`Writing account ${accounts.toLocaleString("en-US")} of ${totalAccounts.toLocaleString("en-US")}`)
  );
  progress.clear();
  const rows = Object.entries(counts).map(([entity, count]) => `${count.toLocaleString("en-US")} ${entity.replaceAll("_", " ")}`);
  process.stdout.write(`${directory}: ${rows.join(", ")}\nfitproof report --workspace ${directory}\n`);
}

function wholeNumber(option: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError(`${option}: expected a whole number: ${text}`);
  return Number(text);
}
