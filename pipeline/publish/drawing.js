// Draws the pages of a site as they are before their reader acts, in a thread of its own, because components draw on the global document.
// It does what Framework's runtime does in a browser: runs each cell once what it needs is there. A cell that cannot be drawn is left for the browser,
// which shows why.
import {AsyncLocalStorage} from "node:async_hooks";
import {readFileSync} from "node:fs";
import {dirname, join, relative, sep} from "node:path";
import {fileURLToPath, pathToFileURL} from "node:url";
import {parentPort, workerData} from "node:worker_threads";
import {htmlOf, paper} from "./paper.js";

const {site, bundle, writing, samples, pages} = workerData;

globalThis.document = paper;
globalThis.location = {search: "", pathname: "/", hash: ""};
globalThis.history = {replaceState() {}, state: null};
// Files are read at once: so cells run in the same order each time, and the site has the same bytes.
globalThis.fetch = async (url) => {
  reading.getStore()?.add(url);
  return responseOf(fileURLToPath(url.replace(/\?.*$/, "")));
};

/** Hears what is fetched by cells that the browser will run too, whatever has been drawn ahead. */
const reading = new AsyncLocalStorage();

/** The HTML of what each cell shows, by its id, null where it only computes; and the addresses of what the browser will fetch before its reader acts. */
async function drawnCells(html, folder) {
  const cells = [], files = new Map();
  const define = (cell) => void cells.push(cell);
  const script = /<script type="module">([^]*?)<\/script>/.exec(html)[1]
    .replace(/^import .*$/gm, "").replace(/^const define = .*$/m, "")
    .replace(/\bimport\("[^"]*\/components\/bundle\.[^"]*"\)/g, "components");
  components.numberIds("drawn-");
  new Function("define", "registerFile", "components", script)(define, (name, {path}) => void files.set(name, join(folder, path)), components);

  const read = new Set(), wanted = new Set(cells.flatMap(({inputs = []}) => inputs));
  const isRunAnyway = ({inputs = [], outputs = []}) => !inputs.includes("display") || outputs.some((name) => wanted.has(name));
  const owners = new Map(cells.flatMap((cell) => (cell.outputs ?? []).map((name) => [name, cell])));
  const library = {FileAttachment: (name) => responseOf(files.get(name)), Generators: {input: (form) => ({[FORM]: form})}, invalidation: new Promise(() => {})};
  const drawn = {}, values = new Map();
  const valueOf = async (name) => {
    if (name in library) return library[name];
    if (!owners.has(name)) return globalThis[name];
    const value = await (await outputsOf(owners.get(name)))?.[name];
    return value?.[FORM] ? value[FORM].value : value;
  };
  const outputsOf = (cell) => {
    if (!values.has(cell)) values.set(cell, run(cell));
    return values.get(cell);
  };
  const run = async (cell) => {
    const {id, inputs = [], body} = cell;
    const shown = [];
    const display = (value) => (shown.push(value), value);
    const given = {display, view: (form) => ({[FORM]: display(form)})};
    const values = await Promise.all(inputs.map((name) => given[name] ?? valueOf(name)));
    const outputs = await reading.run(isRunAnyway(cell) ? read : null, () => body(...values));
    drawn[id] = inputs.includes("display") || inputs.includes("view") ? shown.map(htmlOf).join("") : null;
    return outputs;
  };
  await Promise.allSettled(cells.map(outputsOf));
  return {drawn, read: [...read].map((url) => relativeTo(folder, url)).toSorted()};
}

function relativeTo(folder, url) {
  const [, file, query = ""] = /^([^?]*)(\?.*)?$/.exec(url);
  const path = relative(folder, fileURLToPath(file)).split(sep).join("/");
  return `${path.startsWith(".") ? "" : "./"}${path}${query}`;
}

/** What a form is to the cells that get its value in its place. */
const FORM = Symbol("form");

function responseOf(path) {
  const bytes = () => new Uint8Array(readFileSync(path));
  return {ok: true, arrayBuffer: async () => bytes().buffer, text: async () => new TextDecoder().decode(bytes()), json: async () => JSON.parse(new TextDecoder().decode(bytes()))};
}

const components = await import(pathToFileURL(join(site, bundle)).href);
components.useWriting(writing);
components.useSampleSizes(samples);
const tell = parentPort.postMessage.bind(parentPort);
for (const page of pages) tell({page, ...(await drawnCells(readFileSync(join(site, page), "utf8"), dirname(join(site, page))))});
