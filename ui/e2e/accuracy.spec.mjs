// How right the words are, and the clips that measure it: in light and dark, on a
// small phone, by keyboard and without scripts. `go test -run TestAccuracyInBrowser
// ./ui` starts the site and this.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fits, shot, valid } from "./harness.mjs";
import { accessible, done, open as openFrom, options } from "./reading.mjs";

const open = (path, how) => openFrom(path, { from: "192.0.2.60", ...how });
const small = { viewport: { width: 360, height: 740 } };

/** Looks at a page in all the ways that people do. */
async function look(page, name) {
  await valid(await (await page.request.get(page.url())).text(), name);
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    for (const width of [1280, 360, 320]) {
      await page.setViewportSize({ width, height: 800 });
      await fits(page, `${name} at ${width} px`);
      if (width === 320) continue;
      await page.evaluate(() => Promise.allSettled(document.getAnimations().map((a) => a.finished))); // colours fade over
      await accessible(page, `${name}, ${colorScheme}, ${width} px`);
      if (process.env.SHOTS) await shot(page, `${name}-${colorScheme}-${width}`);
    }
  }
}

/** A field that comes into view is the topmost thing there. */
async function notCovered(page, field) {
  await page.setViewportSize({ width: 360, height: 640 });
  const over = await field.evaluate((e) => {
    e.scrollIntoView({ block: "end" });
    const box = e.getBoundingClientRect();
    return document.elementFromPoint(box.x + box.width / 2, box.bottom - 8) !== e;
  });
  assert.equal(over, false, "something lies over the field");
}

test("the figures and a clip hold in every way", options, async () => {
  const page = await open("/");
  await page.getByRole("link", { name: "How right the words are" }).click();
  await page.getByText(/words in 100 are wrong: between/).first().waitFor();
  assert.ok((await page.locator("table caption").count()) >= 3, "tables by what can be told apart");
  await look(page, "accuracy");
  await page.getByRole("link", { name: "Listen to a clip and help to measure" }).click();
  await page.getByRole("heading", { name: "What is said here?" }).waitFor();
  await look(page, "accuracy-clip");
  await notCovered(page, page.getByLabel("What you hear"));
  assert.ok((await page.locator(".trap").boundingBox()).x < 0, "people see the field for programs");
  await page.goto(new URL("/accuracy/clip?behind=18446744073709551615", page.url()).href);
  await page.getByText("No clip waits for you just now.").waitFor();
  await look(page, "accuracy-no-clip");
  await done(page);
});

test("by keyboard: hear a clip and say what it says", options, async () => {
  const page = await open("/accuracy/clip", { signedIn: true });
  const first = await page.locator("input[name=first]").inputValue();
  await page.locator("audio").focus();
  await page.keyboard.press("Space");
  await page.waitForFunction(() => document.querySelector("audio").currentTime > 0);
  await page.keyboard.press("Space");
  for (let n = 0; n < 20 && (await page.evaluate(() => document.activeElement.name)) !== "text"; n++) await page.keyboard.press("Tab");
  await page.keyboard.press("End");
  await page.keyboard.type(" indeed");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByText("Thank you. Your answer counts once someone else hears the same.").waitFor();
  assert.notEqual(await page.locator("input[name=first]").inputValue(), first, "another clip comes");
  await done(page);
});

test("without scripts, on a small phone: what is missing is said, and nothing is lost", options, async () => {
  const page = await open("/accuracy/clip", { signedIn: true, javaScriptEnabled: false, ...small });
  await page.getByLabel("What you hear").fill("");
  await page.getByRole("button", { name: "This is what I hear" }).click();
  await page.getByText("Please write what you hear.").first().waitFor();
  await fits(page, "a refused answer");
  await page.getByRole("button", { name: "Nothing is said" }).click();
  await page.getByText("Here is another clip.").waitFor();
  await page.getByRole("link", { name: "Skip this clip" }).click();
  assert.match(page.url(), /behind=\d+$/);
  page.errors = page.errors.filter((e) => !/status of 422/.test(e)); // the refusal
  await done(page);
});
