// Shows a part of the page that a link leads to over the page where one is, so that nothing typed is
// left behind. Escape closes it; the focus goes back to where it was.
export function sheet(link) {
  const dialog = Object.assign(document.createElement("dialog"), { className: "sheet" });
  const title = Object.assign(document.createElement("h2"), { textContent: link.dataset.title });
  const close = Object.assign(document.createElement("button"), { textContent: link.dataset.close });
  const head = Object.assign(document.createElement("div"), { className: "head" });
  dialog.setAttribute("aria-label", link.dataset.title);
  head.append(title, close);
  dialog.append(head);
  document.body.append(dialog);

  link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (dialog.children.length === 1) {
      const answer = await fetch(link.href).catch(() => null);
      if (!answer?.ok || answer.redirected) { location.assign(link.href); return; }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (dialog.children.length === 1) dialog.append(page.querySelector("[data-part]"));
    }
    if (!dialog.open) dialog.showModal();
  });
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
}
