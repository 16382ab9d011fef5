// Starts the real program on an empty data folder, with the engine that makes up
// the same words for the same sound, and opens it in Chromium. Everything is on
// loopback and in a temporary folder, and is gone when stop() returns.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";

const here = path.dirname(fileURLToPath(import.meta.url));
const bin = process.env.SITE_BIN ?? path.join(here, "..", "..", "bin", "earshot");
const chrome = process.env.CHROMIUM ?? "/usr/bin/chromium";
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const password = "four quiet river stones";

/** Why nothing can be tested here, or false. For the skip option of tests. */
export const missing = !existsSync(bin)
  ? `there is no ${bin}: run make build first`
  : !existsSync(chrome)
    ? `there is no ${chrome}: install chromium, or name it in CHROMIUM`
    : false;

/** A running site: its address, its command line and a browser. */
export async function start() {
  const root = await mkdtemp(path.join(os.tmpdir(), "earshot-e2e-"));
  const data = path.join(root, "data");
  const log = [];
  const server = spawn(bin, ["serve", "--data", data, "--listen", "127.0.0.1:0", "--engine", "script"], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise((done) => server.once("exit", done));
  server.stderr.on("data", (b) => log.push(b.toString()));
  const url = await new Promise((found, failed) => {
    let said = "";
    server.stdout.on("data", (b) => {
      log.push(b.toString());
      said += b;
      const at = said.match(/ is at (http:\S+)/);
      if (at) found(at[1]);
    });
    server.once("exit", (code) => failed(new Error(`earshot serve ended with ${code}:\n${log.join("")}`)));
  });
  const browser = await chromium.launch({
    executablePath: chrome,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required"],
  });
  const site = {
    url,
    root,
    data,
    log,
    browser,
    /** Runs a command of the program on the same data folder. */
    cli: (args, input = "") => run(args.concat("--data", data), input),
    addUser: (name, display, role) => run(["user", "add", name, "--display", display, "--role", role, "--password", "--data", data], password + "\n"),
    open: (how) => open(site, how),
    async stop() {
      await browser.close();
      server.kill("SIGTERM");
      await ended;
      await rm(root, { recursive: true, force: true });
    },
  };
  return site;
}

async function run(args, input) {
  const child = spawn(bin, args, { stdio: ["pipe", "pipe", "pipe"] });
  let out = "";
  let err = "";
  child.stdout.on("data", (b) => (out += b));
  child.stderr.on("data", (b) => (err += b));
  child.stdin.end(input);
  const code = await new Promise((done) => child.once("close", done));
  if (code !== 0) throw new Error(`earshot ${args.join(" ")} ended with ${code}: ${err}`);
  return out;
}

/**
 * Opens a browser of its own: nothing is shared with other people. The page
 * remembers what must never happen, and close() fails when it did.
 */
async function open(site, { expectStatus = [], ...how } = {}) {
  const context = await site.browser.newContext({ viewport: { width: 1280, height: 900 }, ...how });
  context.setDefaultTimeout(20_000);
  const wrong = [];
  context.on("request", (r) => {
    if (!r.url().startsWith(site.url) && !/^(data|blob):/.test(r.url())) wrong.push(`asked another host: ${r.url()}`);
  });
  context.on("response", (r) => {
    if (r.status() >= 400 && !expectStatus.includes(r.status())) wrong.push(`${r.status()} ${r.request().method()} ${r.url()}`);
  });
  const page = await context.newPage();
  page.on("pageerror", (e) => wrong.push(`script: ${e.message}`));
  page.on("console", (m) => {
    const expected = expectStatus.some((s) => m.text().includes(`status of ${s}`));
    if (m.type() === "error" && !expected) wrong.push(`console: ${m.text()}`);
  });
  return {
    page,
    context,
    go: (to) => page.goto(site.url + to),
    async signIn(name) {
      await page.goto(site.url + "/sign-in");
      await page.getByLabel("Sign-in name").fill(name);
      await page.getByLabel("Password").fill(password);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("link", { name: "Upload", exact: true }).waitFor();
    },
    async close() {
      assert.deepEqual(wrong, []);
      await context.close();
    },
  };
}

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Holds the page to axe. The source is evaluated, as the site's own policy refuses added scripts. */
export async function accessible(page, where) {
  await page.evaluate(axeSource);
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map((a) => a.finished))); // colours on their way are nobody's
  const found = await page.evaluate((only) => globalThis.axe.run(document, { runOnly: only }), rules);
  assert.deepEqual(found.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.html).join(" | ")}`), [], where);
}

const html = new HtmlValidate({ root: true, extends: ["html-validate:standard", "html-validate:a11y"] });

/** Holds what the server sent, before any script ran, to the HTML standard. */
export async function valid(source, where) {
  const { results } = await html.validateString(source);
  assert.deepEqual(results.flatMap((r) => r.messages).map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`), [], where);
}

/** Nothing may be wider than the window: no sideways scrolling. */
export async function fits(page, where) {
  const over = await page.evaluate(() => {
    const wide = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= wide) return [];
    return [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > wide + 1).map((e) => e.outerHTML.slice(0, 120));
  });
  assert.deepEqual(over, [], where);
}

/** Keeps a picture in e2e/shots, for people to look at. */
export async function shot(page, name) {
  const dir = path.join(here, "shots");
  await mkdir(dir, { recursive: true });
  await page.screenshot({ path: path.join(dir, `${name}.png`), fullPage: true });
}

/** Looks at a page in all the ways that people do. */
export async function look(page, where) {
  await valid(await (await page.request.get(page.url())).text(), where);
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await accessible(page, `${where}, ${colorScheme}`);
  }
  await fits(page, where);
  await shot(page, where.replace(/\W+/g, "-"));
}

/** Uploads a recording, opens it to everyone, waits for all of its words and returns its address. */
export async function published(site, page) {
  await page.goto(site.url + "/upload");
  await page.getByLabel("Recording", { exact: true }).setInputFiles(await recording(site, "canal.wav", 240));
  await page.getByLabel("Title").fill("By the canal");
  await page.getByLabel("Open it to everyone at once").check();
  await page.getByLabel("The storyteller agreed to this.").check();
  await page.getByRole("button", { name: "Upload", exact: true }).click();
  await page.waitForURL(/\/interviews\/\w{16}$/);
  for (let n = 0; n < 60 && ((await page.locator("p.l", { hasText: "lifting" }).count()) < 2 || (await page.locator("p.l").count()) < 8); n++) {
    await page.waitForTimeout(500); // a person would press “Look again”
    await page.reload();
  }
  return page.url();
}

/** Writes a recording: tones of one second with a pause after every fourth. */
export async function recording(site, name, seconds, pitch = 220) {
  const rate = 16000;
  const samples = rate * seconds;
  const b = Buffer.alloc(44 + 2 * samples);
  b.write("RIFF", 0);
  b.writeUInt32LE(36 + 2 * samples, 4);
  b.write("WAVEfmt ", 8);
  b.writeUInt32LE(16, 16);
  b.writeUInt16LE(1, 20);
  b.writeUInt16LE(1, 22);
  b.writeUInt32LE(rate, 24);
  b.writeUInt32LE(2 * rate, 28);
  b.writeUInt16LE(2, 32);
  b.writeUInt16LE(16, 34);
  b.write("data", 36);
  b.writeUInt32LE(2 * samples, 40);
  for (let i = 0; i < samples; i++) {
    const second = Math.floor(i / rate);
    b.writeInt16LE(second % 5 === 4 ? 0 : Math.round(9000 * Math.sin((2 * Math.PI * pitch * i) / rate)), 44 + 2 * i);
  }
  const file = path.join(site.root, name);
  await writeFile(file, b);
  return file;
}
