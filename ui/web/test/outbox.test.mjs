// Answers that were given without a connection: kept whole or not at all, sent in
// their order, and never lost to a site that says something unexpected.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, options } from "./load.mjs";

let browser;
before(async () => {
  if (!options.skip) browser = await openBrowser(["shelf", "outbox"]);
});
after(() => browser?.close());

const shift = { task: "spot", interview: "abc", title: "Canal", version: 1, first: 1, last: 4, start_s: 0, end_s: 9, text: "we went down", clip: "/clip" };

// with opens a page on which these answers wait, and runs act in it.
async function withAnswers(answers, waiting) {
  const opened = await browser.page("", answers);
  await opened.page.evaluate(async (waiting) => {
    for (const a of waiting) await m.shelf.putAnswer(a);
  }, waiting);
  opened.flush = () =>
    opened.page.evaluate(async () => {
      let changes = 0;
      const done = await m.outbox.flush(() => changes++);
      return { done, changes, waiting: await m.shelf.all("answers"), told: await m.shelf.all("told") };
    });
  opened.sent = () => opened.asked.filter((a) => a.path === "/shifts").map(({ path, ...fields }) => fields);
  return opened;
}

const answer = (act, text, more = {}) => ({ fields: { do: act, of: "abc", ...(text === undefined ? {} : { text }), ...more }, says: `You said ${act}.` });

test("answers go out in the order they were given, and what came of each is told", options, async () => {
  const o = await withAnswers({ "/shifts": (sent) => ({ message: `Thank you for ${sent.do}. Here is another one.`, ...(sent.do === "agree" ? { receipt: "/receipts/r1" } : {}) }) }, [answer("right"), answer("agree"), answer("skip")]);
  const got = await o.flush();
  assert.deepEqual(o.sent().map((f) => f.do), ["right", "agree", "skip"]);
  assert.equal(got.done, true);
  assert.equal(got.changes, 3);
  assert.deepEqual(got.waiting, []);
  assert.deepEqual(got.told.map((x) => [x.text, x.link, x.fresh]), [
    ["You said right. Thank you for right.", undefined, true],
    ["You said agree. Thank you for agree.", "/receipts/r1", true],
    ["You said skip. Thank you for skip.", undefined, true],
  ]);
});

test("what brings words gets the mark of a form opened now, once", options, async () => {
  let marks = 0;
  const o = await withAnswers({ "/form-mark": () => ({ mark: `m${++marks}`, wait: 0 }), "/shifts": () => ({ message: "Thank you." }) }, [answer("fix", "truly"), answer("right"), answer("silence")]);
  await o.flush();
  assert.deepEqual(o.sent().map((f) => [f.do, f.mark]), [["fix", "m1"], ["right", undefined], ["silence", "m2"]]);
});

test("a mark that was kept for too long is renewed and the answer sent again", options, async () => {
  const o = await withAnswers({ "/form-mark": () => ({ mark: "new", wait: 0 }), "/shifts": (sent) => (sent.mark === "new" ? { message: "Thank you." } : { status: 422, field: "mark", error: "too old" }) }, [answer("fix", "truly", { mark: "old" })]);
  const got = await o.flush();
  assert.deepEqual(o.sent().map((f) => [f.text, f.mark]), [["truly", "old"], ["truly", "new"]]);
  assert.equal(got.done, true);
  assert.equal(got.told.length, 1);
});

test("a mark that is refused even when new keeps the answer for later", options, async () => {
  const o = await withAnswers({ "/form-mark": () => ({ mark: "new", wait: 0 }), "/shifts": () => ({ status: 422, field: "mark", error: "too soon" }) }, [answer("fix", "truly", { mark: "old" }), answer("right")]);
  const got = await o.flush();
  assert.equal(got.done, false);
  assert.equal(got.waiting.length, 2);
  assert.equal(o.sent().length, 2, "and does not try without end");
});

for (const [why, reply] of [
  ["is busy", { status: 503, error: "busy" }],
  ["fails", { status: 500, error: "oh" }],
  ["is behind a proxy that gave up", { status: 504 }],
  ["asks for patience", { status: 429, error: "slowly" }],
  ["took too long", { status: 408 }],
  ["is not reached", null],
  ["is a hotel's page that says 200", "<h1>Welcome to our network</h1>"],
]) {
  test(`a site that ${why} loses no answer and gets no later one first`, options, async () => {
    const o = await withAnswers({ "/shifts": () => reply }, [answer("right"), answer("skip")]);
    const got = await o.flush();
    assert.equal(got.done, false);
    assert.deepEqual(got.waiting.map((a) => a.fields.do), ["right", "skip"]);
    assert.deepEqual(got.told, []);
    assert.equal(o.sent().length, 1);
  });
}

test("what the archive asks of a person stays with them, and the others go on", options, async () => {
  const o = await withAnswers({ "/form-mark": () => ({ mark: "m", wait: 0 }), "/shifts": (sent) => (sent.do === "fix" ? { status: 422, field: "sure", error: "Does this name someone?" } : { message: "Thank you." }) }, [answer("fix", "Peter"), answer("right")]);
  const got = await o.flush();
  assert.equal(got.done, true);
  assert.deepEqual(got.waiting.map((a) => [a.fields.text, a.needs]), [["Peter", { sentence: "Does this name someone?", sure: true }]]);
  await o.flush();
  assert.equal(o.sent().filter((f) => f.do === "fix").length, 1, "it is not sent again before they answered");
});

test("what is too large is asked about as well, without the tick for names", options, async () => {
  const o = await withAnswers({ "/form-mark": () => ({ mark: "m", wait: 0 }), "/shifts": () => ({ status: 413, error: "That is too long." }) }, [answer("fix", "long")]);
  assert.deepEqual((await o.flush()).waiting[0].needs, { sentence: "That is too long.", sure: false });
});

for (const status of [403, 404, 409, 410]) {
  test(`an answer refused with ${status} is told with the person's own words`, options, async () => {
    const o = await withAnswers({ "/form-mark": () => ({ mark: "m", wait: 0 }), "/shifts": () => ({ status, error: "It is no longer open.", receipt: "kept1" }) }, [answer("fix", "my words")]);
    const got = await o.flush();
    assert.equal(got.done, true);
    assert.deepEqual(got.waiting, []);
    assert.deepEqual(got.told.map(({ text, words, link }) => ({ text, words, link })), [{ text: "You said fix. It was not used: It is no longer open.", words: "my words", link: "/receipts/kept1" }]);
  });
}

test("two tabs that send at once send each answer once", options, async () => {
  const o = await withAnswers({ "/shifts": () => new Promise((done) => setTimeout(() => done({ message: "Thank you." }), 30)) }, [answer("right"), answer("skip"), answer("wrong")]);
  const other = await browser.tab();
  const go = (page) => page.evaluate(() => m.outbox.flush(() => undefined));
  assert.deepEqual(await Promise.all([go(o.page), go(other)]), [true, true]);
  await other.close();
  assert.deepEqual(o.sent().map((f) => f.do), ["right", "skip", "wrong"]);
});

test("an answer is written down and its clip put away in one act", options, async () => {
  const o = await withAnswers({}, []);
  const got = await o.page.evaluate(async (shift) => {
    const s = m.shelf;
    const clip = (id, place) => ({ id, place, shift, sound: new Blob(["x"]), at: 1 });
    await s.addClip(clip("b", 2));
    await s.addClip(clip("a", 1));
    await s.addClip(clip("c", 0));
    const order = (await s.clips()).map((c) => c.id);
    await s.answered(clip("b", 2), { fields: { do: "right" }, says: "" });
    await s.answered(clip("c", 0), { fields: { do: "wrong" }, says: "" }, { ...clip("c", 0), again: true });
    return { order, left: (await s.clips()).map((c) => [c.id, !!c.again]), waiting: (await s.all("answers")).map((a) => a.fields.do) };
  }, shift);
  assert.deepEqual(got, { order: ["c", "a", "b"], left: [["c", true], ["a", false]], waiting: ["right", "wrong"] });
});

test("what cannot be kept is kept in no part: the clip stays with its question", options, async () => {
  const o = await withAnswers({}, []);
  const got = await o.page.evaluate(async (shift) => {
    const s = m.shelf;
    const clip = { id: "a", place: 1, shift, sound: new Blob(["x"]), at: 1 };
    await s.addClip(clip);
    let failed = false;
    await s.answered(clip, { fields: { do: "right" }, says: "" }, { ...clip, typed: () => "a function cannot be stored" }).catch(() => (failed = true));
    return { failed, left: (await s.clips()).length, waiting: (await s.all("answers")).length };
  }, shift);
  assert.deepEqual(got, { failed: true, left: 1, waiting: 0 });
});

test("a clip that was answered meanwhile does not come back by being changed", options, async () => {
  const o = await withAnswers({}, []);
  const got = await o.page.evaluate(async (shift) => {
    const s = m.shelf;
    const clip = { id: "a", place: 1, shift, sound: new Blob(["x"]), at: 1 };
    await s.addClip(clip);
    await s.changeClip("a", (c) => ({ ...c, typed: "half a" }));
    const typed = (await s.clips())[0].typed;
    await s.dropClips(["a"], [{ text: "It went.", words: "half a" }]);
    await s.changeClip("a", (c) => ({ ...c, typed: "half a word" }));
    return { typed, left: (await s.clips()).length, told: (await s.all("told")).map((x) => x.words) };
  }, shift);
  assert.deepEqual(got, { typed: "half a", left: 0, told: ["half a"] });
});

test("news is news until it was seen, and stays readable afterwards", options, async () => {
  const o = await withAnswers({ "/shifts": () => ({ message: "Thank you." }) }, [answer("right"), answer("skip")]);
  await o.flush();
  const got = await o.page.evaluate(async () => {
    const s = m.shelf;
    const first = await s.news();
    await s.seen(first.slice(0, 1));
    const left = (await s.news()).map((x) => x.text);
    await s.seen([{ seq: 999, text: "forgotten meanwhile" }]);
    return { first: first.length, left, all: (await s.all("told")).map((x) => x.text) };
  });
  assert.deepEqual(got, { first: 2, left: ["You said skip. Thank you."], all: ["You said right. Thank you.", "You said skip. Thank you."] });
});

test("asking whether anything is kept keeps nothing, and forgetting leaves nothing", options, async () => {
  const o = await withAnswers({}, []);
  const got = await o.page.evaluate(async () => {
    const s = m.shelf;
    const before = [await s.exists(), (await indexedDB.databases()).length];
    await s.putAnswer({ fields: { do: "right" }, says: "" });
    const during = await s.exists();
    await s.forgetAll();
    const after = [await s.exists(), (await indexedDB.databases()).length];
    await s.putAnswer({ fields: { do: "skip" }, says: "" }); // a later shift begins anew
    return { before, during, after, again: (await s.all("answers")).map((a) => a.fields.do) };
  });
  assert.deepEqual(got, { before: [false, 0], during: true, after: [false, 0], again: ["skip"] });
});
