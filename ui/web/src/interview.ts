// The interview page, once its script has arrived: everything here improves
// links and forms that work without it.
import { Doubts } from "./doubt";
import { follow } from "./follow";
import { Here } from "./here";
import { painted } from "./painted";
import { Panel, type Page } from "./panel";
import { Player } from "./player";
import { remind } from "./remind";
import { rights } from "./right";
import { slide } from "./slide";
import { makeStrip } from "./tell";
import { Transcript } from "./transcript";
import { Undo } from "./undo";
import { Wave } from "./wave";
import { Chooser } from "./words";

const article = document.getElementById("interview");
const root = document.getElementById("transcript");
if (article && root) start(article, root);

function start(article: HTMLElement, root: HTMLElement): void {
  const transcript = new Transcript(root);
  const player = new Player(document.querySelector<HTMLAudioElement>("#audio"));
  const page: Page = {
    id: article.dataset["id"] ?? "", may: article.dataset["may"] ?? "", remove: "remove" in article.dataset, known: "known" in article.dataset,
    version: Number(article.dataset["version"]), transcript, player, keys: () => undefined,
  };
  const tools = document.getElementById("player-tools") ?? document.createElement("div");
  player.tools(tools);
  follow(transcript, player, tools);
  if (player.audio) Wave.ofAll(page, player.audio);

  const more = document.getElementById("player-more") as HTMLDetailsElement | null;
  if (more) {
    more.hidden = false;
    more.open = matchMedia("(min-width: 40rem)").matches; // a phone has better use for the room
  }

  const panel = new Panel(page);
  panel.chooser = new Chooser(
    transcript,
    (choice, how) => {
      panel.show(choice);
      if (!choice || how !== "press") return;
      player.soon(() => player.playFrom(Number(choice.words[0]!.dataset["s"]) / 1000));
      void painted().then(() => panel.element.scrollIntoView({ block: "nearest" })); // of a line at the foot of the window it opens below
    },
    () => panel.enter(),
  );
  slide(root, panel.chooser);
  panel.doubts = new Doubts(panel, tools);
  panel.undo = new Undo(page);
  panel.here = new Here(page);
  makeStrip(article, panel.undo.tools);
  links(page, panel);
  keys(page, panel.doubts);
  arrive(article, page);
  rights(page);
  remind(panel);
  document.documentElement.dataset["ready"] = "interview";
}

/** Times play at once; “Fix or report” opens in place. */
function links(page: Page, panel: Panel): void {
  page.transcript.root.addEventListener("click", (e) => {
    if (e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return; // a new tab was asked for
    const at = (e.target as Element).closest<HTMLElement>(".at");
    const fix = (e.target as Element).closest<HTMLElement>(".fx");
    const line = (e.target as Element).closest<HTMLElement>(".l");
    if (!line) return;
    const first = page.transcript.words(line)[0];
    if (!first) return;
    if (at && page.player.audio) {
      e.preventDefault();
      page.player.playFrom(Number(first.dataset["s"]) / 1000);
      history.replaceState(null, "", at.getAttribute("href"));
    } else if (fix) {
      e.preventDefault();
      panel.chooser.whole(line);
    }
  });
}

/** Shortcuts need two modifiers, so they take no key from anyone. */
function keys(page: Page, doubts: Doubts): void {
  page.keys = (e) => {
    if (!e.altKey || !e.shiftKey || e.ctrlKey || e.metaKey) return;
    if (e.code === "KeyP") page.player.toggle();
    else if (e.code === "KeyB") page.player.back(5);
    else if (e.code === "KeyN") doubts.walk(1);
    else if (e.code === "KeyM") doubts.walk(-1);
    else return;
    e.preventDefault();
  };
  addEventListener("keydown", page.keys);
}

// Nobody follows a sentence from its middle: a word that was searched for is
// heard with this many seconds before it.
const lead = 2;

/** Goes to the time or word that the address names, and shows it. */
function arrive(article: HTMLElement, page: Page): void {
  const { transcript, player } = page;
  const fragment = location.hash.match(/^#t=([\d.]+)/);
  const from = fragment ? Number(fragment[1]) : Number(player.audio?.dataset["from"] ?? NaN);
  if (Number.isFinite(from)) player.seek(from);
  const wanted = article.dataset["word"];
  let line = Number.isFinite(from) ? transcript.lineAt(from * 1000) : null;
  if (wanted) {
    for (const l of transcript.lines) {
      if (!holds(l.element, Number(wanted))) continue;
      const word = transcript.words(l.element).find((w) => w.dataset["w"] === wanted);
      word?.classList.add("hit");
      if (word) run(transcript, l.element, Number(wanted), Number(article.dataset["lastWord"] ?? wanted));
      line = l.element;
      if (!Number.isFinite(from) && word) player.seek(Number(word.dataset["s"]) / 1000 - lead);
      break;
    }
  }
  if (!line) return;
  line.classList.add("hit");
  if (location.hash.startsWith("#l")) return;
  const at = line;
  at.scrollIntoView({ block: "center" });
  void painted().then(() => at.scrollIntoView({ block: "center" })); // what is near it has its true height only now
}

/** Marks the words of a quote, from the first to the last, line by line. */
function run(transcript: Transcript, from: HTMLElement, first: number, last: number): void {
  if (!transcript.lines.some((l) => holds(l.element, last))) return;
  let inside = false;
  for (const l of transcript.lines.slice(transcript.lines.findIndex((l) => l.element === from))) {
    for (const w of transcript.words(l.element)) {
      const id = Number(w.dataset["w"]);
      inside ||= id === first;
      if (inside) w.classList.add("hit");
      if (inside && id === last) return;
    }
  }
}

function holds(line: HTMLElement, id: number): boolean {
  const tokens = (line.dataset["w"] ?? "").split("/")[0]!.split(" ");
  let at = 0;
  for (const t of tokens) {
    const cut = t.indexOf("@");
    at = cut >= 0 ? Number(t.slice(0, cut)) : at + 1;
    if (at === id) return true;
  }
  return false;
}
