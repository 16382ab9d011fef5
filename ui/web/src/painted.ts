// What a person does is shown first. What may come a moment later — the sound, a
// question to the site, a drawing — waits until the screen shows it.

/** Resolves when the page has been painted as it is now; at once where nobody sees it. */
export function painted(): Promise<void> {
  if (document.hidden) return Promise.resolve();
  return new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
}
