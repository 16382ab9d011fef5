// The player: the browser's own, with a few tools beside it. Nothing plays by
// itself, and every tool is a labelled button or choice.

const speeds = [0.5, 0.75, 1, 1.25, 1.5, 2];

export class Player {
  private stopAt = 0; // seconds; 0 plays on
  private loopFrom = -1; // seconds; -1 does not repeat

  constructor(readonly audio: HTMLAudioElement | null) {
    audio?.addEventListener("timeupdate", () => this.watch());
  }

  private watch(): void {
    const a = this.audio;
    if (!a || !this.stopAt || a.currentTime < this.stopAt) return;
    if (this.loopFrom >= 0) {
      a.currentTime = this.loopFrom;
      return;
    }
    this.stopAt = 0;
    a.pause();
  }

  get now(): number {
    return (this.audio?.currentTime ?? 0) * 1000;
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

  playFrom(seconds: number): void {
    this.seek(seconds);
    void this.audio?.play().catch(() => undefined); // the browser may ask for a press first
  }

  /** Plays a stretch with a breath around it, once or again and again. */
  clip(startMs: number, endMs: number, again: boolean): void {
    this.playFrom(startMs / 1000 - 0.3);
    this.stopAt = endMs / 1000 + 0.3;
    this.loopFrom = again ? Math.max(startMs / 1000 - 0.3, 0) : -1;
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
    choice.addEventListener("change", () => {
      audio.playbackRate = Number(choice.value);
    });
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
