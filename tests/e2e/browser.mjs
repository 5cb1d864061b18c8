// A real Chromium for the browser tests. Every page it opens is watched: script errors, breaches of
// the content security policy and answers of 500 fail the test they happen in.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const launchArguments = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
  "utf8",
);

export const widths = [360, 768, 1440];
export const schemes = ["light", "dark"];

export function launch() {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, args: launchArguments });
}

/** A window of its own: nobody else's cookies, and a list of everything that went wrong in it. */
export async function openWindow(
  browser,
  { width = 1440, scheme = "light", storageState, hasTouch } = {},
) {
  const context = await browser.newContext({
    viewport: { width, height: width < 500 ? 780 : 900 },
    colorScheme: scheme,
    timezoneId: "Europe/Nicosia",
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
    storageState,
    hasTouch,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const faults = [];
  page.on("pageerror", (error) => faults.push(`script error: ${error.message}`));
  page.on("console", (message) => {
    const text = message.text();
    if (/Content Security Policy/i.test(text)) faults.push(`policy: ${text}`);
    else if (message.type() === "error" && !/status of 4\d\d/.test(text)) faults.push(text);
  });
  page.on("response", (response) => {
    if (response.status() >= 500) faults.push(`${response.status()} from ${response.url()}`);
  });
  return { context, page, faults, close: () => context.close() };
}

const wcag = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Violations of WCAG 2.2 A and AA, or of single rules, as texts; empty when there are none. */
export async function axeViolations(page, rules) {
  await page.evaluate(axeSource);
  const runOnly = rules ? { type: "rule", values: rules } : wcag;
  const { violations } = await page.evaluate(
    (only) => globalThis.axe.run(document, { runOnly: only }),
    runOnly,
  );
  return violations.map(
    ({ id, nodes }) => `${id} (${nodes.length}): ${nodes[0].html.slice(0, 140)}`,
  );
}

/** Pixels by which the page is wider than its window. */
export const overflow = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
