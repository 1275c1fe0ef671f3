// The one box: shows what is found while one types. Arrow keys, Enter; Escape closes. Ctrl-K opens
// it as a palette, which also goes to pages and starts new records.
const WAIT = 80;

function suggest(input, list, address, isAlwaysOpen) {
  let options = [];
  let active = -1;
  let timer = 0;
  let asked = 0;

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  input.autocomplete = "off";

  const show = (isOpen) => {
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) mark(-1);
  };

  const mark = (place) => {
    active = place;
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === place)));
    if (place < 0) { input.removeAttribute("aria-activedescendant"); return; }
    input.setAttribute("aria-activedescendant", options[place].id);
    options[place].scrollIntoView({ block: "nearest" });
  };

  const look = async () => {
    const typed = input.value.trim();
    const number = ++asked;
    if (!typed && !isAlwaysOpen) { show(false); return; }
    const answer = await fetch(`${address}q=${encodeURIComponent(typed)}`).catch(() => null);
    if (!answer?.ok || answer.redirected || number !== asked) return;
    const found = await answer.text();
    if (number !== asked) return;
    const marked = options[active]?.href;
    list.replaceChildren(...new DOMParser().parseFromString(found, "text/html").body.childNodes);
    options = [...list.querySelectorAll("[role=option]")];
    options.forEach((option, i) => { option.id = `${list.id}-${i}`; });
    show(options.length > 0);
    // The answer to the last letters may come after somebody has gone to one of the first.
    mark(options.findIndex((option) => option.href === marked));
  };

  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, WAIT); });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      options[active].click();
    } else if (event.key === "Escape" && !list.hidden && !isAlwaysOpen) {
      event.preventDefault();
      show(false);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options.length) {
      event.preventDefault();
      if (list.hidden) show(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark(active < 0 && step < 0 ? options.length - 1 : (active + step + options.length) % options.length);
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  return { look, close: () => show(false) };
}

export function findBox(form) {
  const input = form.querySelector("input");
  const list = Object.assign(document.createElement("div"), { id: "find-options", className: "finds", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.label);
  document.body.append(list);
  const box = suggest(input, list, `${form.dataset.suggest}?`, false);
  const place = () => {
    const { left, bottom } = input.getBoundingClientRect();
    const width = Math.min(544, innerWidth - 26);
    list.style.setProperty("left", `${Math.max(13, Math.min(left, innerWidth - width - 13))}px`);
    list.style.setProperty("top", `${bottom + 4}px`);
  };
  input.addEventListener("focus", place);
  input.addEventListener("input", place);
  input.addEventListener("blur", () => setTimeout(box.close, 150));
  palette(form);
}

function palette(form) {
  const dialog = Object.assign(document.createElement("dialog"), { className: "palette" });
  const asking = Object.assign(document.createElement("form"), { action: form.action });
  const input = Object.assign(document.createElement("input"), {
    type: "search", name: "q", maxLength: 200, placeholder: form.dataset.palette, ariaLabel: form.dataset.palette,
  });
  const list = Object.assign(document.createElement("div"), { id: "palette-options", className: "finds" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.label);
  dialog.setAttribute("aria-label", form.dataset.palette);
  asking.append(input);
  dialog.append(asking, list);
  document.body.append(dialog);
  const box = suggest(input, list, `${form.dataset.suggest}?palette=1&`, true);

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    if (dialog.open) { dialog.close(); return; }
    input.value = "";
    dialog.showModal();
    input.focus();
    box.look();
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
}
