// Ticks a task where it stands; the form does the same with a page load when this fails.
export function tick(form) {
  const button = form.querySelector("button");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    const isDone = button.getAttribute("aria-pressed") === "true";
    const answer = await fetch(form.action, {
      method: "POST", body: new FormData(form), redirect: "manual", keepalive: true,
    }).catch(() => null);
    button.disabled = false;
    if (!answer || answer.type !== "opaqueredirect") { form.submit(); return; }
    button.setAttribute("aria-pressed", String(!isDone));
    [button.title, button.dataset.back] = [button.dataset.back, button.title];
    form.action = form.action.replace(isDone ? /reopen$/ : /done$/, isDone ? "done" : "reopen");
    form.closest("li, tr").classList.toggle("done", !isDone);
    button.focus();
  });
}
