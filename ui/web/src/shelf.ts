// What a browser keeps for shifts without a connection: clips, answers that wait
// to be sent, and what came of those that were. It is all in one database, so that
// an answer is written down and its clip put away in one act, or neither is.

export interface Shift {
  task: "spot" | "fix" | "confirm" | "measure";
  interview: string;
  title: string;
  version: number;
  first: number;
  last: number;
  start_s: number;
  end_s: number;
  text: string;
  report?: number;
  quote?: string;
  fix?: string;
  clip: string;
}

export interface KeptClip {
  id: string;
  place: number; // in the order they were served
  shift: Shift;
  sound: Blob;
  at: number; // when it was fetched, in milliseconds
  typed?: string; // not sent yet
  again?: boolean; // the person called it wrong, and is asked what is said
}

export interface Waiting {
  seq?: number; // given by the database; they are sent in this order
  fields: Record<string, string>; // as the form would send them; its key makes a second sending harmless
  says: string; // what it was, in words
  needs?: { sentence: string; sure: boolean }; // the archive asked something of the person
}

export interface Told {
  seq?: number;
  text: string;
  words?: string; // the person's own, when they were not used
  link?: string;
  fresh?: boolean; // nobody has seen it yet
}

interface Stores {
  clips: KeptClip;
  answers: Waiting;
  told: Told;
}
type Name = keyof Stores;
const names: Name[] = ["clips", "answers", "told"];
const base = "earshot-shifts";

let opened: Promise<IDBDatabase> | null = null;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((done, failed) => {
    const r = indexedDB.open(base, 1);
    r.onupgradeneeded = () => {
      r.result.createObjectStore("clips", { keyPath: "id" });
      r.result.createObjectStore("answers", { keyPath: "seq", autoIncrement: true });
      r.result.createObjectStore("told", { keyPath: "seq", autoIncrement: true });
    };
    r.onsuccess = () => {
      r.result.onversionchange = () => { // another tab forgets everything
        r.result.close();
        opened = null;
      };
      done(r.result);
    };
    r.onerror = () => failed(r.error);
  });
  return opened;
}

/** One transaction over everything; what act asks for is done whole or not at all. whole: it asks for no more when it has its answers. */
async function within(mode: IDBTransactionMode, act: (store: (name: Name) => IDBObjectStore) => void, whole = mode === "readwrite"): Promise<void> {
  const db = await open();
  await new Promise<void>((done, failed) => {
    const t = db.transaction(names, mode);
    t.oncomplete = () => done();
    t.onabort = t.onerror = () => failed(t.error);
    try {
      act((name) => t.objectStore(name));
    } catch (e) { // what it asked for before must not be done either
      t.abort();
      throw e;
    }
    if (whole) t.commit(); // it is done though the page goes this moment
  });
}

/** Everything of one kind, in its order. */
export async function all<N extends Name>(name: N): Promise<Stores[N][]> {
  let out: Stores[N][] = [];
  await within("readonly", (store) => {
    const r = store(name).getAll() as IDBRequest<Stores[N][]>;
    r.onsuccess = () => (out = r.result);
  });
  return out;
}

export const clips = async (): Promise<KeptClip[]> => (await all("clips")).sort((a, b) => a.place - b.place);

export function addClip(c: KeptClip): Promise<void> {
  return within("readwrite", (store) => store("clips").put(c));
}

/** Changes a clip if it is still there: what was answered or dropped meanwhile must not come back. */
export function changeClip(id: string, change: (c: KeptClip) => KeptClip): Promise<void> {
  return within("readwrite", (store) => {
    const r = store("clips").get(id) as IDBRequest<KeptClip | undefined>;
    r.onsuccess = () => r.result && store("clips").put(change(r.result));
  }, false);
}

/** Drops clips, and tells why where the person was in the middle of one. */
export function dropClips(ids: string[], told: Told[] = []): Promise<void> {
  return within("readwrite", (store) => {
    for (const id of ids) store("clips").delete(id);
    for (const t of told) store("told").add(t);
  });
}

/** Writes an answer down and puts its clip away, or keeps the clip as another question. */
export function answered(c: KeptClip, a: Waiting, then?: KeptClip): Promise<void> {
  return within("readwrite", (store) => {
    store("answers").add(a);
    if (then) store("clips").put(then);
    else store("clips").delete(c.id);
  });
}

export function putAnswer(a: Waiting): Promise<void> {
  return within("readwrite", (store) => store("answers").put(a));
}

/** Notes what came of an answer, which waits no more. */
export function settled(a: Waiting, told: Told | null): Promise<void> {
  return within("readwrite", (store) => {
    store("answers").delete(a.seq!);
    if (told) store("told").add({ ...told, fresh: true });
  });
}

/** What came of answers and was not seen yet. */
export async function news(): Promise<Told[]> {
  return (await all("told")).filter((t) => t.fresh);
}

/** Notes that a person saw what came of these. */
export function seen(told: Told[]): Promise<void> {
  return within("readwrite", (store) => {
    for (const { fresh: _, ...t } of told) {
      const r = store("told").get(t.seq!);
      r.onsuccess = () => r.result && store("told").put(t);
    }
  }, false);
}

export async function forgetAll(): Promise<void> {
  (await open()).close();
  opened = null;
  await new Promise<void>((done, failed) => {
    const r = indexedDB.deleteDatabase(base);
    r.onsuccess = () => done();
    r.onerror = () => failed(r.error);
  });
}

/** Whether anything was ever kept here; asking must not make a database. */
export async function exists(): Promise<boolean> {
  if (typeof indexedDB === "undefined") return false;
  if (indexedDB.databases) return (await indexedDB.databases()).some((d) => d.name === base);
  return new Promise((told) => {
    const r = indexedDB.open(base);
    r.onupgradeneeded = () => r.transaction?.abort(); // it would be made by this
    r.onsuccess = () => {
      r.result.close();
      told(true);
    };
    r.onerror = () => told(false);
  });
}
