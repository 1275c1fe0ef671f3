// The cursor of a list is the focus, on the link of a row: j and k move it, x ticks the row, e edits
// its record. What opens the record is the link itself.
const ROWS = "main tbody tr, main .found li, main .tasks > li";

const link = (row) => row.querySelector("a.name") ?? row.querySelector("a[href]");
const here = () => document.activeElement.closest(ROWS);

function step(by) {
  const rows = [...document.querySelectorAll(ROWS)].filter((row) => link(row)?.checkVisibility());
  const place = rows.indexOf(here());
  const next = place >= 0 ? rows[place + by] : rows.at(by > 0 ? 0 : -1);
  if (!next) return false;
  link(next).focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function tick() {
  const box = here()?.querySelector("input[type=checkbox][name=ids]");
  box?.click();
  return Boolean(box);
}

function edit() {
  const address = here()?.dataset.edit;
  if (address) location.assign(address);
  return Boolean(address);
}

export const rowKeys = { j: () => step(1), k: () => step(-1), x: tick, e: edit };
