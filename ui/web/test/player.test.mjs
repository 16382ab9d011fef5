// The player's clips: where they begin and stop, how they repeat, and what ends
// them. The sound is a stand-in whose time the test moves.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { load } from "./load.mjs";

class Sound extends EventTarget {
  paused = true;
  readyState = 1;
  playbackRate = 1;
  played = { length: 0 };
  at = 0;
  get currentTime() {
    return this.at;
  }
  set currentTime(s) {
    this.at = s;
  }
  async play() {
    this.paused = false;
  }
  pause() {
    this.paused = true;
  }
  /** Plays on to a second, as far as the page can tell. */
  reach(s) {
    this.at = s;
    this.dispatchEvent(new Event("timeupdate"));
  }
}

let sound;
let player;
beforeEach(async () => {
  const { Player } = await load("player");
  sound = new Sound();
  player = new Player(sound);
});

test("a clip begins a breath before its words and stops a breath behind them", () => {
  player.clip(10_000, 14_000, false);
  assert.equal(sound.paused, false);
  assert.ok(Math.abs(sound.at - 9.7) < 1e-9);
  sound.reach(14.2);
  assert.equal(sound.paused, false, "the breath is part of it");
  sound.reach(14.3);
  assert.equal(sound.paused, true);
  sound.paused = false; // the person goes on by the browser's own button
  sound.reach(20);
  assert.equal(sound.paused, false, "what was stopped once is not stopped again");
});

test("a clip at the very beginning does not begin before the sound", () => {
  player.clip(100, 900, false);
  assert.equal(sound.at, 0);
});

test("a clip repeats until it is let go, and then ends where it ends", () => {
  player.clip(10_000, 14_000, true);
  sound.reach(14.31);
  assert.ok(Math.abs(sound.at - 9.7) < 1e-9);
  assert.equal(sound.paused, false);
  player.endLoop();
  sound.reach(14.31);
  assert.equal(sound.paused, true);
});

test("one short word that repeats has two seconds of sound around it", () => {
  player.clip(10_000, 10_200, true);
  assert.ok(Math.abs(sound.at - 9.1) < 1e-9, `began at ${sound.at}`);
  sound.reach(10.9);
  assert.equal(sound.at, 10.9, "still within the two seconds");
  sound.reach(11.11);
  assert.ok(Math.abs(sound.at - 9.1) < 1e-9, "and again");
});

test("a clip that reaches past the end of the sound repeats, too", async () => {
  player.clip(10_000, 14_000, true);
  sound.at = 14;
  sound.paused = true;
  sound.dispatchEvent(new Event("ended"));
  assert.ok(Math.abs(sound.at - 9.7) < 1e-9);
  assert.equal(sound.paused, false);
});

test("the end of the sound is left alone where nothing repeats", () => {
  player.playFrom(3);
  sound.at = 14;
  sound.paused = true;
  sound.dispatchEvent(new Event("ended"));
  assert.equal(sound.at, 14);
  assert.equal(sound.paused, true);
});

test("the last stretch is timed: the page hears of the time only a few times a second", async () => {
  player.stretch(5, 6);
  sound.reach(5.95);
  assert.equal(sound.paused, false);
  const stopped = new Promise((done) => (sound.pause = () => done((sound.paused = true))));
  sound.at = 6;
  await stopped; // by the timer, without another timeupdate
});

test("the stretch of another speed is as long as that speed makes it", async () => {
  sound.playbackRate = 2;
  player.stretch(5, 6);
  sound.reach(5.4); // 0.3 s are left at this speed, so it is timed
  const stopped = new Promise((done) => (sound.pause = () => done((sound.paused = true))));
  sound.at = 6;
  await stopped;
});

test("going somewhere else ends a clip; going within it does not", () => {
  player.clip(10_000, 14_000, true);
  player.move(12);
  assert.equal(sound.at, 12);
  sound.reach(14.31);
  assert.ok(Math.abs(sound.at - 9.7) < 1e-9, "it still repeats");
  player.move(40);
  sound.reach(60);
  assert.equal(sound.at, 60, "nothing stops it there");
  assert.equal(sound.paused, false);

  player.clip(10_000, 14_000, true);
  player.move(2); // before the clip
  sound.reach(15);
  assert.equal(sound.at, 15);
  assert.equal(sound.paused, false);
});

test("the key that plays and pauses sets the clip first, then stops it where it is", () => {
  player.toggleClip(10_000, 14_000, false);
  assert.ok(Math.abs(sound.at - 9.7) < 1e-9);
  sound.reach(12);
  player.toggleClip(10_000, 14_000, false);
  assert.equal(sound.paused, true);
  assert.equal(sound.at, 12, "where it is, not from its beginning");
  player.toggleClip(10_000, 14_000, false);
  assert.equal(sound.paused, false);
  assert.equal(sound.at, 12);
});

test("back does not go before the beginning", () => {
  sound.at = 3;
  player.back(5);
  assert.equal(sound.at, 0);
  sound.at = 30;
  player.back(5);
  assert.equal(sound.at, 25);
});

test("a place is gone to once the sound is known", () => {
  sound.readyState = 0;
  player.seek(30);
  assert.equal(sound.at, 0);
  sound.readyState = 1;
  sound.dispatchEvent(new Event("loadedmetadata"));
  assert.equal(sound.at, 30);
  sound.at = 31;
  sound.dispatchEvent(new Event("loadedmetadata"));
  assert.equal(sound.at, 31, "once");
});

test("without sound every tool does nothing", async () => {
  const { Player } = await load("player");
  const none = new Player(null);
  none.clip(0, 1000, true);
  none.toggleClip(0, 1000, true);
  none.toggle();
  none.move(3);
  none.back(3);
  none.speed = 2;
  assert.equal(none.now, 0);
  assert.equal(none.speed, 1);
});
