// The browser asks before a form is left that somebody has changed and not sent. One that came back
// to be mended has not been saved, whether it is changed again or not.
export function askBeforeLeaving(form) {
  const typed = () => JSON.stringify([...form.elements]
    .filter((element) => element.type !== "hidden")
    .map((element) => [element.value, element.checked]));
  let before = typed();
  let isSent = false;

  form.addEventListener("submit", (event) => {
    isSent ||= !event.defaultPrevented && event.submitter?.formTarget !== "_blank";
  });
  // What the browser fills in anew on the way back was saved, or given up knowingly.
  window.addEventListener("pageshow", () => { before = typed(); isSent = false; });
  window.addEventListener("beforeunload", (event) => {
    if (!isSent && (form.dataset.leave === "unsaved" || typed() !== before)) event.preventDefault();
  });
}
