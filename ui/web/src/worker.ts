// The service worker of the shifts: without a connection it answers with the page
// that works on what is kept here. It touches nothing else: reading pages are
// outside its scope, and every address is asked of the site first. Where the browser
// can, it also sends the answers that wait when no page is open.
import { flush } from "./outbox";
import { exists } from "./shelf";

interface Extended extends Event {
  waitUntil(p: Promise<unknown>): void;
}
interface Asked extends Extended {
  request: Request;
  respondWith(r: Promise<Response>): void;
}
interface Scope {
  earshot: { version: string; shell: string[] }; // written in front of this script by the site
  addEventListener(kind: "install" | "activate", act: (e: Extended) => void): void;
  addEventListener(kind: "fetch", act: (e: Asked) => void): void;
  addEventListener(kind: "sync", act: (e: Extended & { tag: string }) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
}
const scope = self as unknown as Scope;
const prefix = "earshot-shifts-";
const name = prefix + scope.earshot.version;
const page = "/shifts/kept";

scope.addEventListener("install", (e) => {
  // Without cookies: the kept page names nobody.
  const ask = scope.earshot.shell.map((address) => new Request(address, { credentials: "omit", cache: "no-cache" }));
  e.waitUntil(caches.open(name).then((c) => c.addAll(ask)).then(() => scope.skipWaiting()));
});

scope.addEventListener("activate", (e) => {
  const old = caches.keys().then((all) => Promise.all(all.filter((n) => n.startsWith(prefix) && n !== name).map((n) => caches.delete(n))));
  e.waitUntil(old.then(() => scope.clients.claim()));
});

scope.addEventListener("fetch", (e) => {
  const { request } = e;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  const kept = request.mode === "navigate" ? page : address.pathname;
  if (!scope.earshot.shell.includes(kept)) return;
  const otherwise = async (): Promise<Response> => (await (await caches.open(name)).match(kept)) ?? Response.error();
  e.respondWith(fetch(request).catch(otherwise));
});

scope.addEventListener("sync", (e) => {
  if (e.tag === "earshot-answers") e.waitUntil(send());
});

/** The browser asks again after some minutes when this fails. */
async function send(): Promise<void> {
  if ((await exists()) && !(await flush(() => undefined))) throw new Error("nobody was reached");
}

