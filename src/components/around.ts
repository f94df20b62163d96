/** What stands around the cells of the pages, in a browser (pipeline/publish/page.ts) and where they are drawn ahead (pipeline/publish/drawing.js). */
export {numberIds} from "./dom.js";
export {useSampleSizes, useWriting} from "./format.js";
export {inTurns} from "./turns.js";
