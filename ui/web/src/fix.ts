// Fixing words in place: the chosen words become a text field, their sound
// repeats, Enter saves, Escape leaves and keeps what was written.
import { CreditFields } from "./credit";
import { type Draft, draftName, dropDraft, loadDraft, saveDraft } from "./draft";
import { HearTools } from "./hear";
import { painted } from "./painted";
import type { Panel } from "./panel";
import { button } from "./player";
import { draftMark, markDrafts } from "./remind";
import { type Answer, newKey, send } from "./send";
import { inserts, speakerForm } from "./speaker";
import { announce } from "./tell";
import { wordOf } from "./transcript";
import { Wave } from "./wave";
import type { Choice } from "./words";

const keysHint = "Enter saves. Escape leaves and keeps your words. Tab opens the next doubtful word, Shift+Tab the one before. Ctrl+Space plays and pauses, Ctrl+Shift+Space goes back 2 seconds. The down arrow goes to the buttons.";

/** What stands in the field at first, instead of the words or a draft. */
export type Given = Partial<Pick<Draft, "text" | "instead" | "reason" | "note">>;

export class FixForm {
  private readonly input = document.createElement("input");
  private readonly form = document.createElement("form");
  private readonly problem = document.createElement("p");
  private readonly silent = checkbox("Nothing was said here");
  private readonly sure = checkbox("I have listened; it does not identify someone who did not agree");
  private readonly credit: CreditFields | null;
  private readonly hear: HearTools;
  private readonly line: number;
  private readonly name: string;
  private readonly draft: Draft;
  private sending = false;
  private wave: Wave | null = null;
  private closed = false;

  constructor(private readonly panel: Panel, private readonly choice: Choice, private readonly done: () => void, given?: Given) {
    const words = choice.words.map(wordOf);
    const was = words.map((w) => w.text).join(" ");
    this.line = Number(choice.line.id.slice(1));
    const place = { line: this.line, first: words[0]!.id, last: words[words.length - 1]!.id };
    this.name = draftName(panel.page.id, place);
    document.getElementById(draftMark(place))?.remove();
    this.draft = { ...(loadDraft(this.name) ?? { text: was, key: newKey() }), was, at: 0 };
    Object.assign(this.draft, given);
    this.credit = panel.page.may === "suggest" ? new CreditFields(panel.page.known) : null;
    this.hear = new HearTools(panel.page.player, words[0]!.start, words[words.length - 1]!.end);
    this.build();
    // All changes come before the focus, which has the page laid out. The pressed
    // button is only hidden until the focus has left it, and scrolling waits: each
    // the other way round had the page laid out once more.
    const before = [...panel.element.children] as HTMLElement[];
    for (const e of before) e.hidden = true;
    panel.element.append(this.form);
    this.input.focus({ preventScroll: true });
    this.input.select();
    for (const e of before) e.remove();
    this.hear.begin();
    void painted().then(() => {
      if (this.closed) return;
      this.furnish();
      this.input.scrollIntoView({ block: "nearest" });
      panel.here.enter(this.line);
    });
  }

  /** Puts the words back. */
  readonly close = (): void => {
    this.closed = true;
    this.wave?.end();
    this.hear.stop();
    this.panel.here.leave();
    this.input.remove();
    for (const w of this.choice.words) w.hidden = false;
    markDrafts(this.panel);
  };

  private build(): void {
    const { form, input, problem, panel } = this;
    form.className = "stack fix-form";
    form.id = "fix-form";
    form.noValidate = true; // the server says what is wrong, in sentences
    problem.className = "problem";
    problem.setAttribute("role", "alert");
    problem.hidden = true;
    this.field();
    const save = button(panel.page.may === "correct" ? "Save" : "Send", () => undefined, "button");
    save.type = "submit";
    const row = document.createElement("div");
    row.className = "cluster";
    row.append(save, ...this.hear.tools, button("Leave", () => panel.chooser.leave()));
    const wave = document.createElement("div");
    void this.drawn(wave);
    const hint = document.createElement("p");
    hint.className = "keys";
    hint.id = "fix-keys";
    hint.textContent = keysHint;
    this.sure.label.hidden = true; // until a rule asks
    form.append(problem, this.sure.label, this.silent.label, wave, row, hint);
    form.addEventListener("submit", (e) => {
      e.preventDefault();
      void this.save(false);
    });
    form.addEventListener("keydown", (e) => {
      if (e.key !== "ArrowUp" || !(e.target instanceof HTMLButtonElement)) return;
      e.preventDefault();
      input.focus();
    });
  }

  /** Adds what stands below the field and its buttons, once those are shown. */
  private furnish(): void {
    const { form, panel } = this;
    form.append(inserts(this.input));
    if (this.credit) form.append(this.credit.element);
    if (panel.page.may === "correct") form.after(speakerForm(panel, this.choice));
  }

  /** Draws the sound of the line once the form is shown. */
  private async drawn(place: HTMLElement): Promise<void> {
    await painted();
    const { page } = this.panel;
    if (!page.player.audio || this.closed) return;
    const all = page.transcript.words(this.choice.line).map(wordOf);
    const chosen = this.choice.words.map(wordOf);
    const end = chosen[chosen.length - 1]!.end;
    const wave = await Wave.ofLine(page, place, [all[0]!.start, Math.max(all[all.length - 1]!.end, end)], [chosen[0]!.start, end]);
    if (wave && this.closed) wave.end();
    else this.wave = wave;
  }

  private field(): void {
    const { input, draft, silent } = this;
    input.type = "text";
    input.className = "fix-input";
    input.setAttribute("form", this.form.id);
    input.setAttribute("aria-label", "What is really said");
    input.setAttribute("aria-describedby", "fix-keys");
    input.dir = "auto";
    input.maxLength = 2000;
    input.value = draft.text;
    input.autocomplete = "off";
    const fit = (): void => {
      // In steps, so that most keys leave the line as it is laid out.
      const size = Math.min(Math.max(8 * Math.ceil((input.value.length + 2) / 8), 8), 64);
      if (input.size !== size) input.size = size;
      const some = input.value.trim() !== "";
      if (silent.label.hidden !== some) silent.label.hidden = some;
    };
    fit();
    input.addEventListener("input", () => {
      draft.text = input.value;
      fit();
      saveDraft(this.name, draft);
    });
    input.addEventListener("keydown", (e) => this.key(e));
    this.choice.words[0]!.before(input);
    for (const w of this.choice.words) w.hidden = true;
  }

  private key(e: KeyboardEvent): void {
    e.stopPropagation(); // arrows move in the text, not among words
    if (e.isComposing) return; // the keys belong to whoever writes with an input method
    const { panel, choice } = this;
    const plain = !e.ctrlKey && !e.metaKey && !e.altKey;
    if (e.key === "Escape") panel.chooser.leave();
    else if (e.key === "Enter" && !plain) void this.save(true);
    else if (e.key === "Tab" && plain) {
      const from = e.shiftKey ? choice.words[0]! : choice.words[choice.words.length - 1]!;
      if (!panel.doubts.open(from, e.shiftKey ? -1 : 1)) return;
    } else if (e.key === "ArrowDown" && plain && !e.shiftKey) panel.enter();
    else if (e.code === "Space" && e.ctrlKey && e.shiftKey) panel.page.player.back(2);
    else if (e.code === "Space" && e.ctrlKey) this.hear.toggle();
    else {
      if (e.altKey && e.shiftKey) panel.page.keys(e);
      return;
    }
    e.preventDefault();
  }

  /** Sends the words; then, if asked, opens the next doubtful one. */
  private async save(go: boolean): Promise<void> {
    if (this.sending) return; // a second press is the same request
    this.sending = true;
    const { panel, choice, input } = this;
    const words = choice.words.map(wordOf);
    const whole = wholeLine(panel, choice, input.value);
    const fields: Record<string, string> = {
      against: String(panel.versionOf(choice)), line: String(this.line), first: String(words[0]!.id), last: String(words[words.length - 1]!.id),
      text: input.value, key: this.draft.key, instead: this.draft.instead ?? "",
      reason: this.draft.reason ?? "", note: this.draft.note ?? "",
      ...this.credit?.value(),
    };
    if (this.sure.box.checked) fields["sure"] = "yes";
    if (input.value.trim() === "" && this.silent.box.checked) fields["reason"] = "never-said";
    const a = await send(`/interviews/${panel.page.id}/changes`, fields);
    this.sending = false;
    if (a.ok) this.finish(a, fields, go);
    else if (a.status === 409 && a.lines?.length) this.clash(a, whole);
    else {
      this.problem.textContent = a.error ?? "It could not be saved.";
      this.problem.hidden = false;
      if (this.credit?.refuse(a.field)) return;
      if (a.field === "sure") {
        this.sure.label.hidden = false;
        this.sure.box.focus();
        return;
      }
      input.setAttribute("aria-invalid", "true");
      input.focus();
    }
  }

  private finish(a: Answer, fields: Record<string, string>, go: boolean): void {
    const { panel } = this;
    const end = wordOf(this.choice.words[this.choice.words.length - 1]!).end;
    dropDraft(this.name);
    this.credit?.sent();
    this.done();
    panel.page.transcript.adopt(a);
    if (a.receipt) panel.undo.proposed(a.receipt, fields);
    else panel.undo.changed(a, false);
    announce([a.message ?? "Saved.", a.twins?.words ?? ""].join(" ").trim(), furtherOn(a));
    const line = panel.page.transcript.line(this.line);
    if (go && line) {
      const said = panel.page.transcript.words(line).filter((w) => Number(w.dataset["s"]) < end);
      if (panel.doubts.open(said[said.length - 1] ?? line, 1)) return;
    }
    line?.querySelector<HTMLElement>(".fx")?.focus();
  }

  /** Someone else changed the line: both texts are shown, and one's own is kept. */
  private clash(a: Answer, mine: string): void {
    const { panel } = this;
    dropDraft(this.name);
    this.credit?.sent();
    this.done();
    panel.page.transcript.adopt(a);
    const element = panel.page.transcript.line(this.line);
    if (!element) return;
    panel.chooser.whole(element);
    const choice = panel.chosen();
    if (!choice) return;
    panel.fix(choice, { text: mine, instead: a.receipt?.replace("/receipts/", "") ?? "" });
    panel.note("Someone changed this line meanwhile. Your words are in the field. Save them if they are still right.",
      [["You wrote", mine], ["It says now", a.theirs ?? ""], ["It said before", a.before ?? ""]],
      a.receipt ? { before: " They are also kept as a proposal. ", href: a.receipt, text: `See what becomes of it (number ${a.number})` } : undefined);
  }
}

/** Where an answer leads: to the places that were heard the same way, or to its receipt. */
function furtherOn(a: Answer): { href: string; text: string } | undefined {
  if (a.twins) return { href: a.twins.address, text: "Hear them, and put them right" };
  return a.receipt ? { href: a.receipt, text: `See what becomes of it (number ${a.number})` } : undefined;
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

function checkbox(text: string): { box: HTMLInputElement; label: HTMLLabelElement } {
  const label = document.createElement("label");
  label.className = "tick";
  const box = document.createElement("input");
  box.type = "checkbox";
  label.append(box, ` ${text}`);
  return { box, label };
}
