import {dirname, join} from "node:path";
import {fileURLToPath, pathToFileURL} from "node:url";
import {compiled} from "./compiled.js";

// Run by npm when it has installed the packages: the program is compiled and the pages are made, so that the first report waits for its
// data alone. Whatever fails here is done, or told, by the command that needs it; an image whose first layer is package.json alone has no code yet.
const root = fileURLToPath(new URL("..", import.meta.url));
const program = await compiled(root);
if (program !== null) {
  try {
    const {startTemplate} = await import(pathToFileURL(join(dirname(program), "publish/template.js")).href);
    const template = startTemplate(root, "internal");
    await template.folder.finally(() => template.stop());
  } catch {
    // A page that cannot be made is told by `report`, with its place.
  }
}
