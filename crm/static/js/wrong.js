// A day or number that the browser cannot read would be sent as if nothing had been typed. It does
// not send the form then; this says so beside the field, in the page's own words.
const PART = "unreadable";

export function tellWrong(event) {
  const input = event.target;
  const field = input.closest(".field");
  const words = input.dataset.wrong;
  if (!field || !words) return;
  event.preventDefault();
  for (let fold = input.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  const first = [...input.form.elements].find((element) => !element.validity.valid);
  if (input === first) input.focus();
  if (field.querySelector(`.${PART}`)) return;
  const said = Object.assign(document.createElement("p"), {
    className: `error ${PART}`, id: `${input.id}-${PART}`, textContent: words,
  });
  field.append(said);
  const before = input.getAttribute("aria-describedby");
  input.setAttribute("aria-describedby", `${before ?? ""} ${said.id}`.trim());
  input.setAttribute("aria-invalid", "true");
  input.addEventListener("input", () => {
    said.remove();
    input.removeAttribute("aria-invalid");
    if (before) input.setAttribute("aria-describedby", before);
    else input.removeAttribute("aria-describedby");
  }, { once: true });
}
