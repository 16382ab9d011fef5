// The panel under the chosen words: hear them, say that they are wrong, fix them.
import { type Choice, type Chooser } from "./words";
import { openFix } from "./fix";
import { openReport } from "./report";
import { button, type Player } from "./player";
import { type Transcript, wordOf } from "./transcript";

export interface Page {
  id: string;
  may: string; // "correct": fixes apply at once; "suggest": they wait; "": neither
  remove: boolean;
  version: number;
  transcript: Transcript;
  player: Player;
}

export class Panel {
  readonly element = document.createElement("div");
  chooser!: Chooser;
  private shut: (() => void) | null = null; // undoes what the open form did to the line

  constructor(readonly page: Page) {
    this.element.className = "panel";
    this.element.addEventListener("keydown", (e) => {
      if (e.key !== "Escape") return;
      e.preventDefault();
      this.chooser.leave();
    });
  }

  /** The version a person sees of a line: newer for lines that were replaced. */
  versionOf(choice: Choice): number {
    const lines = choice.words.map((w) => w.closest<HTMLElement>(".l"));
    return Math.max(this.page.version, ...lines.map((l) => Number(l?.dataset["v"] ?? 0)));
  }

  show(choice: Choice | null): void {
    this.shut?.();
    this.shut = null;
    if (!choice) {
      this.element.remove();
      return;
    }
    const words = choice.words.map(wordOf);
    const text = words.map((w) => w.text).join(" ");
    const bar = document.createElement("div");
    bar.className = "cluster";
    bar.setAttribute("role", "toolbar");
    bar.setAttribute("aria-label", `Chosen words: ${text}`);
    bar.append(button("Hear it", () => this.hear(choice, false)));
    if (this.page.may) {
      bar.append(
        button("Fix", () => this.open((done) => openFix(this, choice, done))),
        button("This is wrong", () => this.open((done) => openReport(this, choice, done))),
        this.link("More", `/interviews/${this.page.id}/lines/${choice.line.id.slice(1)}/fix`),
      );
    }
    if (this.page.remove) {
      const query = new URLSearchParams({ line: choice.line.id.slice(1), first: String(words[0]!.id), last: String(words[words.length - 1]!.id) });
      bar.append(this.link("Must not be public", `/interviews/${this.page.id}/remove?${query}`));
    }
    bar.append(button("Close", () => this.chooser.leave()));
    this.element.replaceChildren(bar);
    choice.words[choice.words.length - 1]!.closest(".l")!.after(this.element);
  }

  private link(text: string, address: string): HTMLAnchorElement {
    const a = document.createElement("a");
    a.className = "button button-quiet";
    a.href = address;
    a.textContent = text;
    return a;
  }

  hear(choice: Choice, again: boolean): void {
    const first = wordOf(choice.words[0]!);
    const last = wordOf(choice.words[choice.words.length - 1]!);
    this.page.player.clip(first.start, last.end, again);
  }

  /** Opens a form in the panel; it returns what undoes its mark on the line. */
  open(open: (done: () => void) => () => void): void {
    this.shut?.();
    this.chooser.plain();
    this.shut = open(() => this.chooser.forget());
  }

  /** Puts the focus on the first thing that can be done. */
  enter(): void {
    this.element.querySelector<HTMLElement>("button")?.focus();
  }
}
