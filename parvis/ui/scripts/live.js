// SPDX-License-Identifier: AGPL-3.0-or-later
// `data-live="URL"`: server-sent events say that something changed; the element is fetched again.
import { behaviour } from "./behaviours.js";
import htmx from "htmx.org";

const PAUSE_MS = 400;

behaviour("[data-live]", (element) => {
  let timer;
  const source = new EventSource(element.dataset.live);
  const refresh = () => {
    if (!element.isConnected) { source.close(); return; }
    clearTimeout(timer);
    timer = setTimeout(() => {
      const url = element.dataset.refresh || location.href;
      htmx.ajax("GET", url, { target: `#${element.id}`, select: `#${element.id}`, swap: "outerMorph" });
    }, PAUSE_MS);
  };
  source.addEventListener("message", refresh);
  (element.dataset.liveEvents ?? "").split(" ").filter(Boolean).forEach((name) => source.addEventListener(name, refresh));
  window.addEventListener("pagehide", () => source.close(), { once: true });
});
