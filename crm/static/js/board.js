// Cards that can be dragged to another stage; it presses the button that stands on the card for it.
export function board(region) {
  const cards = region.querySelectorAll("[draggable]");
  let dragged = null;
  cards.forEach((card) => {
    card.addEventListener("dragstart", (event) => {
      dragged = card;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", card.id);
      card.classList.add("dragged");
    });
    card.addEventListener("dragend", () => {
      dragged = null;
      card.classList.remove("dragged");
    });
  });
  region.querySelectorAll("[data-stage]").forEach((column) => {
    const button = () => dragged?.querySelector(`button[value="${column.dataset.stage}"]`);
    const over = (is) => column.classList.toggle("over", is);
    column.addEventListener("dragover", (event) => {
      if (!button()) return;
      event.preventDefault();
      over(true);
    });
    column.addEventListener("dragleave", (event) => {
      if (!column.contains(event.relatedTarget)) over(false);
    });
    column.addEventListener("drop", (event) => {
      event.preventDefault();
      over(false);
      const chosen = button();
      if (chosen) chosen.form.requestSubmit(chosen);
    });
  });
}
