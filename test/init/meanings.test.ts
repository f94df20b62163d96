import {expect, it} from "vitest";
import {plainOutcome} from "../../pipeline/init/meanings.ts";

it.each([
  ["Closed Won - Contract Signed", "won"], ["Contract signed", "won"], ["Contract to be signed", "open"], ["Awaiting signed order", "open"], ["Verbal win", "open"], ["Not yet signed", "open"], ["Pending - Lost", "lost"],
  ["Lost - no decision", "no_decision"], ["Not won", "lost"], ["No sale", "lost"], ["Nicht gewonnen", "lost"], ["In Process", "open"], ["En cours", "open"], ["En attente", "open"], ["Signé", "won"], ["Signée", "won"], ["In Diligence", "open"], ["Processed", null], ["Closed", null], ["🎉", null],
  ["Win", "won"], ["6. Closed - Win", "won"], ["Technical Win", "open"], ["NDA signed", "open"], ["Signed LOI", "open"], ["Win back", null], ["Poised to win", null], ["À gagner", null], ["A ganhar", null],
  ["Not signed", null], ["Nicht unterschrieben", null], ["Non signé", null], ["No firmado", null], ["Noch nicht unterschrieben", null], ["Niet gewonnen", "lost"], ["Non vinto", "lost"],
  ["Test", "disqualified"], ["Product test", null], ["Conclue", "won"], ["Getekend", "won"], ["Aanvaard", "won"], ["Geweigerd", "lost"], ["Analyze failure", "lost"], ["Dead", "lost"], ["No-go", "lost"],
  ["Geaccepteerd", "won"], ["Aceptada", "won"], ["Zusage", "won"], ["Absage", "lost"], ["Mündliche Zusage", null], ["Auftrag erteilt", "won"], ["Order received", "won"], ["No order", "lost"], ["Awaiting order", null], ["Quotation", "open"], ["Bid", "open"],
  ["Успешно реализовано", "won"], ["Закрыто и не реализовано", "lost"], ["Отказ", "lost"], ["Не выиграна", null], ["Переговоры", "open"], ["Vyhráno", "won"], ["Prohráno", "lost"], ["Kazanıldı", "won"], ["Kaybedildi", "lost"], ["赢单", "won"], ["输单", "lost"], ["未成交", "lost"]
])("the words of the stage %s say %s", (stage, outcome) => {
  expect(plainOutcome(stage)).toBe(outcome);
});
