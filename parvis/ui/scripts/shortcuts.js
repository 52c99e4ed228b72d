// SPDX-License-Identifier: AGPL-3.0-or-later
// One-key shortcuts, never while typing. WCAG 2.1.4: they can be switched off (data-shortcuts-off on the body).
import { behaviour } from "./behaviours.js";

let list = null;

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
  if (act) { event.preventDefault(); act.click(); return; }
  if (KEYS[event.key]) { event.preventDefault(); KEYS[event.key](); }
});

behaviour("[data-shortcuts]", (element) => {
  list ??= element;
  if (!list.isConnected) list = element;
  element.addEventListener("focusin", (event) => {
    list = element;
    rows().forEach((row) => row.classList.toggle("is-focused", row.contains(event.target)));
  });
});
