import {expect, it} from "vitest";
import {recordsOf} from "../../../pipeline/ingest/decode/records.ts";

async function* pieces(...texts: readonly string[]): AsyncGenerator<string> {
  yield* texts;
}

it("counts lines on from piece to piece, also where a field of several lines is cut", async () => {
  const records = [];
  for await (const found of recordsOf(pieces("a,b\n1,2\n3,", "4\n5,\"six\nand", " more\"\n7", ",8"), {delimiter: ",", quote: '"', escape: '"'})) records.push(...found);
  expect(records.map(({line, fields}) => [line, ...fields])).toEqual([[1, "a", "b"], [2, "1", "2"], [3, "3", "4"], [4, "5", "six\nand more"], [6, "7", "8"]]);
});
