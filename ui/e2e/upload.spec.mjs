// An upload that is paused, that loses its page, and that ends; and passages
// heard on the search page. The line is made slow, so that there is a middle.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import { accessible, missing, recording, start } from "./harness.mjs";

const options = { skip: missing, timeout: 120_000 };
let site;

before(async () => {
  if (missing) return;
  site = await start();
  await site.addUser("ada", "Ada", "reporter");
}, { timeout: 60_000 });

after(async () => {
  await site?.stop();
});

/** Sets how many bytes a second the page may send; Infinity for no limit. */
async function sendsAt(tab, bytes) {
  await tab.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytes === Infinity ? -1 : bytes });
}

/** What the page asks and hears under /uploads/. */
function watched(page) {
  const seen = { patches: [], offsets: [] };
  page.on("request", (r) => {
    if (r.method() === "PATCH" && r.url().includes("/uploads/")) seen.patches.push(Number(r.headers()["upload-offset"]));
  });
  page.on("response", (r) => {
    if (r.request().method() === "HEAD" && r.url().includes("/uploads/")) seen.offsets.push(Number(r.headers()["upload-offset"]));
  });
  return seen;
}

const bar = (page) => page.locator("[data-bar] progress");
const percent = (page) => bar(page).evaluate((b) => b.value);

/** Waits until some, but not all, of the file was sent. */
async function underWay(page) {
  await page.waitForFunction(() => {
    const b = document.querySelector("[data-bar] progress");
    return b && b.value > 5 && b.value < 95;
  });
}

test("an upload is paused, survives a reload, goes on where it stopped, and is whole", options, async () => {
  const ada = await site.open();
  const { page } = ada;
  await ada.signIn("ada");
  const file = await recording(site, "long.wav", 90); // 2.9 MB
  const tab = await ada.context.newCDPSession(page);
  await tab.send("Network.enable");
  const seen = watched(page);

  await page.goto(site.url + "/upload");
  await sendsAt(tab, 400_000);
  await page.getByLabel("Recording", { exact: true }).setInputFiles(file);
  await underWay(page);
  await accessible(page, "upload under way");
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByText("Paused. Nothing that was sent is lost.").waitFor();
  const stopped = await percent(page);
  assert.equal(seen.patches.length, 1);

  await page.getByRole("button", { name: "Go on" }).click();
  await page.waitForFunction((was) => document.querySelector("[data-bar] progress").value > was, stopped);
  assert.equal(seen.patches.length, 2, "it goes on");
  assert.ok(seen.patches[1] > 0, "and does not begin again");

  await page.reload();
  await sendsAt(tab, Infinity);
  await page.getByLabel("Recording", { exact: true }).setInputFiles(file);
  await page.getByText("The recording has arrived.").waitFor();
  assert.equal(seen.patches.length, 3);
  assert.ok(seen.patches[2] >= seen.patches[1], "after the reload it goes on too");
  assert.equal(seen.offsets.at(-1), seen.patches[2], "from the byte the server has");

  await page.getByLabel("Title").fill("Sent in three pieces");
  await page.getByLabel("The storyteller agreed to this.").check();
  await page.getByRole("button", { name: "Upload" }).click();
  await page.waitForURL(/\/interviews\/[a-z0-9]+$/);
  const id = page.url().split("/").pop();
  const kept = await page.evaluate(async (at) => (await fetch(at)).json(), `/api/v1/interviews/${id}`);
  const bytes = await readFile(file);
  assert.equal(kept.recording.size_bytes, bytes.length);
  assert.equal(kept.recording.sha256, createHash("sha256").update(bytes).digest("hex"));
  await ada.close();
});

test("a form that is sent before its recording has arrived waits for it", options, async () => {
  const ada = await site.open();
  const { page } = ada;
  await ada.signIn("ada");
  const file = await recording(site, "early.wav", 60, 300);
  const tab = await ada.context.newCDPSession(page);
  await tab.send("Network.enable");
  await page.goto(site.url + "/upload");
  await sendsAt(tab, 400_000);
  await page.getByLabel("Recording", { exact: true }).setInputFiles(file);
  await underWay(page);
  await page.getByLabel("Title").fill("Sent early");
  await page.getByLabel("The storyteller agreed to this.").check();
  await page.getByRole("button", { name: "Upload" }).click();
  await page.getByRole("button", { name: "Sent when the recording has arrived" }).waitFor();
  await sendsAt(tab, Infinity);
  await page.waitForURL(/\/interviews\/[a-z0-9]+$/);
  await page.getByRole("heading", { name: "Sent early" }).waitFor();
  await ada.close();
});

test("a passage is heard on the search page, one at a time, and stops at its end", options, async () => {
  const captions = path.join(site.root, "heard.vtt");
  const lines = ["The heron stood by the weir all morning.", "Nobody else had seen a heron since the flood."];
  await writeFile(captions, `WEBVTT\n\n00:00:01.000 --> 00:00:03.000\n${lines[0]}\n\n00:01:31.000 --> 00:01:33.000\n${lines[1]}\n`);
  await site.cli(["import", await recording(site, "heard.wav", 95, 260), "--title", "By the weir", "--captions", captions, "--wait"]);
  const reader = await site.open();
  const { page } = reader;
  await page.goto(site.url + "/search?q=heron");
  // Hits, and the sound beside them, follow a moment after the words.
  for (let tries = 0; (await page.locator("[data-sound]").count()) < 2; tries++) {
    assert.ok(tries < 100, "both passages are found");
    await page.reload();
  }
  const address = site.url + (await page.locator("[data-sound]").first().getAttribute("data-sound"));
  const there = async () => (await fetch(address, { method: "HEAD" })).ok;
  for (let tries = 0; !(await there()); tries++) {
    assert.ok(tries < 60, "the sound is there to be heard");
    await page.waitForTimeout(500); // a person would try again
  }
  const [first, second] = [page.locator("[data-sound] button").first(), page.locator("[data-sound] button").nth(1)];
  await first.click();
  assert.equal(await first.getAttribute("aria-pressed"), "true");
  await second.click();
  assert.equal(await second.getAttribute("aria-pressed"), "true");
  assert.equal(await first.getAttribute("aria-pressed"), "false", "one is heard at a time");
  await page.waitForFunction(() => document.querySelectorAll("[data-sound] button[aria-pressed=true]").length === 0, undefined, { timeout: 30_000 });
  await first.click();
  await first.click();
  assert.equal(await first.getAttribute("aria-pressed"), "false", "a second press stops");
  await reader.close();
});
