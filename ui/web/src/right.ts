// “This is right” without leaving the page.
import type { Page } from "./panel";
import { newKey, send } from "./send";
import { announce } from "./tell";

export function rights(page: Page): void {
  const form = document.querySelector<HTMLFormElement>("#rights");
  form?.addEventListener("submit", (e) => {
    const button = e.submitter;
    const line = button?.closest<HTMLElement>(".l");
    if (!(button instanceof HTMLButtonElement) || !line) return;
    e.preventDefault();
    void agree(page, form.action, line, button);
  });
}

async function agree(page: Page, address: string, line: HTMLElement, button: HTMLButtonElement): Promise<void> {
  button.setAttribute("aria-busy", "true");
  const against = Math.max(page.version, Number(line.dataset["v"] ?? 0));
  const answer = await send(address, { against: String(against), verdict: "right", line: button.value, key: newKey() });
  button.removeAttribute("aria-busy");
  if (!answer.ok) {
    announce(answer.error ?? "That could not be counted. Please try again.", undefined, true);
    return;
  }
  page.transcript.adopt(answer);
  page.transcript.line(Number(button.value))?.querySelector<HTMLElement>(".ok")?.focus();
  announce(answer.message ?? "Thank you.");
}
