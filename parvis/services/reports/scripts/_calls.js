// SPDX-License-Identifier: AGPL-3.0-or-later
// The call taker's form: Enter goes on to the next field, a chosen subject or place brings what to ask.
import { behaviour } from "@ui/behaviours.js";

const FIELDS = "input:not([type=hidden]), textarea, select";

/** Of a group of radio buttons only the one that Tab would reach. */
function reached(form, field) {
  if (field.type !== "radio") return true;
  const group = [...form.elements[field.name]];
  return field === (group.find((one) => one.checked) ?? group[0]);
}

function next(form, field) {
  const all = [...form.querySelectorAll(FIELDS)].filter((one) => one.offsetParent !== null && reached(form, one));
  all[all.indexOf(field) + 1]?.focus();
}

behaviour("form[data-call-form]", (form) => {
  const ask = () => form.querySelector("#asked").dispatchEvent(new CustomEvent("asked"));
  form.addEventListener("parvis:picked", (event) => {
    if (event.target.name === "subject") form.elements.category.value = event.detail.category;
    ask();
  });
  form.elements.subject.addEventListener("input", () => {
    if (form.elements.category instanceof HTMLInputElement) form.elements.category.value = "";
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    if (!event.target.matches("input") || event.target.matches("[type=submit]")) return;
    event.preventDefault();
    next(form, event.target);
  });
});
