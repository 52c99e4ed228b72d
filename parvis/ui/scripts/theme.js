// SPDX-License-Identifier: AGPL-3.0-or-later
// Light or dark without a new page; the cookie is the one that the server reads.
import { behaviour, tell } from "./behaviours.js";

const YEAR_S = 31_536_000;

/** The theme in force: the visitor's choice, else the device's. */
export function theme() {
  return document.documentElement.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
}

behaviour("form[data-theme-switch]", (form) => {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const wanted = event.submitter.value;
    document.documentElement.dataset.theme = wanted;
    document.cookie = `theme=${wanted}; path=/; max-age=${YEAR_S}; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
    delete form.dataset.sending;
    event.submitter.removeAttribute("aria-busy");
    form.querySelector(`button:not([value="${wanted}"])`)?.focus();
    tell(document.documentElement, "theme", { theme: wanted });
  });
});
