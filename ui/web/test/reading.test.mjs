// The parts of the reading page, on a page of a few lines as the server writes
// them: finding lines and words, choosing, undo and redo, handles for times, and
// what is left when the browser keeps nothing.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, options } from "./load.mjs";

let browser;
before(async () => {
  if (!options.skip) browser = await openBrowser(["transcript", "words", "undo", "span", "credit", "tell", "player", "follow", "hear", "line", "here"]);
});
after(() => browser?.close());

const lines = `<div id="transcript">
<div class="turn"><h3 class="who">Ada</h3>
<p class="l" id="l1" data-w="1@1000 300 300/400"><span class="tx">How did it</span> <a class="fx" href="/interviews/abc/lines/1/fix">Fix or report</a></p>
<p class="l" id="l2"><span class="tx"><i>[nothing was said here]</i></span> <a class="fx" href="/interviews/abc/lines/2/fix">Fix or report</a></p></div>
<div class="turn"><h3 class="who">Grace</h3>
<p class="l" id="l3" data-w="7@4000 500 500 20@600/500"><span class="tx">It felt <u>lifting</u> spaces</span> <a class="fx" href="/interviews/abc/lines/3/fix">Fix or report</a></p>
<p class="pr">A reader proposes something</p>
<p class="l" id="l4" data-w="9@8000 500/500"><span class="tx">you know</span> <a class="fx" href="/interviews/abc/lines/4/fix">Fix or report</a></p></div>
</div><p id="saved"></p>`;

async function open(answers = {}, first) {
  const o = await browser.page(lines, answers, first);
  await o.page.evaluate(() => {
    globalThis.transcript = new m.transcript.Transcript(document.getElementById("transcript"));
    globalThis.said = (words) => words.map((w) => w.textContent);
  });
  return o;
}

test("the line of a time is the last that begins by then, whatever lines have no words", options, async () => {
  const { page } = await open();
  const at = await page.evaluate(() => [0, 999, 1000, 3999, 4000, 7999, 8000, 1e9].map((ms) => transcript.lineAt(ms)?.id ?? null));
  assert.deepEqual(at, [null, null, "l1", "l1", "l3", "l3", "l4", "l4"]);
  const among = await page.evaluate(() => {
    const made = (n, start) => ({ element: Object.assign(document.createElement("p"), { id: `x${n}` }), id: n, start });
    // Every pattern of eight lines with and without words, asked at every time.
    const wrong = [];
    for (let bits = 0; bits < 256; bits++) {
      transcript.lines = Array.from({ length: 8 }, (_, i) => made(i, bits & (1 << i) ? i * 10 : -1));
      for (let ms = 0; ms <= 80; ms += 5) {
        const want = transcript.lines.filter((l) => l.start >= 0 && l.start <= ms).pop()?.element.id ?? null;
        const got = transcript.lineAt(ms)?.id ?? null;
        if (got !== want) wrong.push([bits, ms, got, want]);
      }
    }
    return wrong;
  });
  assert.deepEqual(among, []);
});

test("words become elements once, with their ids, times and doubts", options, async () => {
  const { page } = await open();
  const got = await page.evaluate(() => {
    const line = transcript.line(3);
    transcript.words(line);
    const words = transcript.words(line).map((w) => m.transcript.wordOf(w));
    return { words, text: line.querySelector(".tx").textContent, none: transcript.words(transcript.line(2)).length };
  });
  assert.deepEqual(got.words, [
    { id: 7, start: 4000, end: 4500, text: "It", doubtful: false },
    { id: 8, start: 4500, end: 5000, text: "felt", doubtful: false },
    { id: 9, start: 5000, end: 5600, text: "lifting", doubtful: true },
    { id: 20, start: 5600, end: 6100, text: "spaces", doubtful: false },
  ]);
  assert.equal(got.text, "It felt lifting spaces");
  assert.equal(got.none, 0);
});

test("a stretch of words is found over lines, or not at all", options, async () => {
  const { page } = await open();
  const span = (line, first, last) => page.evaluate(([line, first, last]) => said(transcript.span(transcript.line(line), first, last)), [line, first, last]);
  assert.deepEqual(await span(3, 8, 20), ["felt", "lifting", "spaces"]);
  assert.deepEqual(await span(3, 20, 10), ["spaces", "you", "know"]);
  assert.deepEqual(await span(3, 99, 20), [], "the first word is gone");
  assert.deepEqual(await span(3, 8, 99), [], "the last word is gone");
  assert.deepEqual(await span(4, 8, 20), [], "they are before the line that was named");
});

test("a line that was replaced takes its proposals with it and tells its version", options, async () => {
  const { page } = await open();
  const got = await page.evaluate(() => {
    transcript.adopt({ version: 5, lines: [{ id: 3, html: '<p class="l" id="l3" data-w="30@4000/900"><span class="tx">Listening</span></p>' }, { id: 99, html: "<p>is not here</p>" }] });
    return { v: transcript.line(3).dataset.v, words: said(transcript.words(transcript.line(3))), proposals: document.querySelectorAll(".pr").length, lines: transcript.lines.map((l) => [l.id, l.start]) };
  });
  assert.deepEqual(got, { v: "5", words: ["Listening"], proposals: 0, lines: [[1, 1000], [2, -1], [3, 4000], [4, 8000]] });
});

test("reading all lines anew leaves alone what is as it was", options, async () => {
  const fresh = `<div id="interview" data-version="9"></div>${lines.replace("you know", "you know it").replace("9@8000 500/500", "9@8000 500 500/500")}`;
  const { page } = await open({ "/interviews/abc": () => fresh });
  const got = await page.evaluate(async () => {
    const page = { id: "abc", version: 4 };
    const first = document.querySelector("#l1");
    transcript.words(document.querySelector("#l1")); // made into elements meanwhile
    await transcript.refresh(page);
    return { same: first.isConnected, version: page.version, words: said(transcript.words(transcript.line(4))), lines: transcript.lines.length };
  });
  assert.deepEqual(got, { same: true, version: 9, words: ["you", "know", "it"], lines: 4 });
});

test("a site that does not answer leaves the lines as they are", options, async () => {
  const { page } = await open({ "/interviews/abc": () => ({ status: 503 }) });
  const got = await page.evaluate(async () => {
    const page = { id: "abc", version: 4 };
    await transcript.refresh(page);
    return { version: page.version, lines: transcript.lines.length };
  });
  assert.deepEqual(got, { version: 4, lines: 4 });
});

async function chooser() {
  const o = await open();
  await o.page.evaluate(() => {
    globalThis.heard = [];
    globalThis.opened = 0;
    globalThis.chooser = new m.words.Chooser(transcript, (c, how) => heard.push([c ? said(c.words).join(" ") : null, how]), () => opened++);
    for (const l of transcript.lines) transcript.wrap(l.element);
  });
  return o;
}
// choosing waits until words are chosen: a choice by a selection follows it a moment later.
const choosing = (page, words) => page.waitForFunction((want) => said(chooser.current?.words ?? []).join(" ") === want, words, { timeout: 5000 });
const chosen = (page) => page.evaluate(() => said(chooser.current?.words ?? []).join(" "));

test("words are chosen with the arrow keys, and more of them with Shift", options, async () => {
  const { page } = await chooser();
  await page.locator("#l3 .w", { hasText: "felt" }).click();
  assert.equal(await chosen(page), "felt");
  await page.evaluate(() => chooser.start(chooser.current.words[0], "keys"));
  const steps = [["ArrowRight", "lifting"], ["ArrowRight", "spaces"], ["ArrowRight", "spaces"], ["ArrowLeft", "lifting"], ["Shift+ArrowRight", "lifting spaces"], ["Shift+Home", "It felt lifting"], ["End", "spaces"], ["Home", "It"], ["ArrowLeft", "It"], ["Shift+End", "It felt lifting spaces"]];
  for (const [key, want] of steps) {
    await page.keyboard.press(key);
    assert.equal(await chosen(page), want, key);
  }
  assert.deepEqual(await page.evaluate(() => [document.querySelector("#l3 .tx").getAttribute("role"), document.querySelectorAll("[aria-selected=true]").length, document.querySelectorAll("#l1 [role]").length]), ["listbox", 4, 0]);
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => opened), 1);
  await page.keyboard.press("Escape");
  assert.equal(await chosen(page), "");
  assert.deepEqual(await page.evaluate(() => [document.querySelectorAll("#transcript [role], .chosen").length, document.activeElement.closest(".l").id, heard.at(-1)]), [0, "l3", [null, "keys"]], "it is plain text again and the focus is where it can be taken up");
});

test("in a line that is read from the right, the arrows go the way they point", options, async () => {
  const { page } = await chooser();
  await page.evaluate(() => {
    document.getElementById("l3").dir = "rtl";
    chooser.start(transcript.words(transcript.line(3))[1], "keys");
  });
  await page.keyboard.press("ArrowLeft");
  assert.equal(await chosen(page), "lifting");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  assert.equal(await chosen(page), "It");
});

test("Shift and a press choose all words between, over lines and in either direction", options, async () => {
  const { page } = await chooser();
  await page.locator("#l4 .w", { hasText: "you" }).click();
  await page.locator("#l3 .w", { hasText: "lifting" }).click({ modifiers: ["Shift"] });
  await choosing(page, "lifting spaces you");
  assert.equal(await page.evaluate(() => chooser.current.line.id), "l3", "the line of the first word");
  await page.locator("#l4 .w", { hasText: "know" }).click({ modifiers: ["Shift"] });
  await choosing(page, "you know"); // from where the choice began
});

test("a selection made by dragging is the words that it touches", options, async () => {
  const { page } = await chooser();
  await page.evaluate(() => {
    const at = (line, n) => transcript.words(transcript.line(line))[n].firstChild;
    const s = getSelection();
    s.setBaseAndExtent(at(3, 1), 2, at(3, 2), 3); // from within one word to within another
    document.dispatchEvent(new PointerEvent("pointerup"));
  });
  await page.waitForFunction(() => chooser.current);
  assert.equal(await chosen(page), "felt lifting");
  assert.deepEqual(await page.evaluate(() => [heard.at(-1)[1], getSelection().isCollapsed]), ["drag", true]);
});

test("a word that is pressed while text is being selected is not chosen", options, async () => {
  const { page } = await chooser();
  const got = await page.evaluate(() => {
    const words = transcript.words(transcript.line(3));
    getSelection().selectAllChildren(words[0]);
    words[1].dispatchEvent(new MouseEvent("click", { bubbles: true }));
    return chooser.current;
  });
  assert.equal(got, null);
});

// undo gives a page whose changes are sent to answers.
async function undoing(answers) {
  const o = await open(answers);
  await o.page.evaluate(() => {
    globalThis.page = { id: "abc", version: 1, transcript };
    transcript.refresh = async () => void (globalThis.refreshed = (globalThis.refreshed ?? 0) + 1);
    globalThis.undo = new m.undo.Undo(page);
    document.body.append(undo.tools);
  });
  o.press = async (name) => {
    const n = o.asked.length;
    await o.page.evaluate(() => (document.getElementById("saved").textContent = ""));
    await o.page.getByRole("button", { name, exact: true }).click();
    await o.page.waitForFunction(() => document.getElementById("saved").textContent !== "");
    return o.asked[n];
  };
  return o;
}
const can = (page) => page.evaluate(() => [...undo.tools.children].map((b) => !b.disabled));

test("undo and redo go back and forth, each as a new version", options, async () => {
  let version = 3;
  const o = await undoing({ "/interviews/abc/revert": () => ({ version: ++version, message: `Version ${version}.`, lines: [] }) });
  assert.equal(await o.page.evaluate(() => undo.tools.hidden), true, "there is nothing to take back yet");
  await o.page.evaluate(() => {
    undo.changed({ version: 2 }, false);
    undo.changed({ version: 3 }, true);
    undo.changed({ message: "nothing was changed" }, false);
  });
  assert.deepEqual(await can(o.page), [true, false]);
  assert.equal((await o.press("Undo")).version, "3");
  assert.equal(await o.page.evaluate(() => refreshed), 1, "a change of shape reads all lines anew");
  assert.deepEqual(await can(o.page), [true, true]);
  assert.equal((await o.press("Redo")).version, "4", "what took it back is taken back");
  assert.equal((await o.press("Undo")).version, "5");
  assert.equal((await o.press("Undo")).version, "2");
  assert.deepEqual(await can(o.page), [false, true]);
  await o.page.evaluate(() => undo.changed({ version: 8 }, false));
  assert.deepEqual(await can(o.page), [true, false], "a new change is where redo ends");
  const keys = o.asked.map((a) => a.key);
  assert.equal(new Set(keys).size, keys.length, "no two of them are the same request");
});

test("what can never be taken back goes from the list; what could not be reached stays", options, async () => {
  const replies = [{ status: 503, error: "Try later." }, { status: 429, error: "Slowly." }, { status: 409, error: "It was changed since." }, { version: 9, message: "Taken back." }];
  const o = await undoing({ "/interviews/abc/revert": () => replies.shift() });
  await o.page.evaluate(() => {
    undo.changed({ version: 2 }, false);
    undo.changed({ version: 3 }, false);
  });
  const sent = [];
  for (let n = 0; n < 4; n++) sent.push((await o.press("Undo")).version);
  assert.deepEqual(sent, ["3", "3", "3", "2"]);
  const same = o.asked.slice(0, 3).map((a) => a.key);
  assert.equal(new Set(same).size, 1, "tried again, it is the same request");
});

test("a proposal is withdrawn by its receipt and sent again with its words", options, async () => {
  const o = await undoing({ "/receipts/r1": () => ({ message: "Withdrawn." }), "/interviews/abc/changes": () => ({ receipt: "/receipts/r2", message: "Sent." }), "/form-mark": () => ({ mark: "", wait: 0 }), "/receipts/r2": () => ({ message: "Withdrawn." }) });
  await o.page.evaluate(() => undo.proposed("/receipts/r1", { text: "listening", line: "3", key: "first" }));
  assert.deepEqual(await o.press("Undo"), { path: "/receipts/r1", do: "withdraw" });
  await o.press("Redo");
  const again = o.asked.find((a) => a.path === "/interviews/abc/changes");
  assert.equal(again.text, "listening");
  assert.notEqual(again.key, "first", "a new request: the first was withdrawn");
  assert.equal((await o.press("Undo")).path, "/receipts/r2");
});

test("a second press while the first is on its way does nothing", options, async () => {
  let version = 5;
  const o = await undoing({ "/interviews/abc/revert": () => new Promise((done) => setTimeout(() => done({ version: ++version, message: "Taken back." }), 50)) });
  await o.page.evaluate(() => {
    undo.changed({ version: 2 }, false);
    undo.changed({ version: 3 }, false);
    for (let i = 0; i < 3; i++) undo.tools.children[0].click();
  });
  await o.page.getByText("Taken back.").waitFor();
  assert.deepEqual(o.asked.map((a) => a.version), ["3"]);
  assert.deepEqual(await can(o.page), [true, true]);
});

test("the keys undo where nothing is typed, and leave fields their own undo", options, async () => {
  let version = 5;
  const o = await undoing({ "/interviews/abc/revert": () => ({ version: ++version, message: `Version ${version}.` }) });
  await o.page.evaluate(() => {
    undo.changed({ version: 2 }, false);
    document.body.append(document.createElement("input"));
  });
  await o.page.locator("input").focus();
  await o.page.keyboard.press("Control+z");
  await o.page.evaluate(() => document.activeElement.blur());
  await o.page.keyboard.press("Control+Alt+z");
  assert.deepEqual(o.asked, []);
  await o.page.keyboard.press("Control+z");
  await o.page.getByText("Version 6.").waitFor();
  await o.page.keyboard.press("Control+y");
  await o.page.getByText("Version 7.").waitFor();
  await o.page.keyboard.press("Control+z");
  await o.page.getByText("Version 8.").waitFor();
  await o.page.keyboard.press("Control+Shift+Z");
  await o.page.getByText("Version 9.").waitFor();
  assert.deepEqual(o.asked.map((a) => a.version), ["2", "6", "7", "8"]);
});

test("undo reaches over a reload of its tab, for its interview, without names and addresses", options, async () => {
  const o = await undoing({});
  const kept = await o.page.evaluate(() => {
    undo.proposed("/receipts/r1", { text: "listening", name: "Grace", group: "The garden", mail: "grace@example.org" });
    const again = new m.undo.Undo({ id: "abc", transcript });
    const other = new m.undo.Undo({ id: "abd", transcript });
    return { all: JSON.stringify({ ...sessionStorage }), again: again.tools.hidden, other: other.tools.hidden };
  });
  assert.match(kept.all, /listening/);
  assert.doesNotMatch(kept.all, /Grace|garden|example/);
  assert.deepEqual([kept.again, kept.other], [false, true]);
});

test("what a store holds that is not ours is no reason to fail", options, async () => {
  const o = await open();
  for (const bad of ["{", "null", "[]", '{"done":1,"undone":[]}', '"x"']) {
    const hidden = await o.page.evaluate((bad) => {
      sessionStorage.setItem("earshot-undo:abc", bad);
      return new m.undo.Undo({ id: "abc", transcript }).tools.hidden;
    }, bad);
    assert.equal(hidden, true, bad);
  }
});

// spans puts the tools for a time on the page; there is no sound.
async function spans(start, end, room) {
  const o = await open();
  await o.page.evaluate(([start, end, room]) => {
    const row = document.createElement("div");
    row.className = "cluster";
    for (const [name, value] of [["start", start], ["end", end]]) row.append(Object.assign(document.createElement("input"), { name, value }));
    document.body.append(row);
    const [a, b] = row.children;
    globalThis.tools = new m.span.SpanTools({ id: "abc", player: new m.player.Player(null), transcript }, a, b, room.map((n) => n ?? Infinity));
    globalThis.times = () => [a.value, b.value];
  }, [start, end, room]);
  o.times = () => o.page.evaluate(() => times());
  return o;
}

test("handles move by keys, a tenth of a second or a whole one, and stop where there is no room", options, async () => {
  const { page, times } = await spans("0:04", "0:06", [3900, 8000]);
  const [first, last] = [page.getByRole("slider", { name: "Where the line begins" }), page.getByRole("slider", { name: "Where the line ends" })];
  await first.press("ArrowRight");
  await last.press("PageUp");
  assert.deepEqual(await times(), ["0:04.100", "0:07"]);
  assert.equal(await last.getAttribute("aria-valuetext"), "7 seconds");
  await first.press("Home");
  await last.press("End");
  assert.deepEqual(await times(), ["0:03.900", "0:08"]);
  for (let n = 0; n < 3; n++) await last.press("PageUp");
  await first.press("ArrowLeft");
  assert.deepEqual(await times(), ["0:03.900", "0:08"], "not beyond the words around");
  await first.press("End");
  assert.deepEqual(await times(), ["0:07.950", "0:08"], "a line is never nothing");
  await first.press("Control+ArrowLeft");
  assert.deepEqual(await times(), ["0:07.950", "0:08"], "the browser's own keys are left to it");
});

test("one end that is moved writes the other down, which an empty field would leave to chance", options, async () => {
  const { page, times } = await spans("", "", [1000, 3000]);
  await page.getByRole("slider", { name: "Where the line ends" }).press("ArrowLeft");
  assert.deepEqual(await times(), ["0:01", "0:02.900"]);
});

test("a typed time moves its handle; half a time moves nothing", options, async () => {
  const { page } = await spans("0:04", "0:06", [0, 60_000]);
  const now = () => page.getByRole("slider", { name: "Where the line begins" }).getAttribute("aria-valuenow");
  await page.locator("[name=start]").fill("0:05.5");
  assert.equal(await now(), "5.50");
  for (const half of ["0:", "", "x", "0:99"]) {
    await page.locator("[name=start]").fill(half);
    assert.equal(await now(), "5.50", half);
  }
});

test("where the end of the sound is not known, a handle still has a place and says no end", options, async () => {
  const { page, times } = await spans("0:04", "", [3000, null]);
  const last = page.getByRole("slider", { name: "Where the line ends" });
  assert.deepEqual([await last.getAttribute("aria-valuenow"), await last.getAttribute("aria-valuemax")], ["5.00", null]);
  await last.press("PageUp");
  assert.deepEqual(await times(), ["0:04", "0:06"]);
});

test("no room at all is said in words instead of with handles", options, async () => {
  const { page } = await spans("", "", [3000, 3010]);
  assert.match(await page.locator(".span-tools").innerText(), /no pause in the sound at this place/);
  assert.equal(await page.getByRole("slider").count(), 0);
});

test("the tools go and the fields stay, no longer moved by anything", options, async () => {
  const { page } = await spans("0:04", "0:06", [0, 60_000]);
  await page.evaluate(() => tools.end());
  assert.equal(await page.getByRole("slider").count(), 0);
  assert.equal(await page.locator("[name=start]").inputValue(), "0:04");
});

test("a name is kept on the device only while that is ticked", options, async () => {
  const o = await open();
  const kept = () => o.page.evaluate(() => localStorage.getItem("earshot-credit"));
  await o.page.evaluate(() => {
    globalThis.credit = new m.credit.CreditFields(false);
    document.body.append(credit.element);
    credit.element.open = true;
  });
  await o.page.getByLabel("Your name").fill(" Grace ");
  await o.page.evaluate(() => credit.sent());
  assert.equal(await kept(), null, "nobody asked for it");
  await o.page.getByLabel("Remember this").check();
  assert.equal(await kept(), '{"name":"Grace","group":"","mail":""}');
  await o.page.getByLabel("Your group").fill("The garden");
  await o.page.evaluate(() => credit.sent());
  const again = await o.page.evaluate(() => new m.credit.CreditFields(false).value());
  assert.deepEqual(again, { name: "Grace", group: "The garden", mail: "" });
  await o.page.getByLabel("Remember this").uncheck();
  assert.equal(await kept(), null, "to untick it forgets at once");
});

test("whoever is signed in is asked for an address alone, and their kept name is not sent", options, async () => {
  const o = await open();
  const got = await o.page.evaluate(() => {
    localStorage.setItem("earshot-credit", '{"name":"Grace","group":"G","mail":"g@example.org"}');
    const credit = new m.credit.CreditFields(true);
    document.body.append(credit.element);
    return { value: credit.value(), fields: credit.element.querySelectorAll("input:not([type=checkbox])").length, mine: credit.refuse("mail"), other: credit.refuse("name"), focus: document.activeElement.type };
  });
  assert.deepEqual(got, { value: { name: "", group: "", mail: "g@example.org" }, fields: 1, mine: true, other: false, focus: "email" });
});

test("what happened last stands alone in the strip, and as text", options, async () => {
  const o = await open();
  await o.page.evaluate(() => {
    m.tell.makeStrip(document.body, document.createElement("div"));
    m.tell.announce("First.");
    m.tell.announce("<b>Second</b>.", { href: "/receipts/r", text: "See" }, true);
  });
  assert.equal(await o.page.locator("#saved").innerText(), "<b>Second</b>. See");
  assert.equal(await o.page.locator("#saved .notice-good").count(), 0, "bad news does not look good");
  await o.page.getByRole("button", { name: "Close" }).click();
  assert.equal(await o.page.locator(".strip").isVisible(), false);
  assert.equal(await o.page.locator("#saved").textContent(), "");
});

test("a browser that forbids its stores still reads, follows, repeats and fixes", options, async () => {
  const forbid = () => {
    for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, { get() { throw new DOMException("The operation is insecure.", "SecurityError"); } });
  };
  const o = await open({}, forbid);
  const got = await o.page.evaluate(() => {
    const audio = document.createElement("audio");
    const player = new m.player.Player(audio);
    const tools = document.createElement("div");
    document.body.append(tools);
    m.follow.follow(transcript, player, tools);
    tools.querySelector("input").click();
    const hear = new m.hear.HearTools(player, 1000, 2000);
    document.body.append(...hear.tools);
    const repeat = hear.tools.at(-1);
    const before = repeat.getAttribute("aria-pressed");
    repeat.click();
    const undo = new m.undo.Undo({ id: "abc", transcript });
    undo.changed({ version: 2 }, false);
    const credit = new m.credit.CreditFields(false);
    credit.sent();
    return { follows: tools.querySelector("input").checked, before, after: repeat.getAttribute("aria-pressed"), undo: undo.tools.hidden, name: credit.value().name };
  });
  assert.deepEqual(o.asked, [], "no script failed");
  assert.deepEqual(got, { follows: false, before: "true", after: "false", undo: false, name: "" });
});
