// The panel under the chosen words: hear them, say that they are wrong, fix them.
import type { Doubts } from "./doubt";
import { FixForm, type Given } from "./fix";
import type { Here } from "./here";
import { openLine } from "./line";
import { painted } from "./painted";
import { button, type Player } from "./player";
import { openReport } from "./report";
import { prepare } from "./send";
import { type Transcript, wordOf } from "./transcript";
import type { Undo } from "./undo";
import type { Choice, Chooser } from "./words";

export interface Page {
  id: string;
  may: string; // "correct": fixes apply at once; "suggest": they wait; "": neither
  remove: boolean;
  known: boolean; // the person is signed in
  version: number;
  transcript: Transcript;
  player: Player;
  keys: (e: KeyboardEvent) => void; // the shortcuts that work anywhere
}

export class Panel {
  readonly element = document.createElement("div");
  chooser!: Chooser;
  doubts!: Doubts;
  undo!: Undo;
  here!: Here;
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
    this.element.previousElementSibling?.classList.remove("chosen");
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
        button("Fix", () => this.fix(choice)),
        button("This is wrong", () => this.open((done) => openReport(this, choice, done))),
      );
    }
    bar.append(this.more("Word before", -1), this.more("Word after", 1));
    if (this.page.may === "correct") bar.append(button("Change the line", () => this.open((done) => openLine(this, choice, done))));
    else if (this.page.may) bar.append(this.link("More", `/interviews/${this.page.id}/lines/${choice.line.id.slice(1)}/fix`));
    bar.append(this.link("Quote", `/interviews/${this.page.id}/quotes/${this.versionOf(choice)}.${words[0]!.id}-${words[words.length - 1]!.id}`));
    if (this.page.known) {
      const query = new URLSearchParams({ interview: this.page.id, version: String(this.versionOf(choice)), first: String(words[0]!.id), last: String(words[words.length - 1]!.id) });
      bar.append(this.link("Add to a theme", `/themes/add?${query}`));
    }
    if (this.page.remove) {
      const query = new URLSearchParams({ line: choice.line.id.slice(1), first: String(words[0]!.id), last: String(words[words.length - 1]!.id) });
      bar.append(this.link("Must not be public", `/interviews/${this.page.id}/remove?${query}`));
    }
    bar.append(button("Close", () => this.chooser.leave()));
    this.element.replaceChildren(bar);
    const line = choice.words[choice.words.length - 1]!.closest(".l")!;
    line.classList.add("chosen");
    line.after(this.element);
  }

  /** A button that chooses one more word: who cannot drag needs it, and so does a thumb. */
  private more(text: string, by: 1 | -1): HTMLButtonElement {
    const next = this.chooser.beside(by);
    const more = button(text, () => {
      this.chooser.grow(by);
      this.element.querySelector<HTMLElement>(`[data-more="${by}"]`)?.focus(); // the bar is a new one
    });
    more.dataset["more"] = String(by);
    if (next) more.setAttribute("aria-label", `${text}: choose “${next.textContent}” too`);
    else more.disabled = true;
    return more;
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

  chosen(): Choice | null {
    return this.chooser.current;
  }

  /** Makes a field of the chosen words; given stands in it instead of a draft. */
  fix(choice: Choice, given?: Given): void {
    this.open((done) => new FixForm(this, choice, done, given).close);
  }

  /** Opens a form in the panel; it returns what undoes its mark on the line. */
  open(open: (done: () => void) => () => void): void {
    this.shut?.();
    void painted().then(prepare);
    this.chooser.plain();
    this.shut = open(() => this.chooser.forget());
  }

  /** Shows a sentence and named texts above the open form. */
  note(sentence: string, texts: [string, string][], link?: { before: string; href: string; text: string }): void {
    const note = document.createElement("div");
    note.className = "notice";
    note.setAttribute("role", "alert");
    const p = document.createElement("p");
    p.textContent = sentence;
    if (link) {
      const a = document.createElement("a");
      a.href = link.href;
      a.textContent = link.text;
      p.append(link.before, a);
    }
    const list = document.createElement("dl");
    list.className = "facts";
    for (const [term, text] of texts) {
      const dt = document.createElement("dt");
      dt.textContent = term;
      const dd = document.createElement("dd");
      dd.dir = "auto";
      dd.textContent = text;
      list.append(dt, dd);
    }
    note.append(p, list);
    this.element.prepend(note);
  }

  /** Puts the focus on the first thing that can be done. */
  enter(): void {
    this.element.querySelector<HTMLElement>("button")?.focus();
  }
}
