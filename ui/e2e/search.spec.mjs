// The researcher's path: ask, narrow, look in four ways, hear, and put a word
// right where it was found; by mouse, by keyboard, without scripts, on a phone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fits, shot, valid } from "./harness.mjs";
import { accessible, done, open, options } from "./reading.mjs";

/** Waits until the page has its script. */
const ready = (page) => page.waitForSelector("html[data-ready=search]");

test("every way to look: html, axe in light and dark, no sideways scroll, a table behind each plot", options, async (t) => {
  for (const colorScheme of ["light", "dark"]) {
    const page = await open("/search", { from: "10.5.1.1", colorScheme });
    for (const path of ["/search", "/search?q=garden", "/search?q=garden&view=interviews", "/search?q=garden+theme:gardens&view=lines&sort=left", "/search?q=garden&view=overview", "/search?q=ferry", "/search?q=nosuchword"]) {
      await t.test(`${path} (${colorScheme})`, async () => {
        const answer = await page.goto(new URL(path, page.url()).href);
        assert.equal(answer.status(), 200);
        await valid(await answer.text(), path);
        const plots = await page.locator("svg[role=img]").count();
        assert.equal(await page.locator("figure:has(svg[role=img]) ~ details table, figure:has(svg[role=img]) > details table").count(), plots, "tables");
        if (/ferry/.test(path)) assert.equal(await page.locator("article mark.doubt", { hasText: "fairy" }).count(), 1, "what may have been misheard is marked apart");
        if (/interviews|overview/.test(path)) assert.ok(plots > 0, "there is a plot");
        for (const fold of await page.locator("main details").all()) await fold.evaluate((d) => (d.open = true));
        await accessible(page, path);
        for (const width of [1280, 360, 320]) {
          await page.setViewportSize({ width, height: 800 });
          await fits(page, `${path} at ${width} px`);
        }
        await page.setViewportSize({ width: 360, height: 740 });
        await accessible(page, `${path} at 360 px`);
        await page.reload();
        const name = path.replace(/[^a-z0-9]+/g, "-");
        if (process.env.SHOTS) {
          await shot(page, `${name}-${colorScheme}-360`);
          await page.setViewportSize({ width: 1280, height: 900 });
          await shot(page, `${name}-${colorScheme}-1280`);
        }
        await page.setViewportSize({ width: 1280, height: 900 });
      });
    }
    await done(page);
  }
});

test("with a mouse: ask step by step, narrow, hear, and put a word right in the list", options, async () => {
  const page = await open("/search", { from: "10.5.1.2", signedIn: true });
  await page.getByText("Ask step by step").click();
  await page.getByLabel("All of these words").fill("kettle");
  await page.getByLabel("Any of these").fill("Sundays, market stall");
  await page.locator("form.card").getByRole("button", { name: "Search" }).click();
  await page.waitForURL(/\/search\?q=/);
  await ready(page);
  assert.equal(await page.locator("#q").inputValue(), 'kettle (Sundays OR "market stall")', "the box says how it is written");

  await page.goto(new URL("/search?q=kettle", page.url()).href);
  await ready(page);
  const found = page.locator(".found");
  const before = await found.textContent();
  await page.locator(".narrow-by a", { hasText: "loneliness" }).click();
  await ready(page);
  assert.notEqual(await found.textContent(), before);
  await page.getByRole("link", { name: /Theme: loneliness/ }).click();
  await ready(page);
  assert.equal(await found.textContent(), before);

  const cards = page.locator("article.hit");
  const play = cards.nth(1).getByRole("button", { name: /^Play from/ });
  const from = Number(await cards.nth(1).getAttribute("data-from"));
  await play.click();
  await page.waitForFunction((least) => [...document.querySelectorAll(".clips audio")].some((a) => a.currentTime >= least && !a.paused), from);
  assert.equal(await play.getAttribute("aria-pressed"), "true");
  await play.click();
  assert.equal(await play.getAttribute("aria-pressed"), "false");
  assert.equal(await page.locator("audio").count(), 1, "one player for all of them");

  const card = cards.first();
  await card.getByRole("link", { name: /^Fix a word/ }).click();
  await card.locator(".w.chosen", { hasText: "kettle" }).waitFor();
  await card.locator(".w", { hasText: "brings" }).click();
  await card.getByRole("button", { name: "Fix", exact: true }).click();
  const field = card.getByLabel("What is really said");
  assert.equal(await field.inputValue(), "brings");
  await field.fill("carries");
  await accessible(page, "fixing a word in the list");
  await page.setViewportSize({ width: 360, height: 740 });
  await fits(page, "fixing a word at 360 px");
  if (process.env.SHOTS) await shot(page, "fix-in-list-360");
  await page.setViewportSize({ width: 1280, height: 900 });
  await field.press("Enter");
  await page.locator("#saved", { hasText: "Saved as version" }).waitFor();
  await card.locator(".l", { hasText: "carries the kettle" }).waitFor();
  await card.getByRole("button", { name: "Done" }).click();
  await card.locator(".hit-words p", { hasText: "carries the kettle" }).waitFor();
  await done(page);
});

test("with the keyboard alone: change the view, hear a line, open and leave the words", options, async () => {
  const page = await open("/search?q=kettle", { from: "10.5.1.3" });
  await ready(page);
  const tabTo = async (name) => {
    for (let n = 0; n < 120; n++) {
      await page.keyboard.press("Tab");
      const at = await page.evaluate(() => {
        const e = document.activeElement;
        const s = getComputedStyle(e);
        return { text: (e.getAttribute("aria-label") ?? e.textContent).trim().replace(/\s+/g, " "), ring: parseFloat(s.outlineWidth) >= 2 && s.outlineStyle !== "none" };
      });
      if (!name.test(at.text)) continue;
      assert.ok(at.ring, `a focus ring on “${at.text}”`);
      return;
    }
    throw new Error(`the keyboard does not reach ${name}`);
  };
  await tabTo(/^Fix a word/);
  await page.keyboard.press("Enter");
  await page.locator(".w.chosen", { hasText: "kettle" }).waitFor();
  await page.keyboard.press("ArrowRight");
  await page.locator(".w.chosen", { hasText: "down" }).waitFor();
  await page.keyboard.press("Escape");
  await tabTo(/^Done$/);
  await page.keyboard.press("Enter");
  assert.match(await page.evaluate(() => document.activeElement.textContent), /^Fix a word/, "the focus is back where it was");
  await page.locator("body").press("Alt+Shift+KeyP");
  await page.waitForFunction(() => !document.querySelector(".clips audio").paused);
  await page.evaluate(() => document.activeElement.blur());
  await page.goto(page.url());
  await ready(page);
  await tabTo(/^Line by line$/);
  await page.keyboard.press("Enter");
  await page.waitForURL(/view=lines/);
  await ready(page);
  await tabTo(/^Play from/);
  await page.keyboard.press("Enter");
  await page.locator(".kwic-play[aria-pressed=true]").waitFor();
  await done(page);
});

test("without scripts, on a phone: ask, hear, fix, and come back", options, async () => {
  const page = await open("/search", { from: "10.5.1.4", signedIn: true, javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
  await page.getByText("Ask step by step").click();
  await page.getByLabel("These words side by side").fill("beans forgive you");
  await page.getByLabel("Theme of the interview").fill("winter");
  await page.locator("form.card").getByRole("button", { name: "Search" }).click();
  assert.match(page.url(), /\/search\?q=%22beans\+forgive\+you%22\+theme%3Awinter$/);
  const card = page.locator("article.hit").nth(2);
  const sound = await card.getByRole("link", { name: /^Play from/ }).getAttribute("href");
  assert.match(sound, /^\/interviews\/\w+\/sound#t=[\d.]+,[\d.]+$/);
  await card.getByRole("link", { name: /^Fix a word/ }).click();
  const text = page.getByLabel("What is really said");
  await text.fill((await text.inputValue()).replace("everything", "nearly everything"));
  await page.getByRole("button", { name: "Save the fix" }).click();
  assert.match(page.url(), /\/search\?q=%22beans\+forgive\+you%22\+theme%3Awinter#hit-3$/);
  await page.getByText(/Saved as version \d+/).waitFor();
  await page.getByRole("link", { name: "Overview" }).click();
  await page.getByText("The same as a table").first().click();
  await page.locator("details[open] table").first().waitFor();
  await done(page);
});
