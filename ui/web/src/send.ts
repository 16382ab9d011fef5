// Sending what a person wrote, and keeping it until it has arrived.

export interface Answer {
  ok: boolean;
  status: number;
  applied?: boolean;
  version?: number;
  message?: string;
  receipt?: string;
  number?: number;
  lines?: { id: number; html: string }[];
  error?: string;
  field?: string;
  theirs?: string;
  yours?: string;
  before?: string;
  twins?: { count: number; words: string; address: string } | null; // places that were heard the same way
}

/** Posts a form the way the page without scripts would, and reads the answer. */
export async function send(address: string, fields: Record<string, string>): Promise<Answer> {
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams(fields),
    });
    const body = (await response.json()) as Partial<Answer>;
    return { ...body, ok: response.ok, status: response.status };
  } catch {
    return { ok: false, status: 0, error: "It could not be sent. Your words are kept here. Please try again when you are online." };
  }
}

export interface Draft {
  text: string;
  key: string; // the same request sent twice counts once
  instead?: string; // receipt of what a conflict kept of these words: sending them again answers it
}

const prefix = "earshot-draft:";

export function draftName(interview: string, line: number, first: number, last: number): string {
  return `${prefix}${interview}:${line}:${first}:${last}`;
}

export function loadDraft(name: string): Draft | null {
  try {
    const kept = localStorage.getItem(name);
    return kept ? (JSON.parse(kept) as Draft) : null;
  } catch {
    return null;
  }
}

export function saveDraft(name: string, draft: Draft): void {
  try {
    localStorage.setItem(name, JSON.stringify(draft));
  } catch {
    // A full or forbidden store only means that a closed tab loses the draft.
  }
}

export function dropDraft(name: string): void {
  localStorage.removeItem(name);
}

/** The lines of an interview that have unsent words, with the words' ids. */
export function drafts(interview: string): { line: number; first: number; last: number }[] {
  const found: { line: number; first: number; last: number }[] = [];
  for (let i = 0; i < localStorage.length; i++) {
    const name = localStorage.key(i) ?? "";
    if (!name.startsWith(`${prefix}${interview}:`)) continue;
    const [line = 0, first = 0, last = 0] = name.split(":").slice(2).map(Number);
    found.push({ line, first, last });
  }
  return found;
}

/** A name for one request. */
export function newKey(): string {
  const b = crypto.getRandomValues(new Uint8Array(12));
  return [...b].map((n) => n.toString(16).padStart(2, "0")).join("");
}

/** Tells what happened, once, without taking the focus. */
export function announce(message: string, link?: { href: string; text: string }): void {
  const place = document.getElementById("saved");
  if (!place) return;
  const p = document.createElement("p");
  p.className = "notice notice-good";
  p.textContent = message;
  if (link) {
    const a = document.createElement("a");
    a.href = link.href;
    a.textContent = link.text;
    p.append(" ", a);
  }
  place.replaceChildren(p);
}
