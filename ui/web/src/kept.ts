// Shifts without a connection: the next clips and their questions are kept in this
// browser, and so are the answers until they are sent: from here, from any other page
// of the site, or by the browser itself.
import { flush } from "./outbox";
import { newKey } from "./send";
import { addClip, all, answered, changeClip, clips, dropClips, exists, forgetAll, type KeptClip, news, putAnswer, seen, settled, type Shift, type Told, type Waiting } from "./shelf";

const most = 10; // clips
const largest = 1_500_000; // bytes of one
const room = 10_000_000; // bytes of all
const life = 3 * 24 * 60 * 60 * 1000;
const quoted = 160; // characters of an answer in the list of what came of it
const patience = 30_000; // until a site that did not answer is asked again

function one<E extends HTMLElement>(id: string): E {
  return document.getElementById(id) as E;
}

async function start(place: HTMLElement): Promise<void> {
  const able = "serviceWorker" in navigator && "indexedDB" in window;
  if (!able) {
    say("This browser cannot keep clips. The shifts with a connection work in every browser.");
    return;
  }
  const desk = new Desk(place);
  one("kept-tools").hidden = false;
  one("kept-more").addEventListener("click", () => void desk.more());
  one("kept-forget").addEventListener("click", () => void desk.forget());
  addEventListener("online", () => void desk.back());
  addEventListener("offline", () => void desk.show());
  await desk.show();
  await desk.back();
  document.documentElement.dataset["ready"] = "kept";
}

function say(text: string): void {
  const p = one("kept-state");
  p.hidden = text === "";
  if (p.textContent !== text) p.textContent = text;
}

class Desk {
  private shown = ""; // which question is on the page
  private sound = "";
  private sure = false; // that unsent answers are to be forgotten
  private timer = 0;
  private problem = "";

  constructor(private readonly place: HTMLElement) {}

  /** Sends what waits, and looks which clips are still open to everyone. */
  async back(look = true): Promise<void> {
    clearTimeout(this.timer);
    if (!(await exists())) return;
    if (navigator.onLine) {
      if (!(await flush(() => void this.show()))) this.timer = window.setTimeout(() => void this.back(), patience);
      else if (look && (await clips()).length) await this.renew(false);
    }
    if ((await all("answers")).some((a) => !a.needs)) void later();
    await this.show();
  }

  /** Keeps the next clips. */
  async more(): Promise<void> {
    const press = one<HTMLButtonElement>("kept-more");
    press.disabled = true;
    say("Fetching clips …");
    this.problem = "";
    try {
      await navigator.serviceWorker.register("/shifts/worker.js", { scope: "/shifts" });
      await navigator.serviceWorker.ready;
      await flush(() => undefined);
      if (!(await this.renew(true))) this.problem = navigator.onLine ? "The clips could not be fetched. Please try again in a minute. " : "There is no connection now, so no more clips can be fetched. ";
    } catch {
      this.problem = "This browser did not allow it to keep anything. ";
    }
    press.disabled = false;
    await this.show();
  }

  /**
   * Asks which clips wait for this person now. Kept ones that are not among them
   * go: they were answered, withdrawn or hidden. Then there is room for others.
   */
  private async renew(fill: boolean): Promise<boolean> {
    const answer = await fetch("/api/v1/shifts?count=20&measure=true", { cache: "no-store" }).catch(() => null);
    if (!answer?.ok) return false;
    const { shifts } = (await answer.json()) as { shifts: Shift[] };
    const open = new Map(shifts.map((s) => [identity(s), s]));
    let have = await clips();
    for (const c of have.filter((c) => c.again)) {
      const shift = await stillOpen(c);
      if (shift) open.set(c.id, shift);
    }
    const gone = have.filter((c) => !open.has(c.id));
    await dropClips(gone.map((c) => c.id), gone.filter((c) => c.typed).map((c): Told => ({ text: "A clip that you were typing was taken back or changed by others.", words: c.typed! })));
    have = have.filter((c) => open.has(c.id));
    let used = have.reduce((sum, c) => sum + c.sound.size, 0);
    for (const [i, [id, shift]] of [...open].entries()) {
      if (have.some((c) => c.id === id)) {
        await changeClip(id, (c) => ({ ...c, place: i, shift: c.again && shift.task !== "fix" ? c.shift : shift }));
        continue;
      }
      if (!fill || have.length >= most) continue;
      const sound = await fetch(shift.clip).then((r) => (r.ok ? r.blob() : null), () => null);
      if (!sound || sound.size > largest || used + sound.size > room) continue;
      used += sound.size;
      const kept = { id, place: i, shift, sound, at: Date.now() };
      await addClip(kept);
      have.push(kept);
    }
    return true;
  }

  async show(): Promise<void> {
    if (!(await exists())) {
      this.tell([], [], 0);
      return;
    }
    const old = (await clips()).filter((c) => Date.now() - c.at > life);
    if (old.length) await dropClips(old.map((c) => c.id), old.filter((c) => c.typed).map((c): Told => ({ text: "A clip was kept for three days and went.", words: c.typed! })));
    const [now, waiting, told] = [await clips(), await all("answers"), await all("told")];
    const needs = waiting.find((a) => a.needs);
    this.tell(waiting.filter((a) => !a.needs), told, now.length);
    void seen(await news());
    if (needs) this.mend(needs);
    else if (now[0]) this.ask(now[0]);
    else this.empty();
  }

  /** Says what is kept, what waits, and what came of each answer. */
  private tell(waiting: Waiting[], told: Told[], left: number): void {
    const parts = [this.problem];
    if (left) parts.push(left === 1 ? "1 clip is kept here. " : `${left} clips are kept here. `);
    if (waiting.length) parts.push(waiting.length === 1 ? "1 answer waits to be sent. " : `${waiting.length} answers wait to be sent. `);
    else if (told.length) parts.push("All your answers are sent. ");
    if (!navigator.onLine) parts.push("There is no connection now. Your answers are kept, and sent when you are back.");
    if (this.sure && waiting.length) parts.push("They were not sent yet. Press again to forget them too.");
    say(parts.join("").trim());
    one("kept-told").hidden = !told.length;
    one("kept-list").replaceChildren(...told.reverse().slice(0, 50).map(entry));
    one("kept-more").classList.toggle("button-quiet", left > 0);
    one("kept-forget").hidden = !left && !waiting.length && !told.length;
  }

  private empty(): void {
    one("kept-now").replaceChildren();
    this.shown = "";
  }

  /** Puts a question on the page, unless it is there already. */
  private put(id: string, template: string): DocumentFragment | null {
    if (this.shown === id) return null;
    const asked = this.shown !== "";
    this.shown = id;
    const made = one<HTMLTemplateElement>(template).content.cloneNode(true) as DocumentFragment;
    queueMicrotask(() => asked && this.place.querySelector<HTMLElement>("#kept-now h2")?.focus());
    return made;
  }

  private ask(c: KeptClip): void {
    const made = this.put(`${c.id} ${c.shift.task}`, `ask-${c.shift.task}`);
    if (!made) return;
    URL.revokeObjectURL(this.sound);
    this.sound = URL.createObjectURL(c.sound);
    made.querySelector<HTMLAudioElement>("[data-sound]")!.src = this.sound;
    const fill = (what: string, text: string): void => {
      const e = made.querySelector(`[data-${what}]`);
      if (e) e.textContent = text;
    };
    fill("text", c.shift.text);
    fill("quote", c.shift.quote || "(nothing)");
    fill("fix", c.shift.fix || "(nothing was said)");
    const of = document.createElement("p");
    of.className = "shift-of";
    const title = document.createElement("bdi");
    title.textContent = c.shift.title;
    of.append("From ", title);
    const text = made.querySelector("textarea");
    if (text) {
      text.value = c.typed ?? c.shift.text;
      text.addEventListener("input", () => {
        c.typed = text.value;
        // At once and whole: what was typed must be there after a reload.
        if (this.shown.startsWith(c.id)) void addClip({ ...c, typed: text.value });
      });
    }
    for (const b of made.querySelectorAll("button")) b.addEventListener("click", () => void this.answer(c, b.value, text?.value ?? ""), { once: true });
    one("kept-now").replaceChildren(of, made);
  }

  /** Writes an answer down, shows the next question, and sends if it can. */
  private async answer(c: KeptClip, act: string, text: string): Promise<void> {
    const s = c.shift;
    const fields: Record<string, string> = { do: act, of: s.interview, against: String(s.version), first: String(s.first), last: String(s.last), report: String(s.report ?? 0), task: s.task, key: newKey() };
    const typed = act === "fix" || act === "heard";
    if (typed) fields["text"] = text;
    const about = s.task === "confirm" ? s.fix || "(nothing was said)" : s.text;
    const a: Waiting = { fields, says: sentence(act, typed ? text : about) };
    await answered(c, a, act === "wrong" ? { ...c, again: true, shift: { ...s, task: "fix" } } : undefined);
    this.sure = false;
    this.problem = "";
    await this.show();
    await this.back(false);
  }

  /** Asks what the archive asked of an answer. */
  private mend(a: Waiting): void {
    const made = this.put(`answer ${a.seq} ${a.needs!.sentence}`, "ask-mend");
    if (!made) return;
    made.querySelector("[data-problem]")!.textContent = a.needs!.sentence;
    const text = made.querySelector("textarea")!;
    text.value = a.fields["text"] ?? "";
    const sure = made.querySelector<HTMLElement>("[data-sure]")!;
    sure.hidden = !a.needs!.sure;
    const act = async (again: boolean): Promise<void> => {
      const { needs: _, ...rest } = a;
      const fields: Record<string, string> = { ...a.fields, text: text.value };
      if (sure.querySelector("input")!.checked) fields["sure"] = "yes";
      if (again) await putAnswer({ ...rest, fields, says: sentence(a.fields["do"] ?? "", text.value) });
      else await settled(a, null);
      this.shown = "again";
      await this.show();
      await this.back(false);
    };
    made.querySelector("[value=again]")!.addEventListener("click", () => void act(true));
    made.querySelector("[value=drop]")!.addEventListener("click", () => void act(false));
    one("kept-now").replaceChildren(made);
  }

  /** Leaves nothing on this device; answers that were not sent are asked about first. */
  async forget(): Promise<void> {
    if (!this.sure && (await exists()) && (await all("answers")).length) {
      this.sure = true;
      await this.show();
      return;
    }
    await forgetAll();
    for (const name of await caches.keys()) if (name.startsWith("earshot-shifts-")) await caches.delete(name);
    for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
    this.empty();
    this.problem = "Nothing is kept on this device any more. ";
    this.sure = false;
    await this.show();
    this.problem = "";
  }
}

const acts: Record<string, string> = {
  right: "You said that this is right:", wrong: "You said that this is wrong:", skip: "You skipped", fix: "You typed", heard: "You heard", unclear: "You could not tell what is said at", silence: "You said that nothing is said at",
  agree: "You agreed with", disagree: "You did not agree with",
};

/** Asks the browser to send by itself when there is a connection, where it can. */
async function later(): Promise<void> {
  type Syncing = ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } };
  const worker = (await navigator.serviceWorker.getRegistration("/shifts")) as Syncing | undefined;
  await worker?.sync?.register("earshot-answers").catch(() => undefined); // it may be forbidden: any page sends them, too
}

function sentence(act: string, words: string): string {
  const short = words.length > quoted ? `${words.slice(0, quoted)}…` : words;
  return `${acts[act] ?? "You answered"} “${short}”${/[.?!…]$/.test(short) ? "" : "."}`;
}

/** Whether a clip that this person called wrong is still open to everyone. */
async function stillOpen(c: KeptClip): Promise<Shift | undefined> {
  const { interview, first, last } = c.shift;
  const answer = await fetch(`/api/v1/shifts/again?interview=${interview}&first=${first}&last=${last}`, { cache: "no-store" }).catch(() => null);
  return answer?.ok ? ((await answer.json()) as { shift?: Shift }).shift : undefined;
}

function identity(s: Shift): string {
  return [s.interview, s.first, s.last, s.report ?? 0, s.start_s, s.end_s].join(":");
}

function entry(t: Told): HTMLElement {
  const li = document.createElement("li");
  li.dir = "auto";
  li.append(t.text);
  if (t.words) {
    const q = document.createElement("q");
    q.textContent = t.words;
    li.append(" You wrote: ", q);
  }
  if (t.link) {
    const a = document.createElement("a");
    a.href = t.link;
    a.textContent = "See what becomes of it";
    li.append(" ", a);
  }
  return li;
}

const place = document.getElementById("kept");
if (place) void start(place);
