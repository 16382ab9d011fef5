// The work list with one key for each answer. All of it are buttons and fields
// of the page, which work without this; the keys press them. They can be switched
// off, as people who speak to their computer need (WCAG 2.1.4).
import { recall, remember } from "./remember";

const remembered = "earshot-work-keys";

function reports(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-report]")];
}

/** The report that has the focus, or the first one. */
function current(): HTMLElement | undefined {
  return document.activeElement?.closest<HTMLElement>("[data-report]") ?? reports()[0];
}

function go(by: number): void {
  const all = reports();
  const at = all.findIndex((r) => r.contains(document.activeElement));
  const to = all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)];
  to?.focus();
  to?.scrollIntoView({ block: "start" });
}

function write(area: HTMLTextAreaElement | null | undefined): void {
  area?.focus();
  area?.setSelectionRange(area.value.length, area.value.length);
}

const keys: Record<string, (r: HTMLElement) => void> = {
  a: (r) => r.querySelector<HTMLButtonElement>("button[value=fixed]")?.click(),
  e: (r) => write(r.querySelector<HTMLTextAreaElement>("textarea[name=fix]")),
  d: (r) => {
    const reason = r.querySelector<HTMLTextAreaElement>("textarea[name=reason]");
    const folded = reason?.closest("details");
    if (folded) folded.open = true;
    write(reason);
  },
  l: (r) => {
    const sound = r.querySelector("audio");
    if (!sound) return;
    if (sound.paused) void sound.play();
    else sound.pause();
  },
  n: (r) => {
    const others = [...r.querySelectorAll<HTMLInputElement>("input[name=also]")];
    const on = others.some((o) => !o.checked);
    for (const o of others) o.checked = on;
    others[0]?.focus();
  },
};

function pressed(e: KeyboardEvent): void {
  if (e.ctrlKey || e.altKey || e.metaKey || e.defaultPrevented || !(e.target instanceof Element)) return;
  const typing = e.target.closest("textarea, select, audio, input:not([type=checkbox])");
  if (typing) return;
  const report = current();
  const key = e.key.toLowerCase();
  if (key === "j" || key === "k") go(key === "j" ? 1 : -1);
  else if (report && keys[key]) keys[key](report);
  else return;
  e.preventDefault();
}

const legend = document.getElementById("keys");
const on = document.querySelector<HTMLInputElement>("#keys-on");
if (legend && on && reports().length > 0) {
  legend.hidden = false;
  on.checked = recall(remembered) !== "off";
  const set = (): void => {
    document.removeEventListener("keydown", pressed);
    if (on.checked) document.addEventListener("keydown", pressed);
    remember(remembered, on.checked ? "on" : "off");
  };
  on.addEventListener("change", set);
  set();
}

// After an answer the address names the next report: it gets the focus.
if (/^#report/.test(location.hash)) document.getElementById(location.hash.slice(1))?.focus();
