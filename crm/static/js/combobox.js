// The picker as a combobox after the WAI-ARIA pattern: type, arrow keys, Enter; Escape closes.
const WAIT = 120;

export function combobox(field) {
  const input = field.querySelector(".line input");
  const find = field.querySelector("[data-find]");
  const picked = field.querySelector("[data-picked]");
  const newPartner = document.querySelector(`[data-new-partner="${field.dataset.name}"]`);
  const list = document.createElement("ul");
  const said = Object.assign(document.createElement("span"), { className: "hidden" });
  let items = [];
  let active = -1;
  let timer = 0;
  let asked = 0;

  find.hidden = true;
  list.id = `${input.id}-options`;
  list.className = "options";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-labelledby", `${input.id}-label`);
  list.hidden = true;
  input.after(list);
  said.setAttribute("role", "status");
  field.append(said);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  const show = (isOpen) => {
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) mark(-1);
  };

  const mark = (place) => {
    active = place;
    [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === place)));
    if (place < 0) { input.removeAttribute("aria-activedescendant"); return; }
    input.setAttribute("aria-activedescendant", list.children[place].id);
    list.children[place].scrollIntoView({ block: "nearest" });
  };

  const option = (text, hint, choose) => {
    const element = document.createElement("li");
    element.setAttribute("role", "option");
    element.id = `${list.id}-${list.children.length}`;
    element.textContent = text;
    if (hint) {
      const small = document.createElement("small");
      small.textContent = hint;
      element.append(small);
    }
    element.addEventListener("mousedown", (event) => { event.preventDefault(); choose(); });
    list.append(element);
    items.push(choose);
  };

  const more = (item) => {
    const asked = field.querySelector("template[data-row]")?.content.cloneNode(true);
    asked?.querySelectorAll("[name]").forEach((element) => {
      element.name = element.name.replace("0number0", item.id);
      element.ariaLabel = element.ariaLabel.replace("0name0", item.name);
    });
    return asked ? [asked] : [];
  };

  const pick = (item) => {
    const isSeveral = "several" in field.dataset;
    if (!isSeveral) picked.replaceChildren();
    if (!picked.querySelector(`input[value="${item.id}"]`)) {
      const row = document.createElement("li");
      const label = document.createElement("label");
      const box = document.createElement("input");
      label.className = "check";
      Object.assign(box, { type: "checkbox", name: field.dataset.name, value: item.id, checked: true });
      label.append(box, ` ${item.name}`);
      row.append(label, ...more(item));
      picked.append(row);
    }
    said.textContent = field.dataset.chosen.replace("{name}", item.name);
    input.value = "";
    show(false);
  };

  const startNew = (name) => {
    newPartner.open = true;
    if (!("several" in field.dataset)) picked.replaceChildren();
    const isChinese = /\p{Script=Han}/u.test(name);
    newPartner.querySelector(`[name="${isChinese ? "new_name_zh" : "new_name_en"}"]`).value = name;
    input.value = "";
    show(false);
    newPartner.querySelector("select").focus();
  };

  const look = async () => {
    const typed = input.value.trim();
    const number = ++asked;
    if (!typed) { show(false); return; }
    const answer = await fetch(`${field.dataset.lookup}?q=${encodeURIComponent(typed)}`).catch(() => null);
    if (!answer?.ok || number !== asked) return;
    const found = await answer.json();
    if (number !== asked) return;
    const marked = active > 0 ? list.children[active].textContent : null;
    list.replaceChildren();
    items = [];
    found.forEach((item) => option(item.name, item.hint, () => pick(item)));
    if (newPartner) option(field.dataset.new.replace("%(name)s", typed), "", () => startNew(typed));
    if (!items.length) option(field.dataset.none, "", () => show(false));
    show(true);
    const same = [...list.children].findIndex((option) => option.textContent === marked);
    mark(Math.max(same, 0));
  };

  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, WAIT); });
  input.addEventListener("blur", () => show(false));
  input.addEventListener("keydown", (event) => {
    // Who types pinyin chooses the signs with these keys first.
    if (event.isComposing) return;
    if (event.key === "Enter" && input.value.trim()) {
      event.preventDefault();
      if (!list.hidden && active >= 0) items[active]();
      else look();
    } else if (event.key === "Escape") {
      show(false);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) { look(); return; }
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark((active + step + items.length) % items.length);
    }
  });
}
