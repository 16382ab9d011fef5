// The reading page in a real browser: with a mouse, with the keyboard alone,
// without scripts, on a small phone, and as axe sees it. `go test -run
// TestInBrowser ./ui` starts the site and this.
import assert from "node:assert/strict";
import { test } from "node:test";
import { accessible, done, open as openFrom, options, rig } from "./reading.mjs";

const open = (path, how) => openFrom(path, { from: "192.0.2.10", ...how });

test("with a mouse: hear a word, fix it, see it in the history", options, async () => {
  const page = await open(`/interviews/${rig.interview}`, { signedIn: true });
  await page.locator("#l8").scrollIntoViewIfNeeded();
  await page.locator("#l8 .w", { hasText: "lifting" }).click();
  await page.waitForFunction(() => document.querySelector("#audio").currentTime >= 29);
  await page.getByRole("button", { name: "Fix", exact: true }).click();
  await page.getByLabel("What is really said").fill("listening");
  await accessible(page, "while fixing");
  await page.keyboard.press("Enter");
  await page.getByText("Saved as version 1. Thank you.").waitFor();
  assert.match(await page.locator("#l8").innerText(), /It felt like listening spaces that nobody used before\.\s+Being checked\s+This is right\s+corrected, version 1/);
  await page.locator("#l8").getByRole("link", { name: "corrected, version 1" }).click();
  assert.match(await page.locator("#v1").innerText(), /Bo corrected words/);
  await done(page);
});

test("a drag chooses several words, and a report of them gets a receipt", options, async () => {
  const page = await open(`/interviews/${rig.interview}`);
  await page.locator("#l10").scrollIntoViewIfNeeded();
  const [first, last] = [page.locator("#l10 .w").nth(1), page.locator("#l10 .w").nth(3)];
  const a = await first.boundingBox();
  const b = await last.boundingBox();
  await page.mouse.move(a.x + 2, a.y + a.height / 2);
  await page.mouse.down();
  await page.mouse.move(b.x + b.width - 2, b.y + b.height / 2, { steps: 8 });
  await page.mouse.up();
  await page.getByRole("toolbar", { name: "Chosen words: is always somebody" }).waitFor();
  await page.getByRole("button", { name: "This is wrong" }).click();
  await accessible(page, "while reporting");
  await page.getByLabel("Someone else is speaking").check();
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByRole("link", { name: /See what becomes of it/ }).click();
  assert.match(await page.locator("main").innerText(), /is always somebody/);
  await accessible(page, "receipt");
  await done(page);
});

test("when someone else was faster, both texts are shown and one's own is kept", options, async () => {
  const mine = await open(`/interviews/${rig.interview}`, { signedIn: true });
  const theirs = await open(`/interviews/${rig.interview}`, { signedIn: true });
  for (const [page, word] of [[theirs, "teapot"], [mine, "bottle"]]) {
    await page.locator("#l9").scrollIntoViewIfNeeded();
    await page.locator("#l9 .w", { hasText: "kettle" }).click();
    await page.getByRole("button", { name: "Fix", exact: true }).click();
    await page.getByLabel("What is really said").fill(word);
    await page.keyboard.press("Enter");
    if (page === theirs) await page.getByText(/Saved as version/).waitFor();
  }
  await mine.getByText("Someone changed this line meanwhile.").waitFor();
  assert.equal(await mine.getByLabel("What is really said").inputValue(), "My daughter still brings the bottle down on Sundays.");
  assert.match(await mine.locator(".panel .facts").innerText(), /the teapot down/);
  await mine.getByLabel("What is really said").press("Enter");
  await mine.getByText(/Saved as version/).waitFor();
  assert.match(await mine.locator("#l9").innerText(), /bottle/);
  mine.errors = mine.errors.filter((e) => !e.includes("409")); // the browser's own note of the refusal
  await done(mine);
  await done(theirs);
});

test("with the keyboard alone: choose, propose, leave and come back to a draft", options, async () => {
  const page = await open(`/interviews/${rig.second}`);
  await page.locator("#l3 .fx").focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Shift+ArrowRight");
  await page.getByRole("toolbar", { name: "Chosen words: said there" }).waitFor();
  assert.equal(await page.getByRole("listbox").count(), 1);
  await page.keyboard.press("Enter"); // into the toolbar
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter"); // Fix
  await page.keyboard.type("says there");
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => document.activeElement.closest(".l")?.id), "l3");
  await page.reload();
  await page.waitForSelector("html[data-ready]");
  await page.getByRole("link", { name: "Go on with them" }).focus();
  await page.keyboard.press("Enter");
  assert.equal(await page.getByLabel("What is really said").inputValue(), "says there");
  await page.keyboard.press("Enter");
  await page.getByText("Thank you. Your fix waits for someone else").waitFor();
  assert.match(await page.locator("#l3 + .pr").innerText(), /A reader proposes: “says there” instead of “said there”/);
  assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((k) => k.startsWith("earshot-draft")).length), 0);
  await page.keyboard.press("Alt+Shift+N");
  await page.getByText(/Doubtful word 1 of 5: lifting/).waitFor();

  for (const from of ["198.51.100.20", "203.0.113.20"]) {
    const other = await open(`/interviews/${rig.second}`, { from });
    await other.getByRole("link", { name: "Listen and confirm" }).focus();
    await other.keyboard.press("Enter");
    await other.waitForURL(/proposals/);
    await accessible(other, "proposal");
    await other.getByRole("button", { name: "I listened, this is right" }).focus();
    await other.keyboard.press("Enter");
    await other.getByText("Thank you. That is counted.").waitFor(); // the words change when they have stood ten minutes
    await done(other);
  }
  await done(page);
});

test("without scripts: the same by links and forms", options, async () => {
  const page = await open(`/interviews/${rig.third}`, { javaScriptEnabled: false });
  await page.locator("#l8 .at").click();
  assert.match(await page.locator("#audio").getAttribute("src"), /#t=28$/);
  await page.locator("#l8").hover();
  await page.locator("#l8 .fx").click();
  await page.getByLabel("What is really said").fill("");
  await page.waitForTimeout(2100); // nobody reads, listens and writes faster: the form counts on it
  await page.getByRole("button", { name: "Send the fix" }).click();
  assert.match(await page.getByRole("alert").innerText(), /You left no words/);
  await page.waitForTimeout(2100);
  await page.getByLabel("What is really said").fill("It felt like listening spaces that nobody used before.");
  await page.getByLabel(/Your name/).fill("Sam");
  await page.getByRole("button", { name: "Send the fix" }).click();
  assert.match(await page.locator("main").innerText(), /waits for someone else to listen/);
  await page.getByRole("button", { name: "Take my report back" }).click();
  assert.match(await page.locator("main").innerText(), /Taken back/);
  page.errors = page.errors.filter((e) => !e.includes("422")); // the browser's own note of the refusal
  await done(page);
});

test("on a phone of 360 pixels nothing is cut and the player is small", options, async () => {
  const page = await open(`/interviews/${rig.third}`, { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360);
  await page.locator("#l8").scrollIntoViewIfNeeded();
  assert.ok((await page.locator("#player").boundingBox()).height <= 110);
  await page.locator("#l8 .w", { hasText: "spaces" }).tap();
  await page.getByRole("button", { name: "Fix", exact: true }).tap();
  const field = await page.getByLabel("What is really said").boundingBox();
  assert.ok(field.x >= 0 && field.x + field.width <= 360 && field.height >= 44);
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360);
  await accessible(page, "phone");
  await done(page);
});

test("axe finds nothing on any reading page, light and dark", options, async () => {
  const { interview, second } = rig;
  for (const colorScheme of ["light", "dark"]) {
    for (const path of [`/interviews/${interview}`, `/interviews/${interview}?t=30&w=30`, `/interviews/${interview}/history`, `/interviews/${interview}/versions/0`, `/interviews/${second}/lines/3/fix`]) {
      const page = await open(path, { colorScheme, signedIn: path.endsWith("fix") || path.endsWith("history") });
      await accessible(page, `${path} ${colorScheme}`);
      await done(page);
    }
  }
});

test("two hours of talk: few bytes, few elements, a quick choice at the end", options, async () => {
  const page = await open(`/interviews/${rig.long}`);
  const spans = await page.locator(".w").count();
  assert.ok(spans < 2000, `${spans} words are elements at the start`);
  const line = page.locator(".l").last();
  await line.scrollIntoViewIfNeeded();
  await line.locator(".w").first().waitFor();
  const took = await page.evaluate(async () => {
    const word = [...document.querySelectorAll(".l")].at(-1).querySelector(".w");
    const begun = performance.now();
    word.click();
    await new Promise((r) => requestAnimationFrame(() => setTimeout(r)));
    return performance.now() - begun;
  });
  assert.ok(took < 500, `choosing a word took ${took} ms`);
  await done(page);
});
