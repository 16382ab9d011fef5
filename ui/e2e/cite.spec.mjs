// Quotes and citations: with a mouse, by keyboard, without scripts, on a small
// phone, and as axe sees them. `go test -run TestCitingInBrowser ./ui` starts the
// site and this.
import assert from "node:assert/strict";
import { test } from "node:test";
import { accessible, done, open as openFrom, options, rig } from "./reading.mjs";

const open = (path, how) => openFrom(path, { from: "192.0.2.40", ...how });
const small = { viewport: { width: 360, height: 740 } };

async function look(page, where) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(() => Promise.allSettled(document.getAnimations().map((a) => a.finished))); // colours fade over
    await accessible(page, `${where}, ${colorScheme}`);
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${where} is ${wide} px too wide`);
}

test("with a mouse: choose words, quote them, copy the citation, and come back to the words", options, async () => {
  const page = await open(`/interviews/${rig.interview}`);
  await page.locator("#l8").scrollIntoViewIfNeeded();
  await page.locator("#l8 .w", { hasText: "lifting" }).click();
  await page.locator("#l8 .w", { hasText: "spaces" }).click({ modifiers: ["Shift"] });
  await page.getByRole("link", { name: "Quote", exact: true }).click();
  await page.getByText("They still stand, word for word.").waitFor();
  assert.match(await page.locator("blockquote").innerText(), /lifting spaces/);
  await page.waitForSelector("html[data-ready=cite]");
  await page.getByRole("button", { name: /^Copy.*Note, Chicago style/ }).click();
  await page.getByText("Copied: Note, Chicago style.").waitFor();
  for (const summary of await page.locator("details > summary").all()) await summary.click();
  await look(page, "a quote");
  await page.getByRole("link", { name: "Read them in the interview" }).click();
  await page.waitForSelector("html[data-ready]");
  assert.deepEqual(await page.locator(".w.hit").allInnerTexts(), ["lifting", "spaces"]);
  await done(page);
});

test("by keyboard, on a small phone", options, async () => {
  const page = await open(`/interviews/${rig.interview}`, small);
  await page.locator("#l3 .fx").focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Quote", exact: true }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Quote", exact: true }).waitFor();
  await look(page, "a quote on a phone");
  await page.goto(`${rig.url}/interviews/${rig.interview}/cite`);
  for (const summary of await page.locator("details > summary").all()) await summary.press("Enter");
  await look(page, "citations on a phone");
  await done(page);
});

test("without scripts", options, async () => {
  const page = await open(`/interviews/${rig.interview}/lines/8/fix`, { javaScriptEnabled: false, ...small });
  await page.getByText("Quote these words").click();
  await page.getByLabel("From word number").last().fill("4");
  await page.getByLabel("To word number").last().fill("5");
  await page.getByRole("button", { name: "Quote", exact: true }).click();
  assert.match(await page.locator("blockquote").innerText(), /lifting spaces$/);
  assert.match(await page.getByLabel("Note, Chicago style").inputValue(), /at 0:29/);
  assert.equal(await page.getByRole("button", { name: /Copy/ }).count(), 0);
  await page.getByRole("link", { name: "Read them in the interview" }).click();
  assert.match(page.url(), /#l8$/);
  await done(page);
});
