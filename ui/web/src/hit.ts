// Fixing words where they were found: the passage becomes lines as the reading
// page has them, with the same panel, fields and keys. One is open at a time.
import type { Clips } from "./clips";
import { Doubts } from "./doubt";
import { Here } from "./here";
import { Panel, type Page } from "./panel";
import { button } from "./player";
import { markDrafts } from "./remind";
import { rights } from "./right";
import { announce } from "./tell";
import { Transcript } from "./transcript";
import { Undo } from "./undo";
import { Chooser } from "./words";

interface Stretch {
  version: number;
  may: string;
  remove: boolean;
  known: boolean;
  lines: { id: number; html: string }[];
}

let shut: (() => void) | null = null;

/** Opens the passage of a card; link is the one to the form without scripts. */
export async function openHit(card: HTMLElement, link: HTMLAnchorElement, clips: Clips, tools: HTMLElement): Promise<void> {
  const words = card.querySelector<HTMLElement>(".hit-words");
  if (!words || link.getAttribute("aria-busy")) return;
  link.setAttribute("aria-busy", "true");
  const stretch = await lines(card);
  link.removeAttribute("aria-busy");
  if (!stretch?.lines.length) {
    location.assign(link.href); // the form without scripts says what is the matter
    return;
  }
  shut?.();
  const gone = new AbortController();
  const root = document.createElement("div");
  root.className = "transcript hit-lines";
  root.append(turnOf(stretch));
  const form = rightsForm(card.dataset["interview"] ?? "");
  words.hidden = true;
  words.after(form, root);
  if (card.dataset["sound"]) clips.load(card.dataset["sound"], card.dataset["title"] ?? "");

  const page: Page = { id: card.dataset["interview"] ?? "", may: stretch.may, remove: stretch.remove, known: stretch.known, version: stretch.version,
    transcript: new HitLines(root, card), player: clips.player, keys: () => undefined };
  const panel = new Panel(page);
  panel.chooser = new Chooser(
    page.transcript,
    (choice, how) => {
      panel.show(choice);
      if (choice && how === "press") clips.player.soon(() => panel.hear(choice, false));
    },
    () => panel.enter(),
  );
  panel.doubts = new Doubts(panel, document.createElement("div"));
  panel.undo = new Undo(page, gone.signal);
  panel.here = new Here(page);
  tools.replaceChildren(panel.undo.tools);
  rights(page);
  markDrafts(panel);
  root.addEventListener("click", (e) => inPlace(e, page, panel));

  const before = root.textContent;
  const leave = button("Done", () => shut?.());
  link.hidden = true;
  link.after(leave);
  shut = () => {
    shut = null;
    panel.chooser.leave();
    panel.here.leave();
    gone.abort();
    if (root.textContent !== before) words.replaceChildren(...plain(page.transcript));
    for (const e of [root, form, leave]) e.remove();
    tools.replaceChildren();
    words.hidden = false;
    link.hidden = false;
    link.focus();
  };
  choose(link, page, panel);
  announce("Choose the words that are wrong: press one, or move with the arrow keys. Then press Fix.");
}

/** The lines of one card: what reaches further than a line reads these anew. */
class HitLines extends Transcript {
  constructor(root: HTMLElement, private readonly card: HTMLElement) {
    super(root);
  }

  override async refresh(page: { id: string; version: number }): Promise<void> {
    const stretch = await lines(this.card);
    if (!stretch) return;
    page.version = stretch.version;
    this.root.replaceChildren(turnOf(stretch));
    this.read();
  }
}

function turnOf(stretch: Stretch): HTMLElement {
  const turn = document.createElement("div");
  turn.className = "turn";
  turn.innerHTML = stretch.lines.map((l) => l.html).join(""); // written by the server, which escapes every word
  return turn;
}

/** The lines of the card's passage as they read now. */
async function lines(card: HTMLElement): Promise<Stretch | null> {
  const query = new URLSearchParams({ from: card.dataset["start"] ?? "", to: card.dataset["end"] ?? "" });
  try {
    const answer = await fetch(`/interviews/${card.dataset["interview"]}/lines?${query}`, { headers: { Accept: "application/json" } });
    return answer.ok ? ((await answer.json()) as Stretch) : null;
  } catch {
    return null;
  }
}

/** The words that were found are chosen at first. */
function choose(link: HTMLAnchorElement, page: Page, panel: Panel): void {
  const query = new URL(link.href).searchParams;
  const line = page.transcript.line(Number(link.pathname.split("/")[4])) ?? page.transcript.lines[0]?.element;
  if (!line) return;
  const words = page.transcript.span(line, Number(query.get("first")), Number(query.get("last")));
  if (words.length) panel.chooser.take(words);
  else panel.chooser.whole(line);
}

/** Times play, and “Fix or report” chooses its line, as on the reading page. */
function inPlace(e: MouseEvent, page: Page, panel: Panel): void {
  if (e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return;
  const at = (e.target as Element).closest<HTMLElement>(".at, .fx");
  const line = at?.closest<HTMLElement>(".l");
  const first = line && page.transcript.words(line)[0];
  if (!at || !line || !first) return;
  e.preventDefault();
  if (at.classList.contains("fx")) panel.chooser.whole(line);
  else page.player.playFrom(Number(first.dataset["s"]) / 1000);
}

function rightsForm(interview: string): HTMLFormElement {
  const form = document.createElement("form");
  form.id = "rights";
  form.method = "post";
  form.action = `/interviews/${interview}/votes`;
  return form;
}

/** The words without anything to press. */
function plain(transcript: Transcript): HTMLElement[] {
  return transcript.lines.map(({ element }) => {
    const p = document.createElement("p");
    p.dir = "auto";
    p.textContent = transcript.words(element).map((w) => w.textContent).join(" ");
    return p;
  });
}
