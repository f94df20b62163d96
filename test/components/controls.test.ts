// @vitest-environment jsdom
import {describe, expect, it, vi} from "vitest";
import {controls, readAhead} from "../../src/components/controls.ts";
import {texts} from "./drawn.ts";

const place = (search: string) => ({location: {search, pathname: "/pages/win-rate", hash: "#x"}, history: {state: null, replaceState: vi.fn()}});

describe("controls", () => {
  const specs = [
    {name: "period", label: "Period", choices: [{value: "all", label: "All"}, {value: "last", label: "Last"}]},
    {name: "only", label: "Only", choices: [{value: "one", label: "One"}]}
  ];

  it("begin with what the URL says, and with the start where it says nonsense", () => {
    expect(controls(specs, place("?period=last")).value).toEqual({period: "last", only: "one"});
    expect(controls(specs, place("?period=%3Cscript%3E")).value).toEqual({period: "all", only: "one"});
  });

  it("leave out a choice that changes nothing", () => {
    expect(texts(controls(specs, place("")), "legend")).toEqual(["Period"]);
    expect(controls(specs, place("")).getAttribute("aria-label")).toBe("Choices: Period");
    expect(controls([specs[1]!], place("")).hidden).toBe(true);
  });

  it("say on paper what was chosen", () => {
    const form = controls(specs, place("?period=last"));
    const all = form.querySelector<HTMLInputElement>("input[value=all]")!;
    expect(texts(form, ".paper")).toEqual(["Period: Last"]);
    all.checked = true;
    all.dispatchEvent(new Event("input", {bubbles: true}));
    expect(texts(form, ".paper")).toEqual(["Period: All"]);
  });

  it("write what differs from the start into the URL, and keep what others wrote", () => {
    const at = place("?version=2025-01");
    const form = controls(specs, at);
    const last = form.querySelector<HTMLInputElement>("input[value=last]")!;
    const heard: unknown[] = [];
    form.addEventListener("input", () => heard.push(form.value));
    last.checked = true;
    last.dispatchEvent(new Event("input", {bubbles: true}));
    expect(heard).toEqual([{period: "last", only: "one"}]);
    expect(at.history.replaceState).toHaveBeenLastCalledWith(null, "", "/pages/win-rate?version=2025-01&period=last#x");
    form.querySelector("input")!.dispatchEvent(new Event("input", {bubbles: true}));
    expect(at.history.replaceState).toHaveBeenLastCalledWith(null, "", "/pages/win-rate?version=2025-01#x");
  });

  it("say how many there are of a choice beside what the other controls say", () => {
    const counted = (tier: string | undefined) => (tier === "one" ? 1 : 1200);
    const form = controls([
      {name: "tier", label: "Tier", choices: [{value: "all", label: "All"}, {value: "one", label: "1"}]},
      {name: "status", label: "Status", kind: "select", choices: [{value: "all", label: "All", counted: ({tier}) => counted(tier)}, {value: "lost", label: "Lost", counted: () => 0}]},
      {name: "as", label: "As", choices: [{value: "rate", label: "Rate", counted: ({tier}) => counted(tier)}, {value: "count", label: "Count"}]}
    ], place("?status=lost"));
    expect(texts(form, "option, .seg label")).toEqual(["All", "1", "All (1,200)", "Lost (0)", "Rate (1,200)", "Count"]);
    const one = form.querySelector<HTMLInputElement>("input[value=one]")!;
    one.checked = true;
    one.dispatchEvent(new Event("input", {bubbles: true}));
    expect(texts(form, "option, .seg label")).toEqual(["All", "1", "All (1)", "Lost (0)", "Rate (1)", "Count"]);
    expect([form.querySelector("select")!.value, form.value.status, texts(form, ".paper")]).toEqual(["lost", "lost", ["Tier: 1 · Status: Lost · As: Rate"]]);
  });

  it("are a select where there are many", () => {
    const many = Array.from({length: 9}, (_, i) => ({value: `v${i}`, label: `Version ${i}`}));
    expect(controls([{name: "v", label: "Version", choices: many}], place("?v=v3")).querySelector("select")!.value).toBe("v3");
  });
});

describe("reading ahead", () => {
  it("reads ahead what lies next to a choice first, one after another, until it is asked for another or has read enough", async () => {
    const choices = ["a", "b", "c", "d", "e"].map((value) => ({value, label: value})), read: string[] = [];
    await readAhead(choices, "d", async (value) => void read.push(value), 2);
    expect(read).toEqual(["d", "c", "e"]);
    let second: Promise<void> | null = null;
    await readAhead(choices, "a", async (value) => {
      read.push(`1${value}`);
      second ??= readAhead(choices, "e", async (other) => void read.push(`2${other}`), 1);
      await second;
      throw new Error("not there");
    });
    expect(read.slice(3)).toEqual(["1a", "2e", "2d"]);
  });
});
