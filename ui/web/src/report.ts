// Saying that words are wrong without having better ones.
import { CreditFields } from "./credit";
import type { Panel } from "./panel";
import { button } from "./player";
import { type Answer, newKey, send } from "./send";
import { announce } from "./tell";
import { wordOf } from "./transcript";
import type { Choice } from "./words";

/** Opens the form that the page carries as a template. */
export function openReport(panel: Panel, choice: Choice, done: () => void): () => void {
  const source = document.getElementById("report-template") as HTMLTemplateElement | null;
  if (!source) return () => undefined;
  const form = source.content.querySelector("form")!.cloneNode(true) as HTMLFormElement;
  const problem = form.querySelector<HTMLElement>("[role=alert]")!;
  const words = choice.words.map(wordOf);
  form.noValidate = true; // the server says what is wrong, in sentences
  const key = newKey();
  const credit = panel.page.may === "suggest" ? new CreditFields(panel.page.known) : null;
  if (credit) form.lastElementChild!.before(credit.element);
  panel.element.replaceChildren(form);
  void alike(panel, choice).then((found) => {
    if (found.length && form.isConnected) form.prepend(others(panel, choice, found, done));
  });
  form.querySelector<HTMLElement>("[data-leave]")?.addEventListener("click", () => panel.chooser.leave());
  const hide = form.querySelector<HTMLElement>("[data-urgent]");
  const better = form.querySelector<HTMLElement>("[data-words]");
  better?.querySelector("button")?.addEventListener("click", () => {
    const typed = new FormData(form);
    panel.fix(choice, { reason: String(typed.get("reason")), note: String(typed.get("note")) });
  });
  form.addEventListener("change", () => {
    const reason = String(new FormData(form).get("reason") ?? "");
    if (better) better.hidden = !(better.dataset["words"] ?? "").split(" ").includes(reason);
    if (!hide) return;
    const urgent = (hide.dataset["urgent"] ?? "").split(" ").includes(reason);
    if (urgent && hide.hidden) hide.querySelector<HTMLInputElement>("input")!.checked = true;
    hide.hidden = !urgent;
  });
  let sending = false;
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    if (sending) return;
    sending = true;
    const typed = new FormData(form);
    const fields: Record<string, string> = {
      against: String(panel.versionOf(choice)), line: choice.line.id.slice(1), first: String(words[0]!.id), last: String(words[words.length - 1]!.id), key,
      ...credit?.value(),
    };
    for (const name of ["reason", "note", "hide"]) fields[name] = String(typed.get(name) ?? "");
    void send(`/interviews/${panel.page.id}/report`, fields).then((a) => {
      sending = false;
      if (a.ok) {
        credit?.sent();
        thank(choice, a, done);
        return;
      }
      problem.textContent = a.error ?? "It could not be sent.";
      problem.hidden = false;
      if (credit?.refuse(a.field)) return;
      form.querySelector<HTMLElement>(a.field === "note" ? "textarea" : "input")?.focus();
    });
  });
  form.querySelector<HTMLElement>("input")?.focus();
  return () => undefined;
}

function thank(choice: Choice, a: Answer, done: () => void): void {
  const line = choice.line;
  done();
  announce(a.message ?? "Thank you.", a.receipt ? { href: a.receipt, text: `See what becomes of it (number ${a.number})` } : undefined);
  line.querySelector<HTMLElement>(".fx")?.focus();
}

interface Alike {
  report: number;
  says: string;
  would: string; // the words it proposes, in a sentence; "" for none
  mine: boolean;
}

/** What others reported of the words. Without an answer the form works as it is. */
async function alike(panel: Panel, choice: Choice): Promise<Alike[]> {
  const words = choice.words.map(wordOf);
  const query = new URLSearchParams({
    against: String(panel.versionOf(choice)), first: String(words[0]!.id), last: String(words[words.length - 1]!.id),
  });
  try {
    const response = await fetch(`/interviews/${panel.page.id}/alike?${query}`, { headers: { Accept: "application/json" } });
    return response.ok ? ((await response.json()) as { alike: Alike[] }).alike : [];
  } catch {
    return [];
  }
}

/** Leads to a proposed fix, which may be all that this person wants to say. */
function confirmIt(panel: Panel, report: number): HTMLAnchorElement {
  const a = document.createElement("a");
  a.className = "button button-quiet";
  a.href = `/interviews/${panel.page.id}/proposals/${report}`;
  a.textContent = "Listen and confirm";
  a.setAttribute("aria-label", `Listen and confirm: report number ${report}`);
  return a;
}

/** The reports of others, each with the one press that joins it. */
function others(panel: Panel, choice: Choice, found: Alike[], done: () => void): HTMLElement {
  const box = document.createElement("div");
  box.className = "notice alike";
  box.setAttribute("role", "status");
  for (const one of found) {
    const row = document.createElement("div");
    row.className = "cluster";
    const says = document.createElement("p");
    const would = document.createElement("bdi");
    would.textContent = one.would;
    says.append(`${one.says} `, would);
    row.append(says);
    const key = newKey();
    if (!one.mine) {
      const join = button("I say so too", () => {
        void send(`/reports/${one.report}/join`, { key }).then((a) => {
          if (a.ok) thank(choice, a, done);
          else says.textContent = a.error ?? "It could not be sent.";
        });
      });
      join.setAttribute("aria-label", `I say so too: report number ${one.report}`);
      row.append(join);
      if (one.would) row.append(confirmIt(panel, one.report));
    }
    box.append(row);
  }
  return box;
}
