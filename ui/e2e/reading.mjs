// What the specs of the reading page share: the site that `go test -run
// TestInBrowser ./ui` runs, a browser, and how a page of it is opened, looked at
// and closed.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before } from "node:test";
import { chromium } from "playwright-core";

export const rig = process.env.EARSHOT_RIG ? JSON.parse(process.env.EARSHOT_RIG) : null;
export const options = { skip: rig ? false : "started by: go test -run TestInBrowser ./ui" };
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let browser;

before(async () => {
  if (rig) browser = await chromium.launch({ executablePath: rig.chromium, args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--autoplay-policy=no-user-gesture-required"] });
});
after(() => browser?.close());

/** Opens a page, as somebody of the network `from`, in a context of its own unless one is given. */
export async function open(path, { signedIn = false, from, context, ...how } = {}) {
  const own = context ?? (await browser.newContext({ viewport: { width: 1280, height: 900 }, extraHTTPHeaders: { "X-Forwarded-For": from }, ...how }));
  own.setDefaultTimeout(10_000);
  if (signedIn) await own.addCookies([{ name: "session", value: rig.session, url: rig.url }]);
  const page = await own.newPage();
  page.errors = [];
  page.on("pageerror", (e) => page.errors.push(e.message));
  page.on("console", (m) => m.type() === "error" && page.errors.push(m.text()));
  await page.goto(rig.url + path);
  if (how.javaScriptEnabled !== false && /^\/interviews\/\w+(\?|$)/.test(path)) await page.waitForSelector("html[data-ready]");
  return page;
}

export async function accessible(page, where) {
  await page.evaluate(axe);
  // Blocks that are far away are not laid out, and axe takes them to lie over each other.
  await page.evaluate(() => document.styleSheets[0].insertRule(".block { content-visibility: visible !important; }"));
  // What is half under the player at the moment comes out from it by scrolling.
  await page.evaluate(() => document.styleSheets[0].insertRule(".player { position: static !important; }"));
  const found = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"] }));
  assert.deepEqual(found.violations.map((v) => `${v.id}: ${v.nodes[0].html} ${v.nodes[0].failureSummary}`), [], where);
}

export async function done(page) {
  assert.deepEqual(page.errors, []);
  await page.context().close();
}
