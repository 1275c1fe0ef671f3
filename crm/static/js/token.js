// Brings what stands behind the # of a link, which is told to no server, into the form and sends it.
// The address does not keep it, and neither does the history of the browser.
export function token(form) {
  const send = () => {
    const given = location.hash.slice(1);
    if (!given) return;
    history.replaceState(null, "", location.pathname + location.search);
    form.elements.token.value = given;
    form.submit();
  };
  window.addEventListener("hashchange", send);
  send();
}
