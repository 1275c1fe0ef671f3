// A day copied from an e-mail or a scan: browsers take none by pasting. Only what can be one day is
// taken; 5/6/2027 is two.
const YEAR_FIRST = /^(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?$/;
const DIGITS = /^(\d{4})(\d\d)(\d\d)$/;
const YEAR_LAST = /^(\d{1,2})([-./])(\d{1,2})\2(\d{4})$/;

function days(text) {
  const [, year, month, day] = YEAR_FIRST.exec(text) ?? DIGITS.exec(text) ?? [];
  if (year) return [[year, month, day]];
  const [, one, sign, other, last] = YEAR_LAST.exec(text) ?? [];
  if (!last) return [];
  return sign === "." ? [[last, other, one]] : [[last, other, one], [last, one, other]];
}

function readDay(text) {
  const found = new Set(days(text.normalize("NFKC").replace(/\s/g, ""))
    .map((parts) => parts.map((part) => part.padStart(2, "0")).join("-"))
    .filter((day) => new Date(day).toJSON()?.startsWith(day)));
  return found.size === 1 ? [...found][0] : null;
}

function pasteDay(event) {
  const input = event.target;
  if (input.type !== "date") return;
  event.preventDefault();
  const day = readDay(event.clipboardData.getData("text"));
  if (!day) { input.dispatchEvent(new Event("invalid", { bubbles: true, cancelable: true })); return; }
  input.value = day;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

// Fields of days also come later, when a type is chosen.
export const hearPastedDays = () => document.addEventListener("paste", pasteDay);
