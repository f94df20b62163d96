import {execFileSync} from "node:child_process";
import {expect, it} from "vitest";
import {shellWord} from "../../pipeline/commands/shellWord.ts";

it("leaves a plain path as it is, in any script", () => {
  for (const path of [".", "../crm", "/data/Größe/2025-Q4", "C:/crm"]) expect(shellWord(path)).toBe(path);
});

it.skipIf(process.platform === "win32")("quotes a path so that a shell reads it as one word", () => {
  for (const path of ["My CRM/Q4", `Größe "Q4" o'Neil & co`, "a$HOME", "~x", "a\\b", "(1)"]) {
    expect(execFileSync("sh", ["-c", `printf %s ${shellWord(path)}`], {encoding: "utf8"})).toBe(path);
  }
});
