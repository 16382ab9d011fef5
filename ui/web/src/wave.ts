// The outline of the sound: of the line that is being fixed, with its words
// marked, and of the whole under the player. A press goes there. What it shows
// is also said in words, and all it does the player does too.
import type { Page } from "./panel";

const often = 100; // milliseconds between drawings while it plays: more would make a phone too slow to type on

interface Outline {
  start: number; // milliseconds, as are all times here
  every: number;
  peaks: number[];
  summary: string;
}

async function load(page: Page, start: number, end: number, points: number): Promise<Outline | null> {
  const query = new URLSearchParams({ start: String(Math.max(Math.round(start), 0)), end: String(Math.round(end)), points: String(points) });
  try {
    const answer = await fetch(`/api/v1/interviews/${page.id}/peaks?${query}`);
    const outline = answer.ok ? ((await answer.json()) as Outline) : null;
    return outline?.peaks.length ? outline : null;
  } catch {
    return null; // without a drawing everything still works
  }
}

export class Wave {
  readonly canvas = document.createElement("canvas");
  private readonly gone = new AbortController();
  private timer = 0;

  private constructor(private readonly page: Page, private readonly outline: Outline, private marked: readonly [number, number]) {
    this.canvas.className = "outline";
    this.canvas.setAttribute("aria-hidden", "true"); // its summary stands beside it
    const { signal } = this.gone;
    this.canvas.addEventListener("click", (e) => {
      const box = this.canvas.getBoundingClientRect();
      page.player.move(this.time((e.clientX - box.left) / box.width) / 1000);
    });
    const again = (): void => this.later();
    for (const kind of ["play", "seeked", "timeupdate"]) page.player.audio?.addEventListener(kind, again, { signal });
    addEventListener("resize", again, { signal });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again, { signal });
    this.later();
  }

  /** The outline of a stretch with some words marked, over its summary. */
  static async ofLine(page: Page, place: HTMLElement, line: [number, number], words: [number, number]): Promise<Wave | null> {
    return Wave.over(page, place, [line[0] - 300, line[1] + 300], words);
  }

  /** The outline of exactly a stretch, with a part of it marked. */
  static async over(page: Page, place: HTMLElement, stretch: [number, number], marked: readonly [number, number]): Promise<Wave | null> {
    const outline = await load(page, stretch[0], stretch[1], 600);
    if (!outline || !place.isConnected) return null;
    const wave = new Wave(page, outline, marked);
    const says = document.createElement("p");
    says.className = "keys";
    says.textContent = outline.summary;
    place.append(wave.canvas, says);
    return wave;
  }

  /** The whole, thin under the player, once somebody begins to listen. */
  static ofAll(page: Page, place: Element): void {
    page.player.audio?.addEventListener(
      "play",
      () => {
        void load(page, 0, 0, 800).then((outline) => {
          if (!outline) return;
          const wave = new Wave(page, outline, [0, 0]);
          wave.canvas.classList.add("outline-all");
          place.after(wave.canvas);
        });
      },
      { once: true },
    );
  }

  /** Marks another part. */
  mark(part: readonly [number, number]): void {
    this.marked = [...part];
    this.later();
  }

  /** Where a time is on the drawing, from 0 to 1. */
  share(ms: number): number {
    return (ms - this.outline.start) / this.length;
  }

  /** The time of a place on the drawing. */
  time(share: number): number {
    return this.outline.start + share * this.length;
  }

  end(): void {
    this.gone.abort();
    clearTimeout(this.timer);
  }

  private get length(): number {
    return (this.outline.peaks.length / 2) * this.outline.every;
  }

  private later(wait = 0): void {
    this.timer ||= window.setTimeout(() => {
      this.timer = 0;
      if (this.canvas.isConnected) this.draw();
    }, wait);
  }

  private draw(): void {
    const { canvas, outline } = this;
    const scale = devicePixelRatio || 1;
    const width = (canvas.width = Math.round(canvas.clientWidth * scale));
    const height = (canvas.height = Math.round(canvas.clientHeight * scale));
    const pen = canvas.getContext("2d");
    if (!pen || !width) return;
    const style = getComputedStyle(canvas);
    const [mark = "", heard = "", ahead = "", ink = ""] = ["--mark-area", "--heard", "--ahead", "--ink"].map((c) => style.getPropertyValue(c));
    const x = (ms: number): number => this.share(ms) * width;
    pen.fillStyle = mark;
    pen.fillRect(x(this.marked[0]), 0, x(this.marked[1]) - x(this.marked[0]), height);
    const now = this.page.player.now;
    const step = width / (outline.peaks.length / 2);
    const loudest = Math.max(16, ...outline.peaks.map(Math.abs));
    for (let i = 0; i < outline.peaks.length; i += 2) {
      const top = (Math.abs(outline.peaks[i + 1]!) / loudest) * height * 0.48;
      const bottom = (Math.abs(outline.peaks[i]!) / loudest) * height * 0.48;
      pen.fillStyle = outline.start + (i / 2) * outline.every <= now ? heard : ahead;
      pen.fillRect((i / 2) * step, height / 2 - Math.max(top, 0.5), Math.max(step * 0.8, 1), Math.max(top + bottom, 1));
    }
    if (now < outline.start || now > outline.start + this.length) return;
    pen.fillStyle = ink;
    pen.fillRect(Math.round(x(now)), 0, Math.max(2, scale), height);
    if (!this.page.player.audio?.paused) this.later(often);
  }
}
