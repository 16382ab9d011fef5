// What is done with whole lines in a real browser: cut, join, add, take out, move.
// `go test -run TestLinesInBrowser ./ui` starts the site and this.
import assert from "node:assert/strict";
import { test } from "node:test";
import { accessible, done, open as openFrom, options, rig } from "./reading.mjs";

const open = (how) => openFrom(`/interviews/${rig.editor}`, { from: "192.0.2.70", signedIn: true, ...how });
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const again = async (page, name) => {
  await page.evaluate(() => document.getElementById("saved").replaceChildren()); // what it says next is new
  await press(page, name);
  await page.getByText(/is taken back/).waitFor();
};
const undo = (page) => again(page, "Undo");
const redo = (page) => again(page, "Redo");

/** Opens one of the forms about a line. */
async function form(page, line, summary, word) {
  await page.locator(`#l${line}`).scrollIntoViewIfNeeded();
  await page.locator(`#l${line} .w`, word ? { hasText: word } : {}).first().click();
  await press(page, "Change the line");
  const box = page.locator(".line-forms details", { hasText: summary });
  await box.waitFor();
  if (!(await box.evaluate((d) => d.open))) await box.locator("summary").click();
  return box;
}
const lines = (page) => page.locator(".l .tx").allTextContents(); // also of turns that are not laid out

test("a line is cut and joined, and both are taken back and done again", options, async () => {
  const page = await open();
  const before = await lines(page);
  const cut = await form(page, 3, "Cut, join", "plot");
  assert.equal(await cut.getByLabel("Begin a new line at the word").evaluate((s) => s.selectedOptions[0].text), "plot", "at the chosen word");
  await accessible(page, "the forms of a line");
  await cut.getByRole("button", { name: "Cut the line here" }).click();
  await page.getByText("The line is two lines now.").waitFor();
  assert.equal((await lines(page)).length, before.length + 1);
  await undo(page);
  assert.deepEqual(await lines(page), before);
  await redo(page);
  assert.equal((await lines(page)).length, before.length + 1);
  await undo(page);
  const join = await form(page, 3, "Cut, join");
  await join.getByRole("button", { name: "Join it to the line above" }).click();
  await page.getByText("The line is joined to the one above it.").waitFor();
  assert.equal((await lines(page)).length, before.length - 1);
  await page.keyboard.press("Control+z");
  await page.getByText(/is taken back/).waitFor();
  assert.deepEqual(await lines(page), before);
  await done(page);
});

test("by the keyboard alone a line is moved, with sliders that say the time in words", options, async () => {
  const page = await open();
  await page.locator("#l8 .fx").focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter"); // into the toolbar
  for (let n = 0; n < 10 && (await page.evaluate(() => document.activeElement.textContent)) !== "Change the line"; n++) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement.tagName === "SUMMARY");
  for (let n = 0; n < 10 && !(await page.evaluate(() => /wrong time/.test(document.activeElement.textContent))); n++) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const first = page.getByRole("slider", { name: "Where the line begins" });
  await first.waitFor();
  await page.keyboard.press("Tab");
  assert.equal(await first.evaluate((e) => e === document.activeElement), true);
  assert.equal(await first.getAttribute("aria-valuetext"), "28 seconds");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  assert.equal(await first.getAttribute("aria-valuetext"), "28.2 seconds");
  assert.equal(await page.getByLabel("It begins at").last().inputValue(), "0:28.200");
  await page.keyboard.press("Home");
  const low = Number(await first.getAttribute("aria-valuemin"));
  assert.equal(Number(await first.getAttribute("aria-valuenow")), low, "no further than the line before");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Tab"); // to the other end
  await page.keyboard.press("ArrowLeft");
  await page.locator(".span-track canvas").waitFor();
  await accessible(page, "the handles");
  const [start, end] = [await page.locator("#time-start").inputValue(), await page.locator("#time-end").inputValue()];
  await page.locator("#time-end").focus();
  await page.keyboard.press("Enter");
  await page.getByText("The line is moved.").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.closest(".l").id), "l8");
  const moved = await form(page, 8, "wrong time");
  assert.deepEqual([await moved.locator("#time-start").inputValue(), await moved.locator("#time-end").inputValue()], [start, end]);
  await page.keyboard.press("Escape");
  await undo(page);
  const back = await form(page, 8, "wrong time");
  assert.match(await back.locator("#time-start").inputValue(), /^0:28$/);
  await done(page);
});

test("a handle is dragged, and a time that cannot be is refused in place with what was typed", options, async () => {
  const page = await open();
  const box = await form(page, 20, "wrong time");
  const handle = await box.locator(".span-last").boundingBox();
  const was = await box.locator("#time-end").inputValue();
  await page.mouse.move(handle.x + 4, handle.y + 10);
  await page.mouse.down();
  await page.mouse.move(handle.x - 16, handle.y + 10, { steps: 4 });
  await page.mouse.up();
  assert.notEqual(await box.locator("#time-end").inputValue(), was);
  await box.locator("#time-end").fill("9:59:59");
  await box.getByRole("button", { name: "Move the line" }).click();
  await box.getByRole("alert").waitFor();
  assert.match(await box.getByRole("alert").innerText(), /at the latest/);
  assert.equal(await box.locator("#time-end").inputValue(), "9:59:59");
  assert.equal(await page.evaluate(() => document.activeElement.id), "time-end");
  await accessible(page, "a refused time");
  page.errors = page.errors.filter((e) => !/422/.test(e));
  await done(page);
});

test("a missed line is added and a line is taken out, on a phone in the dark; undo puts both back", options, async () => {
  const page = await open({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, colorScheme: "dark" });
  const before = await lines(page);
  const add = await form(page, 30, "A line is missing");
  await add.getByLabel("The words that are missing").fill("Yes, we <really> did");
  await add.getByLabel("Who says it").fill("Ada");
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360);
  for (const b of await page.locator(".line-forms button:visible, .line-forms [role=slider]:visible").all()) {
    const size = await b.boundingBox();
    assert.ok(size.height >= 44 && size.width >= 44, `${await b.innerText()}: ${JSON.stringify(size)}`);
  }
  await accessible(page, "adding a line");
  await add.getByRole("button", { name: "Add the line" }).click();
  await page.getByText("The line is added.").waitFor();
  assert.ok((await lines(page)).includes("Yes, we <really> did"));
  const out = await form(page, 31, "should not be here");
  await out.getByRole("button", { name: "Take the line out" }).click();
  await out.getByRole("alert").waitFor();
  page.errors = page.errors.filter((e) => !/422/.test(e));
  await out.getByLabel("I listened: nothing was said here").check();
  await out.getByRole("button", { name: "Take the line out" }).click();
  await page.getByText("The line is taken out.").waitFor();
  assert.equal((await lines(page)).length, before.length);
  await undo(page);
  await undo(page);
  assert.deepEqual(await lines(page), before);
  await done(page);
});

test("a visitor is thanked by name and group and told by mail; the device remembers only if asked to", options, async () => {
  const page = await open({ signedIn: false, from: "198.51.100.71" });
  const fix = async (line, word, text) => {
    await page.locator(`#l${line}`).scrollIntoViewIfNeeded();
    await page.locator(`#l${line} .w`, { hasText: word }).first().click();
    await press(page, "Fix");
    await page.getByLabel("What is really said").fill(text);
  };
  const kept = () => page.evaluate(() => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]));
  await fix(45, "kettle", "cattle");
  await page.getByText("Thanks and news").click();
  await page.getByLabel("Your name").fill("Sam");
  await page.getByLabel("Your group").fill("Salford u3a");
  await page.getByLabel("Your mail address").fill("nonsense");
  await accessible(page, "how to be thanked");
  await press(page, "Send");
  await page.getByRole("alert").filter({ hasText: "mail address" }).waitFor();
  page.errors = page.errors.filter((e) => !/422/.test(e));
  await page.getByLabel("Your mail address").fill("sam@example.org");
  await press(page, "Send");
  await page.getByText("Your fix waits for someone else").waitFor();
  assert.doesNotMatch(await kept(), /Sam|Salford|example\.org/, "nothing is remembered unasked");
  const receipt = await page.getByRole("link", { name: /See what becomes of it/ }).getAttribute("href");
  const shown = await (await page.request.get(rig.url + receipt)).text();
  assert.match(shown, /No more mails, delete my address/);
  await fix(40, "grown", "groan");
  await page.getByText("Thanks and news").click();
  assert.equal(await page.getByLabel("Your name").inputValue(), "");
  await page.getByLabel("Your name").fill("Sam");
  await page.getByLabel("Remember this on this device").check();
  await page.keyboard.press("Escape");
  await fix(46, "somebody", "nobody");
  assert.equal(await page.getByLabel("Your name").inputValue(), "Sam");
  await page.getByLabel("Remember this on this device").uncheck();
  assert.doesNotMatch(await kept(), /Sam/);
  await done(page);
});
