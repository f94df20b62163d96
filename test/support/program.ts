import {spawn, type ChildProcess, type SpawnOptions} from "node:child_process";
import {fileURLToPath} from "node:url";

export const BIN = fileURLToPath(new URL("../../bin/fitproof.js", import.meta.url));

export interface Ended {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when all that it has said matches, or it has ended. */
  until(pattern: RegExp): Promise<void>;
}

/** Starts a program. Never as a blocking call: a test process that does not answer for a minute fails the whole run. */
export function startProgram(command: string, args: readonly string[], options: SpawnOptions = {}): Started {
  const child = spawn(command, args, {...options, stdio: ["ignore", "pipe", "pipe"]});
  const said = {stdout: "", stderr: ""};
  const waiting: (() => void)[] = [];
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream]!.setEncoding("utf8").on("data", (text: string) => {
      said[stream] += text;
      waiting.forEach((look) => look());
    });
  }
  const ended = new Promise<Ended>((done, failed) => child.on("error", failed).on("close", (code) => done({code, ...said})));
  return {
    child, ended,
    until: (pattern) => Promise.race([ended.then(() => {}), new Promise<void>((done) => {
      const look = () => void (pattern.test(said.stdout + said.stderr) && done());
      waiting.push(look);
      look();
    })])
  };
}

/** Starts the program as users do. */
export function startFitproof(args: readonly string[], options: SpawnOptions = {}): Started {
  return startProgram(process.execPath, [BIN, ...args], options);
}

export function fitproof(...args: readonly string[]): Promise<Ended> {
  return startFitproof(args).ended;
}
