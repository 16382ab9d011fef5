// Measures how long a person waits on the page of a long interview until what they
// did is painted, in Chromium on a processor made four times slower: a tap on a
// word, a tap on Fix until the field is there, and keys typed into it. Beside it
// stands the floor: the same on an empty page, round by round. `make bench` runs it
// with the site in EARSHOT_RIG, and reads the figures in milliseconds from its output.
import { chromium } from "playwright-core";

const site = JSON.parse(process.env.EARSHOT_RIG);
const slower = 4;
const rounds = 16;
const warmUp = 2; // rounds before them: a script that was never run is not what people wait for with each tap
const letters = "listen";
const pause = 200; // milliseconds between what a person does

const browser = await chromium.launch({ executablePath: site.chromium, args: ["--no-sandbox", "--disable-gpu", "--disable-quic"] });
try {
  // In turns, so that whatever else the machine does meets both.
  const [page, floor] = [await phone(reading), await phone(empty)];
  for (let n = -warmUp; n < rounds; n++) {
    for (const p of [page, floor]) {
      await p.page.bringToFront();
      if (n === 0) await p.page.evaluate(() => (globalThis.waits = { click: [], keydown: [] }));
      await p.act(n + warmUp);
    }
  }
  console.log(JSON.stringify({ page: await waited(page), floor: await waited(floor) }));
} finally {
  await browser.close();
}

/** Opens a phone's page on a slow processor; what it returns can be used round by round. */
async function phone(open) {
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
  const act = await open(page);
  const throttle = await context.newCDPSession(page);
  await throttle.send("Emulation.setCPUThrottlingRate", { rate: slower });
  return { page, act };
}

async function waited({ page }) {
  const waits = await page.evaluate(() => globalThis.waits);
  return { tap: waits.click, key: waits.keydown };
}

async function reading(page) {
  await page.goto(`${site.url}/interviews/${site.interview}`);
  await page.waitForSelector("html[data-ready]");
  const lines = await page.evaluate(() => [...document.querySelectorAll(".l")].map((l) => l.id));
  return async (n) => {
    const line = `#${lines[Math.floor(((n + 0.5) * lines.length) / (rounds + warmUp))]}`;
    await page.evaluate((l) => document.querySelector(l).scrollIntoView({ block: "center" }), line);
    await tap(page, `${line} .w`);
    await tap(page, ".panel [role=toolbar] button:nth-of-type(2)"); // Fix
    await page.waitForFunction(() => document.activeElement.matches(".fix-input"));
    await type(page);
    await page.keyboard.press("Escape");
  };
}

/** Touches the middle of what a selector finds first, once it is there and in sight. */
async function tap(page, selector) {
  await page.waitForTimeout(pause); // nobody is faster, and what came before is not measured again
  const where = await page.waitForFunction((selector) => {
    const thing = document.querySelector(selector);
    const box = thing?.getBoundingClientRect();
    if (!box?.width) return null;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    if (thing.contains(document.elementFromPoint(x, y))) return { x, y };
    thing.scrollIntoView({ block: "center" }); // as somebody does who looks for it
    return null;
  }, selector);
  const { x, y } = await where.jsonValue();
  await page.touchscreen.tap(x, y);
}

async function type(page) {
  await page.waitForTimeout(pause);
  await page.keyboard.type(letters, { delay: pause });
}

/** The least a browser does: a button makes a field, and letters go into it. */
async function empty(page) {
  await page.goto("data:text/html,<meta name=viewport content='width=device-width'>");
  return async () => {
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
  };
}
