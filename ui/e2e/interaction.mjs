// Measures how long a person waits on the page of a long interview until what they
// did is painted, in Chromium on a processor made four times slower: a tap on a
// word, a tap on Fix until the field is there, and keys typed into it. Beside it
// stands the floor: the same on an empty page, in the same run. `make bench` runs it
// with the site in EARSHOT_RIG, and reads the figures in milliseconds from its output.
import { chromium } from "playwright-core";

const site = JSON.parse(process.env.EARSHOT_RIG);
const slower = 4;
const taps = 12;
const letters = "listen";
const pause = 200; // milliseconds between what a person does

const browser = await chromium.launch({ executablePath: site.chromium, args: ["--no-sandbox", "--disable-gpu", "--disable-quic"] });
try {
  console.log(JSON.stringify({ page: await measure(reading), floor: await measure(empty) }));
} finally {
  await browser.close();
}

/** Opens a phone's page on a slow processor, lets act use it, and returns what was waited for. */
async function measure(act) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, reducedMotion: "reduce" });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  await page.addInitScript(() => {
    globalThis.waits = { click: [], keydown: [] };
    // The message comes when the frame that holds what the event did has been handed over.
    const painted = (e) => requestAnimationFrame(() => {
      const after = new MessageChannel();
      after.port1.onmessage = () => globalThis.waits[e.type].push(performance.now() - e.timeStamp);
      after.port2.postMessage(0);
    });
    for (const kind of ["click", "keydown"]) addEventListener(kind, painted, { capture: true });
  });
  const throttle = await context.newCDPSession(page);
  await act(page, () => throttle.send("Emulation.setCPUThrottlingRate", { rate: slower }));
  const waits = await page.evaluate(() => globalThis.waits);
  await context.close();
  return { tap: waits.click, key: waits.keydown };
}

async function reading(page, slow) {
  await page.goto(`${site.url}/interviews/${site.interview}`);
  await page.waitForSelector("html[data-ready]");
  await slow();
  const lines = await page.evaluate(() => [...document.querySelectorAll(".l")].map((l) => l.id));
  for (let n = 0; n < taps; n++) {
    const line = `#${lines[Math.floor(((n + 0.5) * lines.length) / taps)]}`;
    await page.evaluate((l) => document.querySelector(l).scrollIntoView({ block: "center" }), line);
    await tap(page, `${line} .w`);
    await tap(page, ".panel [role=toolbar] button:nth-of-type(2)"); // Fix
    await page.waitForFunction(() => document.activeElement.matches(".fix-input"));
    await type(page);
    await page.keyboard.press("Escape");
  }
}

/** Touches the middle of what a selector finds first, as soon as it is there. */
async function tap(page, selector) {
  await page.waitForTimeout(pause); // nobody is faster, and what came before is not measured again
  const where = await page.waitForFunction((selector) => {
    const box = document.querySelector(selector)?.getBoundingClientRect();
    return box?.width ? { x: box.x + box.width / 2, y: box.y + box.height / 2 } : null;
  }, selector);
  const { x, y } = await where.jsonValue();
  await page.touchscreen.tap(x, y);
}

async function type(page) {
  await page.waitForTimeout(pause);
  await page.keyboard.type(letters, { delay: pause });
}

/** The least a browser does: a button makes a field, and letters go into it. */
async function empty(page, slow) {
  await page.goto("about:blank");
  await slow();
  for (let n = 0; n < taps; n++) {
    await page.evaluate(() => {
      const button = document.createElement("button");
      button.textContent = "Fix";
      button.addEventListener("click", () => {
        const field = document.createElement("input");
        button.replaceWith(field);
        field.focus();
      });
      document.body.replaceChildren(button);
    });
    await tap(page, "button");
    await page.waitForFunction(() => document.activeElement.matches("input"));
    await type(page);
  }
}
