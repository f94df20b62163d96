import {spawn, spawnSync} from "node:child_process";
import {existsSync} from "node:fs";
import {mkdir, mkdtemp, readFile, rm, symlink, writeFile} from "node:fs/promises";
import {createRequire} from "node:module";
import {tmpdir} from "node:os";
import {dirname, join, resolve} from "node:path";
import {fileURLToPath} from "node:url";
import {UNUSED_LIBRARIES} from "../publish/template.ts";

export interface OfflineBuild {
  readonly ok: boolean;
  /** The process had no network at all; else its sockets were watched and refused. */
  readonly isCut: boolean;
  /** Hosts that it tried to reach. */
  readonly attempts: readonly string[];
  /** What the builder said where it failed. */
  readonly message: string;
}

/** A page with what the site's pages have: a bare import of a library, and data. */
const PAGE = `# A page

\`\`\`js
import {ticks} from "d3-array";
const data = await FileAttachment("./data.json").json();
display(ticks(0, data[0].a, 5).join(" "));
\`\`\`
`;

/** Refuses every connection and name lookup, and writes down where to. */
const WATCH = `const {appendFileSync} = require("node:fs");
const refuse = (where) => {
  appendFileSync(process.env.FITPROOF_ATTEMPTS, String(where) + "\\n");
  throw Object.assign(new Error("no network: " + where), {code: "ENETUNREACH"});
};
const net = require("node:net");
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const [options] = args.flat();
  if (typeof options === "object" && options !== null && options.path) return connect.apply(this, args);
  return refuse(typeof options === "object" && options !== null ? options.host ?? "a port" : options);
};
const dns = require("node:dns");
dns.lookup = (host) => refuse(host);
dns.promises.lookup = async (host) => refuse(host);
`;

/** Builds one page with Observable Framework in a process without a network (Linux), and with its sockets refused everywhere. */
export async function offlineBuild(): Promise<OfflineBuild> {
  const folder = await mkdtemp(join(tmpdir(), "fitproof-doctor-"));
  try {
    const root = join(folder, "src");
    const output = join(folder, "dist");
    const attempts = join(folder, "attempts");
    await mkdir(output, {recursive: true});
    for (const name of UNUSED_LIBRARIES) await mkdir(join(root, ".observablehq/cache/_npm", `${name}@0.0.0`), {recursive: true});
    await writeFile(join(root, "index.md"), PAGE);
    await writeFile(join(root, "data.json"), `[{"a": 1}]`);
    await writeFile(join(folder, "package.json"), `{"type":"module"}\n`);
    await writeFile(join(folder, "watch.cjs"), WATCH);
    const packages = createRequire(import.meta.url).resolve("@observablehq/framework/package.json");
    await symlink(resolve(dirname(packages), "../.."), join(folder, "node_modules"), "junction");
    const isCut = process.platform === "linux" && spawnSync("unshare", ["-rn", "true"]).status === 0;
    const builder = [process.execPath, "--require", join(folder, "watch.cjs"), fileURLToPath(new URL("../publish/framework.js", import.meta.url))];
    const [command, ...args] = isCut ? ["unshare", "-rn", ...builder] : builder;
    const child = spawn(command!, args, {
      cwd: folder, stdio: ["pipe", "ignore", "pipe"],
      env: {...process.env, OBSERVABLE_TELEMETRY_DISABLE: "1", NODE_OPTIONS: "", FITPROOF_ATTEMPTS: attempts}
    });
    const said: Buffer[] = [];
    child.stderr.on("data", (chunk: Buffer) => said.push(chunk));
    const ended = new Promise<number | null>((done, failed) => child.on("error", failed).on("close", done));
    child.stdin.on("error", () => {});
    child.stdin.end(`${JSON.stringify({root, output, config: {title: "Doctor", globalStylesheets: [], footer: "", pages: []}})}\n`);
    const code = await ended;
    const reached = (await readFile(attempts, "utf8").catch(() => "")).split("\n").filter((host) => host !== "");
    return {ok: code === 0 && existsSync(join(output, "index.html")), isCut, attempts: [...new Set(reached)], message: Buffer.concat(said).toString().trim().split("\n").slice(-3).join(" ")};
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
}
