// Walking through the doubtful words: each is chosen, shown and heard.
import type { Panel } from "./panel";
import { button } from "./player";
import { announce } from "./tell";

export class Doubts {
  private at: HTMLElement | null = null;

  constructor(private readonly panel: Panel, tools: HTMLElement) {
    if (this.all().length) tools.append(button("Previous doubtful", () => this.walk(-1)), button("Next doubtful", () => this.walk(1)));
  }

  private all(): HTMLElement[] {
    return [...this.panel.page.transcript.root.querySelectorAll<HTMLElement>(".tx u")];
  }

  /** Goes to the next doubtful word, or the one before, and round at the ends. */
  walk(step: 1 | -1): void {
    const list = this.all();
    if (!list.length) {
      announce("There are no more doubtful words.");
      return;
    }
    const from = this.at ? list.indexOf(this.at) : -1;
    const next = from < 0 && step < 0 ? list.length - 1 : (from + step + list.length) % list.length;
    const choice = this.choose(next);
    if (choice) this.panel.hear(choice, false);
    announce(`Doubtful word ${next + 1} of ${list.length}: ${this.at?.textContent ?? ""}`);
  }

  /**
   * Opens the doubtful word after some word, or before it, to be fixed. It does
   * not go round: past the last one false says that there is none, and the Tab
   * key that asked goes where it always goes.
   */
  open(from: HTMLElement, step: 1 | -1): boolean {
    const list = this.all();
    const beyond = step > 0 ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING;
    const ahead = list.map((w, i) => ({ w, i })).filter(({ w }) => from.compareDocumentPosition(w) & beyond);
    const next = step > 0 ? ahead[0] : ahead[ahead.length - 1];
    if (!next) return false;
    const choice = this.choose(next.i);
    if (!choice) return false;
    this.panel.fix(choice);
    return true;
  }

  private choose(n: number): ReturnType<Panel["chosen"]> {
    const { transcript } = this.panel.page;
    const line = this.all()[n]?.closest<HTMLElement>(".l");
    if (line) transcript.wrap(line); // makes new elements, so the place is remembered by number
    const word = this.all()[n];
    if (!word) return null;
    this.at = word;
    word.scrollIntoView({ block: "center" });
    this.panel.chooser.start(word, "keys");
    return this.panel.chosen();
  }
}
