// SPDX-License-Identifier: AGPL-3.0-or-later
// `data-draft="key"`: what is typed stays on this device until the form is sent.
// `data-draft-over`: it also takes the place of what the page proposes. `data-draft-sent`: only what was sent and got no
// answer is kept, in this tab and for half an hour.
import { behaviour } from "./behaviours.js";

const PREFIX = "parvis:draft:";
const MAX_AGE_MS = 7 * 86_400_000;
const SENT_AGE_MS = 1_800_000;
const SKIPPED = new Set(["password", "file", "hidden", "submit", "button"]);

const kept = (form) => [...form.elements].filter(
  (field) => field.name && !SKIPPED.has(field.type) && field.autocomplete !== "one-time-code" && !("noDraft" in field.dataset),
);

const onlySent = (form) => "draftSent" in form.dataset;
const storeOf = (form) => (onlySent(form) ? sessionStorage : localStorage);

function read(form, key) {
  try {
    const draft = JSON.parse(storeOf(form).getItem(key));
    return draft && Date.now() - draft.at < (onlySent(form) ? SENT_AGE_MS : MAX_AGE_MS) ? draft.fields : null;
  } catch {
    return null;
  }
}

function write(form, key) {
  const fields = kept(form).filter((field) => !/^(radio|checkbox)$/.test(field.type) || field.checked).map((field) => [field.name, field.value]);
  try {
    storeOf(form).setItem(key, JSON.stringify({ at: Date.now(), fields }));
  } catch { /* storage refused or full: the form works without it */ }
}

function give(form, fields) {
  for (const field of kept(form)) {
    const values = fields.filter(([name]) => name === field.name).map(([, value]) => value);
    if (/^(radio|checkbox)$/.test(field.type)) field.checked = values.includes(field.value);
    else if (values.length && (!field.value || "draftOver" in form.dataset)) field.value = values[0];
  }
}

/** Forget a form's draft: it has been sent. */
export function forgetDraft(form) {
  storeOf(form).removeItem(PREFIX + form.dataset.draft);
}

// First, so that nothing that is done comes back: the page after a success names the drafts that are done with:
// <div data-draft-done="report report-contact">.
behaviour("[data-draft-done]", (element) => {
  for (const key of element.dataset.draftDone.split(" ")) [localStorage, sessionStorage].forEach((place) => place.removeItem(PREFIX + key));
});

behaviour("form[data-draft]", (form) => {
  const key = PREFIX + form.dataset.draft;
  const fields = read(form, key);
  if (fields && !form.querySelector('[aria-invalid="true"]')) {
    give(form, fields);
    form.dispatchEvent(new Event("change", { bubbles: true }));
  }
  let timer;
  if (!onlySent(form)) form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => write(form, key), 300); });
  // Sent by the browser itself: forgotten by the page that follows, if it says so (below); the draft
  // must survive a refused or failed sending.
  form.addEventListener("submit", () => { clearTimeout(timer); write(form, key); });
});

// Sent by htmx: forgotten before the answer, with its own empty form, takes the place of this one.
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  const form = ctx.sourceElement;
  if (form.matches?.("form[data-draft]") && ctx.response?.status < 300) forgetDraft(form);
});
