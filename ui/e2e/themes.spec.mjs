// A researcher gathers passages under a theme: by mouse, by keyboard, without
// script and on a small phone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { look, missing, published, start } from "./harness.mjs";

const options = { skip: missing, timeout: 240_000 };
let site;

before(async () => {
  if (missing) return;
  site = await start();
  await site.addUser("ada", "Ada", "reporter");
  await site.addUser("bo", "Bo", "reporter");
}, { timeout: 60_000 });
after(() => site?.stop(), { timeout: 60_000 });

test("passages are gathered, decided and compared", options, async (t) => {
  const ada = await site.open({ viewport: { width: 360, height: 740 } });
  const { page } = ada;
  await ada.signIn("ada");
  await published(site, page);
  let theme;

  await t.test("a theme is made by keyboard", async () => {
    await ada.go("/themes");
    await look(page, "empty-list");
    await page.getByRole("link", { name: "Make a theme" }).press("Enter");
    await look(page, "new");
    await page.getByLabel("Name").fill("Room to listen");
    await page.getByLabel("Search").fill("lifting");
    await page.getByLabel("teal").press("Space");
    await page.getByRole("button", { name: "Make the theme" }).press("Enter");
    await page.getByRole("heading", { name: "Room to listen" }).waitFor();
    theme = page.url();
  });

  await t.test("a search result is added on a page of its own, and leads back", async () => {
    await ada.go("/search?q=lifting");
    await ada.go(await page.getByRole("link", { name: /^Add to a theme/ }).first().getAttribute("href"));
    await look(page, "add");
    await page.getByLabel(/Room to listen/).check();
    await page.getByLabel("A note").fill("They say it by the lock.");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByText("Added to the theme.").waitFor();
    assert.match(page.url(), /\/search\?/);
  });

  await t.test("its pages hold in every way", async () => {
    for (const show of ["", "?show=decide", "?show=changed", "?show=left", "?show=taken", "/words", "/compare", "/edit"]) {
      await page.goto(theme + show);
      await look(page, `one${show.replace(/\W/g, "-")}`);
    }
    await page.goto(theme);
    await page.getByText("They say it by the lock.").first().waitFor();
  });
  await ada.close();

  await t.test("a second person is let in and decides without script", async () => {
    const plain = await site.open({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
    await plain.signIn("ada");
    await plain.page.goto(theme + "/edit");
    await plain.page.getByLabel("Let in").fill("bo");
    await plain.page.getByLabel("they may also pick passages").check();
    await plain.page.getByRole("button", { name: "Save who may see it" }).click();
    await plain.page.getByText("shared with").waitFor();
    await plain.close();
    const bo = await site.open({ javaScriptEnabled: false });
    await bo.signIn("bo");
    await bo.page.goto(theme + "?show=decide");
    assert.equal(await bo.page.getByText("They say it by the lock.").count(), 0, "a note is told before the second person decides");
    await bo.page.getByRole("button", { name: /^Not this one/ }).first().click();
    await bo.page.getByText("Saved.").waitFor();
    await bo.page.goto(theme + "/compare");
    await bo.page.getByRole("heading", { name: "Ada and Bo" }).waitFor();
    await bo.close();
  });
});
