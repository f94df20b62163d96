import {existsSync} from "node:fs";
import {chromium, type Browser} from "playwright-core";

const PATHS = [
  "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable", "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe", "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe"
];

/** The path of a Chromium on this machine: FITPROOF_CHROMIUM, then the common places, then playwright's own; null where there is none. */
function chromiumPath(): string | null {
  const named = process.env["FITPROOF_CHROMIUM"];
  return [...(named ? [named] : []), ...PATHS, playwrightPath()].find((path) => existsSync(path)) ?? null;
}

/** Features of Chromium that are off: what Playwright turns off itself and is of use here, since a second list replaces the first, and the pages of the address field's popup. */
const OFF = [
  "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable", "MediaRouter", "PaintHolding",
  "ThirdPartyStoragePartitioning", "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch",
  // Since Chromium 156 each new window draws two pages for it, which take a processor for half a second, beside the page under test.
  "WebUIOmniboxPopup", "WebUIOmniboxAimPopup"
];

/** Starts Chromium without a network of its own. @throws one line that says what is missing */
export async function launchBrowser(): Promise<Browser> {
  const path = chromiumPath();
  if (!path) throw new Error("No Chromium found: install one (apt-get install -y chromium) or name it in FITPROOF_CHROMIUM.");
  return chromium.launch({
    executablePath: path,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
      `--disable-features=${OFF.join(",")}`]
  });
}

function playwrightPath(): string {
  try {
    return chromium.executablePath();
  } catch {
    return "";
  }
}
