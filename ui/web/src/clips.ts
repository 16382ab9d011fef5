// One player for all the passages of a page. It stands at the foot of the window
// once something is heard; the button of what is heard is pressed in.
import { button, Player } from "./player";

const barName = "clips";

export class Clips {
  readonly audio = document.createElement("audio");
  readonly player: Player;
  private readonly bar = document.createElement("section");
  private readonly says = document.createElement("p");
  private on: HTMLButtonElement | null = null;
  private readonly all: HTMLButtonElement[] = [];

  constructor(place: HTMLElement) {
    const { audio, bar } = this;
    audio.controls = true;
    audio.preload = "metadata";
    this.player = new Player(audio);
    bar.className = barName;
    bar.hidden = true;
    bar.setAttribute("aria-label", "Player");
    this.says.className = "clips-says";
    const row = document.createElement("div");
    row.className = "clips-row";
    row.append(button("Before", () => this.step(-1)), audio, button("Next", () => this.step(1)), button("Close", () => this.close()));
    row.firstElementChild!.setAttribute("aria-label", "Play the passage before");
    row.children[2]!.setAttribute("aria-label", "Play the next passage");
    bar.append(this.says, row);
    place.append(bar);
    for (const kind of ["play", "pause", "ended"]) audio.addEventListener(kind, () => this.show());
    audio.addEventListener("error", () => {
      if (audio.getAttribute("src")) this.says.textContent = "The sound is not here yet. Please try again in a few minutes.";
    });
  }

  /** Makes a button of a link to the sound, and remembers its place in the row. */
  take(link: HTMLAnchorElement): void {
    const b = document.createElement("button");
    b.type = "button";
    b.className = link.className;
    b.append(...link.childNodes);
    const label = link.getAttribute("aria-label");
    if (label) b.setAttribute("aria-label", label);
    b.setAttribute("aria-pressed", "false");
    b.addEventListener("click", () => this.press(b));
    link.replaceWith(b);
    this.all.push(b);
  }

  /** Makes an interview's sound the one that is heard, without playing it. */
  load(sound: string, title: string): void {
    if (this.audio.getAttribute("src") !== sound) {
      this.audio.src = sound;
      this.says.textContent = "";
    }
    if (!this.says.textContent) this.says.textContent = title;
    this.shown(true);
  }

  toggle(): void {
    if (this.on) this.press(this.on);
    else this.step(1);
  }

  /** Plays the passage before or after the one that was heard last. */
  step(by: 1 | -1): void {
    const open = this.all.filter((b) => b.offsetParent !== null && !b.closest("details:not([open])")); // what is folded away is passed over
    const at = this.on ? open.indexOf(this.on) : -1;
    const next = open[this.on ? at + by : 0];
    if (!next) return;
    if (this.on !== next || this.audio.paused) this.press(next);
    next.scrollIntoView({ block: "nearest" });
  }

  private press(b: HTMLButtonElement): void {
    const hit = b.closest<HTMLElement>("[data-sound]");
    if (!hit) return;
    if (this.on === b && !this.audio.paused) {
      this.audio.pause();
      this.show(); // the browser says so a moment later
      return;
    }
    this.on = b;
    this.load(hit.dataset["sound"] ?? "", hit.dataset["title"] ?? "");
    this.says.textContent = hit.dataset["title"] ?? "";
    this.player.stretch(Number(hit.dataset["from"]), Number(hit.dataset["end"]));
    this.show();
  }

  private show(): void {
    for (const b of this.all) b.setAttribute("aria-pressed", String(b === this.on && !this.audio.paused));
  }

  private close(): void {
    this.audio.pause();
    this.shown(false);
    this.on?.focus();
  }

  private shown(is: boolean): void {
    this.bar.hidden = !is;
    document.documentElement.toggleAttribute("data-clips", is); // the page makes room for it
  }
}
