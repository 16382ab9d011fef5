// What every page gets: problems in a form are read out at once, and a form is
// sent once however often its button is pressed.

import { sendAway } from "./away";

const problem = document.querySelector<HTMLElement>("[data-problem]");
problem?.focus();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  // A form that stays on the page (a download, a failed connection) may be sent again.
  window.setTimeout(() => delete form.dataset.sent, 5000);
});

// A page that comes back from the browser's cache may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sent]")) delete form.dataset.sent;
});

// How far a recording has come is looked up again until it has become words.
const everyPause = 5000;

async function lookAgain(): Promise<void> {
  const old = document.querySelector("[data-progress]");
  if (!old) return;
  if (!document.hidden) {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
    if (answer?.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-progress]");
      if (!fresh) {
        location.reload();
        return;
      }
      old.replaceWith(document.adoptNode(fresh));
    }
  }
  window.setTimeout(() => void lookAgain(), everyPause);
}
window.setTimeout(() => void lookAgain(), everyPause);

sendAway();
