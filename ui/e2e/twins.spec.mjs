// Fix once, offer everywhere: the pages behind a fix, by keyboard and on a small
// phone. They have no scripts of their own.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, fits, look, missing, published, start } from "./harness.mjs";

const options = { skip: missing, timeout: 240_000 };
let site;

before(async () => {
  if (missing) return;
  site = await start();
  await site.addUser("ada", "Ada", "reporter");
  await site.addUser("cleo", "Cleo", "custodian");
}, { timeout: 60_000 });
after(() => site?.stop(), { timeout: 60_000 });

test("a fix is offered for every place that was heard the same way", options, async (t) => {
  const ada = await site.open({ viewport: { width: 360, height: 740 } });
  const { page } = ada;
  await ada.signIn("ada");
  const address = await published(site, page);
  const line = await page.locator("p.l", { hasText: "lifting" }).first().getAttribute("id");

  await t.test("right after it is saved", async () => {
    await page.goto(`${address}/lines/${line.slice(1)}/fix`);
    const words = page.getByLabel("What is really said");
    await words.fill((await words.inputValue()).replace("lifting", "listening"));
    await page.getByRole("button", { name: "Save the fix" }).click();
    await page.getByText(/more places? (was|were) heard the same way/).waitFor();
    await page.getByRole("link", { name: "Hear them, and put them right" }).click();
    await page.getByRole("heading", { name: "Heard the same way" }).waitFor();
    await look(page, "twins");
    assert.equal(await page.locator("input[name=twin]:checked").count(), 0);
  });

  await t.test("ticked by keyboard and put right", async () => {
    await page.locator("input[name=twin]").first().focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("Enter");
    await page.getByText("Put right.").waitFor();
    await accessible(page, "what became of them");
    await fits(page, "what became of them");
  });
  await ada.close();

  await t.test("and stands in the vocabulary", async () => {
    const cleo = await site.open({ viewport: { width: 360, height: 740 } });
    await cleo.signIn("cleo");
    await cleo.go("/vocabulary");
    await cleo.page.getByText("listening", { exact: true }).first().click();
    await look(cleo.page, "vocabulary");
    await cleo.page.getByRole("button", { name: "Save", exact: true }).first().click();
    await cleo.page.getByText("The term is saved.").waitFor();
    await cleo.close();
  });
});
