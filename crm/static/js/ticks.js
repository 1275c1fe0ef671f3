// Counts the rows that are ticked, and ticks all of them at once.
export function ticks(form) {
  const boxes = () => [...document.querySelectorAll(`input[type=checkbox][form=${form.id}]`)];
  const said = form.querySelector("[data-ticked]");
  const none = said.textContent;
  const all = Object.assign(document.createElement("input"), { type: "checkbox" });
  said.id = `${form.id}-ticked`;
  all.setAttribute("aria-labelledby", said.id); // a region that speaks names nothing by itself
  const label = Object.assign(document.createElement("label"), { className: "check" });
  said.before(label);
  label.append(all, said);
  const count = () => {
    const number = boxes().filter((box) => box.checked).length;
    const many = said.dataset.many.replace("{n}", number);
    said.textContent = number === 0 ? none : number === 1 ? said.dataset.one : many;
    all.checked = number > 0 && number === boxes().length;
    all.indeterminate = number > 0 && number < boxes().length;
  };
  all.addEventListener("change", () => {
    boxes().forEach((box) => { box.checked = all.checked; });
    count();
  });
  boxes().forEach((box) => box.addEventListener("change", count));
  window.addEventListener("pageshow", count);
  count();
}
