import {readFile} from "node:fs/promises";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {build} from "esbuild";
import {typescriptAsJavaScript} from "../../pipeline/publish/bundle.ts";

const project = fileURLToPath(new URL("../..", import.meta.url));

/** The gallery of components as one HTML page, styled as the site is. */
export async function galleryPage(): Promise<string> {
  const bundle = await build({
    entryPoints: [join(project, "test/e2e/gallery.ts")], bundle: true, write: false, format: "iife",
    plugins: [typescriptAsJavaScript]
  });
  const style = await readFile(join(project, "src/style.css"), "utf8");
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Gallery</title>
<style>${style}</style></head><body><div id="observablehq-center" style="margin:0"><main id="observablehq-main"></main></div><script>${bundle.outputFiles[0]!.text.replaceAll("</script", "<\\/script")}</script></body></html>`;
}
