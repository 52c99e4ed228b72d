// SPDX-License-Identifier: AGPL-3.0-or-later
// The reports' desk: the open row, where one reads, keys that send a form. Everything works without it.
import { behaviour, start } from "@ui/behaviours.js";
import "./_redaction.js";
import "./_calls.js";

const pane = () => document.getElementById("pane");

/** The row of the open case is marked, and the keyboard goes on from where it was. */
function markRow() {
  const open = pane()?.querySelector("[data-case]")?.dataset.case;
  const rows = [...document.querySelectorAll("#queue [data-feature]")];
  const at = rows.find((row) => row.contains(document.activeElement)) ?? rows.find((row) => row.dataset.feature === open);
  rows.forEach((row) => {
    if (row.dataset.feature === open) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
    row.classList.toggle("is-focused", row === at);
  });
}

document.addEventListener("htmx:after:swap", ({ target }) => {
  if (target.id === "queue" || target.querySelector?.("#queue")) document.querySelector(".rdesk-work .map-frame")?.dispatchEvent(new CustomEvent("parvis:refresh"));
});

let shown = null;
let acted = false;

document.addEventListener("submit", ({ target }) => { if (pane()?.contains(target)) acted = true; });

document.addEventListener("htmx:after:swap", () => {
  markRow();
  // The counts of what is ticked are worked out anew: rows may have come and gone.
  document.querySelector("#queue [data-select]")?.dispatchEvent(new Event("change", { bubbles: true }));
  const now = pane();
  const key = now?.querySelector("[data-case]")?.dataset.case ?? now?.querySelector("h2")?.textContent;
  if (!now) return;
  // What held the focus has gone with what was sent or with the case before: Tab goes on inside what has come.
  if ((key !== shown || acted) && (!document.activeElement || document.activeElement === document.body)) {
    acted = false;
    now.focus({ preventScroll: true });
  }
  if (key === shown) return;
  shown = key;
  now.scrollTop = 0;
  if (matchMedia("(max-width: 59.99em)").matches) now.scrollIntoView({ block: "start" });
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest("form[data-ctrl-enter]");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("button.button-primary") ?? undefined);
});

behaviour(".case-writing details", (details) => {
  details.addEventListener("toggle", () => { if (details.open) details.querySelector("textarea")?.focus(); });
});

/** On a wide screen the map is there from the start; on a telephone it costs too much. */
function openMap() {
  if (!matchMedia("(min-width: 60em)").matches || navigator.connection?.saveData) return;
  const cover = [...document.querySelectorAll(".rdesk-work .map-open button, .round .map-open button")].find((one) => one.offsetParent !== null);
  cover?.click();
}

shown = pane()?.querySelector("[data-case]")?.dataset.case ?? null;
start(document);
openMap();
document.addEventListener("htmx:after:process", (event) => start(event.target === document ? document : event.target));
