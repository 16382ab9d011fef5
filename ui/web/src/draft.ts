// Words that were written but not sent. They stay in this browser, so that a
// closed tab or a dead battery loses nothing, and go after a month.

export interface Draft {
  text: string;
  was: string; // what the words were when it was begun
  key: string; // the same request sent twice counts once
  instead?: string; // receipt of what a conflict kept of these words: sending them again answers it
  reason?: string; // what the person said is wrong, before they wrote better words
  note?: string;
  at: number; // when it was last written to, in milliseconds
}

/** Where a draft belongs. Word ids are never used again, so they name a version too. */
export interface Place {
  line: number;
  first: number;
  last: number;
}

const prefix = "earshot-draft:";
const life = 30 * 24 * 60 * 60 * 1000;

export function draftName(interview: string, p: Place): string {
  return `${prefix}${interview}:${p.line}:${p.first}:${p.last}`;
}

export function loadDraft(name: string): Draft | null {
  try {
    const kept = JSON.parse(localStorage.getItem(name) ?? "null") as Partial<Draft> | null;
    if (typeof kept?.text !== "string" || typeof kept.key !== "string") return null;
    return { ...kept, text: kept.text, was: kept.was ?? "", key: kept.key, at: kept.at ?? 0 };
  } catch {
    return null;
  }
}

/** Keeps a draft, or drops it when nothing in it is new. */
export function saveDraft(name: string, draft: Draft): void {
  try {
    if (draft.text.trim() === draft.was) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify({ ...draft, at: Date.now() }));
  } catch {
    // A full or forbidden store only means that a closed tab loses the draft.
  }
}

export function dropDraft(name: string): void {
  try {
    localStorage.removeItem(name);
  } catch {
    // It could not be kept either.
  }
}

/** The drafts of an interview, newest first; old ones of any interview are dropped. */
export function drafts(interview: string): (Place & { name: string; draft: Draft })[] {
  const found: (Place & { name: string; draft: Draft })[] = [];
  for (const name of names()) {
    const draft = loadDraft(name);
    if (!draft || Date.now() - draft.at > life) {
      dropDraft(name);
      continue;
    }
    if (!name.startsWith(`${prefix}${interview}:`)) continue;
    const [line = 0, first = 0, last = 0] = name.split(":").slice(2).map(Number);
    found.push({ name, draft, line, first, last });
  }
  return found.sort((a, b) => b.draft.at - a.draft.at);
}

function names(): string[] {
  try {
    return Object.keys(localStorage).filter((n) => n.startsWith(prefix));
  } catch {
    return [];
  }
}
