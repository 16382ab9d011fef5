// Words that were written but not sent are offered where they were written.
import { type Draft, drafts, dropDraft, type Place } from "./draft";
import type { Panel } from "./panel";
import { button } from "./player";
import { announce } from "./tell";

/** Tells of the newest draft when the page opens, and marks each. */
export function remind(panel: Panel): void {
  const newest = markDrafts(panel);
  if (!newest) return;
  announce("You were fixing a line here, and your words were not sent.", { href: `#l${newest.line}`, text: "Go on with them" });
  document.querySelector("#saved a")?.addEventListener("click", (e) => {
    e.preventDefault(); // going to the line would take the focus from the field
    resume(panel, newest, newest.draft);
  });
}

/** Marks each line that has a draft and no mark yet; returns the newest draft. */
export function markDrafts(panel: Panel): ReturnType<typeof drafts>[number] | undefined {
  const { page } = panel;
  if (!page.may) return undefined;
  const here = drafts(page.id).filter((d) => page.transcript.line(d.line));
  for (const d of here) {
    if (!document.getElementById(draftMark(d))) page.transcript.line(d.line)!.after(mark(panel, d.name, d, d.draft));
  }
  return here[0];
}

/** The id of the mark of a draft. */
export function draftMark(p: Place): string {
  return `draft-${p.line}-${p.first}-${p.last}`;
}

function mark(panel: Panel, name: string, place: Place, draft: Draft): HTMLElement {
  const p = document.createElement("p");
  p.className = "pr draft";
  p.id = draftMark(place);
  const text = document.createElement("q");
  text.dir = "auto";
  text.textContent = draft.text;
  const go = button("Go on", () => resume(panel, place, draft));
  const drop = button("Throw it away", () => {
    dropDraft(name);
    p.remove();
    panel.page.transcript.line(place.line)?.querySelector<HTMLElement>(".fx")?.focus();
  });
  p.append("You were fixing this line: ", text, " ", go, " ", drop);
  return p;
}

/** Opens the draft on its words; on its whole line when they have changed since. */
function resume(panel: Panel, place: Place, draft: Draft): void {
  const { transcript } = panel.page;
  const line = transcript.line(place.line);
  if (!line) return;
  line.scrollIntoView({ block: "center" });
  const words = transcript.span(line, place.first, place.last);
  if (words.length) {
    panel.chooser.take(words);
    panel.fix({ line, words });
    return;
  }
  panel.chooser.whole(line);
  const choice = panel.chosen();
  if (!choice) return;
  panel.fix(choice);
  panel.note("This line was changed since you wrote. Nothing you wrote is lost.", [["You wrote", draft.text], ["It said then", draft.was]]);
}
