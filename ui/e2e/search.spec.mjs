// The researcher's path: ask, narrow, look in four ways, hear, and put a word
// right where it was found; by mouse, by keyboard, without scripts, on a phone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fits, shot, valid } from "./harness.mjs";
import { accessible, done, open, options } from "./reading.mjs";

const ready = (page) => page.waitForSelector("html[data-ready=search]");

test("every way to look: html, axe in light and dark, no sideways scroll, a table behind each plot", options, async (t) => {
  for (const colorScheme of ["light", "dark"]) {
    const page = await open("/search", { from: "10.5.1.1", colorScheme });
    for (const path of ["/search", "/search?q=garden", "/search?q=garden&view=interviews", "/search?q=garden+theme:gardens&view=lines&sort=left", "/search?q=garden&view=overview", "/search?q=nosuchword"]) {
      await t.test(`${path} (${colorScheme})`, async () => {
        const answer = await page.goto(new URL(path, page.url()).href);
        assert.equal(answer.status(), 200);
        await valid(await answer.text(), path);
        const plots = await page.locator("svg[role=img]").count();
        assert.equal(await page.locator("figure:has(svg[role=img]) ~ details table, figure:has(svg[role=img]) > details table").count(), plots, "tables");
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
