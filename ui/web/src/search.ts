// The results page, once its script has arrived: passages are heard and put
// right where they were found. Without it, all of this is links.
import { Clips } from "./clips";
import { gathering } from "./gather";
import { openHit } from "./hit";
import { makeStrip } from "./tell";

const hits = document.getElementById("hits");
if (hits) start(hits);

function start(hits: HTMLElement): void {
  const clips = new Clips(hits);
  for (const link of hits.querySelectorAll<HTMLAnchorElement>("a[data-play]")) clips.take(link);
  const tools = document.createElement("div");
  makeStrip(hits, tools);
  gathering(hits);
  hits.addEventListener("click", (e) => {
    if (e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return; // a new tab was asked for
    const link = (e.target as Element).closest<HTMLAnchorElement>("a[data-fix]");
    const card = link?.closest<HTMLElement>(".hit");
    if (!link || !card) return;
    e.preventDefault();
    void openHit(card, link, clips, tools);
  });
  // The same keys as on the reading page; they take two modifiers, so no key from anyone.
  addEventListener("keydown", (e) => {
    if (!e.altKey || !e.shiftKey || e.ctrlKey || e.metaKey) return;
    if (e.code === "KeyP") clips.toggle();
    else if (e.code === "KeyB") clips.player.back(5);
    else if (e.code === "KeyN") clips.step(1);
    else if (e.code === "KeyM") clips.step(-1);
    else return;
    e.preventDefault();
  });
  arrive();
  document.documentElement.dataset["ready"] = "search";
}

/** Coming back to a passage that is folded away opens the fold. */
function arrive(): void {
  const to = location.hash.startsWith("#hit-") ? document.getElementById(location.hash.slice(1)) : null;
  const fold = to?.closest("details");
  if (!to || !fold) return;
  fold.open = true;
  to.scrollIntoView();
}
