// Choosing more words with a finger: it goes down on a chosen word and slides to
// the others. Anywhere else a finger scrolls the page, as everywhere.
import type { Chooser } from "./words";

export function slide(root: HTMLElement, chooser: Chooser): void {
  let at: Element | null = null; // the word that the finger reached; null when none is held
  root.addEventListener("pointerdown", (e) => {
    const word = (e.target as Element).closest<HTMLElement>(".w.chosen");
    if (!word || e.pointerType === "mouse" || !e.isPrimary) return;
    chooser.hold(word);
    at = word;
  });
  root.addEventListener("pointermove", (e) => {
    if (!at) return;
    const word = document.elementFromPoint(e.clientX, e.clientY)?.closest<HTMLElement>(".w");
    if (!word || word === at || !root.contains(word)) return;
    at = word;
    chooser.reach(word);
  });
  for (const end of ["pointerup", "pointercancel"]) root.addEventListener(end, () => (at = null));
}
