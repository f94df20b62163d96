// Builds a site with Observable Framework, alone in a process that loads no TypeScript: its modules take over a second to load, so
// the process may be started before the data is ready. One line of JSON on stdin ({root, output, config}) starts the build.
import {createInterface} from "node:readline";
import {build, FileBuildEffects} from "@observablehq/framework/dist/build.js";
import {normalizeConfig} from "@observablehq/framework/dist/config.js";

const log = (...text) => process.stderr.write(`${text.join(" ")}\n`);

for await (const line of createInterface({input: process.stdin})) {
  const {root, output, config} = JSON.parse(line);
  const effects = new FileBuildEffects(output, `${root}/.observablehq/cache`, {
    logger: {log() {}, info() {}, warn: log, error: log},
    output: {write() {}}
  });
  effects.prepare = async () => {}; // the folder is new; Framework would only warn that it lies outside of the current one
  try {
    await build({config: normalizeConfig({...config, output}, root)}, effects);
    process.exit(0);
  } catch (error) {
    log(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}
