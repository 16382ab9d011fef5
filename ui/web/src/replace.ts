// Find and replace: says of each place whether it was listened to. Nobody is
// kept from ticking, as deaf people fix words too.
for (const place of document.querySelectorAll<HTMLElement>(".twin")) {
  const audio = place.querySelector("audio");
  const tick = place.querySelector(".tick");
  if (!audio || !tick) continue;
  const note = document.createElement("span");
  note.className = "hint";
  note.textContent = "(not listened)";
  tick.append(" ", note);
  audio.addEventListener("play", () => (note.textContent = "(listened)"), { once: true });
}

export {};
