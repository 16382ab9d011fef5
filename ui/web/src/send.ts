// Sending what a person wrote.

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

// A visitor's form carries a mark that says when it was opened; the server takes
// it only after a moment, which has long passed when a person has written.
interface Mark {
  mark: string;
  ready: number;
}
let mark: Promise<Mark | null> | null = null;

/** Asks for the mark of a form that is being opened. */
export function prepare(): void {
  mark ??= fetch("/form-mark", { headers: { Accept: "application/json" } })
    .then(async (r) => {
      const { mark, wait } = (await r.json()) as { mark: string; wait: number };
      return { mark, ready: performance.now() + wait + 50 }; // timers may be a little early
    })
    .catch(() => null); // offline: sending says so
}

/** Posts a form the way the page without scripts would, and reads the answer. */
export async function send(address: string, fields: Record<string, string>): Promise<Answer> {
  if (!/\/(changes|report)$/.test(address)) return post(address, fields);
  for (let again = false; ; again = true) {
    prepare();
    const given = await mark;
    mark = null;
    if (given?.mark) {
      fields["mark"] = given.mark;
      await new Promise((done) => setTimeout(done, Math.max(given.ready - performance.now(), 0)));
    }
    const answer = await post(address, fields);
    if (again || answer.field !== "mark") return answer;
  }
}

async function post(address: string, fields: Record<string, string>): Promise<Answer> {
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

/** A name for one request. */
export function newKey(): string {
  const b = crypto.getRandomValues(new Uint8Array(12));
  return [...b].map((n) => n.toString(16).padStart(2, "0")).join("");
}
