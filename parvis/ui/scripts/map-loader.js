// SPDX-License-Identifier: AGPL-3.0-or-later
// A map is heavy: its script comes only when the map is scrolled to, asked for, or must be there at once.
import { behaviour, text } from "./behaviours.js";

async function load(frame) {
  if (frame.dataset.loaded) return;
  frame.dataset.loaded = "1";
  const cover = frame.querySelector(".map-open");
  cover.querySelector("button").setAttribute("aria-busy", "true");
  try {
    const { open } = await import(frame.dataset.module);
    await open(frame);
    cover.remove();
  } catch (error) {
    console.warn(error);
    const note = Object.assign(document.createElement("p"), { className: "map-message notice notice-warn", textContent: text("textError", frame) });
    note.setAttribute("role", "status");
    cover.replaceChildren(note);
  }
}

behaviour("[data-map]", (frame) => {
  const cover = frame.querySelector(".map-open");
  cover.hidden = false;
  cover.querySelector("button").addEventListener("click", () => load(frame));
  if ("openAtOnce" in frame.dataset) { load(frame); return; }
  // Unfolding what holds the map is asking for it.
  const fold = frame.closest("details:not([open])");
  if (fold) { fold.addEventListener("toggle", () => load(frame), { once: true }); return; }
  const frugal = navigator.connection?.saveData || /2g/.test(navigator.connection?.effectiveType ?? "");
  if (frugal) return;
  // Not on sight of the first screen: only once the visitor has scrolled to it.
  const watcher = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting) || scrollY === 0) return;
    watcher.disconnect();
    load(frame);
  }, { threshold: [0.2, 0.6] });
  watcher.observe(frame);
  addEventListener("scroll", () => { if (!frame.dataset.loaded) { watcher.unobserve(frame); watcher.observe(frame); } }, { once: true, passive: true });
});
