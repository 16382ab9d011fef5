// Buttons that copy a text. Without them the texts can be chosen and copied by hand.
const told = document.getElementById("copied");

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-copy]")) {
  const text = document.getElementById(button.dataset["copy"] ?? "") as HTMLTextAreaElement | null;
  if (!text) continue;
  button.hidden = false;
  button.addEventListener("click", () => void copy(text));
}

async function copy(text: HTMLTextAreaElement): Promise<void> {
  text.select();
  let done = false;
  try {
    await navigator.clipboard.writeText(text.value);
    done = true;
  } catch {
    done = document.execCommand("copy"); // a site without HTTPS has no clipboard
  }
  const label = text.labels?.[0]?.textContent ?? "";
  if (told) told.textContent = done ? `Copied: ${label}.` : "The text is chosen. Please copy it with your keyboard.";
}
document.documentElement.dataset["ready"] = "cite";
