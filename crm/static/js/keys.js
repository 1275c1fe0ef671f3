// The keys of every page. Those of one character press the link or field that carries them as
// data-key, or work on the row with the focus; they rest while somebody types, and for who has
// turned them off. Ctrl-S saves in any case.
import { rowKeys } from "./rows.js";

const isTyping = (element) =>
  element.matches("input:not([type=checkbox]), select, textarea") || element.isContentEditable;

export function keys() {
  const areOff = document.body.dataset.keys === "off";
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented || event.altKey) return;
    const isDone = event.ctrlKey || event.metaKey ? command(event) : !areOff && press(event);
    if (isDone) event.preventDefault();
  });
}

function press(event) {
  if (!/^[a-z/?]$/.test(event.key) || isTyping(event.target)) return false;
  if (document.querySelector("dialog[open]")) return false;
  if (rowKeys[event.key]?.()) return true;
  const target = document.querySelector(`[data-key="${event.key}"]`);
  if (target?.matches("a")) target.click();
  else target?.focus();
  return Boolean(target);
}

// The button of the form in which somebody types, else of the page's own form. A page without one
// leaves Ctrl-S to the browser; what deletes is never saved by it.
function saving(element) {
  const form = isTyping(element) && element.closest("main form[method=post]");
  const own = form && form.querySelector("[data-save], .primary, button:not([type=button], [name])");
  return own && !own.matches(".danger") ? own : document.querySelector("main form [data-save]");
}

function command(event) {
  if (event.shiftKey || event.key.toLowerCase() !== "s") return false;
  const save = saving(event.target);
  if (save && !event.repeat && !document.querySelector("dialog[open]")) save.form.requestSubmit(save);
  return Boolean(save);
}
