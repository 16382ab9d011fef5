// What a researcher keeps of an answer: passages under themes, gathered where they
// were found, and searches in a list of one's own.
import assert from "node:assert/strict";
import { test } from "node:test";
import { look } from "./harness.mjs";
import { accessible, done, open, options } from "./reading.mjs";

const phone = { width: 360, height: 740 };
const ready = (page) => page.waitForSelector("html[data-ready=search]");

test("a passage is gathered on its card by keyboard, and taken out again", options, async () => {
  const page = await open("/search?q=garden", { from: "10.6.1.1", signedIn: true });
  await ready(page);
  const card = page.locator("article.hit").first();
  await card.getByRole("link", { name: /^Add to a theme/ }).focus();
  await page.keyboard.press("Enter");
  const form = card.getByRole("form", { name: "Add this passage to a theme" });
  await form.getByRole("combobox", { name: "Theme" }).selectOption("new");
  await form.getByLabel("Name of the new theme").press("Enter");
  await form.getByRole("alert").waitFor();
  assert.match(page.errors.splice(0).join(), /422/, "a theme without a name is refused by the server");
  await form.getByLabel("Name of the new theme").fill("Growing things");
  await accessible(page, "the form on a card");
  await page.setViewportSize(phone);
  await look(page, "gather a passage on a phone");
  await page.setViewportSize({ width: 1280, height: 900 });
  await form.getByLabel("Name of the new theme").press("Enter");
  await card.locator(".gathered", { hasText: "Growing things" }).waitFor();
  assert.match(await card.locator(".gathered").innerText(), /Gathered in\s+Growing things\s+\(private\)/);
  assert.match(await page.evaluate(() => document.activeElement.textContent), /^Add to a theme/, "the focus is back where it was");

  const second = page.locator("article.hit").nth(1);
  await second.getByRole("link", { name: /^Add to a theme/ }).click();
  assert.equal(await second.locator("form.gather option").first().textContent(), "Growing things", "the new theme is the first choice");
  await second.locator("form.gather").press("Escape");
  assert.equal(await second.locator("form.gather").count(), 0);

  await page.reload();
  await ready(page);
  await card.getByRole("link", { name: "Growing things" }).waitFor();
  await look(page, "gathered passages in an answer");
  const other = await open("/search?q=garden", { from: "10.6.1.2" });
  assert.equal(await other.getByText("Growing things").count(), 0, "nobody else sees a private theme");
  await done(other);

  await card.getByRole("link", { name: /^Add to a theme/ }).click();
  await card.locator("form.gather").getByRole("button", { name: "Add" }).click();
  await card.getByRole("button", { name: /^Undo/ }).click();
  await page.waitForFunction(() => !document.querySelector("article.hit .gathered").textContent.includes("Growing things"));
  await done(page);
});

test("a search is kept in one's list, told about, renamed and forgotten, without scripts on a phone", options, async () => {
  const page = await open("/search?q=kettle", { from: "10.6.1.3", signedIn: true, javaScriptEnabled: false, viewport: phone });
  await page.getByRole("link", { name: "Save this search" }).click();
  await page.getByLabel("Name", { exact: false }).fill("Tea and talk");
  await page.getByRole("button", { name: "Keep it" }).click();
  assert.match(page.url(), /\/searches$/);
  await page.getByText("“Tea and talk” is in your list.").waitFor();
  await page.getByText(/^Nothing new since/).waitFor();
  await done(page);

  const seen = await open("/searches", { from: "10.6.1.3", signedIn: true, viewport: phone });
  await look(seen, "saved searches on a phone");
  await seen.getByRole("link", { name: "Tea and talk" }).click();
  await look(seen, "a saved search on a phone");
  await seen.setViewportSize({ width: 1280, height: 900 });
  await look(seen, "a saved search");
  await seen.getByLabel("Name", { exact: false }).fill("Tea");
  await seen.getByRole("button", { name: "Save the name" }).click();
  await seen.getByRole("heading", { level: 1, name: "Tea", exact: true }).waitFor();
  await seen.getByRole("link", { name: "Link for others" }).click();
  await seen.getByText(/^In your list as Tea/).waitFor();
  await look(seen, "a dated link that is kept");
  await seen.getByRole("link", { name: "Tea", exact: true }).click();
  await seen.getByRole("button", { name: "Forget this search" }).click();
  await seen.waitForURL(/\/searches$/);
  await seen.getByText("There are none yet.").waitFor();
  await done(seen);
});
