// "Someone is here": while a field is open, others who fix the same interview
// are told which line it is on, and this page shows theirs. It asks only while a
// field is open, and it never locks anything.
import type { Page } from "./panel";

const poll = 20_000; // milliseconds

export class Here {
  private line = 0;
  private timer = 0;

  constructor(private readonly page: Page) {
    addEventListener("pagehide", () => {
      if (!this.line) return;
      this.line = 0;
      void this.ask();
    });
  }

  enter(line: number): void {
    this.line = line;
    void this.ask();
    clearInterval(this.timer);
    this.timer = window.setInterval(() => void this.ask(), poll);
  }

  /** Leaves, unless another line was opened at once. */
  leave(): void {
    if (!this.line) return;
    this.line = 0;
    clearInterval(this.timer);
    this.show([]);
    window.setTimeout(() => {
      if (!this.line) void this.ask();
    }, 0);
  }

  private async ask(): Promise<void> {
    if (this.line && document.hidden) return; // nobody is looking, and nobody is typing
    try {
      const answer = await fetch(`/api/v1/interviews/${this.page.id}/presence`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ line: this.line }),
        keepalive: true,
      });
      if (!answer.ok) return;
      const { lines } = (await answer.json()) as { lines: number[] };
      this.show(this.line ? lines : []);
    } catch {
      // Offline: others will be told later, or never; nothing depends on it.
    }
  }

  private show(lines: number[]): void {
    for (const old of this.page.transcript.root.querySelectorAll<HTMLElement>(".here")) {
      if (!lines.includes(Number(old.dataset["line"]))) old.remove();
    }
    for (const id of lines) {
      const line = this.page.transcript.line(id);
      if (!line || line.querySelector(".here")) continue;
      const note = document.createElement("span");
      note.className = "here";
      note.dataset["line"] = String(id);
      note.setAttribute("role", "status");
      note.textContent = id === this.line ? "Someone else has this line open too. Nothing is locked." : "Someone is fixing this line.";
      line.append(note);
    }
  }
}
