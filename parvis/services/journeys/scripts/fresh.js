// SPDX-License-Identifier: AGPL-3.0-or-later
// What refreshes itself does so only where somebody looks, and at once when they look again. On a map, too.
const parts = () => document.querySelectorAll("[data-fresh]");

document.addEventListener("htmx:before:request", (event) => {
  if (document.hidden && event.target.matches("[data-fresh]")) event.preventDefault();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) parts().forEach((part) => part.dispatchEvent(new CustomEvent("parvis:seen")));
});
document.addEventListener("htmx:after:swap", () => {
  document.querySelectorAll("[data-map][data-features]").forEach((map) => map.dispatchEvent(new CustomEvent("parvis:refresh")));
});
