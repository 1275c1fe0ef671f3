// Has the device make a passkey or sign with one, and sends on what it answers. Without this script
// the form stays hidden, and the text after it says what else can be done.
const toBytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const SAID = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

const known = (list) => list.map((one) => ({ ...one, id: toBytes(one.id) }));

async function answer(form, options) {
  options.challenge = toBytes(options.challenge);
  if (options.user) options.user.id = toBytes(options.user.id);
  if (options.excludeCredentials) options.excludeCredentials = known(options.excludeCredentials);
  if (options.allowCredentials) options.allowCredentials = known(options.allowCredentials);
  const { id, rawId, type, response } = await navigator.credentials[form.dataset.passkey]({
    publicKey: options,
  });
  const said = SAID.filter((name) => response[name]).map((name) => [name, toText(response[name])]);
  return JSON.stringify({ id, rawId: toText(rawId), type, response: Object.fromEntries(said) });
}

async function ask(form) {
  const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
  const options = await fetch(form.dataset.challenge, { method: "POST", body });
  // The login is over, or the password is asked for again: the server says so to the form itself.
  if (options.ok && !options.redirected) form.elements.answer.value = await answer(form, await options.json());
  form.submit();
}

export function passkey(form) {
  if (!window.PublicKeyCredential) return;
  const status = form.querySelector("[role=status]");
  const button = form.querySelector("button");
  form.hidden = false;
  document.querySelector("[data-no-passkey]").hidden = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    status.textContent = form.dataset.waiting;
    button.disabled = true;
    ask(form).catch((error) => {
      const { known, failed } = form.dataset;
      status.textContent = error.name === "InvalidStateError" ? known : failed;
      button.disabled = false;
    });
  });
}
