// The strip at the foot of the window: what happened last, and how to take it
// back. It never takes the focus, and stays until it is closed or the next
// thing happens, so that nobody has to read against a clock.
import { button } from "./player";

let strip: HTMLElement | null = null;

/** Moves the live region of the page into the strip. */
export function makeStrip(article: HTMLElement, tools: HTMLElement): void {
  const place = document.getElementById("saved");
  if (!place) return;
  strip = document.createElement("div");
  strip.className = "strip";
  strip.hidden = true;
  strip.append(place, tools, button("Close", hush));
  article.append(strip);
}

/** Tells what happened, once, without taking the focus. */
export function announce(message: string, link?: { href: string; text: string }, bad = false): void {
  const place = document.getElementById("saved");
  if (!place) return;
  const p = document.createElement("p");
  p.className = bad ? "notice" : "notice notice-good";
  p.textContent = message;
  if (link) {
    const a = document.createElement("a");
    a.href = link.href;
    a.textContent = link.text;
    p.append(" ", a);
  }
  place.replaceChildren(p);
  if (strip) shown(strip, true);
}

/** Puts the strip away. */
export function hush(): void {
  document.getElementById("saved")?.replaceChildren();
  if (strip) shown(strip, false);
}

/** The page makes room for the strip, so that nothing that has the focus is under it. */
function shown(strip: HTMLElement, is: boolean): void {
  strip.hidden = !is;
  document.documentElement.toggleAttribute("data-strip", is);
}
