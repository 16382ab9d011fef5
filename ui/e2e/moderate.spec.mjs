// The work list by keyboard alone and without script, and the pages of history
// and trust, on a small phone and held to axe.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { look, missing, published, start } from "./harness.mjs";

const options = { skip: missing, timeout: 240_000 };
let site;

before(async () => {
  if (missing) return;
  site = await start();
  await site.addUser("ada", "Ada", "reporter");
  await site.addUser("cleo", "Cleo", "custodian");
  await site.addUser("kim", "Kim", "contributor");
}, { timeout: 60_000 });
after(() => site?.stop(), { timeout: 60_000 });

/** Reports words 1 to 2 of a line, as someone with an account and no script. */
async function report(page, address, line) {
  await page.goto(`${address}/report?line=${line}`);
  const sent = await page.request.post(`${address}/report`, {
    form: { against: await version(page, address), line, from: "1", to: "2", reason: "wrong-word", seen: "99", key: `r${line}-${Math.random()}` },
    headers: { Origin: site.url },
  });
  assert.equal(sent.status(), 200, await sent.text());
}

async function version(page, address) {
  return String((await (await page.request.get(address.replace("/interviews/", "/api/v1/interviews/"))).json()).version);
}

test("looking after an archive", options, async (t) => {
  const ada = await site.open({ viewport: { width: 360, height: 740 } });
  const kim = await site.open();
  await ada.signIn("ada");
  const address = await published(site, ada.page);
  await kim.page.goto(site.url + "/sign-in");
  await kim.page.getByLabel("Sign-in name").fill("kim");
  await kim.page.getByLabel("Password").fill("four quiet river stones");
  await kim.page.getByRole("button", { name: "Sign in" }).click();
  await kim.page.getByRole("link", { name: "Your work", exact: true }).waitFor();
  for (const line of ["2", "3", "4", "5"]) await report(kim.page, address, line);

  await t.test("the work list is pleasant on a phone", async () => {
    await ada.page.goto(site.url + "/work");
    await ada.page.getByRole("heading", { name: "Keys" }).waitFor();
    await look(ada.page, "work list");
  });

  await t.test("it is worked through by keys", async () => {
    const { page } = ada;
    const focused = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.getAttribute("name"));
    const shown = await page.locator("[data-report]").evaluateAll((all) => all.map((r) => r.id));
    assert.equal(shown.length, 4);
    await page.keyboard.press("j");
    assert.equal(await focused(), shown[0]);
    await page.keyboard.press("j");
    assert.equal(await focused(), shown[1]);
    await page.keyboard.press("k");
    assert.equal(await focused(), shown[0]);
    await page.keyboard.press("d");
    await page.keyboard.type("Judging by ear, that is right."); // j and d are only letters here
    assert.equal(await page.locator(`#${shown[0]} [name=reason]`).inputValue(), "Judging by ear, that is right.");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByText("The words stay.").waitFor();
    assert.equal(await focused(), shown[1], "the next one has the focus");
    await page.keyboard.press("e");
    await page.keyboard.type(" indeed");
    await page.locator(`#${shown[1]}`).focus();
    await page.keyboard.press("a");
    await page.getByText("Fixed.").waitFor();
    assert.equal(await focused(), shown[2]);
  });

  await t.test("the keys can be switched off, and stay off", async () => {
    const { page } = ada;
    await page.getByLabel("Use single keys on this page").uncheck();
    await page.reload();
    assert.equal(await page.getByLabel("Use single keys on this page").isChecked(), false);
    const before = await page.evaluate(() => document.activeElement?.id);
    await page.keyboard.press("j");
    await page.keyboard.press("a");
    assert.equal(await page.evaluate(() => document.activeElement?.id), before);
    assert.equal(await page.locator("[data-report]").count(), 2);
    await page.getByLabel("Use single keys on this page").check();
  });

  await t.test("and without script by its buttons", async () => {
    const plain = await site.open({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
    await plain.signIn("ada");
    await plain.go("/work");
    assert.equal(await plain.page.getByRole("heading", { name: "Keys" }).count(), 0);
    const first = plain.page.locator("[data-report]").first();
    await first.locator("summary").click();
    await first.getByLabel("Why").fill("That is what she says.");
    await first.getByRole("button", { name: "Keep the words" }).click();
    await plain.page.getByText("The words stay.").waitFor();
    assert.match(plain.page.url(), /#report-\d+$/);
    await plain.page.getByRole("button", { name: "I listened, this is right" }).first().click();
    await plain.page.getByText("Thank you.").waitFor();
    await plain.close();
  });

  await t.test("a line's life, a person's changes and the log", async () => {
    const cleo = await site.open({ viewport: { width: 360, height: 740 } });
    await cleo.signIn("cleo");
    await cleo.go(`${new URL(address).pathname}/history`);
    await look(cleo.page, "history");
    await cleo.page.getByRole("link", { name: "The life of this line" }).first().click();
    await cleo.page.getByRole("heading", { name: "The life of one line" }).waitFor();
    await look(cleo.page, "history of a line");
    await cleo.page.getByText("Take version 1 back").click();
    await cleo.page.getByRole("button", { name: "Take it back" }).click();
    await cleo.page.getByText("Version 1 is taken back.").waitFor();
    await cleo.go(`${new URL(address).pathname}/history`);
    await cleo.page.getByText("Apply version 1 again").last().click();
    await cleo.page.getByRole("button", { name: "Apply it again" }).last().click();
    await cleo.page.getByText("Version 2 is taken back.").waitFor();
    await cleo.go("/log");
    await look(cleo.page, "log");
    await cleo.close();
  });

  await t.test("a contributor is told how far they are", async () => {
    await kim.page.goto(site.url + "/yours");
    await kim.page.getByText("more accepted fixes and your fixes appear at once").waitFor();
    await look(kim.page, "your work");
  });
  await kim.close();
  await ada.close();
});
