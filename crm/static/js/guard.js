// A form is sent once, however often its button is pressed; what only shows it leaves it here.
export function guardForm(form) {
  let isSent = false;
  form.addEventListener("submit", (event) => {
    if (event.submitter?.formTarget === "_blank") return;
    if (isSent) event.preventDefault();
    isSent = true;
  });
  window.addEventListener("pageshow", () => { isSent = false; });
}
