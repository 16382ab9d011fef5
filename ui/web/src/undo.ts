// Undo and redo of one's own work, as far back as this tab has been open. A
// change is taken back by a new one, so the history keeps both; a fix that still
// waits is withdrawn through its receipt.
import type { Page } from "./panel";
import { button } from "./player";
import { type Answer, newKey, send } from "./send";
import { announce } from "./tell";

type Step =
  | { kind: "change"; version: number; shape: boolean; key: string }
  | { kind: "proposal"; receipt: string; sent: Record<string, string>; key: string };

const personal = ["name", "group", "mail"]; // these are not kept for later unasked

export class Undo {
  private done: Step[] = [];
  private undone: Step[] = [];
  private busy = false;
  readonly tools = document.createElement("div");
  private readonly back = button("Undo", () => this.undo());
  private readonly forth = button("Redo", () => this.redo());

  constructor(private readonly page: Page, until?: AbortSignal) {
    this.tools.className = "undo";
    this.tools.setAttribute("role", "group");
    this.tools.setAttribute("aria-label", "Your changes");
    this.tools.append(this.back, this.forth);
    try {
      const kept = JSON.parse(sessionStorage.getItem(this.name) ?? "null") as { done: Step[]; undone: Step[] } | null;
      if (Array.isArray(kept?.done) && Array.isArray(kept.undone)) [this.done, this.undone] = [kept.done, kept.undone];
    } catch {
      // Without a store, undo reaches back to when the page was loaded.
    }
    this.show();
    addEventListener("keydown", (e) => this.pressed(e), until ? { signal: until } : undefined);
  }

  private get name(): string {
    return `earshot-undo:${this.page.id}`;
  }

  /** Remembers an answer that changed the words. */
  changed(a: Answer, shape: boolean): void {
    if (a.version !== undefined) this.remember({ kind: "change", version: a.version, shape, key: newKey() });
  }

  /** Remembers a fix that waits for someone else. */
  proposed(receipt: string, sent: Record<string, string>): void {
    this.remember({ kind: "proposal", receipt, sent, key: newKey() });
  }

  private remember(step: Step): void {
    this.done.push(step);
    this.undone = [];
    this.show();
  }

  private show(): void {
    this.back.disabled = !this.done.length;
    this.forth.disabled = !this.undone.length;
    this.tools.hidden = !this.done.length && !this.undone.length;
    try {
      const { done, undone } = this;
      sessionStorage.setItem(this.name, JSON.stringify({ done, undone }, (key, value: unknown) => (personal.includes(key) ? undefined : value)));
    } catch {
      // See the constructor.
    }
  }

  private pressed(e: KeyboardEvent): void {
    if (!(e.ctrlKey || e.metaKey) || e.altKey || (e.target as Element).closest("input, textarea, select, [contenteditable]")) return;
    const key = e.key.toLowerCase();
    const redo = key === "y" || (key === "z" && e.shiftKey);
    if (key !== "z" && key !== "y") return;
    if (!(redo ? this.undone : this.done).length) return;
    e.preventDefault();
    if (redo) this.redo();
    else this.undo();
  }

  private undo(): void {
    const step = this.done[this.done.length - 1];
    if (!step) return;
    void this.go(this.done, this.undone, step, step.kind === "proposal" ? this.withdraw(step) : this.revert(step));
  }

  private redo(): void {
    const step = this.undone[this.undone.length - 1];
    if (!step) return;
    void this.go(this.undone, this.done, step, step.kind === "proposal" ? this.resend(step) : this.revert(step));
  }

  private revert(step: Step & { kind: "change" }) {
    return async (): Promise<[Answer, Step]> => {
      const a = await send(`/interviews/${this.page.id}/revert`, { version: String(step.version), key: step.key });
      return [a, { ...step, version: a.version ?? 0, key: newKey() }];
    };
  }

  private withdraw(step: Step & { kind: "proposal" }) {
    return async (): Promise<[Answer, Step]> => [await send(step.receipt, { do: "withdraw" }), { ...step, key: newKey() }];
  }

  private resend(step: Step & { kind: "proposal" }) {
    return async (): Promise<[Answer, Step]> => {
      const a = await send(`/interviews/${this.page.id}/changes`, { ...step.sent, key: step.key });
      return [a, { ...step, receipt: a.receipt ?? "" }];
    };
  }

  private async go(from: Step[], to: Step[], step: Step, act: () => Promise<[Answer, Step]>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    const [a, next] = await act();
    this.busy = false;
    if (a.ok) {
      from.pop();
      to.push(next);
      const focus = document.activeElement;
      if (step.kind === "change" && step.shape) await this.page.transcript.refresh(this.page);
      else this.page.transcript.adopt(a);
      announce(a.message ?? "Done.");
      const line = this.page.transcript.line(a.lines?.[0]?.id ?? 0);
      line?.scrollIntoView({ block: "nearest" });
      if (focus && !focus.isConnected) line?.querySelector<HTMLElement>(".fx")?.focus();
    } else {
      // What can never be taken back must not stand before what can.
      if (a.status >= 400 && a.status < 500 && a.status !== 429) from.pop();
      announce(a.error ?? "It could not be undone.", undefined, true);
    }
    this.show();
  }
}
