// Choosing words with a finger or a button, and what a report is told and can
// carry, in a real browser. `go test -run TestChoosingInBrowser ./ui` starts the
// site and this.
import assert from "node:assert/strict";
import { test } from "node:test";
import { accessible, done, open as openFrom, options, rig } from "./reading.mjs";

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const open = (from, how) => openFrom(`/interviews/${rig.interview}`, { from, ...how });
const chosen = (page) => page.locator(".w.chosen").allTextContents();
const field = (page) => page.getByLabel("What is really said");
const press = (page, name) => page.getByRole("button", { name }).click();

/** A finger that goes down on one word, over others, and up. */
async function slide(page, ...words) {
  const finger = await page.context().newCDPSession(page);
  let type = "touchStart";
  for (const word of words) {
    const box = await word.boundingBox();
    await finger.send("Input.dispatchTouchEvent", { type, touchPoints: [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }] });
    type = "touchMove";
  }
  await finger.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
}

test("on a phone a finger that slides from a chosen word chooses more, and fewer again", options, async () => {
  const page = await open("192.0.2.81", phone);
  const words = page.locator("#l3 .w");
  await words.nth(1).scrollIntoViewIfNeeded();
  await words.nth(1).tap();
  const [first, second, third] = [1, 2, 3].map((n) => words.nth(n));
  const texts = await words.allTextContents();
  await slide(page, first, second, third);
  assert.deepEqual(await chosen(page), texts.slice(1, 4));
  await slide(page, third, second);
  assert.deepEqual(await chosen(page), texts.slice(1, 3), "the last one is let go");
  await slide(page, first, words.nth(0));
  assert.deepEqual(await chosen(page), texts.slice(0, 3), "the first end moves as well");
  const top = await page.evaluate(() => scrollY);
  await slide(page, words.nth(4), page.locator("#l2 .w").first());
  assert.deepEqual(await chosen(page), texts.slice(0, 3), "a finger that goes down elsewhere scrolls");
  assert.ok(Math.abs((await page.evaluate(() => scrollY)) - top) > 0);
  await done(page);
});

test("buttons choose the word beside, across lines, and keep the focus", options, async () => {
  const page = await open("192.0.2.82", phone);
  const line = await page.locator("#l4 .w").allTextContents();
  const next = await page.locator("#l5").evaluate((l) => l.querySelector(".tx").textContent.trim().split(/\s+/)[0]);
  await page.locator("#l4 .w").last().scrollIntoViewIfNeeded();
  await page.locator("#l4 .w").last().tap();
  await page.getByRole("button", { name: "Word before" }).tap();
  assert.deepEqual(await chosen(page), line.slice(-2));
  assert.match(await page.evaluate(() => document.activeElement.textContent), /Word before/);
  await page.getByRole("button", { name: "Word after" }).tap();
  assert.deepEqual(await chosen(page), [...line.slice(-2), next]);
  await accessible(page, "choosing more words");
  for (const b of await page.locator(".panel button:visible").all()) assert.ok((await b.boundingBox()).height >= 44);
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360);
  await done(page);
});

test("a report becomes a fix in one press, and the next person is shown what it would write", options, async () => {
  const one = await open("192.0.2.83");
  await one.locator("#l9 .w", { hasText: "kettle" }).click();
  await press(one, "This is wrong");
  assert.equal(await one.getByRole("button", { name: "Write the words" }).isVisible(), false, "until it is about words");
  await one.getByLabel("Something else").check();
  await one.getByLabel("A note, if you like").fill("She says it with a laugh");
  await press(one, "Write the words");
  await field(one).fill("teapot");
  await one.getByRole("button", { name: "Send", exact: true }).click();
  await one.getByRole("link", { name: /See what becomes of it/ }).click();
  assert.match(await one.locator("main").innerText(), /teapot[\s\S]*Something else[\s\S]*with a laugh/);
  await done(one);

  const two = await open("198.51.100.84");
  await two.locator("#l9 .w", { hasText: "kettle" }).click();
  await press(two, "This is wrong");
  const told = two.locator(".alike");
  await told.getByText("They would write: “teapot”.").waitFor();
  await accessible(two, "shown what others would write");
  await told.getByRole("link", { name: "Listen and confirm" }).click();
  assert.match(await two.locator("main").innerText(), /Proposed\s+teapot/);
  await done(two);
});

test("a visitor who comes too late reads both texts, and sends again", options, async () => {
  const mine = await open("198.51.100.85");
  await mine.locator("#l12").scrollIntoViewIfNeeded();
  const word = mine.locator("#l12 .w").nth(1);
  const was = await word.textContent();
  await word.click();
  await mine.getByRole("button", { name: "Fix", exact: true }).click();
  await field(mine).fill("mended");
  const theirs = await open("192.0.2.86", { signedIn: true });
  await theirs.locator("#l12").scrollIntoViewIfNeeded();
  await theirs.locator("#l12 .w").nth(1).click();
  await theirs.getByRole("button", { name: "Fix", exact: true }).click();
  await field(theirs).fill("different");
  await theirs.keyboard.press("Enter");
  await theirs.getByText(/Saved as version/).waitFor();
  await field(mine).press("Enter");
  await mine.getByText("Someone changed this line meanwhile.").waitFor();
  assert.match(await field(mine).inputValue(), /mended/);
  const facts = await mine.locator(".panel .facts").innerText();
  assert.match(facts, /different/);
  assert.ok(facts.includes(was), facts);
  await accessible(mine, "both texts");
  await field(mine).press("Enter");
  await mine.getByText(/Your fix waits for someone else/).waitFor();
  assert.equal(await mine.locator("#l12 ~ .pr").first().innerText().then((t) => /mended/.test(t)), true);
  mine.errors = mine.errors.filter((e) => !e.includes("409")); // the browser's own note of the refusal
  await done(mine);
  await done(theirs);
});
