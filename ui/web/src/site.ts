// What every page gets: problems in a form are read out at once, and a form is
// sent once however often its button is pressed.

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
