const FIRST_WORDS = words(`
  Alder Amber Anvil Arbor Aspen Atlas Aurora Badger Banyan Basalt Beacon Birch Bishop Bluff Bramble Brass Breaker Brindle
  Brook Cairn Canyon Cascade Cedar Cinder Citrus Clover Cobalt Comet Copper Coral Corvid Cove Crane Crest Cricket Cypress
  Dahlia Delta Dune Eagle Ember Falcon Fathom Fennel Fern Finch Fjord Flint Forge Fox Gable Garnet Glacier Granite Grove
  Harbor Harrow Hawthorn Hazel Heron Hickory Hollow Iris Ivory Jade Jasper Juniper Kelp Kestrel Keystone Lantern Larch
  Laurel Ledger Lichen Linden Lotus Lynx Magnet Maple Marble Marlin Meadow Mesa Mica Mistral Monsoon Moss Nimbus Nova Oak
  Ocean Olive Onyx Opal Orchard Osprey Otter Oxbow Paddock Pebble Pelican Pepper Pine Pinnacle Plover Poplar Prairie
  Quarry Quartz Quill Rampart Raven Redwood Reef Ridge River Robin Rowan Saffron Sage Sable Sand Sequoia Shale Shoal
  Sierra Silver Slate Solstice Sorrel Sparrow Spruce Stone Summit Sycamore Tamarack Tern Thistle Tidal Timber Topaz
  Tundra Umber Vale Verdant Vesper Walnut Warbler Willow Wren Yarrow Zephyr
`);

const SECOND_WORDS = words(`
  Bay Bend Bridge Bright Brook Cliff Craft Creek Cross Dale Edge Fall Field Ford Gate Glen Green Hall Haven Head Heath
  Hill Hold House Island Lake Land Light Line Mark Mill Moor Mount Park Pass Path Peak Pier Plain Point Pool Port Reach
  Rise Road Rock Root Run Shore Spring Spur Stead Stream Tower Trail View Wall Watch Water Way Well Wood Yard
`);

const KINDS = words(`
  Systems Labs Group Partners Works Analytics Software Digital Holdings Industries Networks Data Health Capital Media
  Logistics Foods Energy Retail Studios Solutions Services Technologies Robotics Insurance Learning Supply Finance
  Mobility Security Cloud Commerce Freight Pharma Textiles Advisory Brands Motors Optics Materials Dynamics Ventures
  Interactive Instruments Travel Packaging Apparel Furnishings Machines Telecom
`);

const COMBINATIONS = FIRST_WORDS.length * SECOND_WORDS.length * KINDS.length;

/** The name and the domain of the nth company: different for each of half a million, and no real company's. */
export function companyName(n: number): {name: string; domain: string} {
  // A step coprime with the number of combinations visits each once, in an order that looks like none.
  const scattered = (n * 104_729 + 77_777) % COMBINATIONS;
  const round = Math.floor(n / COMBINATIONS);
  const first = FIRST_WORDS[scattered % FIRST_WORDS.length]!;
  const rest = Math.floor(scattered / FIRST_WORDS.length);
  const second = SECOND_WORDS[rest % SECOND_WORDS.length]!.toLowerCase();
  const kind = KINDS[Math.floor(rest / SECOND_WORDS.length)]!;
  const suffix = round === 0 ? "" : String(round + 1);
  return {
    name: `${first}${second} ${kind}${suffix && ` ${suffix}`}`,
    domain: `${first.toLowerCase()}${second}-${kind.toLowerCase()}${suffix}.example`
  };
}

export const FIRST_NAMES = words(`
  Aaliyah Ada Aiko Alejandro Amara Amir Ana Anders Anika Beatriz Benoit Bola Carlos Chen Chiara Daniel Deepa Diego Elena
  Emeka Emma Fatima Felix Freya Gabriel Grace Hannah Hiroshi Ibrahim Ines Isabel Ivan Jamal Joana Johan Julia Kavya Keiko
  Kwame Lars Leila Linh Lucas Mai Marco Maria Mateo Maya Mehmet Miriam Nadia Ngozi Niamh Noah Olga Omar Paolo Petra Priya
  Rafael Rania Ravi Rosa Samuel Sara Sofia Sven Tariq Thandi Tomas Uma Victor Wei Xin Yara Yusuf Zara Zoe
`);

export const LAST_NAMES = words(`
  Abebe Adeyemi Ahmed Almeida Andersson Banerjee Becker Bianchi Brennan Castillo Chan Costa Cruz Dahl Das Diallo Dubois
  Eriksen Farouk Fernandez Fischer Fontaine Garcia Goldberg Gupta Haddad Hansen Hernandez Horvat Ito Ivanov Jansen Johnson
  Kaplan Kaya Khan Kim Kowalski Kumar Larsen Lee Lindqvist Lopez Mbeki Mehta Meyer Moreau Moretti Murphy Nakamura Ncube
  Nguyen Novak Obi Okafor Oliveira Olsen Park Patel Pereira Petrov Quinn Rahman Ramos Reyes Rossi Russo Saito Santos
  Schmidt Silva Singh Smith Sokolov Suzuki Svensson Tanaka Thompson Torres Tran Usman Varga Vasquez Walker Weber Williams
  Wong Yamamoto Yilmaz Zhang Zimmermann
`);

/** What CRM users really type, and what a page, a query or a spreadsheet could trip over: names of accounts. */
export const HOSTILE_NAMES = [
  "<img src=x onerror=alert(1)>",
  "<script>alert('fitproof')</script>",
  "\"><svg onload=alert(1)>",
  "</script><b>Bold & Sons</b>",
  "Robert'); drop table accounts;--",
  "O'Neill \"Quoted\" & Co, Ltd.",
  "=cmd|' /C calc'!A0",
  "+1 (555) 010-0199",
  "-1",
  "@SUM(1+1)*cmd",
  "\tTab first, then =1+1",
  "${1} and ${process.env.HOME}",
  "{{x}} <%= 7 * 7 %> #{y}",
  "[click](javascript:alert(1))",
  "شركة الأفق للتقنية",
  "Reversed \u202Eexe.fdp\u202C Trading",
  "日本計測株式会社",
  "🦊 Fox & Friends 👩🏽‍💻",
  "Zero\u200Bwidth\u00A0Space GmbH",
  "Two lines\nof one name",
  "Bell\u0007 and escape\u001B[31m Inc",
  "null",
  "constructor",
  `The ${"Very ".repeat(21)}Long Name`
] as const;

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
