// The line as a whole: cut it, join it, name its speaker, add one that was
// missed, move its time, take it out. The forms are those of the page that shows
// one line without scripts, fetched when they are asked for, so that there is one
// of each; here they get handles on the sound, and save without leaving.
import type { Panel } from "./panel";
import { markDrafts } from "./remind";
import { type Answer, send } from "./send";
import { announce } from "./tell";
import { readTimes } from "./transcript";
import { SpanTools } from "./span";
import { type Choice } from "./words";

/** Opens the forms in the panel; what it returns puts them away. */
export function openLine(panel: Panel, choice: Choice, done: () => void): () => void {
  const gone = new AbortController();
  const wait = document.createElement("p");
  wait.className = "keys";
  wait.setAttribute("role", "status");
  wait.textContent = "Opening …";
  panel.element.replaceChildren(wait);
  void forms(panel, choice).then((found) => {
    if (gone.signal.aborted) return;
    if (!found.length) {
      wait.textContent = "This could not be opened. Perhaps you are offline, or the line was changed meanwhile: please load the page again.";
      return;
    }
    const box = document.createElement("div");
    box.className = "line-forms";
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", "Change the line");
    for (const d of found) box.append(dressed(panel, choice, d, done, gone.signal));
    panel.element.replaceChildren(box);
    box.querySelector<HTMLElement>("summary")?.focus();
  });
  return () => gone.abort();
}

/** The forms of the page about this line. */
async function forms(panel: Panel, choice: Choice): Promise<HTMLDetailsElement[]> {
  const address = `/interviews/${panel.page.id}/lines/${choice.line.id.slice(1)}/fix`;
  const answer = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || new URL(answer.url).pathname !== address) return [];
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return [...page.querySelectorAll<HTMLDetailsElement>("details.shape")].filter((d) => d.querySelector("form[action$='/shape']")).map((d) => document.adoptNode(d));
}

function dressed(panel: Panel, choice: Choice, box: HTMLDetailsElement, done: () => void, gone: AbortSignal): HTMLDetailsElement {
  box.name = "line-forms"; // one open at a time
  const at = box.querySelector<HTMLSelectElement>("select[name=at]");
  const chosen = choice.words[0]!.dataset["w"] ?? "";
  if (at && [...at.options].some((o) => o.value === chosen)) {
    at.value = chosen;
    box.open = true; // a word in the middle was chosen: most likely to cut there
  }
  for (const form of box.querySelectorAll("form")) {
    form.noValidate = true; // the server says what is wrong, in sentences
    form.addEventListener("submit", (e) => {
      e.preventDefault();
      void save(panel, choice, form, done);
    });
    if (form.querySelector("[name=start]")) times(panel, choice, form, box, gone);
  }
  return box;
}

/** Puts handles on the fields for times, once their form is opened. */
function times(panel: Panel, choice: Choice, form: HTMLFormElement, box: HTMLDetailsElement, gone: AbortSignal): void {
  const [start, end] = ["start", "end"].map((name) => form.querySelector<HTMLInputElement>(`[name=${name}]`)!) as [HTMLInputElement, HTMLInputElement];
  const where = form.querySelector<HTMLSelectElement>("[name=where]");
  let tools: SpanTools | null = null;
  const show = (): void => {
    tools?.end();
    tools = box.open ? new SpanTools(panel.page, start, end, room(panel, choice.line, where?.value)) : null;
  };
  box.addEventListener("toggle", show);
  where?.addEventListener("change", show);
  gone.addEventListener("abort", () => tools?.end());
}

/**
 * The milliseconds between the words around a line, or around the place in front
 * of or behind it where one is missing.
 */
function room(panel: Panel, line: HTMLElement, where?: string): [number, number] {
  const { lines } = panel.page.transcript;
  const at = lines.findIndex((l) => l.element === line);
  const last = (panel.page.player.audio?.duration || Infinity) * 1000;
  let [from, to] = [0, last];
  for (let i = where === "behind" ? at : at - 1; i >= 0; i--) {
    const words = readTimes(lines[i]!.element.dataset["w"] ?? "");
    if (!words.length) continue; // nothing was said there
    from = words[words.length - 1]!.end;
    break;
  }
  for (let i = where === "before" ? at : at + 1; i < lines.length; i++) {
    if (lines[i]!.start < 0) continue;
    to = lines[i]!.start;
    break;
  }
  return [from, Math.max(from, to)];
}

async function save(panel: Panel, choice: Choice, form: HTMLFormElement, done: () => void): Promise<void> {
  if (form.getAttribute("aria-busy")) return; // a second press is the same request
  form.setAttribute("aria-busy", "true");
  const fields: Record<string, string> = {};
  for (const [name, value] of new FormData(form)) fields[name] = String(value);
  fields["against"] = String(panel.versionOf(choice)); // what is on this page, not what the form was fetched with
  const a = await send(`/interviews/${panel.page.id}/shape`, fields);
  form.removeAttribute("aria-busy");
  if (a.ok) {
    done();
    await shaped(panel, a, a.lines?.[0]?.id ?? Number(fields["line"]));
  } else if (a.status === 409) {
    done();
    await panel.page.transcript.refresh(panel.page);
    markDrafts(panel);
    announce(a.error ?? "Someone changed this line meanwhile.", a.receipt ? { href: a.receipt, text: `Your words are kept (number ${a.number})` } : undefined, true);
  } else refuse(form, a);
}

/** Shows a change that reaches further than the words of its line, and goes there. */
export async function shaped(panel: Panel, a: Answer, line: number): Promise<void> {
  const { page } = panel;
  await page.transcript.refresh(page);
  markDrafts(panel);
  panel.undo.changed(a, true);
  announce(a.message ?? "Saved.", a.twins ? { href: a.twins.address, text: a.twins.words } : undefined);
  const now = page.transcript.line(line) ?? page.transcript.lines[0]?.element;
  now?.scrollIntoView({ block: "center" });
  now?.querySelector<HTMLElement>(".fx")?.focus({ preventScroll: true });
}

/** Says what is wrong above the form, and goes to the field that it is about. */
function refuse(form: HTMLFormElement, a: Answer): void {
  let problem = form.querySelector<HTMLElement>(".problem");
  if (!problem) {
    problem = document.createElement("p");
    problem.className = "problem";
    problem.setAttribute("role", "alert");
    form.prepend(problem);
  }
  problem.textContent = a.error ?? "It could not be saved.";
  for (const old of form.querySelectorAll("[aria-invalid]")) old.removeAttribute("aria-invalid");
  const field = a.field ? form.querySelector<HTMLElement>(`#${CSS.escape(a.field)}`) : null;
  field?.setAttribute("aria-invalid", "true");
  (field ?? form.querySelector<HTMLElement>("button"))?.focus();
}
