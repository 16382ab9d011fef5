// Plays a passage where it was found, without leaving the page.

let playing: { sound: HTMLAudioElement; button: HTMLButtonElement } | undefined;

function stop(): void {
  if (!playing) return;
  playing.sound.pause();
  playing.button.textContent = "Listen here";
  playing.button.setAttribute("aria-pressed", "false");
  playing = undefined;
}

function listen(hit: HTMLElement, button: HTMLButtonElement): void {
  const mine = playing?.button === button;
  stop();
  if (mine) return;
  const from = Number(hit.dataset.from);
  const to = Number(hit.dataset.to);
  const sound = new Audio(hit.dataset.sound);
  sound.preload = "auto";
  sound.addEventListener("loadedmetadata", () => (sound.currentTime = from), { once: true });
  // A sound that was stopped for another one still speaks up: it must not stop that.
  const end = (): void => {
    if (playing?.sound === sound) stop();
  };
  sound.addEventListener("timeupdate", () => {
    if (sound.currentTime >= to) end();
  });
  sound.addEventListener("error", () => {
    end();
    button.textContent = "The sound is not here yet";
  });
  playing = { sound, button };
  button.textContent = "Stop";
  button.setAttribute("aria-pressed", "true");
  sound.play().catch(end);
}

for (const hit of document.querySelectorAll<HTMLElement>("[data-sound]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = "Listen here";
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => listen(hit, button));
  hit.querySelector(".hit-ways")?.prepend(button);
}
