// What stands beside the field: marks for what words cannot say, and who speaks.
import { shaped } from "./line";
import type { Panel } from "./panel";
import { button } from "./player";
import { newKey, send } from "./send";
import { announce } from "./tell";
import type { Choice } from "./words";

const marks = ["[unclear]", "[laughter]", "[name]"];

/** Buttons that write a mark where the cursor is. */
export function inserts(input: HTMLInputElement): HTMLElement {
  const row = document.createElement("div");
  row.className = "inserts";
  row.setAttribute("role", "group");
  row.setAttribute("aria-label", "Write a mark");
  for (const mark of marks) row.append(button(mark, () => insert(input, mark)));
  const why = document.createElement("span");
  why.className = "keys";
  why.textContent = "[unclear] is for words nobody can make out, [laughter] for laughing, [name] for a name that should not be public.";
  row.append(why);
  return row;
}

function insert(input: HTMLInputElement, mark: string): void {
  const [from, to] = [input.selectionStart ?? 0, input.selectionEnd ?? 0];
  const before = input.value.slice(0, from).trimEnd();
  const after = input.value.slice(to).trimStart();
  const head = (before && before + " ") + mark;
  input.value = head + (after && " " + after);
  input.setSelectionRange(head.length, head.length);
  input.dispatchEvent(new Event("input"));
  input.focus();
}

const reaches = [["line", "This line"], ["from-here", "From here on"], ["everywhere", "Everywhere"]] as const;

/** Names who speaks on the line: one press says how far the name goes. */
export function speakerForm(panel: Panel, choice: Choice): HTMLElement {
  const names = [...panel.page.transcript.root.querySelectorAll<HTMLElement>(".who")];
  const current = names.filter((n) => n.compareDocumentPosition(choice.line) & Node.DOCUMENT_POSITION_FOLLOWING).pop();
  const name = current && !("unknown" in current.dataset) ? current.textContent ?? "" : "";
  const box = document.createElement("details");
  box.className = "speaker-form";
  const summary = document.createElement("summary");
  summary.textContent = name ? `Who speaks: ${name}` : "Who speaks?";
  const label = document.createElement("label");
  const input = document.createElement("input");
  input.type = "text";
  input.maxLength = 100;
  input.dir = "auto";
  input.value = name;
  input.setAttribute("list", "speaker-names");
  input.autocomplete = "off";
  label.append("The speaker's name ", input);
  const known = document.createElement("datalist");
  known.id = "speaker-names";
  for (const n of new Set(names.filter((n) => !("unknown" in n.dataset)).map((n) => n.textContent ?? ""))) known.append(new Option(n, n));
  const row = document.createElement("div");
  row.className = "cluster";
  row.setAttribute("role", "group");
  row.setAttribute("aria-label", "Use this name for");
  for (const [reach, text] of reaches) row.append(button(text, () => void nameSpeaker(panel, choice, input, reach)));
  const hint = document.createElement("p");
  hint.className = "keys";
  hint.textContent = `“From here on” goes to the next speaker. “Everywhere” renames every line of ${name || "an unknown speaker"}.`;
  box.append(summary, label, known, row, hint);
  return box;
}

async function nameSpeaker(panel: Panel, choice: Choice, input: HTMLInputElement, reach: string): Promise<void> {
  const { page } = panel;
  const line = choice.line.id.slice(1);
  const a = await send(`/interviews/${page.id}/shape`, {
    op: "speaker", reach, speaker: input.value, line, against: String(panel.versionOf(choice)), key: newKey(),
  });
  if (!a.ok) {
    announce(a.error ?? "The speaker could not be named.", undefined, true);
    input.focus();
    return;
  }
  panel.chooser.forget();
  await shaped(panel, a, Number(line));
}
