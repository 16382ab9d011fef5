// The whole path on the real program: from signing in to an answered report,
// with a mouse, with the keyboard alone, without scripts, and on a small phone.
// The engine makes up its words, so "lifting spaces" is always there to be fixed.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, fits, missing, password, recording, shot, start, valid } from "./harness.mjs";

const options = { skip: missing, timeout: 240_000 };
let site;

before(async () => {
  if (missing) return;
  site = await start();
  await site.addUser("ada", "Ada", "reporter");
  await site.addUser("cleo", "Cleo", "custodian");
  await site.addUser("dan", "Dan", "administrator");
}, { timeout: 60_000 });
after(() => site?.stop(), { timeout: 60_000 });

/** Uploads a recording through the form and waits for its words. */
async function upload(page, title, seconds, { publish = true, pitch } = {}) {
  await page.goto(site.url + "/upload");
  await page.getByLabel("Recording", { exact: true }).setInputFiles(await recording(site, `${title}.wav`, seconds, pitch));
  await page.getByLabel("Title").fill(title);
  await page.getByLabel("Storyteller (if you like)").fill("Grace");
  if (publish) await page.getByLabel("Open it to everyone at once").check();
  await page.getByLabel("The storyteller agreed to this.").check();
  await page.getByRole("button", { name: "Upload", exact: true }).click();
  await page.waitForURL(/\/interviews\/\w{16}$/);
  return words(page);
}

/** Waits until the interview on the page has words and sound. */
async function words(page) {
  for (let n = 0; n < 60; n++) {
    if ((await page.locator("p.l").count()) > 0 && (await page.locator("#audio").count()) > 0) return page.url().split("/").pop();
    await page.waitForTimeout(500); // a person would press “Look again”
    await page.reload();
  }
  throw new Error("no words after 30 seconds");
}

const lineWith = (page, text) => page.locator("p.l", { hasText: text }).first();

test("with a mouse: from the upload to an answered report", options, async (t) => {
  const ada = await site.open();
  const { page } = ada;
  await ada.signIn("ada");
  const id = await upload(page, "Down by the canal", 60);
  await page.waitForSelector("html[data-ready]");
  await shot(page, "interview-1280");

  await t.test("a word that is clicked is heard", async () => {
    await lineWith(page, "lifting").locator(".w", { hasText: "lifting" }).click();
    await page.getByRole("toolbar").waitFor();
    const at = Number((await lineWith(page, "lifting").locator("a.at").getAttribute("href")).match(/t=([\d.]+)/)[1]);
    await page.waitForFunction((least) => document.querySelector("#audio").currentTime >= least, at);
  });

  await t.test("a fix applies at once and stands in the history", async () => {
    await page.getByRole("button", { name: "Fix", exact: true }).click();
    await page.getByLabel("What is really said").fill("listening");
    await page.keyboard.press("Enter");
    await page.getByText("Saved as version 1. Thank you.").waitFor();
    await page.goto(`${site.url}/interviews/${id}/history`);
    const entry = page.locator("#v1");
    assert.match(await entry.innerText(), /Ada/);
    assert.equal(await entry.locator("del").count(), 1);
    assert.match(await entry.locator("ins").innerText(), /listening/);
    await accessible(page, "history");
  });

  await t.test("the search finds it by what people wrote and by what the machine heard", async () => {
    await page.goto(site.url + "/");
    await page.getByRole("searchbox").first().fill("listening spaces");
    await page.getByRole("button", { name: "Search" }).first().click();
    await page.locator("mark", { hasText: "listening" }).first().waitFor();
    await accessible(page, "search with hits");
    await shot(page, "search-1280");
    await page.getByRole("button", { name: /^Play from/ }).first().waitFor();
    await page.getByRole("link", { name: /^Open in context/ }).first().click();
    await page.waitForURL(new RegExp(`/interviews/${id}\\?t=`));
    await lineWith(page, "listening").waitFor();
    await page.goto(site.url + "/search?q=heard%3A%22lifting+spaces%22");
    await page.locator("mark").first().waitFor();
  });

  await t.test("after signing out, her pages are closed", async () => {
    await page.goto(site.url + "/account");
    await page.getByRole("button", { name: "Sign out", exact: true }).first().click();
    await page.getByRole("link", { name: "Sign in" }).waitFor();
    await ada.close();
  });

  let receipt;
  await t.test("a visitor reports words and gets a receipt", async () => {
    const anyone = await site.open();
    await anyone.go(`/interviews/${id}`);
    await anyone.page.waitForSelector("html[data-ready]");
    await lineWith(anyone.page, "towpath").locator(".w", { hasText: "towpath" }).click();
    await anyone.page.getByRole("button", { name: "This is wrong" }).click();
    await anyone.page.getByLabel("A note, if you like").fill("I think they say footpath.");
    await anyone.page.locator(".panel input[name=reason], form input[name=reason]").first().check();
    await anyone.page.getByRole("button", { name: "Send", exact: true }).click();
    const link = anyone.page.locator('a[href^="/receipts/"]').first();
    await link.waitFor();
    receipt = await link.getAttribute("href");
    await anyone.go(receipt);
    await anyone.page.getByText("The words you saw").waitFor();
    await accessible(anyone.page, "receipt");
    await anyone.close();
  });

  await t.test("a custodian answers it, and the receipt says so", async () => {
    const cleo = await site.open();
    await cleo.signIn("cleo");
    await cleo.go("/work");
    await accessible(cleo.page, "work list");
    await cleo.page.getByLabel("What is really said").first().fill("footpath.");
    await cleo.page.getByRole("button", { name: "Put it right" }).first().click();
    await cleo.page.getByText("No report waits.").waitFor();
    await cleo.close();
    const anyone = await site.open();
    await anyone.go(receipt);
    await anyone.page.getByText("The words are corrected").waitFor();
    await anyone.page.getByRole("button", { name: "It is still wrong" }).click();
    await anyone.page.getByText("It is open again, and someone will listen once more.").waitFor();
    await anyone.page.getByText("The people who look after this interview will listen.").waitFor();
    await anyone.close();
  });
});

test("with the keyboard alone: sign in, fix a line, search, sign out", options, async () => {
  const ada = await site.open();
  const { page } = ada;
  const press = (...keys) => keys.reduce((done, key) => done.then(() => page.keyboard.press(key)), Promise.resolve());
  /** Tabs on until something with this name has the focus, and sees its ring. */
  const tabTo = async (name) => {
    for (let n = 0; n < 150; n++) {
      await press("Tab");
      const at = await page.evaluate(() => {
        const e = document.activeElement;
        const s = getComputedStyle(e);
        const label = e.getAttribute("aria-label") ?? e.labels?.[0]?.textContent ?? e.textContent;
        const ring = parseFloat(s.outlineWidth) >= 2 && s.outlineStyle !== "none";
        return { label: label.trim().replace(/\s+/g, " "), ring, kind: e.tagName };
      });
      if (!name.test(at.label)) continue;
      assert.ok(at.ring || at.kind === "AUDIO", `no focus ring of 2 px on “${at.label}”`);
      return;
    }
    throw new Error(`the keyboard does not reach ${name}`);
  };
  await ada.go("/");
  await press("Tab");
  assert.match(await page.evaluate(() => document.activeElement.textContent), /Skip/);
  await tabTo(/^Sign in$/);
  await press("Enter");
  await page.waitForURL(/sign-in/);
  await tabTo(/^Sign-in name/);
  await page.keyboard.type("ada");
  await tabTo(/^Password/);
  await page.keyboard.type(password);
  await press("Enter");
  await page.getByRole("link", { name: "Upload", exact: true }).waitFor();
  await tabTo(/^Explore$/);
  await press("Enter");
  await page.waitForURL(/\/interviews$/);
  await tabTo(/^Down by the canal$/);
  await press("Enter");
  await page.waitForSelector("html[data-ready]");
  await tabTo(/^Fix or report/);
  await press("Enter");
  await page.getByText(/Chosen words|What is really said/).first().or(page.getByRole("toolbar")).first().waitFor();
  await press("Escape");
  await tabTo(/^Search$/);
  await press("Enter");
  await page.waitForURL(/\/search/);
  await tabTo(/words|look|search/i);
  await page.evaluate(() => document.querySelector("input[type=search]").focus());
  await page.keyboard.type("canal");
  await press("Enter");
  await page.locator("mark").first().waitFor();
  await ada.close();
});

test("without scripts: upload, publish, fix, report, search", options, async () => {
  const dan = await site.open({ javaScriptEnabled: false });
  const { page } = dan;
  await dan.signIn("dan");
  const id = await upload(page, "Without scripts", 30, { publish: false, pitch: 330 });
  await page.getByRole("link", { name: "Look after this interview" }).click();
  await page.getByRole("button", { name: /^(Publish|Open)/ }).first().click();
  await page.goto(`${site.url}/interviews/${id}`);
  await page.getByRole("link", { name: /^Fix or report/ }).nth(1).click();
  const text = page.getByLabel("What is really said");
  await text.fill((await text.inputValue()) + " Indeed.");
  await page.getByRole("button", { name: "Save the fix" }).click();
  await page.locator("p.l", { hasText: "Indeed." }).waitFor();
  await page.goto(`${site.url}/search?q=indeed`);
  await page.locator("mark", { hasText: "Indeed" }).waitFor();
  await dan.close();

  const anyone = await site.open({ javaScriptEnabled: false });
  await anyone.go(`/interviews/${id}`);
  await anyone.page.getByRole("link", { name: /^Fix or report/ }).first().click();
  await anyone.page.getByLabel("What is really said").fill("I grew up by the river, and");
  await anyone.page.waitForTimeout(2100); // nobody listens and writes faster: the form counts on it
  await anyone.page.getByRole("button", { name: "Send the fix" }).click();
  await anyone.page.getByText(/Keep this link/).waitFor();
  await anyone.close();
});

test("an upload that cannot be used says why and keeps what was typed", options, async () => {
  const ada = await site.open({ expectStatus: [422] });
  const { page } = ada;
  await ada.signIn("ada");
  await ada.go("/upload");
  await page.getByLabel("Title").fill("Only a title");
  await page.getByLabel("The storyteller agreed to this.").check();
  await page.getByRole("button", { name: "Upload", exact: true }).click();
  await page.getByRole("alert").first().waitFor();
  assert.equal(await page.getByLabel("Title").inputValue(), "Only a title");
  await accessible(page, "upload with a problem");
  await ada.close();
});

// Every page, as the people who may see it, in both colours and at three widths.
const pages = {
  visitor: ["/", "/interviews", "/interviews?theme=nothing", "/search", "/search?q=canal", "/search?q=zzzz", "/reporters", "/about", "/access", "/terms", "/sign-in", "/interviews/:id", "/interviews/:id/history", "/interviews/:id/lines/1/fix", "/interviews/:id/versions/0", "/interviews/:id/versions/0..1", "/interviews/:id/said", "/said", "/log", "/shifts", "/yours"],
  dan: ["/", "/upload", "/account", "/work", "/people", "/settings", "/settings/agreement", "/vocabulary", "/shifts", "/interviews/:id/replace", "/interviews/:id", "/interviews/:id/manage", "/interviews/:id/lines/1/fix", "/interviews/:id/history"],
};

for (const [who, paths] of Object.entries(pages)) {
  test(`every page for ${who}: axe in light and dark, no sideways scroll at 1280, 360 and 320 px`, options, async (t) => {
    for (const colorScheme of ["light", "dark"]) {
      const someone = await site.open({ colorScheme });
      const { page } = someone;
      if (who !== "visitor") await someone.signIn(who);
      await someone.go("/interviews");
      const id = (await page.getByRole("link", { name: "Down by the canal" }).first().getAttribute("href")).split("/").pop();
      for (const path of paths) {
        await t.test(`${path} (${colorScheme})`, async () => {
          await page.setViewportSize({ width: 1280, height: 900 });
          const answer = await someone.go(path.replace(":id", id));
          assert.equal(answer.status(), 200);
          await valid(await answer.text(), path);
          await accessible(page, path);
          for (const width of [360, 320]) {
            await page.setViewportSize({ width, height: 740 });
            await fits(page, `${path} at ${width} px`);
          }
          await page.setViewportSize({ width: 360, height: 740 });
          await accessible(page, `${path} at 360 px`);
          const name = path.replace(":id", "interview").replace(/[^a-z0-9]+/g, "-");
          await shot(page, `${who}${name}-${colorScheme}-360`);
        });
      }
      await someone.close();
    }
  });
}

test("the sitemap of errors: what is not there is said kindly", options, async () => {
  const anyone = await site.open({ expectStatus: [404, 401] });
  await anyone.go("/interviews/aaaaaaaaaaaaaaaa");
  await anyone.page.getByRole("heading", { level: 1 }).waitFor();
  await accessible(anyone.page, "not found");
  await anyone.go("/upload");
  await accessible(anyone.page, "sign in first");
  await anyone.close();
});
