// Clips drawn by lot that measure how right the words are, answered with the network
// off. `go test -run TestMeasuredShiftsOfflineInBrowser ./ui` starts the site, where
// every clip is one of those, and this.
import assert from "node:assert/strict";
import { test } from "node:test";
import { accessible, done, open, options } from "./reading.mjs";

const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const state = (page, text) => page.locator("#kept-state").getByText(text).waitFor();
const field = (page) => page.getByLabel("What you hear", { exact: true });

/** Presses a button and waits for the clip behind it: all are asked the same. */
async function next(page, name) {
  const was = await page.locator("#kept-now audio").getAttribute("src");
  await press(page, name);
  await page.waitForFunction((was) => document.querySelector("#kept-now audio")?.src !== was, was);
}

/** What this person is still asked to measure, as `first` of each clip. */
const asked = (page) => page.evaluate(async () => {
  const { shifts } = await (await fetch("/api/v1/shifts?count=20&measure=true")).json();
  return shifts.filter((s) => s.task === "measure").map((s) => s.first);
});

test("a clip drawn by lot is heard and answered without a connection, and its answer counts later", options, async () => {
  const page = await open("/shifts/kept", { from: "192.0.2.99", viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  await page.waitForSelector("html[data-ready=kept]");
  const before = await asked(page);
  assert.ok(before.length >= 4, `${before.length} clips are drawn by lot`);
  await press(page, "Keep the next ten");
  await page.locator("#kept-now h2").waitFor();
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  await page.context().setOffline(true);
  assert.match(await page.locator("#kept-now").innerText(), /What is said here\?.*A lottery drew this clip.*Nobody else sees your answer/s);
  await page.locator("#kept-now audio").evaluate(async (a) => {
    a.muted = true;
    await a.play(); // the clip is here
  });
  await accessible(page, "a clip drawn by lot");
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360);

  const said = `${await field(page).inputValue()} I heard this`;
  assert.ok(said.length > 20, "the words of the archive are there to be put right");
  await field(page).fill(said);
  await next(page, "This is what I hear");
  await state(page, "1 answer waits to be sent.");
  await next(page, "I cannot tell");
  await next(page, "Nothing is said");
  await next(page, "Skip");
  await state(page, "4 answers wait to be sent.");

  await page.context().setOffline(false);
  await state(page, "All your answers are sent.");
  const told = await page.locator("#kept-list li").allInnerTexts();
  assert.equal(told.length, 4);
  for (const [n, begins] of [/^You skipped/, /^You said that nothing is said at/, /^You could not tell what is said at/, /^You heard .*I heard this/].entries()) assert.match(told[n], begins);
  assert.doesNotMatch(told.join(), /It was not used/);
  assert.deepEqual((await asked(page)).slice(0, 4).filter((first) => before.slice(0, 4).includes(first)), [], "nobody is asked twice");
  page.errors = page.errors.filter((e) => !/ERR_INTERNET_DISCONNECTED/.test(e));
  await done(page);
});
