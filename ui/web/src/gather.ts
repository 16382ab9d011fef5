// Putting a passage into a theme where it was found. Without this, the link leads
// to a form on a page of its own, which leads back.
import { button } from "./player";
import { newKey } from "./send";
import { announce } from "./tell";

interface Told {
  message?: string;
  error?: string;
  theme?: string;
  number?: number;
  gathered?: string; // what the card says of themes now; written by the server
}

export function gathering(hits: HTMLElement): void {
  const form = document.querySelector<HTMLTemplateElement>("template#gather");
  if (!form) return;
  hits.addEventListener("click", (e) => {
    if (e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return; // a new tab was asked for
    const link = (e.target as Element).closest<HTMLAnchorElement>("a[data-gather]");
    const card = link?.closest<HTMLElement>(".hit");
    if (!link || !card) return;
    e.preventDefault();
    const open = card.querySelector<HTMLFormElement>("form.gather");
    if (open) open.querySelector("select")?.focus();
    else show(card, link, form);
  });
}



function show(card: HTMLElement, link: HTMLAnchorElement, from: HTMLTemplateElement): void {
  const form = (from.content.cloneNode(true) as DocumentFragment).querySelector("form") as HTMLFormElement;
  const theme = form.querySelector("select") as HTMLSelectElement;
  const fresh = form.querySelector(".gather-new") as HTMLElement;
  const wrong = form.querySelector(".gather-wrong") as HTMLElement;
  const choose = (): void => {
    fresh.hidden = theme.value !== "new";
  };
  const leave = (): void => {
    form.remove();
    link.focus();
  };
  theme.addEventListener("change", choose);
  choose();
  form.querySelector(".gather-leave")?.addEventListener("click", leave);
  form.addEventListener("keydown", (e) => {
    if (e.key === "Escape") leave();
  });
  const key = newKey(); // pressed twice is done once
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    void (async () => {
      const sent = Object.fromEntries([...new FormData(form)].map(([k, v]) => [k, String(v)]));
      const told = await post(form.action, { ...place(link), ...sent, key });
      if (told.error !== undefined) {
        wrong.textContent = told.error;
        wrong.hidden = false;
        return;
      }
      const name = theme.value === "new" ? (sent["name"] ?? "").trim() : (theme.selectedOptions[0]?.text ?? "");
      if (theme.value === "new" && told.theme) remember(from, told.theme, name);
      tell(card, told);
      announce(`Added to “${name}”.`);
      leave();
      undo(card, link, told, name);
    })();
  });
  card.append(form);
  (fresh.hidden ? theme : fresh.querySelector("input"))?.focus();
  form.scrollIntoView({ block: "nearest" });
}

/** Where the card's passage is, as the link without scripts says it. */
function place(link: HTMLAnchorElement): Record<string, string> {
  const query = new URL(link.href).searchParams;
  return { interview: query.get("interview") ?? "", from: query.get("from") ?? "", to: query.get("to") ?? "" };
}

/** A theme that was made here is the first choice on every card from now on. */
function remember(from: HTMLTemplateElement, id: string, name: string): void {
  from.content.querySelector("select")?.prepend(new Option(name, id, true));
}

function tell(card: HTMLElement, told: Told): void {
  const says = card.querySelector(".gathered");
  if (says && told.gathered !== undefined) says.innerHTML = told.gathered;
}

/** The way back stands beside the theme until the page goes. */
function undo(card: HTMLElement, link: HTMLAnchorElement, added: Told, name: string): void {
  const back = button("Undo", () => {
    void (async () => {
      const told = await post(`/themes/${added.theme}/passages/${added.number}`, { ...place(link), do: "taken-back" });
      if (told.error !== undefined) {
        announce(told.error, undefined, true);
        return;
      }
      tell(card, told);
      announce(`Taken out of “${name}”.`);
      link.focus();
    })();
  });
  back.setAttribute("aria-label", `Undo: take it out of “${name}”`);
  card.querySelector(".gathered")?.append(back);
}

async function post(address: string, fields: Record<string, string>): Promise<Told> {
  try {
    const answer = await fetch(address, { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams(fields) });
    const told = (await answer.json()) as Told;
    return answer.ok ? told : { error: told.error ?? "It was not kept. Please try again." };
  } catch {
    return { error: "The site cannot be reached. Nothing was sent." };
  }
}
