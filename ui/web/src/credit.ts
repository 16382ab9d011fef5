// How a person wants to be thanked and told, under a fix or a report: by name, by
// group or not at all. What they write stays on this device only if they say so.

interface Credit {
  name: string;
  group: string;
  mail: string;
}

const remembered = "earshot-credit";
const none: Credit = { name: "", group: "", mail: "" };

const asked = [
  { field: "name", type: "text", complete: "given-name", most: 100, label: "Your name, if you want to be thanked by it", hint: "A first name is enough." },
  { field: "group", type: "text", complete: "organization", most: 100, label: "Your group, if you want it to be thanked too", hint: "" },
  { field: "mail", type: "email", complete: "email", most: 254, label: "Your mail address, if you want to be told what came of it", hint: "It is used for that alone, shown to no one, and you can delete it on your receipt." },
] as const;

export class CreditFields {
  readonly element = document.createElement("details");
  private readonly fields = new Map<string, HTMLInputElement>();
  private readonly keeps = document.createElement("input");

  /** known: the person is signed in, so only their address may be of use. */
  constructor(known: boolean) {
    const { element, keeps } = this;
    const kept = load();
    element.className = "credit";
    element.open = kept !== null;
    const summary = document.createElement("summary");
    summary.textContent = known ? "News of it, if you like" : "Thanks and news, if you like";
    element.append(summary);
    for (const ask of asked) {
      if (known && ask.field !== "mail") continue;
      const label = document.createElement("label");
      label.className = "field";
      const input = document.createElement("input");
      input.type = ask.type;
      input.maxLength = ask.most;
      input.autocomplete = ask.complete;
      input.dir = "auto";
      input.value = kept?.[ask.field] ?? "";
      label.append(`${ask.label} `, input);
      if (ask.hint) {
        const hint = document.createElement("span");
        hint.className = "keys";
        hint.id = `credit-${ask.field}-hint`;
        hint.textContent = ask.hint;
        input.setAttribute("aria-describedby", hint.id);
        element.append(label, hint);
      } else element.append(label);
      this.fields.set(ask.field, input);
    }
    keeps.type = "checkbox";
    keeps.checked = kept !== null;
    keeps.addEventListener("change", () => keep(keeps.checked ? this.value() : null)); // to untick it forgets at once
    const tick = document.createElement("label");
    tick.className = "tick";
    tick.append(keeps, " Remember this on this device");
    element.append(tick);
  }

  /** What stands in the fields. */
  value(): Credit {
    const out = { ...none };
    for (const [name, input] of this.fields) out[name as keyof Credit] = input.value.trim();
    return out;
  }

  /** Keeps what was sent, if that is wished. */
  sent(): void {
    if (this.keeps.checked) keep(this.value());
  }

  /** Shows that a field was refused; false when it is none of these. */
  refuse(field = ""): boolean {
    const input = this.fields.get(field);
    if (!input) return false;
    this.element.open = true;
    input.setAttribute("aria-invalid", "true");
    input.focus();
    return true;
  }
}

function load(): Credit | null {
  try {
    const kept = JSON.parse(localStorage.getItem(remembered) ?? "null") as Partial<Credit> | null;
    return kept && { name: String(kept.name ?? ""), group: String(kept.group ?? ""), mail: String(kept.mail ?? "") };
  } catch {
    return null;
  }
}

function keep(credit: Credit | null): void {
  try {
    if (credit) localStorage.setItem(remembered, JSON.stringify({ ...load(), ...credit }));
    else localStorage.removeItem(remembered);
  } catch {
    // A store that is full or forbidden: they are asked again next time.
  }
}
