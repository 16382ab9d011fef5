// Fixing words in a real browser: the keys, drafts, undo and redo, marks and
// speakers. `go test -run TestInBrowser ./ui` starts the site and this.
import assert from "node:assert/strict";
import { test } from "node:test";
import { accessible, done, open as openFrom, options, rig } from "./reading.mjs";

const open = (path, how) => openFrom(path, { from: "192.0.2.40", ...how });

const field = (page) => page.getByLabel("What is really said");
const choose = async (page, line, word) => {
  await page.locator(`#l${line}`).scrollIntoViewIfNeeded();
  await page.locator(`#l${line} .w`, { hasText: word }).first().click();
  await page.getByRole("button", { name: "Fix", exact: true }).click();
};
const onLine = (page) => field(page).evaluate((e) => e.closest(".l").id);

test("by the keyboard alone: walk the doubtful words, hear them, save one, undo and redo", options, async () => {
  const page = await open(`/interviews/${rig.editor}`, { signedIn: true });
  await page.locator("#l2 .fx").focus();
  await page.keyboard.press("Enter"); // choose the words of the line
  await page.keyboard.press("Enter"); // into the toolbar
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter"); // Fix
  await field(page).waitFor();
  assert.equal(await page.locator("#audio").evaluate((a) => a.paused), false, "the clip plays");
  await page.keyboard.press("Control+Space");
  assert.equal(await page.locator("#audio").evaluate((a) => a.paused), true, "Ctrl+Space pauses");
  await page.keyboard.press("Control+Space");
  assert.equal(await page.locator("#audio").evaluate((a) => a.paused), false, "and plays");
  await page.keyboard.press("Tab");
  assert.equal(await onLine(page), "l8");
  assert.equal(await field(page).inputValue(), "lifting");
  await page.keyboard.press("Tab");
  assert.equal(await onLine(page), "l20");
  await page.keyboard.press("Shift+Tab");
  assert.equal(await onLine(page), "l8");
  await page.keyboard.press("ArrowDown"); // to the buttons
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Save");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("listening");
  await page.keyboard.press("Control+Enter");
  await page.getByText("Saved as version 1. Thank you.").waitFor();
  assert.equal(await onLine(page), "l20", "the next doubtful word is open");
  assert.match(await page.locator("#l8").innerText(), /felt like listening spaces/);
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("#audio").evaluate((a) => a.playbackRate), 1);
  await page.keyboard.press("Control+z");
  await page.getByText("Version 1 is taken back.").waitFor();
  assert.match(await page.locator("#l8").innerText(), /felt like lifting spaces/);
  await page.keyboard.press("Control+Shift+z");
  await page.getByText("Version 2 is taken back.").waitFor();
  assert.match(await page.locator("#l8").innerText(), /felt like listening spaces/);
  await page.reload(); // the session is the tab's
  await page.waitForSelector("html[data-ready]");
  await page.keyboard.press("Control+z");
  await page.getByText("Version 3 is taken back.").waitFor();
  await done(page);
});

test("Tab past the last doubtful word goes where Tab always goes", options, async () => {
  const page = await open(`/interviews/${rig.editor}`, { signedIn: true });
  await choose(page, 60, "grow");
  await page.keyboard.press("Tab");
  assert.equal(await onLine(page), "l60");
  assert.notEqual(await page.evaluate(() => document.activeElement.tagName), "INPUT");
  await done(page);
});

test("a clip repeats until it is told not to, at the chosen speed", options, async () => {
  const page = await open(`/interviews/${rig.editor}`, { signedIn: true });
  await choose(page, 3, "plot");
  await page.getByRole("button", { name: "1.25×" }).click();
  const loop = await page.evaluate(
    () =>
      new Promise((found) => {
        const a = document.querySelector("#audio");
        const seen = [];
        a.addEventListener("seeking", () => {
          seen.push({ to: a.currentTime, speed: a.playbackRate });
          if (seen.length === 2) found(seen);
        });
      }),
  );
  for (const l of loop) assert.ok(Math.abs(l.to - loop[0].to) < 0.01 && l.speed === 1.25, JSON.stringify(loop));
  await page.getByRole("button", { name: "Repeat" }).click();
  await page.waitForFunction(() => document.querySelector("#audio").paused);
  await page.getByRole("button", { name: "Leave" }).click();
  assert.equal(await page.locator("#audio").evaluate((a) => a.playbackRate), 1, "reading goes on at its own speed");
  await done(page);
});

test("a draft survives closing the tab, is offered back, and goes when it is saved or old", options, async () => {
  const page = await open(`/interviews/${rig.editor}`, { signedIn: true });
  await choose(page, 9, "kettle");
  await field(page).fill("teapot");
  const context = page.context();
  await page.close();
  const again = await open(`/interviews/${rig.editor}`, { context });
  await again.getByText("You were fixing a line here").waitFor();
  assert.match(await again.locator("#l9 + .draft").innerText(), /You were fixing this line: teapot/);
  await accessible(again, "a draft is offered");
  await again.locator("#l9 + .draft").getByRole("button", { name: "Go on" }).click();
  assert.equal(await field(again).inputValue(), "teapot");
  await again.keyboard.press("Enter");
  await again.getByText(/Saved as version/).waitFor();
  assert.equal(await again.locator(".draft").count(), 0);
  assert.equal(await again.evaluate(() => Object.keys(localStorage).filter((k) => k.startsWith("earshot-draft")).length), 0);

  await choose(again, 10, "somebody");
  await field(again).fill("someone");
  await again.keyboard.press("Escape");
  await again.locator("#l10 + .draft").waitFor();
  await again.evaluate(() => {
    const name = Object.keys(localStorage).find((k) => k.startsWith("earshot-draft"));
    const draft = JSON.parse(localStorage.getItem(name));
    localStorage.setItem(name, JSON.stringify({ ...draft, at: Date.now() - 31 * 24 * 3600 * 1000 }));
  });
  await again.reload();
  await again.waitForSelector("html[data-ready]");
  assert.equal(await again.locator(".draft").count(), 0);
  await done(again);
});

test("a draft of words that changed since is shown beside what stands there now", options, async () => {
  const mine = await open(`/interviews/${rig.editor}`, { from: "192.0.2.50" });
  await choose(mine, 15, "plot");
  await field(mine).fill("patch");
  await mine.keyboard.press("Escape");
  const theirs = await open(`/interviews/${rig.editor}`, { signedIn: true });
  await choose(theirs, 15, "plot");
  await field(theirs).fill("bed");
  await theirs.keyboard.press("Enter");
  await theirs.getByText(/Saved as version/).waitFor();
  await mine.reload();
  await mine.getByRole("link", { name: "Go on with them" }).click();
  assert.match(await field(mine).inputValue(), /There is a bed|there is a bed/);
  assert.match(await mine.getByRole("alert").filter({ hasText: "was changed since" }).innerText(), /patch[\s\S]*plot/);
  await done(mine);
  await done(theirs);
});

test("a visitor takes a proposal back and sends it again", options, async () => {
  const page = await open(`/interviews/${rig.editor}`, { from: "198.51.100.40" });
  await choose(page, 22, "chat");
  await field(page).fill("natter");
  await page.keyboard.press("Enter");
  await page.locator("#l22 + .pr").waitFor();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await page.getByText("Your report is taken back.").waitFor();
  assert.equal(await page.locator("#l22 + .pr").count(), 0);
  await page.getByRole("button", { name: "Redo", exact: true }).click();
  await page.getByText("Thank you. Your fix waits for someone else").waitFor();
  assert.match(await page.locator("#l22 + .pr").innerText(), /natter/);
  page.errors = page.errors.filter((e) => !e.includes("422")); // where the clocks differ a mark may be refused once, and another is asked for
  await done(page);
});

test("marks are written by one press, and a speaker is named from the line", options, async () => {
  const page = await open(`/interviews/${rig.editor}`, { signedIn: true });
  await choose(page, 27, "going");
  await field(page).press("End");
  await page.getByRole("button", { name: "[unclear]" }).click();
  assert.equal(await field(page).inputValue(), "going [unclear]");
  await page.keyboard.press("Escape");
  await page.locator("#l27 + .draft").getByRole("button", { name: "Go on" }).click();
  await page.getByText("Who speaks: Grace").click();
  await page.getByLabel("The speaker's name").fill("Grace B.");
  await accessible(page, "naming a speaker");
  await page.getByRole("button", { name: "Everywhere" }).click();
  await page.getByText("The speaker is named.").waitFor();
  const names = () => page.locator(".who").evaluateAll((all) => [...new Set(all.map((e) => e.textContent))].sort());
  assert.deepEqual(await names(), ["Ada", "Grace B."]);
  await page.locator("#l27 + .draft").waitFor();
  await page.keyboard.press("Control+z");
  await page.getByText(/is taken back/).waitFor();
  assert.deepEqual(await names(), ["Ada", "Grace"]);
  await done(page);
});

test("two people on one line: each is told that someone is there, and nothing is locked", options, async () => {
  const one = await open(`/interviews/${rig.editor}`, { from: "192.0.2.60" });
  await Promise.all([one.waitForResponse((r) => r.url().endsWith("/presence")), choose(one, 40, "grown")]);
  const two = await open(`/interviews/${rig.editor}`, { signedIn: true });
  await choose(two, 41, "beans");
  await two.locator("#l40").getByText("Someone is fixing this line.").waitFor();
  await accessible(two, "someone is here");
  await two.keyboard.press("Escape");
  assert.equal(await two.locator(".here").count(), 0);
  await choose(two, 40, "grown");
  await two.locator("#l40").getByText("Someone else has this line open too.").waitFor();
  await field(two).fill("planted");
  await two.keyboard.press("Enter");
  await two.getByText(/Saved as version/).waitFor();
  await done(one);
  await done(two);
});

test("the sound of the line is drawn, said in words, and a press goes there", options, async () => {
  const page = await open(`/interviews/${rig.editor}`, { signedIn: true });
  await choose(page, 45, "kettle");
  await page.locator(".panel .outline").waitFor();
  assert.match(await page.locator(".panel").innerText(), /Sound from \d:\d\d to \d:\d\d, with(out a| \d) pause/);
  const box = await page.locator(".panel .outline").boundingBox();
  await page.mouse.click(box.x + 2, box.y + box.height / 2);
  await page.waitForFunction(() => Math.abs(document.querySelector("#audio").currentTime - Number(document.querySelector("#l45 .w").dataset.s) / 1000) < 1.2);
  const colours = await page.locator(".panel .outline").evaluate((c) => new Set(new Uint32Array(c.getContext("2d").getImageData(0, 0, c.width, c.height).data.buffer)).size);
  assert.ok(colours > 2, "something is drawn");
  await page.locator(".player .outline").waitFor();
  await done(page);
});

test("on a phone of 360 pixels, in the dark: everything fits and can be pressed", options, async () => {
  const page = await open(`/interviews/${rig.editor}`, { signedIn: true, viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, colorScheme: "dark" });
  await page.locator("#l32").scrollIntoViewIfNeeded();
  await page.locator("#l32 .w", { hasText: "lifting" }).tap();
  await page.getByRole("button", { name: "Fix", exact: true }).tap();
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360);
  for (const b of await page.locator(".panel button:visible").all()) {
    const box = await b.boundingBox();
    assert.ok(box.height >= 44 && box.width >= 44, `${await b.innerText()}: ${JSON.stringify(box)}`);
  }
  await accessible(page, "fixing on a phone");
  await field(page).fill("listening");
  await page.getByRole("button", { name: "Save" }).tap();
  await page.getByText(/Saved as version/).waitFor();
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360);
  await accessible(page, "saved on a phone");
  await page.getByRole("button", { name: "Close" }).tap();
  assert.equal(await page.locator(".strip").isVisible(), false);
  await done(page);
});
