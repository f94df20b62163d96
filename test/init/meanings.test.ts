import {expect, it} from "vitest";
import {plainOutcome} from "../../pipeline/init/meanings.ts";

it.each([
  ["Closed Won - Contract Signed", "won"], ["Contract signed", "won"], ["Contract to be signed", "open"], ["Awaiting signed order", "open"], ["Verbal win", "open"], ["Not yet signed", "open"], ["Pending - Lost", "lost"],
  ["Lost - no decision", "no_decision"], ["Not won", "lost"], ["No sale", "lost"], ["Nicht gewonnen", "lost"], ["In Process", "open"], ["En cours", "open"], ["En attente", "open"], ["Signé", "won"], ["Signée", "won"], ["In Diligence", "open"], ["Processed", null], ["Closed", null], ["🎉", null]
])("the words of the stage %s say %s", (stage, outcome) => {
  expect(plainOutcome(stage)).toBe(outcome);
});
