// The transcript on the page: which line and word is said when. The server
// writes the times of a line into one attribute; words become elements only
// when their block comes near the window, so that two hours of talk stay light.

export interface Word {
  id: number;
  start: number; // milliseconds
  end: number;
  text: string;
  doubtful: boolean;
}

export interface Line {
  element: HTMLElement;
  id: number;
  start: number; // milliseconds; -1 for a line without words
}

/** Reads the data-w attribute: "105@125300 240 310/420" gives ids and times. */
export function readTimes(data: string): { id: number; start: number; end: number }[] {
  const [list = "", length = "0"] = data.split("/");
  const words: { id: number; start: number; end: number }[] = [];
  let id = 0;
  let at = 0;
  for (const token of list ? list.split(" ") : []) {
    const cut = token.indexOf("@");
    id = cut >= 0 ? Number(token.slice(0, cut)) : id + 1;
    at += Number(token.slice(cut + 1));
    const last = words[words.length - 1];
    if (last) last.end = at;
    words.push({ id, start: at, end: at });
  }
  const last = words[words.length - 1];
  if (last) last.end = last.start + Number(length);
  return words;
}

export class Transcript {
  lines: Line[] = [];
  private readonly near: IntersectionObserver;

  constructor(readonly root: HTMLElement) {
    this.near = new IntersectionObserver(
      (seen) => {
        for (const s of seen) {
          if (!s.isIntersecting) continue;
          for (const line of s.target.querySelectorAll<HTMLElement>(".l")) this.wrap(line);
          this.near.unobserve(s.target);
        }
      },
      { rootMargin: "600px" },
    );
    for (const block of root.querySelectorAll(".block")) this.near.observe(block);
    this.read();
  }

  /** Reads the lines again after some of them changed. */
  read(): void {
    this.lines = [];
    for (const element of this.root.querySelectorAll<HTMLElement>(".l")) {
      const first = element.dataset["w"]?.match(/@(\d+)/);
      this.lines.push({ element, id: Number(element.id.slice(1)), start: first ? Number(first[1]) : -1 });
    }
  }

  line(id: number): HTMLElement | null {
    return document.getElementById(`l${id}`);
  }

  /** The last line that begins at or before a time in milliseconds. */
  lineAt(ms: number): HTMLElement | null {
    let found: HTMLElement | null = null;
    let low = 0;
    let high = this.lines.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      let probe = middle; // lines without words have no time: look left of them
      while (probe >= low && this.lines[probe]!.start < 0) probe--;
      const line = this.lines[probe];
      if (!line || probe < low) low = middle + 1;
      else if (line.start <= ms) {
        found = line.element;
        low = middle + 1;
      } else high = probe - 1;
    }
    return found;
  }

  /** Makes an element of each word of a line, once. */
  wrap(line: HTMLElement): void {
    const text = line.querySelector<HTMLElement>(".tx");
    const data = line.dataset["w"];
    if (!text || !data || text.dataset["wrapped"]) return;
    text.dataset["wrapped"] = "1";
    const times = readTimes(data);
    const out = document.createDocumentFragment();
    let n = 0;
    const add = (word: string, doubtful: boolean): void => {
      const time = times[n++];
      if (!time) return;
      if (n > 1) out.append(" ");
      const span = document.createElement(doubtful ? "u" : "span");
      span.className = "w";
      span.dataset["w"] = String(time.id);
      span.dataset["s"] = String(time.start);
      span.dataset["e"] = String(time.end);
      span.textContent = word;
      out.append(span);
    };
    for (const node of [...text.childNodes]) {
      for (const word of (node.textContent ?? "").split(" ")) {
        if (word !== "") add(word, node.nodeName === "U");
      }
    }
    text.replaceChildren(out);
  }

  words(line: HTMLElement): HTMLElement[] {
    this.wrap(line);
    return [...line.querySelectorAll<HTMLElement>(".w")];
  }

  /** Shows the lines an answer brings, each from the version that it tells. */
  adopt(a: { lines?: { id: number; html: string }[]; version?: number }): void {
    this.replace(a.lines ?? []);
    for (const { id } of a.lines ?? []) {
      const line = this.line(id);
      if (line && a.version !== undefined) line.dataset["v"] = String(a.version);
    }
  }

  /** Reads all lines again, after a change that reaches further than its line. */
  async refresh(page: { id: string; version: number }): Promise<void> {
    const answer = await fetch(`/interviews/${page.id}`, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer?.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const root = fresh.getElementById("transcript");
    if (!root) return;
    page.version = Number(fresh.getElementById("interview")?.dataset["version"] ?? page.version);
    this.patch([...root.children] as HTMLElement[]);
    this.read();
  }

  /** Puts in the blocks that are not as they were; two hours of talk need not be laid out anew for one line. */
  private patch(fresh: HTMLElement[]): void {
    const old = [...this.root.children] as HTMLElement[];
    let from = 0;
    while (from < old.length && from < fresh.length && print(old[from]!) === print(fresh[from]!)) from++;
    let behind = 0;
    while (behind < Math.min(old.length, fresh.length) - from && print(old[old.length - 1 - behind]!) === print(fresh[fresh.length - 1 - behind]!)) behind++;
    const after = old[old.length - behind] ?? null;
    for (const gone of old.slice(from, old.length - behind)) gone.remove();
    for (const made of fresh.slice(from, fresh.length - behind)) {
      this.root.insertBefore(made, after);
      if (made.classList.contains("block")) this.near.observe(made);
    }
  }

  /** The words from one id to another, though they may be on several lines. */
  span(line: HTMLElement, first: number, last: number): HTMLElement[] {
    const found: HTMLElement[] = [];
    for (let i = this.lines.findIndex((l) => l.element === line); i >= 0 && i < this.lines.length; i++) {
      for (const w of this.words(this.lines[i]!.element)) {
        const id = Number(w.dataset["w"]);
        if (!found.length && id !== first) continue;
        found.push(w);
        if (id === last) return found;
      }
      if (!found.length) break;
    }
    return [];
  }

  /** Puts newly made lines in the place of the old ones. */
  replace(lines: { id: number; html: string }[]): void {
    for (const { id, html } of lines) {
      const old = this.line(id);
      if (!old) continue;
      while (old.nextElementSibling?.classList.contains("pr")) old.nextElementSibling.remove();
      const made = document.createElement("template");
      made.innerHTML = html; // written by the server, which escapes every word
      old.replaceWith(made.content);
      const line = this.line(id);
      if (line) this.wrap(line);
    }
    this.read();
  }
}

/** What a block shows, whether its words are elements yet or not. */
function print(block: HTMLElement): string {
  const lines = [...block.querySelectorAll<HTMLElement>(".l")].map((l) => `${l.id} ${l.dataset["w"]} ${l.querySelectorAll("u").length}`);
  return `${block.className} ${block.textContent?.replace(/\s+/g, " ")} ${lines.join()}`;
}

export function wordOf(span: HTMLElement): Word {
  return {
    id: Number(span.dataset["w"]),
    start: Number(span.dataset["s"]),
    end: Number(span.dataset["e"]),
    text: span.textContent ?? "",
    doubtful: span.tagName === "U",
  };
}
