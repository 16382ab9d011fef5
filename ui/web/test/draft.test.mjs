// Words that were written but not sent: what is kept of them, for how long, and
// that a browser which keeps nothing is no reason to fail.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { load } from "./load.mjs";

const day = 24 * 60 * 60 * 1000;

// A store as browsers have it: its keys are its own properties.
function store(kept = {}) {
  const methods = {
    getItem: (k) => (Object.hasOwn(kept, k) ? kept[k] : null),
    setItem: (k, v) => void (kept[k] = String(v)),
    removeItem: (k) => void delete kept[k],
  };
  return new Proxy(kept, { get: (_, name) => methods[name] ?? kept[name] });
}

function forbid() {
  Object.defineProperty(globalThis, "localStorage", { configurable: true, get: () => { throw new Error("access is denied"); } });
}

let kept;
let d;
beforeEach(async () => {
  kept = {};
  Object.defineProperty(globalThis, "localStorage", { configurable: true, value: store(kept) });
  d = await load("draft");
});

const place = { line: 8, first: 60, last: 62 };
const words = { text: "listening spaces", was: "lifting spaces", key: "k1", at: 0 };

test("a draft comes back as it was written, with the request that it was", () => {
  const name = d.draftName("abc", place);
  d.saveDraft(name, { ...words, instead: "r1" });
  const { at, ...rest } = d.loadDraft(name);
  assert.deepEqual(rest, { text: "listening spaces", was: "lifting spaces", key: "k1", instead: "r1" });
  assert.ok(Math.abs(Date.now() - at) < 5000, "it knows when it was last written to");
});

test("words that are typed back to what they were leave no draft", () => {
  const name = d.draftName("abc", place);
  d.saveDraft(name, words);
  d.saveDraft(name, { ...words, text: " lifting spaces " });
  assert.equal(d.loadDraft(name), null);
  assert.deepEqual(Object.keys(kept), []);
});

test("an emptied field is a draft, too: the words may never have been said", () => {
  const name = d.draftName("abc", place);
  d.saveDraft(name, { ...words, text: "" });
  assert.equal(d.loadDraft(name).text, "");
});

test("one place has one draft; other words, lines and interviews have their own", () => {
  const names = [["abc", place], ["abd", place], ["abc", { ...place, line: 9 }], ["abc", { ...place, first: 59 }], ["abc", { ...place, last: 63 }]].map(([iv, p]) => d.draftName(iv, p));
  assert.equal(new Set(names).size, names.length);
  d.saveDraft(names[0], words);
  d.saveDraft(names[0], { ...words, text: "quieter spaces" });
  assert.deepEqual(d.drafts("abc").map((f) => f.draft.text), ["quieter spaces"]);
  d.dropDraft(names[0]);
  assert.deepEqual(d.drafts("abc"), []);
});

test("the drafts of an interview come newest first, with their places, and no one else's", () => {
  const write = (iv, p, at) => (kept[d.draftName(iv, p)] = JSON.stringify({ ...words, at }));
  const now = Date.now();
  write("abc", { line: 1, first: 1, last: 1 }, now - 3 * day);
  write("abc", { line: 300, first: 2400, last: 2407 }, now - day);
  write("abc", place, now - 2 * day);
  write("abcd", place, now); // an id that begins with the other's
  assert.deepEqual(d.drafts("abc").map(({ line, first, last }) => [line, first, last]), [[300, 2400, 2407], [8, 60, 62], [1, 1, 1]]);
});

test("after a month a draft goes, whichever interview is opened; nothing else of the site does", () => {
  const write = (iv, at) => (kept[d.draftName(iv, place)] = JSON.stringify({ ...words, at }));
  write("old", Date.now() - 30 * day - 1000);
  write("new", Date.now() - 30 * day + 60_000);
  kept["earshot-follow"] = "on";
  kept["another-site"] = "stays";
  assert.deepEqual(d.drafts("third"), []);
  assert.deepEqual(Object.keys(kept).sort(), ["another-site", "earshot-follow", d.draftName("new", place)].sort());
});

test("what is not a draft is none, and is cleared away", () => {
  const name = d.draftName("abc", place);
  for (const bad of ["", "{", "null", "7", "[]", '{"text":5,"key":"k"}', '{"text":"words without a key"}']) {
    kept[name] = bad;
    assert.equal(d.loadDraft(name), null, bad);
    assert.deepEqual(d.drafts("abc"), [], bad);
    assert.ok(!(name in kept), bad);
  }
});

test("a draft of an earlier time that lacks a part is still offered", () => {
  const name = d.draftName("abc", place);
  kept[name] = '{"text":"mine","key":"k"}';
  assert.deepEqual(d.loadDraft(name), { text: "mine", key: "k", was: "", at: 0 });
});

test("a browser that keeps nothing loses drafts and nothing more", () => {
  forbid();
  const name = d.draftName("abc", place);
  d.saveDraft(name, words);
  d.dropDraft(name);
  assert.equal(d.loadDraft(name), null);
  assert.deepEqual(d.drafts("abc"), []);
});

test("a full store does not stop the typing", () => {
  localStorage.setItem = undefined;
  Object.defineProperty(globalThis, "localStorage", { configurable: true, value: { ...store(kept), getItem: () => null, removeItem() {}, setItem: () => { throw new Error("the quota is exceeded"); } } });
  assert.doesNotThrow(() => d.saveDraft(d.draftName("abc", place), words));
});
