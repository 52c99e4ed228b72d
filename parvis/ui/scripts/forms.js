// SPDX-License-Identifier: AGPL-3.0-or-later
// Forms: busy buttons, sending at each change, error summaries, characters left.
import { behaviour, text } from "./behaviours.js";
import { passed, toast } from "./toasts.js";

const BUSY_LIMIT_MS = 20000;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog" || form.hasAttribute("hx-post")) return;
  if (form.method === "post" && !navigator.onLine) {
    // Sent all the same, it would lead to the browser's own page of alarm, and what was written would be gone.
    event.preventDefault();
    toast(text("textNetwork"), "danger", { passing: true });
    return;
  }
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "1";
  event.submitter?.setAttribute("aria-busy", "true");
  const release = () => {
    delete form.dataset.sending;
    event.submitter?.removeAttribute("aria-busy");
  };
  setTimeout(release, BUSY_LIMIT_MS);
  window.addEventListener("pageshow", release, { once: true });
});

addEventListener("online", passed);

behaviour("form[data-autosubmit]", (form) => {
  form.querySelectorAll("[data-autosubmit-button]").forEach((button) => { button.hidden = true; });
  form.addEventListener("change", () => form.requestSubmit());
});

behaviour("[data-error-summary]", (summary) => {
  // The page answered a sending: without this, “back” and “reload” lead to the browser's own page of alarm.
  history.replaceState(history.state, "", location.href);
  summary.focus();
  summary.querySelectorAll("a[href^='#']").forEach((link) => link.addEventListener("click", (event) => {
    const field = document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    (field.matches("fieldset") ? field.querySelector("input") ?? field : field).focus();
    field.scrollIntoView({ block: "center" });
  }));
});

behaviour("[data-count-target]", (field) => {
  const output = document.getElementById(field.dataset.countTarget);
  const pattern = output.dataset.text ?? "{left}";
  const show = () => { output.textContent = pattern.replace("{left}", field.maxLength - field.value.length); };
  field.addEventListener("input", show);
  show();
});

behaviour("[data-needs-script]", (element) => { element.hidden = false; });
