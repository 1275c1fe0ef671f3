// Fetches what a folded section holds when it is opened; its link leads to the same as a page.
export function load(details) {
  details.addEventListener("toggle", async () => {
    if (!details.open || details.dataset.loaded) return;
    details.dataset.loaded = "yes";
    const answer = await fetch(details.dataset.load).catch(() => null);
    if (!answer?.ok) { delete details.dataset.loaded; return; }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const part = page.querySelector(details.dataset.part);
    if (part) details.querySelector("p").before(part);
  });
}
