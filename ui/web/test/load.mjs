// Loads modules of web/src for their own tests: into this process where they need
// no page, into Chromium where they do.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { chromium } from "playwright-core";

const src = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "src");
const made = mkdtempSync(path.join(os.tmpdir(), "earshot-modules-"));
process.on("exit", () => rmSync(made, { recursive: true, force: true }));
let loaded = 0;

async function bundle(code, how) {
  const { outputFiles } = await build({ stdin: { contents: code, resolveDir: src, loader: "ts" }, bundle: true, write: false, target: "es2022", logLevel: "warning", ...how });
  return outputFiles[0].text;
}

/** A module as it is when a page loads it: what it remembers is its own each time. */
export async function load(name) {
  globalThis.window ??= globalThis; // for timers
  const file = path.join(made, `${name}-${++loaded}.mjs`);
  writeFileSync(file, await bundle(`export * from "./${name}";`, { format: "esm", sourcemap: "inline" }));
  return import(file);
}

const chrome = process.env.CHROMIUM ?? "/usr/bin/chromium";
export const options = { skip: existsSync(chrome) ? false : `there is no ${chrome}: install chromium, or name it in CHROMIUM`, timeout: 60_000 };

/**
 * A browser whose pages know the named modules as properties of m. No server runs:
 * answers gives, for a path, what a request to it is answered with. One page serves
 * test after test; each begins with nothing kept.
 */
export async function openBrowser(names) {
  const code = await bundle(names.map((n) => `export * as ${n} from "./${n}";`).join("\n"), { format: "iife", globalName: "m" });
  const browser = await chromium.launch({ executablePath: chrome, args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--autoplay-policy=no-user-gesture-required"] });
  const context = await browser.newContext();
  context.setDefaultTimeout(10_000);
  const now = { html: "", answers: {}, asked: [] };
  await context.route("**/*", async (route) => {
    const request = route.request();
    const at = new URL(request.url()).pathname;
    if (at === "/") return route.fulfill({ contentType: "text/html", body: now.html });
    now.asked.push({ path: at, ...Object.fromEntries(new URLSearchParams(request.postData() ?? "")) });
    const answer = await now.answers[at]?.(now.asked.at(-1));
    if (!answer) return route.abort("connectionrefused");
    return route.fulfill(typeof answer === "string" ? { contentType: "text/html", body: answer } : { status: answer.status ?? 200, json: answer });
  });
  const page = await context.newPage();
  page.on("pageerror", (e) => now.asked.push({ error: e.message }));
  const empty = async () => {
    localStorage.clear();
    sessionStorage.clear();
    for (const { name } of await indexedDB.databases()) indexedDB.deleteDatabase(name);
  };
  return {
    close: () => browser.close(),
    /** Another tab of the same page. */
    async tab() {
      const other = await context.newPage();
      await other.goto("https://earshot.test/");
      return other;
    },
    /** The page with this body; first runs in it before anything else does. */
    async page(body = "", answers = {}, first = () => undefined) {
      const html = (script, text) => `<!doctype html><html lang="en"><title>t</title><body>${text}<script>${script}</script></body></html>`;
      Object.assign(now, { html: html(`(${empty})().then(() => (window.emptied = true))`, ""), answers, asked: [] });
      await page.goto("https://earshot.test/"); // answered above; a secure origin, as locks and storage want
      await page.waitForFunction(() => window.emptied);
      now.html = html(`(${first})();${code.replaceAll("</", "<\\/")}`, body);
      await page.goto("https://earshot.test/");
      return { page, asked: now.asked };
    },
  };
}
