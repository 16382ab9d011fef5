// Where a stretch of sound begins and ends, set by typing, by buttons, or by two
// handles on its outline that are sliders for the keyboard and screen readers. The
// two text fields hold the times; everything else only writes into them.
import type { Page } from "./panel";
import { button } from "./player";
import { Wave } from "./wave";

const step = 100; // milliseconds a press moves
const leap = 1000;
const around = 4000; // sound shown on both sides
const least = 50; // a stretch is at least this long

type Side = 0 | 1;
const names = [
  { edge: "begins", verb: "Begin" },
  { edge: "ends", verb: "End" },
] as const;

export class SpanTools {
  private readonly element = document.createElement("div");
  private readonly track = document.createElement("div");
  private readonly handles: HTMLElement[] = [];
  private readonly view: [number, number];
  private readonly fields: [HTMLInputElement, HTMLInputElement];
  private readonly gone = new AbortController();
  private wave: Wave | null = null;
  private at: [number, number];

  constructor(private readonly page: Page, start: HTMLInputElement, end: HTMLInputElement, private readonly room: [number, number]) {
    this.fields = [start, end];
    this.at = [read(start.value) ?? room[0], read(end.value) ?? room[1]];
    if (!Number.isFinite(this.at[1])) this.at[1] = this.at[0] + leap; // nothing is known of the end of the sound
    this.view = [Math.max(room[0], this.at[0] - around), Math.min(room[1], this.at[1] + around)];
    this.element.className = "span-tools";
    start.closest(".cluster")!.before(this.element);
    if (this.view[1] - this.view[0] < least) {
      this.element.append(says("There is no pause in the sound at this place, so the words get the moment between the lines."));
      return;
    }
    this.build();
  }

  /** Takes the tools away; the fields stay. */
  end(): void {
    this.gone.abort();
    this.wave?.end();
    this.element.remove();
  }

  private build(): void {
    const { signal } = this.gone;
    this.track.className = "span-track";
    for (const side of [0, 1] as const) {
      this.handles.push(this.handle(side));
      this.fields[side].addEventListener("input", () => this.typed(side), { signal });
    }
    this.track.append(...this.handles);
    const rows = document.createElement("div");
    rows.className = "span-rows";
    rows.append(this.row(0), this.row(1));
    if (this.page.player.audio) rows.append(button("Hear it", () => this.page.player.clip(this.at[0], this.at[1], false)));
    this.element.append(this.track, rows);
    this.show();
    if (this.page.player.audio) void this.draw();
  }

  private async draw(): Promise<void> {
    this.wave = await Wave.over(this.page, this.track, this.view, this.at);
    if (this.wave && this.gone.signal.aborted) this.wave.end();
    else this.show();
  }

  private handle(side: Side): HTMLElement {
    const h = document.createElement("div");
    h.className = side ? "span-handle span-last" : "span-handle span-first";
    h.tabIndex = 0;
    h.setAttribute("role", "slider");
    h.setAttribute("aria-label", `Where the line ${names[side].edge}`);
    h.addEventListener("keydown", (e) => this.key(e, side));
    h.addEventListener("pointerdown", (e) => {
      e.preventDefault();
      h.focus();
      h.setPointerCapture(e.pointerId);
    });
    h.addEventListener("pointermove", (e) => {
      if (!h.hasPointerCapture(e.pointerId)) return;
      const box = this.track.getBoundingClientRect();
      this.set(side, this.time((e.clientX - box.left) / box.width));
    });
    return h;
  }

  private key(e: KeyboardEvent, side: Side): void {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const [low, high] = this.bounds(side);
    const now = this.at[side];
    const to = { ArrowLeft: now - step, ArrowDown: now - step, ArrowRight: now + step, ArrowUp: now + step, PageDown: now - leap, PageUp: now + leap, Home: low, End: high }[e.key];
    if (to === undefined) return;
    e.preventDefault();
    this.set(side, to);
  }

  /** Buttons for one end: a little earlier, a little later, where the player is. */
  private row(side: Side): HTMLElement {
    const { verb, edge } = names[side];
    const row = document.createElement("div");
    row.className = "cluster";
    row.setAttribute("role", "group");
    row.setAttribute("aria-label", `Where the line ${edge}`);
    const word = document.createElement("span");
    word.className = "span-word";
    word.textContent = `It ${edge}`;
    row.append(word, this.press("−0.1 s", `${verb} 0.1 seconds earlier`, () => this.set(side, this.at[side] - step)), this.press("+0.1 s", `${verb} 0.1 seconds later`, () => this.set(side, this.at[side] + step)));
    if (this.page.player.audio) row.append(this.press("Now", `${verb} where the player is`, () => this.set(side, this.page.player.now)));
    return row;
  }

  private press(text: string, name: string, act: () => void): HTMLButtonElement {
    const b = button(text, act);
    b.setAttribute("aria-label", `${text}: ${name}`);
    return b;
  }

  private bounds(side: Side): [number, number] {
    return side ? [this.at[0] + least, this.room[1]] : [this.room[0], this.at[1] - least];
  }

  private set(side: Side, ms: number): void {
    const [low, high] = this.bounds(side);
    this.at[side] = Math.round(Math.max(low, Math.min(ms, high)));
    // One end alone would be read as "as far as there is room" for the other.
    for (const s of [0, 1] as const) if (s === side || this.fields[s].value === "") this.fields[s].value = written(this.at[s]);
    this.show();
  }

  private typed(side: Side): void {
    const ms = read(this.fields[side].value);
    if (ms === null) return; // half written, or wrong: the server says so
    this.at[side] = ms;
    this.show();
  }

  private show(): void {
    for (const side of [0, 1] as const) {
      const h = this.handles[side];
      if (!h) return;
      const [low, high] = this.bounds(side);
      h.style.left = `${Math.min(Math.max(this.share(this.at[side]), 0), 1) * 100}%`;
      h.setAttribute("aria-valuemin", (low / 1000).toFixed(2));
      if (Number.isFinite(high)) h.setAttribute("aria-valuemax", (high / 1000).toFixed(2));
      h.setAttribute("aria-valuenow", (this.at[side] / 1000).toFixed(2));
      h.setAttribute("aria-valuetext", inWords(this.at[side]));
    }
    this.wave?.mark(this.at);
  }

  private share(ms: number): number {
    return this.wave ? this.wave.share(ms) : (ms - this.view[0]) / (this.view[1] - this.view[0]);
  }

  private time(share: number): number {
    return this.wave ? this.wave.time(share) : this.view[0] + share * (this.view[1] - this.view[0]);
  }
}

function says(text: string): HTMLElement {
  const p = document.createElement("p");
  p.className = "keys";
  p.textContent = text;
  return p;
}

/** Reads 62.5, 1:02.5 or 0:01:02,5 as milliseconds; null for anything else. */
export function read(text: string): number | null {
  const parts = text.trim().replace(",", ".").split(":");
  const part = (p: string, i: number): boolean => /^\d+(\.\d*)?$/.test(p) && (i === parts.length - 1 || !p.includes(".")) && (i === 0 || Number(p) < 60);
  if (parts.length > 3 || !parts.every(part)) return null;
  return Math.round(parts.reduce((sum, p) => sum * 60 + Number(p), 0) * 1000);
}

/** Writes milliseconds as the page without scripts does, like 1:02.500. */
export function written(ms: number): string {
  const s = Math.floor(ms / 1000);
  const two = (n: number): string => String(n).padStart(2, "0");
  const rest = ms % 1000 ? `.${String(ms % 1000).padStart(3, "0")}` : "";
  return s >= 3600 ? `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}${rest}` : `${Math.floor(s / 60)}:${two(s % 60)}${rest}`;
}

function inWords(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const seconds = (ms % 60_000) / 1000;
  return `${minutes ? `${minutes} ${minutes === 1 ? "minute" : "minutes"} ` : ""}${Number(seconds.toFixed(2))} seconds`;
}
