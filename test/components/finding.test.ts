import {expect, it} from "vitest";
import {sentence, TOO_FEW} from "../../src/components/finding.ts";

const hidden = {page: "p", figure: "headline", scope: "a=1", text: null, is_hidden: true};
const whole = {page: "p", figure: "headline", scope: "default", text: "All together."};

it("says of a hidden sentence that it rests on too few, and neither that of another scope nor that there are no data", () => {
  expect(sentence([hidden, whole], "p", "headline", "a=1")).toBe(TOO_FEW);
  expect(sentence([hidden], "p", "headline", "a=1", "No deal moves.", TOO_FEW)).toBe(TOO_FEW);
  expect(sentence([hidden], "p", "headline", "a=1", "Win rates")).toBe("Win rates");
  expect(sentence([hidden, whole], "p", "headline", "a=2")).toBe("All together.");
  expect(sentence([], "p", "headline", "a=1", "No deal moves.", TOO_FEW)).toBe("No deal moves.");
});
