// SPDX-License-Identifier: AGPL-3.0-or-later
// `data-offline` forms: sent at once when there is network, kept and sent later when there is none.
import { behaviour, tell, text } from "./behaviours.js";
import { forgetDraft } from "./draft.js";
import { drop, flush, keep, send, waiting } from "./outbox.js";
import { toast } from "./toasts.js";

function keyOf(form) {
  let field = form.elements.client_key;
  if (!field) {
    field = Object.assign(document.createElement("input"), { type: "hidden", name: "client_key" });
    form.append(field);
  }
  field.value ||= crypto.randomUUID();
  return field.value;
}

function entryOf(form, submitter) {
  const fields = [...new FormData(form, submitter).entries()];
  return { key: keyOf(form), url: new URL(form.action, location.href).href, page: location.href, title: document.title, fields };
}

async function askForSync() {
  const registration = await navigator.serviceWorker?.ready;
  await registration?.sync?.register("outbox").catch(() => {});
}

const signIn = (way) => toast(text("textSignInLater"), "danger", { url: way, label: text("textSignInWay") });

async function queue(form, entry, way = "") {
  await keep(entry);
  forgetDraft(form);
  tell(form, "queued", { key: entry.key });
  if (way) signIn(way);
  else toast(text("textQueued", form) || text("textOffline"), "info");
  form.reset();
  if (form.elements.client_key) form.elements.client_key.value = "";
  askForSync();
}

async function submit(form, submitter) {
  keyOf(form);
  const entry = entryOf(form, submitter);
  if (!navigator.onLine) return queue(form, entry);
  const result = await send(entry);
  if (result.state === "waiting") return queue(form, entry, result.signIn);
  if (result.state === "sent") {
    await drop(entry.key).catch(() => {}); // it may have been kept before, and taken up again
    if (form.dataset.draft) forgetDraft(form);
    location.assign(result.url);
    return undefined;
  }
  // Refused: let the browser send it and show the page that says why. The key makes this harmless.
  form.dataset.plain = "1";
  if (submitter?.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: submitter.name, value: submitter.value }));
  return HTMLFormElement.prototype.submit.call(form);
}

behaviour("form[data-offline]", (form) => {
  // A page kept by the device is opened again and again: its key must not make two entries look like one.
  // A page that says what is wrong is still about the same entry.
  if (form.elements.client_key && !document.querySelector("[data-error-summary]")) form.elements.client_key.value = "";
  keyOf(form);
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented || form.dataset.plain) return;
    event.preventDefault();
    const { submitter } = event;
    submitter?.setAttribute("aria-busy", "true");
    submit(form, submitter).finally(() => submitter?.removeAttribute("aria-busy"));
  });
});

async function sendWaiting() {
  if (!("indexedDB" in window) || !navigator.locks) return;
  for (const result of await flush()) {
    tell(document, result.state, result);
    if (result.signIn) signIn(result.signIn);
    if (result.state === "sent") toast(text("textSentLater") || result.title, "ok", { url: result.url, label: text("textSee") || "→" });
  }
  // Also what the service worker tried in the meantime: nobody learns of it otherwise.
  const refused = (await waiting()).find(({ state }) => state === "refused");
  if (refused && !document.querySelector("[data-error-summary]")) toast(text("textRefusedLater") || refused.title, "danger", { url: refused.page, label: text("textSee") || "→" });
}

addEventListener("online", () => { document.querySelector(".offline-bar")?.remove(); sendWaiting(); });
function showOffline() {
  if (document.querySelector(".offline-bar")) return;
  const bar = Object.assign(document.createElement("p"), { className: "offline-bar", textContent: text("textOffline") });
  bar.setAttribute("role", "status");
  document.body.prepend(bar);
}
addEventListener("offline", showOffline);
if (navigator.onLine) {
  // Only where something was ever kept: no database is opened for everyone else.
  indexedDB.databases?.().then((known) => known.some(({ name }) => name === "parvis") && sendWaiting()).catch(() => {});
} else showOffline();
