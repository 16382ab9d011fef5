// Saying that words are wrong without having better ones.
import { announce, newKey, send } from "./send";
import type { Panel } from "./panel";
import { wordOf } from "./transcript";
import type { Choice } from "./words";

/** Opens the form that the page carries as a template. */
export function openReport(panel: Panel, choice: Choice, done: () => void): () => void {
  const source = document.getElementById("report-template") as HTMLTemplateElement | null;
  if (!source) return () => undefined;
  const form = source.content.querySelector("form")!.cloneNode(true) as HTMLFormElement;
  const problem = form.querySelector<HTMLElement>("[role=alert]")!;
  const words = choice.words.map(wordOf);
  const key = newKey();
  panel.element.replaceChildren(form);
  form.querySelector<HTMLElement>("[data-leave]")?.addEventListener("click", () => panel.chooser.leave());
  let sending = false;
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    if (sending) return;
    sending = true;
    const typed = new FormData(form);
    const fields: Record<string, string> = {
      against: String(panel.versionOf(choice)), line: choice.line.id.slice(1), first: String(words[0]!.id), last: String(words[words.length - 1]!.id), key,
    };
    for (const name of ["reason", "note", "name"]) fields[name] = String(typed.get(name) ?? "");
    void send(`/interviews/${panel.page.id}/report`, fields).then((a) => {
      sending = false;
      if (a.ok) {
        const line = choice.line;
        done();
        announce(a.message ?? "Thank you.", a.receipt ? { href: a.receipt, text: `See what becomes of it (number ${a.number})` } : undefined);
        line.querySelector<HTMLElement>(".fx")?.focus();
        return;
      }
      problem.textContent = a.error ?? "It could not be sent.";
      problem.hidden = false;
      form.querySelector<HTMLElement>(a.field === "note" ? "textarea" : "input")?.focus();
    });
  });
  form.querySelector<HTMLElement>("input")?.focus();
  return () => undefined;
}
