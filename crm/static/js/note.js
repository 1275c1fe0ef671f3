// The quick entry: offers names after @ and #, and says what was understood, while one types.
const WAIT = 200;
const NAMED = /(?:^|[^A-Za-z0-9._%+/@#-])([@＠#＃])((?:[^\s@#＠＃]+(?: [^\s@#＠＃]*){0,2})?)$/;

export function note(form) {
  const input = form.querySelector("input[name=line]");
  const said = form.querySelector("[data-understood]");
  const list = Object.assign(document.createElement("ul"), { id: "line-names", className: "options", hidden: true });
  let active = -1;
  let timer = 0;
  let asked = 0;

  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.label);
  input.after(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);

  const options = () => [...list.children];
  const show = (isOpen) => {
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) mark(-1);
  };
  const mark = (place) => {
    active = place;
    options().forEach((option, i) => option.setAttribute("aria-selected", String(i === place)));
    if (place < 0) { input.removeAttribute("aria-activedescendant"); return; }
    input.setAttribute("aria-activedescendant", options()[place].id);
    options()[place].scrollIntoView({ block: "nearest" });
  };
  show(false);

  const before = () => input.value.slice(0, input.selectionStart);
  const choose = (name) => {
    const named = NAMED.exec(before());
    if (!named) return;
    const start = named.index + named[0].length - named[2].length;
    const rest = input.value.slice(input.selectionStart);
    input.value = `${input.value.slice(0, start)}${name} ${rest.trimStart()}`;
    const caret = start + name.length + 1;
    input.setSelectionRange(caret, caret);
    show(false);
    tell();
  };

  const read = async (address, values) => {
    const asking = new URL(address, location.href);
    Object.entries(values).forEach(([name, value]) => asking.searchParams.set(name, value));
    const answer = await fetch(asking).catch(() => null);
    return answer?.ok && !answer.redirected ? answer.json().catch(() => null) : null;
  };

  const offer = async () => {
    const named = NAMED.exec(before());
    const number = ++asked;
    if (!named) { show(false); return; }
    const sign = "#＃".includes(named[1]) ? "#" : "@";
    const found = await read(form.dataset.names, { sign, q: named[2] });
    if (number !== asked || !found) return;
    list.replaceChildren(...found.map((one, i) => {
      const option = Object.assign(document.createElement("li"), { id: `line-name-${i}`, textContent: one.name });
      option.setAttribute("role", "option");
      option.dataset.name = one.name;
      if (one.hint) option.append(Object.assign(document.createElement("small"), { textContent: one.hint }));
      return option;
    }));
    show(found.length > 0);
  };

  const tell = async () => {
    const line = input.value;
    const found = await read(form.dataset.note, { line });
    if (!found || line !== input.value) return;
    said.textContent = found.error || found.said;
    said.classList.toggle("error", Boolean(found.error));
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => { offer(); tell(); }, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return;
    const number = options().length;
    if ((event.key === "Enter" || event.key === "Tab") && active >= 0) {
      event.preventDefault();
      choose(options()[active].dataset.name);
    } else if (event.key === "Escape") {
      event.preventDefault();
      show(false);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark(active < 0 && step < 0 ? number - 1 : (active + step + number) % number);
    }
  });
  input.addEventListener("blur", () => setTimeout(() => show(false), 150));
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("li");
    if (option) choose(option.dataset.name);
  });
}
