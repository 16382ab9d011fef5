// Ten-second shifts with the network off. `go test -run TestShiftsOfflineInBrowser
// ./ui` starts the site and this.
import assert from "node:assert/strict";
import { test } from "node:test";
import { accessible, done, open as openFrom, options, rig } from "./reading.mjs";

const open = (path, how) => openFrom(path, { from: "192.0.2.90", ...how });
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const heading = (page) => page.locator("#kept-now h2").innerText();
const state = (page, text) => page.locator("#kept-state").getByText(text).waitFor();
const ready = (page) => page.waitForSelector("html[data-ready=kept]");
const quiet = (page) => (page.errors = page.errors.filter((e) => !/ERR_INTERNET_DISCONNECTED|status of 4(09|10|04|22)/.test(e)));

/** Presses a button and waits for the question behind it: several say the same words. */
async function next(page, name) {
  const was = await page.locator("#kept-now audio").getAttribute("src");
  await press(page, name);
  await page.waitForFunction((was) => document.querySelector("#kept-now audio")?.src !== was, was);
}

async function keep(page) {
  await ready(page);
  await press(page, "Keep the next ten");
  await page.locator("#kept-now h2").waitFor();
  await page.waitForFunction(() => navigator.serviceWorker.controller);
}

test("a batch is kept, answered with the network off, and sent in order when it is back", options, async () => {
  const page = await open("/shifts/kept", { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  await keep(page);
  await state(page, /^\d+ clips are kept here/);
  await accessible(page, "clips are kept");
  await page.context().setOffline(true);
  await page.reload(); // the page itself comes from the worker
  await ready(page);
  await state(page, "There is no connection now");
  assert.equal(await heading(page), "Is this what is said?");
  await page.locator("#kept-now audio").evaluate(async (a) => {
    a.muted = true;
    await a.play(); // the clip is here
  });
  await press(page, "Yes, this is right");
  await state(page, "1 answer waits to be sent.");
  await press(page, "No, something is wrong");
  await page.getByRole("heading", { name: "What is said here?" }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "H2", "the next question is read out");
  const words = page.getByLabel("Type what you hear");
  await words.fill((await words.inputValue()).replace("lifting", "listening") + " truly");
  await page.waitForFunction(async () => {
    const db = await new Promise((done) => (indexedDB.open("earshot-shifts").onsuccess = (e) => done(e.target.result)));
    const typed = await new Promise((done) => (db.transaction("clips").objectStore("clips").getAll().onsuccess = (e) => done(e.target.result.some((c) => /truly$/.test(c.typed)))));
    db.close();
    return typed;
  });
  await page.reload(); // typed words are kept, too
  await ready(page);
  assert.match(await words.inputValue(), /truly$/);
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360);
  await accessible(page, "typing without a connection");
  await press(page, "Send what I heard");
  await state(page, "3 answers wait to be sent.");
  await page.goto(rig.url + "/shifts"); // without a connection it is the same page
  await ready(page);
  await state(page, "3 answers wait to be sent.");
  const other = await page.context().newPage();
  await assert.rejects(other.goto(`${rig.url}/interviews/${rig.interview}`), /ERR_INTERNET_DISCONNECTED/, "reading pages are never kept");
  await other.close();

  await page.context().setOffline(false);
  await state(page, "All your answers are sent.");
  const told = await page.locator("#kept-list li").allInnerTexts();
  assert.equal(told.length, 3);
  assert.match(told[2], /right/);
  assert.match(told[1], /wrong/);
  assert.match(told[0], /You typed .*truly.*See what becomes of it/s);
  const receipt = await page.getByRole("link", { name: "See what becomes of it" }).getAttribute("href");
  assert.match(await (await page.request.get(rig.url + receipt)).text(), /truly/);
  await accessible(page, "what came of the answers");
  quiet(page);
  await done(page);
});

test("a proposal is confirmed without a connection", options, async () => {
  const page = await open("/shifts/kept", { from: "198.51.100.91" });
  await keep(page);
  await page.context().setOffline(true);
  for (let n = 0; n < 10 && (await heading(page)) !== "Is the proposal right?"; n++) {
    await next(page, "Skip");
  }
  assert.match(await page.locator("#kept-now").innerText(), /truly/);
  await press(page, "The proposal is right");
  await page.context().setOffline(false);
  await state(page, "All your answers are sent.");
  await page.getByText(/You agreed with .*truly/).waitFor();
  quiet(page);
  await done(page);
});

test("a mark that is too old is renewed, and what the archive refuses is said with the words", options, async () => {
  const page = await open("/shifts/kept", { from: "203.0.113.92" });
  await keep(page);
  await page.context().setOffline(true);
  const type = async (text) => {
    for (let now = await heading(page); now !== "What is said here?"; now = await heading(page)) {
      await next(page, now === "Is the proposal right?" ? "Skip" : "No, something is wrong");
    }
    await page.getByLabel("Type what you hear").evaluate((field, text) => (field.value = text), text); // also what is too long
    await press(page, "Send what I heard");
  };
  await type("quite other words of mine");
  await state(page, /answers wait to be sent/);
  await page.evaluate(async () => {
    const db = await new Promise((done) => (indexedDB.open("earshot-shifts").onsuccess = (e) => done(e.target.result)));
    const store = db.transaction("answers", "readwrite").objectStore("answers");
    store.getAll().onsuccess = (e) => e.target.result.filter((a) => a.fields.text).forEach((a) => store.put({ ...a, fields: { ...a.fields, mark: "k1.old.x.y" } }));
    db.close();
  });
  await page.context().setOffline(false);
  await state(page, "All your answers are sent.");
  await page.getByText(/You typed .quite other words of mine/).waitFor();

  await page.context().setOffline(true);
  await type("word ".repeat(800));
  await page.context().setOffline(false);
  await page.getByRole("heading", { name: "One of your answers needs you" }).waitFor();
  await accessible(page, "an answer needs its author");
  assert.match(await page.getByLabel("What you heard").inputValue(), /word word/);
  await page.getByLabel("What you heard").fill("words that can be taken");
  await press(page, "Send it again");
  await page.getByText(/words that can be taken/).waitFor();
  quiet(page);
  await done(page);
});

test("forgetting leaves nothing behind, and asks first when answers were not sent", options, async () => {
  const page = await open("/shifts/kept", { from: "203.0.113.93" });
  await keep(page);
  await page.context().setOffline(true);
  await press(page, "Skip");
  await state(page, "1 answer waits");
  await press(page, "Forget what is kept on this device");
  await state(page, "Press again to forget them too");
  await press(page, "Forget what is kept on this device");
  await state(page, "Nothing is kept on this device any more.");
  const left = await page.evaluate(async () => [(await indexedDB.databases()).length, (await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length]);
  assert.deepEqual(left, [0, 0, 0]);
  await page.context().setOffline(false);
  quiet(page);
  await done(page);
});

/** How many answers wait in this browser. */
const waiting = (page) => page.evaluate(async () => {
  const db = await new Promise((done) => (indexedDB.open("earshot-shifts").onsuccess = (e) => done(e.target.result)));
  const n = await new Promise((done) => (db.transaction("answers").objectStore("answers").count().onsuccess = (e) => done(e.target.result)));
  db.close();
  return n;
});

test("answers go out from any page of the site, which says so until it was seen", options, async () => {
  const page = await open("/shifts/kept", { from: "198.51.100.96" });
  await keep(page);
  await page.context().setOffline(true);
  await next(page, "Skip");
  await next(page, "Skip");
  await state(page, "2 answers wait to be sent.");
  await page.goto("about:blank");
  await page.context().setOffline(false);
  await page.goto(rig.url + "/about");
  const says = page.locator(".notice-place");
  await says.getByText("2 answers that you gave without a connection were sent. Thank you.").waitFor();
  assert.equal(await says.getAttribute("role"), "status", "it is read out");
  assert.equal(await waiting(page), 0);
  await accessible(page, "answers were sent from another page");
  await says.getByRole("link", { name: "See what came of them" }).click();
  await state(page, "All your answers are sent.");
  assert.equal(await page.locator("#kept-list li").count(), 2);
  await page.goto(rig.url + "/about");
  await page.waitForLoadState("networkidle");
  assert.equal(await page.locator("#went").count(), 0, "it is told once");
  quiet(page);
  await done(page);
});

test("a page that is open when the connection comes back sends them", options, async () => {
  const page = await open("/shifts/kept", { from: "198.51.100.97" });
  await keep(page);
  const other = await page.context().newPage();
  await other.goto(rig.url + "/about");
  await page.context().setOffline(true);
  await next(page, "Skip");
  await state(page, "1 answer waits to be sent.");
  await page.goto("about:blank");
  await page.context().setOffline(false);
  await other.locator("#went").getByText("1 answer that you gave without a connection was sent.").waitFor();
  await other.close();
  quiet(page);
  await done(page);
});

test("the browser sends them by itself when no page of the site is open", options, async () => {
  const page = await open("/shifts/kept", { from: "198.51.100.98" });
  await keep(page);
  const browser = await page.context().newCDPSession(page);
  const found = new Promise((done) => browser.on("ServiceWorker.workerRegistrationUpdated", (e) => e.registrations[0] && done(e.registrations[0].registrationId)));
  await browser.send("ServiceWorker.enable");
  const registrationId = await found;
  await page.context().setOffline(true);
  await next(page, "Skip");
  await state(page, "1 answer waits to be sent.");
  await page.goto("about:blank");
  await page.context().setOffline(false);
  await page.goto(rig.url + "/shifts/worker.js"); // shown as text: no script of the site runs, but what it keeps can be looked at
  await browser.send("ServiceWorker.dispatchSyncEvent", { origin: rig.url, registrationId, tag: "earshot-answers", lastChance: false });
  for (let n = 0; n < 100 && (await waiting(page)); n++) await page.waitForTimeout(100);
  assert.equal(await waiting(page), 0);
  await page.goto(rig.url + "/about");
  await page.locator("#went").getByText("1 answer that you gave without a connection was sent.").waitFor();
  quiet(page);
  await done(page);
});

test("a clip that is hidden or withdrawn meanwhile goes when the connection is back", options, async () => {
  const page = await open("/shifts/kept", { from: "203.0.113.94" });
  await keep(page);
  await page.context().setOffline(true);
  const kept = () => page.evaluate(async () => {
    const db = await new Promise((done) => (indexedDB.open("earshot-shifts").onsuccess = (e) => done(e.target.result)));
    return new Promise((done) => (db.transaction("clips").objectStore("clips").getAll().onsuccess = (e) => done(e.target.result.map((c) => c.shift.interview))));
  });
  assert.ok((await kept()).length > 0);
  const staff = await openFrom("/", { from: "192.0.2.95", signedIn: true });
  const answer = await staff.request.post(`${rig.url}/api/v1/interviews/${rig.interview}/unpublish`, { headers: { Authorization: `Bearer ${rig.token}`, "Content-Type": "application/json" }, data: {} });
  assert.equal(answer.status(), 200);
  await page.context().setOffline(false);
  await page.waitForFunction(() => !document.querySelector("#kept-now").children.length);
  assert.deepEqual(await kept(), []);
  quiet(page);
  await done(page);
  await done(staff);
});
