// Says under a field which records are known already for what is typed in it, each as a link.
const WAIT = 300;

export function hint(input) {
  const said = Object.assign(document.createElement("p"), { className: "hint" });
  said.setAttribute("role", "status");
  input.closest(".field").append(said);
  let timer = 0;
  let asked = 0;

  const link = (known) => {
    const element = Object.assign(document.createElement("a"), {
      href: known.address, target: "_blank", rel: "noopener", textContent: known.name,
    });
    return known.why ? [" ", element, ` (${known.why})`] : [" ", element];
  };

  const ask = async () => {
    const number = ++asked;
    const query = new URLSearchParams({ q: input.value, own: input.dataset.hintOwn ?? "0" });
    const answer = input.value.trim().length < 3 ? null
      : await fetch(`${input.dataset.hint}?${query}`).catch(() => null);
    const known = answer?.ok ? await answer.json() : [];
    if (number !== asked) return;
    said.replaceChildren(...(known.length ? [input.dataset.hintSaid, ...known.flatMap(link)] : []));
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
}
