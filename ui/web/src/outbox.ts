// Sends the answers that wait, in their order. What cannot be reached now stays;
// what the archive refuses is told in its own words, with the person's beside it.
import { all, putAnswer, settled, type Waiting } from "./shelf";

interface Reply {
  status: number; // 0: nobody was reached
  message?: string;
  receipt?: string;
  error?: string;
  field?: string;
}

const marked = ["fix", "silence", "heard", "unclear"]; // answers that bring words, as forms that carry a mark do

/** Sends; returns false when some wait still because nobody could be reached. One tab at a time. */
export async function flush(changed: () => void): Promise<boolean> {
  if (!navigator.locks) return go(changed);
  return navigator.locks.request("earshot-answers", () => go(changed));
}

async function go(changed: () => void): Promise<boolean> {
  for (const a of await all("answers")) {
    if (a.needs) continue;
    if (marked.includes(a.fields["do"]!) && a.fields["mark"] === undefined) await renew(a);
    let r = await post(a);
    if (r.field === "mark" && r.status === 422) { // it was kept for too long
      await renew(a);
      r = await post(a);
    }
    if (r.status === 0 || r.status === 408 || r.status === 429 || r.status >= 500 || r.field === "mark") return false;
    await settle(a, r);
    changed();
  }
  return true;
}

async function settle(a: Waiting, r: Reply): Promise<void> {
  const link = r.receipt && (r.receipt.startsWith("/") ? r.receipt : `/receipts/${r.receipt}`);
  if (r.status < 300) {
    await settled(a, { text: `${a.says} ${(r.message ?? "Thank you.").replace(/ Here is .*$/, "")}`, ...(link ? { link } : {}) });
  } else if (r.status === 422 || r.status === 413) {
    await putAnswer({ ...a, needs: { sentence: r.error ?? "", sure: r.field === "sure" } });
  } else {
    const words = a.fields["text"];
    await settled(a, { text: `${a.says} It was not used: ${r.error ?? ""}`, ...(words ? { words } : {}), ...(link ? { link } : {}) });
  }
}

/** Gives an answer the mark of a form that was opened just now. */
async function renew(a: Waiting): Promise<void> {
  try {
    const { mark, wait } = (await (await fetch("/form-mark", { headers: { Accept: "application/json" } })).json()) as { mark: string; wait: number };
    if (mark) await new Promise((done) => setTimeout(done, wait + 50)); // who is signed in needs none
    a.fields["mark"] = mark;
    await putAnswer(a);
  } catch {
    // Nobody was reached: the next try asks again.
  }
}

async function post(a: Waiting): Promise<Reply> {
  try {
    const r = await fetch("/shifts", { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams(a.fields) });
    return { ...((await r.json()) as Partial<Reply>), status: r.status };
  } catch {
    return { status: 0 };
  }
}
