/** Days since 1970-01-01 of an ISO date. */
export function dayOf(isoDate: string): number {
  return Date.parse(isoDate) / 86_400_000;
}

const first = dayOf("2015-01-01");
const texts = Array.from({length: dayOf("2045-01-01") - first}, (_, i) =>
  new Date((first + i) * 86_400_000).toISOString().slice(0, 10));

/** The ISO date of a day between 2015 and 2044; from a table, since millions are written. */
export function isoDate(day: number): string {
  return texts[day - first]!;
}

const minutes = Array.from({length: 600}, (_, i) => {
  const minute = 480 + i;
  return `T${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}:00.000Z`;
});

/** A moment of a working day as the Salesforce API writes it; `u` in [0, 1) chooses the minute. */
export function isoMoment(day: number, u: number): string {
  return texts[day - first]! + minutes[Math.floor(u * 600)]!;
}
