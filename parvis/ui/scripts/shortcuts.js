// SPDX-License-Identifier: AGPL-3.0-or-later
// One-key shortcuts, never while typing. WCAG 2.1.4: they can be switched off (data-shortcuts-off on the body).
import { behaviour } from "./behaviours.js";

let list = null;
let sent = null; // what a key asked of the server and is still awaited…
let until = 0; // …and until when: on a dead line the keys come back

const rows = () => (list?.isConnected ? [...list.children].filter((row) => !row.hidden) : []);
const typing = (target) => target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

function focusRow(step) {
  const all = rows();
  if (!all.length) return;
  const now = all.findIndex((row) => row.matches(".is-focused"));
  const next = Math.min(all.length - 1, Math.max(0, now + step));
  all[now]?.classList.remove("is-focused");
  const row = all[now < 0 ? 0 : next];
  row.classList.add("is-focused");
  row.scrollIntoView({ block: "nearest" });
  (row.querySelector("a[href]") ?? row.querySelector("button, input"))?.focus({ preventScroll: true });
}

function awaited(element) {
  if (element) [sent, until] = [element, performance.now() + 5000];
}

/** Presses it; what opens has the focus at once, for the letters that follow. */
function press(element) {
  element.click();
  if (element.matches("summary") && element.parentElement.open) element.parentElement.querySelector("textarea, input:not([type=hidden])")?.focus();
}

const focused = () => rows().find((row) => row.matches(".is-focused"));

const KEYS = {
  j: () => focusRow(1),
  k: () => focusRow(-1),
  x: () => focused()?.querySelector("[data-select]")?.click(),
  Enter: () => focused()?.querySelector("a[href]")?.click(),
  "/": () => document.querySelector("[data-desk-search]")?.focus(),
  "?": () => document.getElementById("shortcuts")?.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || "shortcutsOff" in document.body.dataset) return;
  if (event.key === "Escape" && typing(event.target)) { event.target.blur(); return; }
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "Enter" && event.target.matches("a, button, summary")) return;
  const act = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  // A letter typed ahead must neither act on the case that is about to go nor decide anything by itself.
  if (act && sent && performance.now() < until) { event.preventDefault(); return; }
  if (act) { event.preventDefault(); press(act); return; }
  if (KEYS[event.key]) { event.preventDefault(); KEYS[event.key](); }
});

document.addEventListener("click", ({ target }) => awaited(target.closest("[hx-get]")));
document.addEventListener("submit", ({ target }) => awaited(target.closest("[hx-post]")));
document.addEventListener("htmx:finally:request", ({ detail }) => { if (!sent?.isConnected || detail.ctx.sourceElement === sent) sent = null; });

behaviour("[data-shortcuts]", (element) => {
  list ??= element;
  if (!list.isConnected) list = element;
  element.addEventListener("focusin", (event) => {
    list = element;
    rows().forEach((row) => row.classList.toggle("is-focused", row.contains(event.target)));
  });
});
