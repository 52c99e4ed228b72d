// SPDX-License-Identifier: AGPL-3.0-or-later
// `data-live="URL"`: server-sent events say that something changed; the element is fetched again.
import { behaviour } from "./behaviours.js";
import htmx from "htmx.org";

const PAUSE_MS = 400;
const streams = new Map();

// A stream holds a connection, and a browser has six per host: one whose element has left the page is closed at
// once, not at its next event, or the sixth case opened in a row waits for ever.
const leaving = new MutationObserver(() => {
  for (const [element, source] of streams) {
    if (element.isConnected) continue;
    source.close();
    streams.delete(element);
  }
  if (!streams.size) leaving.disconnect();
});

behaviour("[data-live]", (element) => {
  let timer;
  const source = new EventSource(element.dataset.live);
  streams.set(element, source);
  leaving.observe(document.body, { childList: true, subtree: true });
  const refresh = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (!element.isConnected) return;
      const url = element.dataset.refresh || location.href;
      htmx.ajax("GET", url, { target: `#${element.id}`, select: `#${element.id}`, swap: "outerMorph" });
    }, PAUSE_MS);
  };
  source.addEventListener("message", refresh);
  (element.dataset.liveEvents ?? "").split(" ").filter(Boolean).forEach((name) => source.addEventListener(name, refresh));
  window.addEventListener("pagehide", () => source.close(), { once: true });
});
