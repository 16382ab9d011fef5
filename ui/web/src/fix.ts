// Fixing words in place: the chosen words become a text field, the sound can
// repeat, Enter saves, Escape leaves and keeps what was written.
import { announce, type Answer, draftName, dropDraft, loadDraft, newKey, saveDraft, send } from "./send";
import type { Panel } from "./panel";
import { button } from "./player";
import { wordOf } from "./transcript";
import type { Choice } from "./words";

/** Opens the field. The function it returns puts the words back. */
export function openFix(panel: Panel, choice: Choice, done: () => void, given?: { text: string; instead: string }): () => void {
  const { page } = panel;
  const words = choice.words.map(wordOf);
  const line = Number(choice.line.id.slice(1));
  const name = draftName(page.id, line, words[0]!.id, words[words.length - 1]!.id);
  const draft = loadDraft(name) ?? { text: words.map((w) => w.text).join(" "), key: newKey() };
  if (given) Object.assign(draft, given);

  const form = document.createElement("form");
  form.className = "stack";
  form.id = "fix-form";
  const input = document.createElement("input");
  input.type = "text";
  input.className = "fix-input";
  input.setAttribute("form", form.id);
  input.setAttribute("aria-label", "What is really said");
  input.dir = "auto";
  input.maxLength = 2000;
  input.value = draft.text;
  input.autocomplete = "off";
  const fit = (): void => {
    input.size = Math.min(Math.max(input.value.length + 2, 8), 60);
  };
  fit();
  choice.words[0]!.before(input);
  for (const w of choice.words) w.hidden = true;

  const silent = checkbox("Nothing was said here");
  silent.label.hidden = input.value.trim() !== "";
  const again = checkbox("Repeat the sound");
  again.box.addEventListener("change", () => (again.box.checked ? panel.hear(choice, true) : page.player.endLoop()));
  const problem = document.createElement("p");
  problem.className = "problem";
  problem.setAttribute("role", "alert");
  problem.hidden = true;
  const save = button(page.may === "correct" ? "Save" : "Send", () => undefined, "button");
  save.type = "submit";
  const row = document.createElement("div");
  row.className = "cluster";
  row.append(save, button("Hear it", () => panel.hear(choice, again.box.checked)), again.label, button("Leave", () => panel.chooser.leave()));
  const fields: Node[] = [problem, silent.label];
  const credit = page.may === "suggest" ? nameField() : null;
  if (credit) fields.push(credit.label);
  form.append(...fields, row);
  panel.element.replaceChildren(form);

  input.addEventListener("input", () => {
    draft.text = input.value;
    fit();
    silent.label.hidden = input.value.trim() !== "";
    saveDraft(name, draft);
  });
  input.addEventListener("keydown", (e) => {
    e.stopPropagation(); // arrows move in the text, not among words
    if (e.key === "Escape") panel.chooser.leave();
  });

  let sending = false;
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    if (sending) return; // a second press is the same request
    sending = true;
    credit?.keep();
    const whole = wholeLine(panel, choice, input.value);
    const fields: Record<string, string> = {
      against: String(panel.versionOf(choice)), line: String(line), first: String(words[0]!.id), last: String(words[words.length - 1]!.id),
      text: input.value, key: draft.key, name: credit?.value() ?? "",
      instead: draft.instead ?? "",
    };
    if (input.value.trim() === "" && silent.box.checked) fields["reason"] = "never-said";
    void send(`/interviews/${page.id}/changes`, fields).then((a) => {
      sending = false;
      if (a.ok) finish(panel, name, line, a, done);
      else if (a.status === 409 && a.lines?.length) clash(panel, name, line, a, whole, done);
      else {
        problem.textContent = a.error ?? "It could not be saved.";
        problem.hidden = false;
        input.setAttribute("aria-invalid", "true");
        input.focus();
      }
    });
  });
  input.focus();
  input.select();
  return () => {
    page.player.endLoop();
    input.remove();
    for (const w of choice.words) w.hidden = false;
  };
}

/** What the line would say with the words in place: needed if it has changed. */
function wholeLine(panel: Panel, choice: Choice, text: string): string {
  const all = panel.page.transcript.words(choice.line);
  const out: string[] = [];
  for (const w of all) {
    if (w === choice.words[0]) out.push(text.trim());
    if (!choice.words.includes(w)) out.push(w.textContent ?? "");
  }
  return out.filter((s) => s !== "").join(" ");
}

function adopt(panel: Panel, a: Answer): void {
  panel.page.transcript.replace(a.lines ?? []);
  for (const l of a.lines ?? []) {
    const element = panel.page.transcript.line(l.id);
    if (element && a.version !== undefined) element.dataset["v"] = String(a.version);
  }
}

function finish(panel: Panel, name: string, line: number, a: Answer, done: () => void): void {
  dropDraft(name);
  done();
  adopt(panel, a);
  const link = a.twins
    ? { href: a.twins.address, text: "Hear them, and put them right" }
    : a.receipt
      ? { href: a.receipt, text: `See what becomes of it (number ${a.number})` }
      : undefined;
  announce([a.message ?? "Saved.", a.twins?.words ?? ""].join(" ").trim(), link);
  panel.page.transcript.line(line)?.querySelector<HTMLElement>(".fx")?.focus();
}

/** Someone else changed the line: both texts are shown, and one's own is kept. */
function clash(panel: Panel, name: string, line: number, a: Answer, mine: string, done: () => void): void {
  dropDraft(name);
  done();
  adopt(panel, a);
  const element = panel.page.transcript.line(line);
  if (!element) return;
  panel.chooser.whole(element);
  const choice = panel.chooser.current;
  if (!choice) return;
  panel.open((over) => openFix(panel, choice, over, { text: mine, instead: a.receipt?.replace("/receipts/", "") ?? "" }));
  const note = document.createElement("div");
  note.className = "notice";
  note.setAttribute("role", "alert");
  const p = document.createElement("p");
  p.textContent = "Someone changed this line meanwhile. Your words are in the field. Save them if they are still right.";
  if (a.receipt) {
    const link = document.createElement("a");
    link.href = a.receipt;
    link.textContent = `See what becomes of it (number ${a.number})`;
    p.append(" They are also kept as a proposal. ", link);
  }
  const list = document.createElement("dl");
  list.className = "facts";
  for (const [term, text] of [["You wrote", mine], ["It says now", a.theirs ?? ""], ["It said before", a.before ?? ""]] as const) {
    const dt = document.createElement("dt");
    dt.textContent = term;
    const dd = document.createElement("dd");
    dd.dir = "auto";
    dd.textContent = text;
    list.append(dt, dd);
  }
  note.append(p, list);
  panel.element.prepend(note);
}

function checkbox(text: string): { box: HTMLInputElement; label: HTMLLabelElement } {
  const label = document.createElement("label");
  label.className = "tick";
  const box = document.createElement("input");
  box.type = "checkbox";
  label.append(box, ` ${text}`);
  return { box, label };
}

const remembered = "earshot-name";

/** How a visitor wants to be thanked; asked once and remembered here. */
export function nameField(): { label: HTMLLabelElement; value: () => string; keep: () => void } {
  const label = document.createElement("label");
  const input = document.createElement("input");
  input.type = "text";
  input.maxLength = 100;
  input.autocomplete = "given-name";
  input.value = localStorage.getItem(remembered) ?? "";
  label.className = "field";
  label.append("Your name, if you want to be thanked by it ", input);
  return { label, value: () => input.value, keep: () => localStorage.setItem(remembered, input.value) };
}
