import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {request, type Server} from "node:http";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {startServer} from "../../pipeline/publish/serve.ts";

const folder = mkdtempSync(join(tmpdir(), "fitproof-serve-"));
let server: Server;
let port: number;
beforeAll(async () => {
  mkdirSync(join(folder, "dist/pages"), {recursive: true});
  writeFileSync(join(folder, "secret.txt"), "secret");
  writeFileSync(join(folder, "dist/index.html"), "<p>home</p>");
  writeFileSync(join(folder, "dist/pages/win-rate.html"), "<p>win rate</p>");
  server = await startServer(join(folder, "dist"), 0);
  const address = server.address();
  port = typeof address === "object" && address ? address.port : 0;
});
afterAll(() => {
  server.close();
  rmSync(folder, {recursive: true, force: true});
});

/** A request with the path as written: fetch would mend it. */
function get(path: string, method = "GET"): Promise<{status: number; text: string; headers: NodeJS.Dict<string | string[]>}> {
  return new Promise((resolve, reject) => {
    const call = request({host: "127.0.0.1", port, path, method}, (response) => {
      let text = "";
      response.on("data", (chunk) => (text += chunk)).on("end", () => resolve({status: response.statusCode!, text, headers: response.headers}));
    });
    call.on("error", reject).end();
  });
}

describe("the site's own server", () => {
  it("serves pages by their clean addresses", async () => {
    expect(await get("/")).toMatchObject({status: 200, text: "<p>home</p>"});
    expect(await get("/pages/win-rate?deal_type=all")).toMatchObject({status: 200, text: "<p>win rate</p>"});
    expect(await get("/pages/none")).toMatchObject({status: 404});
  });

  it.each(["/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/pages/../../secret.txt", "/%00", "/%zz"])("never leaves its folder: %s", async (path) => {
    const {status, text} = await get(path);
    expect(status).toBe(404);
    expect(text).not.toContain("secret");
  });

  it("only reads", async () => {
    expect(await get("/", "POST")).toMatchObject({status: 405});
    expect(await get("/", "HEAD")).toMatchObject({status: 200, text: ""});
  });

  it("says that a port is taken and what to do", async () => {
    await expect(startServer(folder, port)).rejects.toThrow(`Port ${port} is taken. Name another one with --port.`);
  });
});
