import {createReadStream} from "node:fs";
import {readFile, stat} from "node:fs/promises";
import {createServer, type IncomingMessage, type Server, type ServerResponse} from "node:http";
import {extname, join, normalize, sep} from "node:path";
import {pipeline} from "node:stream/promises";
import {promisify} from "node:util";
import {gzip as gzipInThread} from "node:zlib";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".json": "application/json; charset=utf-8",
  ".arrow": "application/vnd.apache.arrow.stream", ".svg": "image/svg+xml", ".png": "image/png"
};
const COMPRESSED = new Set([".html", ".js", ".css", ".json", ".arrow", ".svg"]);

/**
 * Serves a built site on this machine alone, until the process is stopped. `/pages/win-rate` is `pages/win-rate.html`.
 * @param onReady is told the address
 * @throws where the port is taken
 */
export async function serveSite(output: string, port: number, onReady: (url: string) => void = () => {}): Promise<void> {
  const server = await startServer(output, port);
  const address = server.address();
  onReady(`http://localhost:${typeof address === "object" && address ? address.port : port}/`);
  await new Promise<void>((resolve) => server.on("close", resolve));
}

/** The server itself, listening; port 0 takes any free one. */
export async function startServer(output: string, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    answer(output, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "EADDRINUSE" ? new Error(`Port ${port} is taken. Name another one with --port.`, {cause: error}) : error));
    server.listen(port, "127.0.0.1", resolve);
  });
  return server;
}

async function answer(output: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== "GET" && request.method !== "HEAD") return end(response, 405, "Only GET and HEAD.");
  const file = await find(output, request.url ?? "/");
  if (!file) return end(response, 404, "No such page.");
  const ending = extname(file);
  const isPacked = COMPRESSED.has(ending) && /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
  response.writeHead(200, {
    "Content-Type": TYPES[ending] ?? "application/octet-stream", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache",
    ...(isPacked ? {"Content-Encoding": "gzip"} : {})
  });
  if (request.method === "HEAD") return void response.end();
  if (isPacked) return void response.end(await packed(file));
  await pipeline(createReadStream(file), response);
}

/** A file's bytes in gzip, packed once as long as it does not change. */
async function packed(file: string): Promise<Uint8Array> {
  const {mtimeMs, size} = await stat(file);
  const known = PACKED.get(file);
  if (known?.mtimeMs === mtimeMs && known.size === size) return known.bytes;
  const bytes = await gzip(await readFile(file));
  // The oldest go first.
  if (PACKED.size >= 400) PACKED.delete(PACKED.keys().next().value!);
  PACKED.set(file, {mtimeMs, size, bytes});
  return bytes;
}

const PACKED = new Map<string, {mtimeMs: number; size: number; bytes: Uint8Array}>();
const gzip = promisify(gzipInThread);

async function find(output: string, url: string): Promise<string | null> {
  let path: string;
  try {
    path = decodeURIComponent(new URL(url, "http://localhost").pathname);
  } catch {
    return null;
  }
  const inside = normalize(join(output, path));
  if (path.includes("\0") || (inside !== normalize(output) && !inside.startsWith(normalize(output + sep)))) return null;
  for (const file of path.endsWith("/") ? [join(inside, "index.html")] : [inside, `${inside}.html`]) {
    if (await stat(file).then((found) => found.isFile(), () => false)) return file;
  }
  return null;
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {"Content-Type": "text/plain; charset=utf-8"}).end(text);
}
