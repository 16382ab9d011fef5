// Follow along: the line and word being said are marked, and, if wished, kept
// in sight. Someone who scrolls is left alone for a while.
import type { Player } from "./player";
import { recall, remember } from "./remember";
import type { Transcript } from "./transcript";

const remembered = "earshot-follow";
const often = 80; // milliseconds between looks at what is being said
const patience = 5000; // milliseconds after scrolling by hand

export function follow(transcript: Transcript, player: Player, tools: HTMLElement): void {
  const audio = player.audio;
  if (!audio) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const saved = recall(remembered);
  const label = document.createElement("label");
  label.className = "tick";
  const box = document.createElement("input");
  box.type = "checkbox";
  box.checked = saved === null ? !calm : saved === "on";
  box.addEventListener("change", () => remember(remembered, box.checked ? "on" : "off"));
  label.append(box, " Follow along");
  tools.append(label);

  let line: HTMLElement | null = null;
  let word: HTMLElement | null = null;
  let scrolled = 0;
  for (const kind of ["wheel", "touchmove", "keydown"]) {
    addEventListener(kind, () => (scrolled = Date.now()), { passive: true });
  }

  const mark = (): void => {
    const now = player.now;
    const at = transcript.lineAt(now);
    if (at !== line) {
      line?.classList.remove("on");
      line?.removeAttribute("aria-current");
      line = at;
      line?.classList.add("on");
      line?.setAttribute("aria-current", "true");
      if (line && box.checked && !audio.paused && Date.now() - scrolled > patience) {
        line.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
      }
    }
    let said: HTMLElement | null = null;
    for (const w of line ? transcript.words(line) : []) if (Number(w.dataset["s"]) <= now) said = w;
    if (said !== word) {
      word?.classList.remove("now");
      word = said;
      word?.classList.add("now");
    }
  };

  // Not with every frame: each costs a phone more than the words' own change.
  let timer = 0;
  const run = (): void => {
    mark();
    timer = audio.paused ? 0 : window.setTimeout(run, often);
  };
  audio.addEventListener("play", () => {
    if (!timer) run();
  });
  audio.addEventListener("seeked", () => {
    if (audio.currentTime > 0) mark();
  });
}
