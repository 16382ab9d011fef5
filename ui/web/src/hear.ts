// Hearing the words that are being fixed: again and again, at three speeds.
import { button, type Player } from "./player";
import { recall, remember } from "./remember";

const speeds = [0.75, 1, 1.25];
const remembered = "earshot-repeat";

export class HearTools {
  readonly tools: HTMLElement[] = [];
  private readonly before: number; // the speed of reading, which comes back afterwards
  private readonly gone = new AbortController();
  private again = recall(remembered) !== "off";

  constructor(private readonly player: Player, private readonly from: number, private readonly to: number) {
    this.before = player.speed;
    if (player.audio) this.tools.push(this.play(player.audio), this.speeds(), this.repeat());
  }

  /** Plays at once: a person has just asked for these words. */
  begin(): void {
    this.player.soon(() => {
      if (this.again && !this.gone.signal.aborted) this.player.clip(this.from, this.to, true);
    });
  }

  stop(): void {
    this.gone.abort();
    this.player.endLoop();
    this.player.speed = this.before;
  }

  toggle(): void {
    this.player.toggleClip(this.from, this.to, this.again);
  }

  private play(audio: HTMLAudioElement): HTMLElement {
    const b = button("", () => this.toggle());
    b.classList.add("play");
    const show = (): void => {
      b.textContent = audio.paused ? "Hear it" : "Pause";
    };
    for (const kind of ["play", "pause"]) audio.addEventListener(kind, show, { signal: this.gone.signal });
    show();
    return b;
  }

  private speeds(): HTMLElement {
    const group = document.createElement("div");
    group.className = "speeds";
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", "Speed");
    const all = speeds.map((s) =>
      button(`${s}×`, () => {
        this.player.speed = s;
        show();
      }),
    );
    const show = (): void => all.forEach((b, i) => b.setAttribute("aria-pressed", String(speeds[i] === this.player.speed)));
    show();
    group.append(...all);
    return group;
  }

  private repeat(): HTMLElement {
    const b = button("Repeat", () => {
      this.again = !this.again;
      b.setAttribute("aria-pressed", String(this.again));
      remember(remembered, this.again ? "on" : "off");
      if (this.again) this.player.clip(this.from, this.to, true);
      else this.player.endLoop();
    });
    b.setAttribute("aria-pressed", String(this.again));
    return b;
  }
}
