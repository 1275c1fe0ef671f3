// Warns some minutes before the login ends, and lets one stay. Whether another page was used
// meanwhile knows the server.
const WARNED = 5 * 60;

export function session(notice) {
  const { address, soon, last, over } = notice.dataset;
  const said = document.createElement("p");
  const stay = notice.querySelector("button");
  let timer = 0;
  let from = null;

  // Whoever pressed what goes away is back where they were.
  const goBack = () => { if (notice.contains(document.activeElement)) (from ?? document.querySelector("main")).focus(); };

  const show = (text, seconds, mayStay) => {
    const ends = new Date(Date.now() + seconds * 1000);
    const time = ends.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    notice.hidden = false;
    said.textContent = text.replace("{time}", time);
    if (!mayStay) goBack();
    stay.hidden = !mayStay;
  };

  const wait = (seconds) => {
    clearTimeout(timer);
    timer = setTimeout(ask, Math.max(1, seconds) * 1000);
  };

  const ask = async (query = "") => {
    const answer = await fetch(`${address}${query}`).catch(() => null);
    if (answer?.status === 401) { show(over, 0, false); return; }
    if (!answer?.ok) { wait(60); return; }
    const { left, isLast } = await answer.json();
    if (left > WARNED) { goBack(); notice.hidden = true; }
    else show(isLast ? last : soon, left, !isLast);
    wait(left > WARNED ? left - WARNED : left + 1);
  };

  notice.prepend(said);
  notice.addEventListener("focusin", (event) => { from = event.relatedTarget; });
  stay.addEventListener("click", () => ask("?stay=yes"));
  // A computer that slept has not waited.
  document.addEventListener("visibilitychange", () => { if (!document.hidden && !notice.hidden) ask(); });
  wait(Number(notice.dataset.session) - WARNED);
}
