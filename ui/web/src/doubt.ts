// Walking through the doubtful words: each is chosen, shown and heard.
import { announce } from "./send";
import type { Panel } from "./panel";
import { button } from "./player";

export function doubts(panel: Panel, tools: HTMLElement): (step: 1 | -1) => void {
  const { transcript } = panel.page;
  const all = (): HTMLElement[] => [...transcript.root.querySelectorAll<HTMLElement>(".tx u")];
  let at: HTMLElement | null = null;
  const go = (step: 1 | -1): void => {
    const before = at;
    const beforeIn = before ? all().indexOf(before) : -1;
    // Wrapping makes new elements, so the place is remembered by number.
    const list = all();
    if (!list.length) {
      announce("There are no more doubtful words.");
      return;
    }
    const next = beforeIn < 0 && step < 0 ? list.length - 1 : (beforeIn + step + list.length) % list.length;
    const line = list[next]!.closest<HTMLElement>(".l");
    if (line) transcript.wrap(line);
    const word = all()[next];
    if (!word) return;
    at = word;
    word.scrollIntoView({ block: "center" });
    panel.chooser.start(word, "keys");
    const choice = panel.chooser.current;
    if (choice) panel.hear(choice, false);
    announce(`Doubtful word ${next + 1} of ${list.length}: ${word.textContent}`);
  };
  if (all().length) tools.append(button("Previous doubtful", () => go(-1)), button("Next doubtful", () => go(1)));
  return go;
}
