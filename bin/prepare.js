import {fileURLToPath} from "node:url";
import {compiled} from "./compiled.js";

// Run by npm when it has installed the packages, so that the first command finds the program compiled.
await compiled(fileURLToPath(new URL("..", import.meta.url)));
