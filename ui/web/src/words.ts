// Choosing words: by pressing one, by dragging over several, or with the arrow
// keys. While a line is being chosen from it is a list of options for screen
// readers; the rest of the time it is plain text.
import type { Transcript } from "./transcript";

export interface Choice {
  line: HTMLElement; // the line of the first word
  words: HTMLElement[]; // in order, at least one
}

export class Chooser {
  private choice: Choice | null = null;
  private anchor: HTMLElement | null = null;

  /** changed is told each new choice; opened when Enter asks what can be done. */
  constructor(
    private readonly transcript: Transcript,
    private readonly changed: (c: Choice | null, how: "press" | "keys" | "drag") => void,
    private readonly opened: () => void,
  ) {
    const root = transcript.root;
    root.addEventListener("click", (e) => this.press(e));
    root.addEventListener("keydown", (e) => this.key(e));
    document.addEventListener("pointerup", () => setTimeout(() => this.dragged(), 0));
  }

  get current(): Choice | null {
    return this.choice;
  }

  private press(e: MouseEvent): void {
    const word = (e.target as Element).closest<HTMLElement>(".w");
    if (!word || !getSelection()?.isCollapsed) return;
    if (e.shiftKey && this.anchor) this.extend(word, "press");
    else this.start(word, "press");
  }

  /** Chooses one word. */
  start(word: HTMLElement, how: "press" | "keys"): void {
    this.anchor = word;
    this.extend(word, how);
  }

  /** Chooses all words of a line and puts the focus on its first. */
  whole(line: HTMLElement): void {
    const words = this.transcript.words(line);
    const first = words[0];
    const last = words[words.length - 1];
    if (!first || !last) return;
    this.anchor = first;
    this.extend(last, "keys");
    this.step(first);
  }

  /** Chooses these words, which follow one another. */
  take(words: HTMLElement[]): void {
    this.anchor = words[0] ?? null;
    this.extend(words[words.length - 1]!, "keys");
  }

  private extend(to: HTMLElement, how: "press" | "keys" | "drag"): void {
    if (!this.anchor) return;
    this.set(between(this.transcript, this.anchor, to), how);
    if (how === "keys") this.step(to);
  }

  private step(word: HTMLElement): void {
    word.focus({ preventScroll: false });
  }

  private set(words: HTMLElement[], how: "press" | "keys" | "drag"): void {
    const line = words[0]?.closest<HTMLElement>(".l");
    if (!line) return;
    this.unmark();
    this.choice = { line, words };
    for (const w of words) {
      w.classList.add("chosen");
      w.setAttribute("aria-selected", "true");
    }
    for (const l of new Set(words.map((w) => w.closest<HTMLElement>(".l")))) if (l) list(this.transcript, l);
    this.changed(this.choice, how);
  }

  private unmark(): void {
    for (const w of this.choice?.words ?? []) {
      w.classList.remove("chosen");
      w.setAttribute("aria-selected", "false");
    }
    this.plain();
  }

  /** Makes the lines plain text again while a form is open in them. */
  plain(): void {
    for (const text of this.transcript.root.querySelectorAll(".tx[role]")) unlist(text);
  }

  /** The word in front of the chosen ones, or behind them, also of another line. */
  beside(by: 1 | -1): HTMLElement | undefined {
    const edge = this.choice?.words.at(by > 0 ? -1 : 0);
    const line = edge?.closest<HTMLElement>(".l");
    if (!edge || !line) return undefined;
    const words = this.transcript.words(line);
    const next = words[words.indexOf(edge) + by];
    if (next) return next;
    const { lines } = this.transcript;
    for (let i = lines.findIndex((l) => l.element === line) + by; lines[i]; i += by) {
      const there = this.transcript.words(lines[i]!.element);
      if (there.length) return there.at(by > 0 ? 0 : -1);
    }
    return undefined;
  }

  /** Chooses the word beside the chosen ones too. */
  grow(by: 1 | -1): void {
    const to = this.beside(by);
    if (!to) return;
    this.anchor = this.choice!.words.at(by > 0 ? 0 : -1)!;
    this.extend(to, "drag");
  }

  /** Takes hold of the chosen words at one of them: the end further away stays. */
  hold(word: HTMLElement): void {
    const words = this.choice?.words ?? [];
    this.anchor = words.at(words.indexOf(word) < words.length / 2 ? -1 : 0) ?? word;
  }

  /** Chooses from what is held to a word. */
  reach(word: HTMLElement): void {
    this.extend(word, "drag");
  }

  /** Leaves choosing; the focus goes back to where it can be taken up again. */
  leave(): void {
    const line = this.choice?.line;
    this.unmark();
    this.choice = null;
    this.anchor = null;
    this.changed(null, "keys");
    line?.querySelector<HTMLElement>(".fx")?.focus();
  }

  /** Forgets the choice without moving the focus, when its line was replaced. */
  forget(): void {
    this.unmark();
    this.choice = null;
    this.anchor = null;
    this.changed(null, "keys");
  }

  private dragged(): void {
    const s = getSelection();
    if (!s || s.isCollapsed || !s.rangeCount) return;
    const range = s.getRangeAt(0);
    if (!this.transcript.root.contains(range.commonAncestorContainer)) return;
    const hit = [...this.transcript.root.querySelectorAll<HTMLElement>(".w")].filter((w) => range.intersectsNode(w));
    const first = hit[0];
    const last = hit[hit.length - 1];
    if (!first || !last || hit.length > 400) return;
    const back = s.anchorNode === range.endContainer && s.anchorOffset === range.endOffset; // it began at its end
    this.anchor = back ? last : first;
    s.removeAllRanges();
    this.extend(back ? first : last, "drag");
  }

  private key(e: KeyboardEvent): void {
    const word = (e.target as Element).closest<HTMLElement>(".w");
    if (!word || !this.choice) return;
    const rtl = getComputedStyle(word.closest(".l") ?? word).direction === "rtl";
    const line = word.closest<HTMLElement>(".l");
    const words = line ? this.transcript.words(line) : [];
    const at = words.indexOf(word);
    let to: HTMLElement | undefined;
    switch (e.key) {
      case "ArrowRight":
        to = words[at + (rtl ? -1 : 1)];
        break;
      case "ArrowLeft":
        to = words[at + (rtl ? 1 : -1)];
        break;
      case "Home":
        to = words[0];
        break;
      case "End":
        to = words[words.length - 1];
        break;
      case "Enter":
      case " ":
        e.preventDefault();
        this.opened();
        return;
      case "Escape":
        e.preventDefault();
        this.leave();
        return;
      default:
        return;
    }
    e.preventDefault();
    if (!to) return;
    if (e.shiftKey) this.extend(to, "keys");
    else this.start(to, "keys");
  }
}

/** The words from one to another, across lines if need be. */
function between(transcript: Transcript, a: HTMLElement, b: HTMLElement): HTMLElement[] {
  if (b.compareDocumentPosition(a) & Node.DOCUMENT_POSITION_FOLLOWING) [a, b] = [b, a];
  const all = [...transcript.root.querySelectorAll<HTMLElement>(".w")];
  return all.slice(all.indexOf(a), all.indexOf(b) + 1);
}

function list(transcript: Transcript, line: HTMLElement): void {
  const text = line.querySelector(".tx");
  if (!text) return;
  text.setAttribute("role", "listbox");
  text.setAttribute("aria-multiselectable", "true");
  text.setAttribute("aria-orientation", "horizontal");
  text.setAttribute("aria-label", "Words of this line. Arrow keys choose a word, Shift with arrows more. Enter shows what you can do. Escape leaves.");
  for (const w of transcript.words(line)) {
    w.setAttribute("role", "option");
    w.tabIndex = -1;
    if (!w.hasAttribute("aria-selected")) w.setAttribute("aria-selected", "false");
  }
}

function unlist(text: Element): void {
  for (const name of ["role", "aria-multiselectable", "aria-orientation", "aria-label"]) text.removeAttribute(name);
  for (const w of text.querySelectorAll<HTMLElement>(".w")) for (const name of ["role", "aria-selected", "tabindex"]) w.removeAttribute(name);
}
