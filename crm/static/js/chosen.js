// Sends a form as soon as something is chosen by pointing at it. With keys a choice changes at each
// arrow, and a day is one at each digit of its year: who uses them sends it with Enter or its button.
export function sendChosen(form) {
  let hasKeys = false;
  form.addEventListener("keydown", () => { hasKeys = true; });
  form.addEventListener("pointerdown", () => { hasKeys = false; });
  form.addEventListener("change", (event) => {
    if (!hasKeys && event.target.matches("select, input[type=date]")) form.requestSubmit();
  });
}
