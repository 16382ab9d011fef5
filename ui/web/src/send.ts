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

/** A name for one request. */
export function newKey(): string {
  const b = crypto.getRandomValues(new Uint8Array(12));
  return [...b].map((n) => n.toString(16).padStart(2, "0")).join("");
}
