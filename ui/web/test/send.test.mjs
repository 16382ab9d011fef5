// Sending what a person wrote: the mark of their form, what is tried again and
// what is not, and what they are told when nobody answers.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { load } from "./load.mjs";

let asked; // every request: address and fields
let s;

// answers gives for each path the replies in their order; the last one stays.
function site(answers) {
  asked = [];
  globalThis.fetch = async (address, how = {}) => {
    const fields = how.body ? Object.fromEntries(how.body) : undefined;
    asked.push({ address, method: how.method ?? "GET", accept: how.headers?.Accept, fields });
    const of = answers[address] ?? [];
    const r = of.length > 1 ? of.shift() : of[0];
    if (!r) throw new TypeError("Failed to fetch");
    return { ok: r.status === undefined || r.status < 400, status: r.status ?? 200, json: async () => (typeof r.body === "string" ? JSON.parse(r.body) : r.body) };
  };
}

const mark = (name) => ({ body: { mark: name, wait: 0 } });
const addresses = () => asked.map((a) => a.address);
const change = "/interviews/abc/changes";

beforeEach(async () => {
  s = await load("send");
});

test("a form of a visitor carries the mark of when it was opened", async () => {
  site({ "/form-mark": [mark("m1")], [change]: [{ body: { version: 2, message: "Saved." } }] });
  s.prepare();
  s.prepare(); // opened once, though asked twice
  const answer = await s.send(change, { text: "words" });
  assert.deepEqual(addresses(), ["/form-mark", change]);
  assert.deepEqual(asked[1].fields, { text: "words", mark: "m1" });
  assert.equal(asked[1].accept, "application/json");
  assert.deepEqual(answer, { ok: true, status: 200, version: 2, message: "Saved." });
});

test("each form has a mark of its own: one that was sent is not used again", async () => {
  site({ "/form-mark": [mark("m1"), mark("m2")], [change]: [{ body: {} }] });
  await s.send(change, {});
  await s.send(change, {});
  assert.deepEqual(asked.filter((a) => a.fields).map((a) => a.fields.mark), ["m1", "m2"]);
});

test("whoever is signed in needs no mark and sends none", async () => {
  site({ "/form-mark": [{ body: { mark: "", wait: 0 } }], [change]: [{ body: {} }] });
  await s.send(change, { text: "words" });
  assert.deepEqual(asked[1].fields, { text: "words" });
});

test("a mark that is waited for is waited for, and no longer", async () => {
  site({ "/form-mark": [{ body: { mark: "m1", wait: 150 } }], [change]: [{ body: {} }] });
  const began = performance.now();
  await s.send(change, {});
  assert.ok(performance.now() - began >= 150, "the server would refuse it before");
});

test("a mark that was refused is renewed once, with the same words", async () => {
  const refused = { status: 422, body: { field: "mark", error: "too old" } };
  site({ "/form-mark": [mark("old"), mark("new")], [change]: [refused, { body: { version: 3 } }] });
  const answer = await s.send(change, { text: "words", key: "k" });
  assert.equal(answer.version, 3);
  assert.deepEqual(asked.filter((a) => a.fields).map((a) => a.fields), [{ text: "words", key: "k", mark: "old" }, { text: "words", key: "k", mark: "new" }]);

  site({ "/form-mark": [mark("m")], [change]: [refused] });
  assert.equal((await s.send(change, {})).field, "mark", "a second refusal is told");
  assert.equal(asked.length, 4, "and not tried for ever");
});

test("what else is refused is told at once and not sent again", async () => {
  site({ "/form-mark": [mark("m")], [change]: [{ status: 409, body: { error: "Someone was faster.", theirs: "listening" } }] });
  assert.deepEqual(await s.send(change, {}), { ok: false, status: 409, error: "Someone was faster.", theirs: "listening" });
  assert.equal(asked.length, 2);
});

test("only what brings words asks for a mark", async () => {
  const paths = { "/interviews/abc/changes": true, "/interviews/abc/report": true, "/interviews/abc/votes": false, "/interviews/abc/revert": false, "/receipts/x": false };
  for (const [path, needs] of Object.entries(paths)) {
    site({ "/form-mark": [mark("m")], [path]: [{ body: {} }] });
    await s.send(path, {});
    assert.equal(addresses().includes("/form-mark"), needs, path);
  }
});

test("where nobody answers, the words are said to be safe, and the next try asks for a mark anew", async () => {
  site({});
  const answer = await s.send(change, { text: "words" });
  assert.equal(answer.ok, false);
  assert.equal(answer.status, 0);
  assert.match(answer.error, /Your words are kept here/);

  site({ "/form-mark": [mark("m")], [change]: [{ body: { version: 1 } }] });
  assert.equal((await s.send(change, { text: "words" })).ok, true);
  assert.equal(asked.at(-1).fields.mark, "m");
});

test("an answer that is none of ours, such as a hotel's page, is not taken for one", async () => {
  site({ "/form-mark": [mark("m")], [change]: [{ body: "<html>Welcome to our network</html>" }] });
  const answer = await s.send(change, {});
  assert.equal(answer.ok, false);
  assert.match(answer.error, /could not be sent/);
});

test("no two requests have the same name", () => {
  const keys = new Set(Array.from({ length: 1000 }, () => s.newKey()));
  assert.equal(keys.size, 1000);
  for (const k of keys) assert.match(k, /^[0-9a-f]{24}$/);
});
