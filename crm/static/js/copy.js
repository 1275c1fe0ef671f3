// Copies the field before the button. Without it the field can be selected and copied by hand.
export function copy(button) {
  const field = button.parentElement.querySelector("input");
  const said = Object.assign(document.createElement("span"), { className: "hidden" });
  said.setAttribute("role", "status");
  button.after(said);
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    // Without HTTPS a page may not use the clipboard by itself: then the selection is copied.
    if (navigator.clipboard) await navigator.clipboard.writeText(field.value);
    else document.execCommand("copy");
    button.textContent = said.textContent = button.dataset.copy;
  });
}
