// Answers of ten-second shifts that were given without a connection go out from
// any page of the site once there is one, and the person is told how many went.
import { flush } from "./outbox";
import { all, exists, news, seen } from "./shelf";

const soonest = 1_000; // until a site that did not answer is asked again: a browser may say too early that it is online,
const latest = 60_000; // and then twice as long each time
let wait = soonest;
let timer = 0;

/** Sends what waits, now and whenever the connection comes back. */
export function sendAway(): void {
  if (document.getElementById("kept") || !("indexedDB" in window)) return; // the page of kept clips does it itself
  addEventListener("online", () => {
    wait = soonest;
    void go();
  });
  void go();
}

async function go(): Promise<void> {
  clearTimeout(timer);
  try {
    if (!(await exists())) return;
    if (navigator.onLine && !(await flush(() => undefined))) {
      clearTimeout(timer);
      timer = window.setTimeout(() => void go(), wait);
      wait = Math.min(2 * wait, latest);
    }
    await tell();
  } catch {
    // This browser gives no access to what it keeps: the page works without.
  }
}

/** Also what the browser sent while no page was open; until it was in sight, the next page tells it again. */
async function tell(): Promise<void> {
  const place = document.querySelector(".notice-place");
  const went = await news();
  const ask = (await all("answers")).filter((a) => a.needs).length;
  if (!place || (!went.length && !ask)) return;
  const p = document.createElement("p");
  p.id = "went";
  p.className = ask ? "notice" : "notice notice-good";
  const parts: string[] = [];
  if (went.length) parts.push(went.length === 1 ? "1 answer that you gave without a connection was sent. Thank you." : `${went.length} answers that you gave without a connection were sent. Thank you.`);
  if (ask) parts.push(ask === 1 ? "1 answer needs you before it can be used." : `${ask} answers need you before they can be used.`);
  const a = document.createElement("a");
  a.href = "/shifts/kept";
  a.textContent = ask ? "Look at them" : "See what came of them";
  p.append(parts.join(" "), " ", a);
  document.getElementById("went")?.remove();
  place.append(p);
  if (!went.length) return;
  const watch = new IntersectionObserver((now) => {
    if (!now.some((n) => n.isIntersecting)) return;
    watch.disconnect();
    void seen(went);
  });
  watch.observe(p);
}
