// SPDX-License-Identifier: AGPL-3.0-or-later
// What waits on this device, why, and the way to take it up again or to give it up; a module of its own, that comes
// with a form which waits for the network.
import { text } from "./behaviours.js";
import { drop, waiting } from "./outbox.js";

const INVISIBLE = new Set(["csrfmiddlewaretoken", "client_key", "lon", "lat"]);

/** The words by which its author knows an entry again. */
function words(entry) {
  const typed = entry.fields.filter(([name, value]) => typeof value === "string" && value.trim() && !INVISIBLE.has(name) && /\D/.test(value));
  return typed.map(([, value]) => value.trim()).join(" · ").slice(0, 160) || entry.title;
}

/** Put an entry back into the form in which it was written, pictures too. */
function give(form, entry) {
  form.reset();
  for (const field of form.elements) {
    if (!field.name || field.name === "csrfmiddlewaretoken") continue;
    const values = entry.fields.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === "file") {
      const carrier = new DataTransfer();
      values.filter((value) => value instanceof File && value.size).forEach((file) => carrier.items.add(file));
      field.files = carrier.files;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    } else if (/^(radio|checkbox)$/.test(field.type)) field.checked = values.includes(field.value);
    else if (values.length) field.value = values[0];
  }
  form.elements.client_key.value = entry.key;
  form.scrollIntoView();
  [...form.elements].find((field) => field.type !== "hidden")?.focus();
}

function button(label, press) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "button button-secondary button-small", textContent: label });
  made.addEventListener("click", press);
  return made;
}

function row(section, entry) {
  const item = document.createElement("li");
  item.className = "stack-s";
  const title = Object.assign(document.createElement("p"), { className: "row-title", textContent: words(entry) });
  const state = Object.assign(document.createElement("p"), { className: "row-meta", textContent: text(entry.state === "refused" ? "textRefused" : "textWaiting", section) });
  const acts = Object.assign(document.createElement("div"), { className: "button-row" });
  const form = new URL(entry.page).pathname === location.pathname && document.querySelector("form[data-offline]");
  if (form) acts.append(button(text("textResume", section), () => give(form, entry)));
  else acts.append(Object.assign(document.createElement("a"), { className: "button button-secondary button-small", href: entry.page, textContent: text("textResume", section) }));
  acts.append(button(text("textRemove", section), async () => {
    if (!confirm(text("textSure", section))) return;
    await drop(entry.key);
    show(section);
  }));
  item.append(title, state, acts);
  return item;
}

async function show(section) {
  const entries = await waiting();
  section.hidden = entries.length === 0;
  section.querySelector("ul").replaceChildren(...entries.map((entry) => row(section, entry)));
}

for (const section of document.querySelectorAll("[data-outbox]")) {
  show(section);
  document.addEventListener("parvis:sent", () => show(section));
  document.addEventListener("parvis:refused", () => show(section));
  document.addEventListener("parvis:queued", async () => {
    await show(section);
    section.scrollIntoView({ block: "center" });
    section.querySelector("h2").focus();
  });
}
