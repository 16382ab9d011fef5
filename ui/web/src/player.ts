// The player: the browser's own, with a few tools beside it. Nothing plays by
// itself, and every tool is a labelled button or choice.
import { painted } from "./painted";

const speeds = [0.5, 0.75, 1, 1.25, 1.5, 2];
const breath = 0.3; // seconds of sound around a clip
const shortest = 2; // seconds: one word alone, again and again, tells the ear little

export class Player {
  private stopAt = 0; // seconds; 0 plays on
  private loopFrom = -1; // seconds; -1 does not repeat
  private timer = 0;

  constructor(readonly audio: HTMLAudioElement | null) {
    audio?.addEventListener("timeupdate", () => this.watch());
    audio?.addEventListener("ended", () => {
      if (this.loopFrom >= 0) this.repeat(); // the clip reaches past the end of the sound
    });
  }

  /** timeupdate comes a few times a second: the last stretch is timed. */
  private watch(): void {
    const a = this.audio;
    clearTimeout(this.timer);
    if (!a || !this.stopAt || a.paused) return;
    const left = (this.stopAt - a.currentTime) / a.playbackRate;
    if (left > 0.4) return;
    if (left > 0.01) {
      this.timer = window.setTimeout(() => this.watch(), left * 1000);
    } else if (this.loopFrom >= 0) {
      this.repeat();
    } else {
      this.stopAt = 0;
      a.pause();
    }
  }

  private repeat(): void {
    const a = this.audio!;
    a.currentTime = this.loopFrom;
    if (a.paused) void a.play().catch(() => undefined);
  }

  get now(): number {
    return (this.audio?.currentTime ?? 0) * 1000;
  }

  get speed(): number {
    return this.audio?.playbackRate ?? 1;
  }

  set speed(rate: number) {
    if (this.audio) this.audio.playbackRate = rate;
  }

  /** Moves to a time in seconds without playing. */
  seek(seconds: number): void {
    const a = this.audio;
    if (!a) return;
    this.stopAt = 0;
    this.loopFrom = -1;
    const go = (): void => {
      a.currentTime = Math.max(seconds, 0);
    };
    if (a.readyState > 0) go();
    else a.addEventListener("loadedmetadata", go, { once: true });
  }

  /** Moves to a time; a clip that is set goes on if the time is in it. */
  move(seconds: number): void {
    if (!this.audio) return;
    if (seconds > this.stopAt || seconds < this.loopFrom) this.seek(seconds);
    else this.audio.currentTime = seconds;
  }

  playFrom(seconds: number): void {
    this.seek(seconds);
    void this.audio?.play().catch(() => undefined); // the browser may ask for a press first
  }

  /**
   * Does what plays something, once the press is shown. The first sound comes at
   * once: some browsers ask that it comes within the press.
   */
  soon(act: () => void): void {
    if (this.audio?.played.length) void painted().then(act);
    else act();
  }

  /** Plays a stretch with a breath around it, once or again and again. */
  clip(startMs: number, endMs: number, again: boolean): void {
    const more = Math.max(breath, (shortest - (endMs - startMs) / 1000) / 2);
    const from = Math.max(startMs / 1000 - (again ? more : breath), 0);
    this.playFrom(from);
    this.stopAt = endMs / 1000 + (again ? more : breath);
    this.loopFrom = again ? from : -1;
  }

  /** Plays from one second to another, once. */
  stretch(from: number, to: number): void {
    this.playFrom(from);
    this.stopAt = to;
  }

  /** Plays the clip that is set, or stops it where it is. */
  toggleClip(startMs: number, endMs: number, again: boolean): void {
    if (this.audio?.paused && !this.stopAt) this.clip(startMs, endMs, again);
    else this.toggle();
  }

  /** Lets a clip end where it ends. */
  endLoop(): void {
    this.loopFrom = -1;
  }

  toggle(): void {
    const a = this.audio;
    if (!a) return;
    if (a.paused) void a.play().catch(() => undefined);
    else a.pause();
  }

  back(seconds: number): void {
    if (this.audio) this.audio.currentTime = Math.max(this.audio.currentTime - seconds, 0);
  }

  /** Fills the place for tools: back 5 seconds and speed. */
  tools(place: HTMLElement): void {
    const audio = this.audio;
    if (!audio) return;
    const back = button("Back 5 s", () => this.back(5));
    const label = document.createElement("label");
    label.append("Speed ");
    const choice = document.createElement("select");
    for (const s of speeds) choice.add(new Option(`${s}×`, String(s), s === 1, s === 1));
    choice.addEventListener("change", () => (this.speed = Number(choice.value)));
    audio.addEventListener("ratechange", () => (choice.value = String(this.speed)));
    label.append(choice);
    place.append(back, label);
  }
}

export function button(text: string, press: () => void, kind = "button button-quiet"): HTMLButtonElement {
  const b = document.createElement("button");
  b.type = "button";
  b.className = kind;
  b.textContent = text;
  b.addEventListener("click", press);
  return b;
}
