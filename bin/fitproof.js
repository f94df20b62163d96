#!/usr/bin/env node
import {fileURLToPath, pathToFileURL} from "node:url";
import {compiled} from "./compiled.js";

/** @returns {Promise<{main(argv: readonly string[]): Promise<number>}>} */
async function program() {
  const path = await compiled(fileURLToPath(new URL("..", import.meta.url)));
  if (path !== null) return import(pathToFileURL(path).href);
  const {register} = await import("tsx/esm/api");
  register();
  return import("../pipeline/cli.ts");
}

const {main} = await program();
process.exitCode = await main(process.argv.slice(2));
