// Times, as people type them and as the server writes them. The examples are read
// by the server's own tests too, so that both sides mean the same.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { load } from "./load.mjs";

const examples = (name) => JSON.parse(readFileSync(new URL(`../../testdata/${name}.json`, import.meta.url), "utf8"));

test("a typed time is read as the server reads it", async () => {
  const { read } = await load("span");
  for (const { text, ms } of examples("typed_times")) assert.equal(read(text), ms, `“${text}”`);
});

test("a time is written as the server writes it, and read again as it was", async () => {
  const { read, written } = await load("span");
  for (const { ms, text } of examples("written_times")) {
    assert.equal(written(ms), text);
    assert.equal(read(text), ms, text);
  }
  for (let ms = 0; ms < 8_000_000; ms = ms * 3 + 7) assert.equal(read(written(ms)), ms);
});

test("the times of a line's words are those that the server put on the page", async () => {
  const { readTimes } = await load("transcript");
  for (const { data, words } of examples("word_times")) {
    assert.deepEqual(
      readTimes(data).map((w, i, all) => (i + 1 < all.length ? [w.id, w.start] : [w.id, w.start, w.end])),
      words.map((w, i) => (i + 1 < words.length ? w.slice(0, 2) : w)),
      data,
    );
  }
});

test("a word ends where the next begins, and the last where its length says", async () => {
  const { readTimes } = await load("transcript");
  assert.deepEqual(readTimes("105@125300 240 310/420"), [
    { id: 105, start: 125300, end: 125540 },
    { id: 106, start: 125540, end: 125850 },
    { id: 107, start: 125850, end: 126270 },
  ]);
});

test("a line on which nothing was said has no words and no times", async () => {
  const { readTimes } = await load("transcript");
  assert.deepEqual(readTimes(""), []);
});
