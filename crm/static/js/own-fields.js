// Shows what a type asks as soon as it is chosen: the form comes back as with *Continue*, and its
// part takes the place of the one that is there. Whatever was typed was sent and comes back too.
import { combobox } from "./combobox.js";

export function ownFields(place) {
  const form = place.closest("form");
  let asked = 0;

  form.elements.type_id.addEventListener("change", async () => {
    const number = ++asked;
    const sent = new FormData(form);
    sent.set("continue", "1");
    form.querySelectorAll("[type=file]").forEach((input) => sent.delete(input.name));
    const answer = await fetch(window.location.href, { method: "POST", body: sent }).catch(() => null);
    if (!answer?.ok || number !== asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-own-fields]");
    if (!fresh || number !== asked) return;
    place.replaceChildren(...fresh.childNodes);
    place.querySelectorAll("[data-pick]").forEach(combobox);
  });
}
