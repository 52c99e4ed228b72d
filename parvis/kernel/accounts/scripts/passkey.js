// SPDX-License-Identifier: AGPL-3.0-or-later
// Forms that ask the device for a passkey before they are sent: data-passkey="login|get|create".
// The options lie in the page (#passkey-options), except for "login", which fetches them from the form's address.

const bytes = (text) => {
  const padded = text.replace(/-/g, "+").replace(/_/g, "/").padEnd(Math.ceil(text.length / 4) * 4, "=");
  return Uint8Array.from(atob(padded), (char) => char.charCodeAt(0));
};

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

// The browsers' own parse…FromJSON and toJSON arrived in 2023 to 2025; older telephones need these.
const withBytes = (options) => {
  const made = { ...options, challenge: bytes(options.challenge) };
  if (options.user) made.user = { ...options.user, id: bytes(options.user.id) };
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    if (options[list]) made[list] = options[list].map((key) => ({ ...key, id: bytes(key.id) }));
  }
  return made;
};

const asJson = (credential) => {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
};

const inPage = () => JSON.parse(document.getElementById("passkey-options").textContent);

const fetched = async (form) => {
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`options: ${answer.status}`);
  return answer.json();
};

const create = (form) => {
  const options = withBytes(inPage().creation_options.publicKey);
  const alone = form.elements.namedItem("passwordless");
  if (alone) {
    options.authenticatorSelection = {
      ...options.authenticatorSelection,
      residentKey: alone.checked ? "required" : "discouraged",
      requireResidentKey: alone.checked,
      ...(alone.checked ? { userVerification: "required" } : {}),
    };
  }
  return navigator.credentials.create({ publicKey: options });
};

const acts = {
  create,
  get: () => navigator.credentials.get({ publicKey: withBytes(inPage().request_options.publicKey) }),
  login: async (form) =>
    navigator.credentials.get({ publicKey: withBytes((await fetched(form)).request_options.publicKey) }),
};

const answered = new WeakSet();
// WebAuthn, 5.1.3: the site's identifier must be a domain; with an address of numbers every browser refuses.
const byNumbers = /^[\d.]+$|^\[/.test(location.hostname);

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const status = form.querySelector("[data-passkey-status]");
  if (byNumbers && form.dataset.passkey === "create") status.textContent = form.dataset.textAddress;
  form.addEventListener("submit", async (event) => {
    if (answered.has(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (byNumbers || !window.PublicKeyCredential) {
      status.textContent = byNumbers ? form.dataset.textAddress : form.dataset.textUnsupported;
      return;
    }
    status.textContent = "";
    try {
      const credential = await acts[form.dataset.passkey](form);
      form.elements.namedItem("credential").value = JSON.stringify(asJson(credential));
      answered.add(form);
      form.requestSubmit();
    } catch {
      status.textContent = form.dataset.textError;
    }
  }, { capture: true });
}
