// What every page gets, the player of passages, and who else is here.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, options } from "./load.mjs";

let site;
let parts;
before(async () => {
  if (options.skip) return;
  [site, parts] = await Promise.all([openBrowser(["site"]), openBrowser(["clips", "here", "transcript", "speaker"])]);
});
after(() => Promise.all([site?.close(), parts?.close()]));

// submit presses a button as often as told and says how often the form went.
const submit = (page, times) =>
  page.evaluate((times) => {
    const form = document.querySelector("form");
    let went = 0;
    const count = (e) => {
      if (!e.defaultPrevented) went++;
      e.preventDefault(); // it need not go anywhere
    };
    addEventListener("submit", count);
    for (let n = 0; n < times; n++) form.querySelector("button").click();
    removeEventListener("submit", count);
    return went;
  }, times);

test("a form that writes goes once, however often its button is pressed", options, async () => {
  const { page } = await site.page('<form method="post" action="/x"><button>Send</button></form>');
  assert.equal(await submit(page, 3), 1);
  assert.equal(await submit(page, 1), 0, "not a moment later either");
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
  assert.equal(await submit(page, 2), 1, "a page that comes back may be sent again");
});

test("a form that only asks goes as often as it is asked", options, async () => {
  const { page } = await site.page('<form method="get" action="/search"><button>Search</button></form>');
  assert.equal(await submit(page, 3), 3);
});

test("a form that a script took is not counted as sent", options, async () => {
  const { page } = await site.page('<form method="post" action="/x"><button>Send</button></form>');
  const sent = await page.evaluate(() => {
    const form = document.querySelector("form");
    form.addEventListener("submit", (e) => e.preventDefault());
    form.querySelector("button").click();
    return "sent" in form.dataset;
  });
  assert.equal(sent, false);
});

test("a problem in a form is where the reader begins", options, async () => {
  const { page } = await site.page('<h1>Upload</h1><p data-problem tabindex="-1">Please choose a file.</p>');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Please choose a file.");
});

const cards = ["one", "two", "three"]
  .map((name, i) => `<details ${i === 1 ? "" : "open"}><summary>${name}</summary><article data-sound="/sound/${name}" data-title="Title ${name}" data-from="${i}" data-end="${i + 1}">
    <a class="play" href="/i/${name}" aria-label="Play ${name}" data-play>Play</a></article></details>`)
  .join("");

async function player() {
  const o = await parts.page(`<div id="hits">${cards}</div>`);
  await o.page.evaluate(() => {
    HTMLMediaElement.prototype.play = function () { // there is no sound to load
      Object.defineProperty(this, "paused", { configurable: true, value: false });
      this.dispatchEvent(new Event("play"));
      return Promise.resolve();
    };
    HTMLMediaElement.prototype.pause = function () {
      Object.defineProperty(this, "paused", { configurable: true, value: true });
      this.dispatchEvent(new Event("pause"));
    };
    globalThis.clips = new m.clips.Clips(document.getElementById("hits"));
    for (const a of document.querySelectorAll("a[data-play]")) clips.take(a);
    globalThis.pressed = () => [...document.querySelectorAll(".play")].filter((b) => b.getAttribute("aria-pressed") === "true").map((b) => b.getAttribute("aria-label"));
  });
  // In one go: a moment later the browser finds that there is no such sound.
  o.state = (press = "") => o.page.evaluate((press) => (document.querySelector(`[aria-label="${press}"]`)?.click(), { on: pressed(), src: clips.audio.getAttribute("src"), says: document.querySelector(".clips-says").textContent, shown: !document.querySelector("section.clips").hidden, paused: clips.audio.paused }), press);
  return o;
}

test("links to sound become buttons of one player", options, async () => {
  const o = await player();
  assert.deepEqual(await o.state(), { on: [], src: null, says: "", shown: false, paused: true });
  assert.deepEqual(await o.state("Play one"), { on: ["Play one"], src: "/sound/one", says: "Title one", shown: true, paused: false });
  assert.deepEqual(await o.state("Play three"), { on: ["Play three"], src: "/sound/three", says: "Title three", shown: true, paused: false }, "one at a time");
  const { says: _, ...put } = await o.state("Play three");
  assert.deepEqual(put, { on: [], src: "/sound/three", shown: true, paused: true });
});

test("next and before pass over what is folded away, and stop at the ends", options, async () => {
  const o = await player();
  const step = async (by) => {
    await o.page.evaluate((by) => clips.step(by), by);
    return (await o.state()).on;
  };
  assert.deepEqual(await step(1), ["Play one"]);
  assert.deepEqual(await step(1), ["Play three"], "the second is folded away");
  assert.deepEqual(await step(1), ["Play three"], "there is no other");
  assert.deepEqual(await step(-1), ["Play one"]);
  assert.deepEqual(await step(-1), ["Play one"]);
});

test("the player is put away silent, and the focus goes back to what was heard", options, async () => {
  const o = await player();
  await o.page.getByRole("button", { name: "Play one" }).click();
  await o.page.getByRole("button", { name: "Close" }).click();
  const { shown, paused } = await o.state();
  assert.deepEqual({ shown, paused }, { shown: false, paused: true });
  assert.equal(await o.page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Play one");
});

test("sound that is not there yet is said, in words", options, async () => {
  const o = await player();
  await o.page.getByRole("button", { name: "Play one" }).click();
  await o.page.evaluate(() => clips.audio.dispatchEvent(new Event("error")));
  assert.match((await o.state()).says, /not here yet/);
});

const talk = `<div id="transcript"><p class="l" id="l1" data-w="1@0/100"><span class="tx">one</span></p><p class="l" id="l2" data-w="2@200/100"><span class="tx">two</span></p></div>`;

async function here(lines) {
  const o = await parts.page(talk, { "/api/v1/interviews/abc/presence": () => ({ lines: lines() }) });
  await o.page.evaluate(() => {
    const ask = fetch;
    globalThis.told = [];
    globalThis.fetch = (address, how) => {
      told.push(JSON.parse(how.body).line);
      return ask(address, how);
    };
    const transcript = new m.transcript.Transcript(document.getElementById("transcript"));
    globalThis.here = new m.here.Here({ id: "abc", transcript });
  });
  o.notes = () => o.page.evaluate(() => [...document.querySelectorAll(".here")].map((n) => `${n.parentElement.id}: ${n.textContent}`));
  return o;
}

test("who opens a line is told of others on it, and others of them, until they leave", options, async () => {
  let others = [1, 2];
  const o = await here(() => others);
  await o.page.evaluate(() => here.enter(1));
  await o.page.locator(".here").nth(1).waitFor();
  assert.deepEqual(await o.notes(), ["l1: Someone else has this line open too. Nothing is locked.", "l2: Someone is fixing this line."]);
  others = [2, 99]; // 99 is on no line of this page
  await o.page.evaluate(() => here.enter(1));
  await o.page.waitForFunction(() => document.querySelectorAll(".here").length === 1);
  assert.deepEqual(await o.notes(), ["l2: Someone is fixing this line."]);
  await o.page.evaluate(() => here.leave());
  await o.page.waitForFunction(() => told.length === 3);
  assert.deepEqual(await o.page.evaluate(() => told), [1, 1, 0]);
  assert.deepEqual(await o.notes(), []);
});

test("going from one line to the next tells nobody that one left", options, async () => {
  const o = await here(() => []);
  await o.page.evaluate(() => {
    here.enter(1);
    here.leave();
    here.enter(2);
  });
  await o.page.waitForFunction(() => told.length === 2);
  await o.page.evaluate(() => new Promise((done) => setTimeout(done, 0))); // when leaving would have been told
  assert.deepEqual(await o.page.evaluate(() => told), [1, 2]);
});

test("a site that cannot be told is no trouble to who writes", options, async () => {
  const o = await parts.page(talk);
  await o.page.evaluate(async () => {
    const here = new m.here.Here({ id: "abc", transcript: new m.transcript.Transcript(document.getElementById("transcript")) });
    here.enter(1);
    await new Promise((done) => setTimeout(done, 50));
    here.leave();
  });
  assert.deepEqual(o.asked.filter((a) => a.error), []);
});

test("a mark is written where the cursor is, with the spaces that it needs", options, async () => {
  const { page } = await parts.page('<input id="field">');
  await page.evaluate(() => {
    const field = document.getElementById("field");
    globalThis.heard = 0;
    field.addEventListener("input", () => heard++);
    document.body.append(m.speaker.inserts(field));
  });
  const cases = [
    ["", 0, 0, "[laughter]", 10],
    ["we said", 2, 2, "we [laughter] said", 13],
    ["we  said", 3, 3, "we [laughter] said", 13],
    ["we said", 7, 7, "we said [laughter]", 18],
    ["we said", 0, 0, "[laughter] we said", 10],
    ["we really said", 3, 9, "we [laughter] said", 13],
  ];
  for (const [text, from, to, want, cursor] of cases) {
    await page.evaluate(([text, from, to]) => {
      const field = document.getElementById("field");
      field.value = text;
      field.setSelectionRange(from, to);
    }, [text, from, to]);
    await page.getByRole("button", { name: "[laughter]" }).click();
    assert.deepEqual(await page.evaluate(() => [field.value, field.selectionStart, document.activeElement.id]), [want, cursor, "field"]);
  }
  assert.equal(await page.evaluate(() => heard), cases.length, "drafts and checks hear of it");
});
