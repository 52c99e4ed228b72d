// SPDX-License-Identifier: AGPL-3.0-or-later
// `data-live="URL"`: server-sent events say that something changed; the element is fetched again.
// Elements of one page that name the same `data-live-channel` share one stream; `data-live-only="name=value"` hears
// the events whose data say so.
import { behaviour } from "./behaviours.js";
import htmx from "htmx.org";

const PAUSE_MS = 400;
const streams = new Map();

function refresh(element, data) {
  const { liveOnly = "", refresh: url = location.href } = element.dataset;
  const [name, value] = liveOnly.split("=");
  if (name && data && JSON.parse(data)[name] !== value) return;
  clearTimeout(element.liveTimer);
  element.liveTimer = setTimeout(() => {
    const target = `#${element.id}`;
    if (element.isConnected) htmx.ajax("GET", url, { target, select: target, swap: "outerMorph" });
  }, PAUSE_MS);
}

const end = ({ source }) => source.close();

// A stream holds a connection, and a browser has six per host: one whose elements have all left the page is closed
// at once, not at its next event, or the sixth case opened in a row waits for ever.
new MutationObserver(() => {
  streams.forEach((stream, key) => {
    stream.elements = stream.elements.filter((element) => element.isConnected);
    if (stream.elements.length) return;
    end(stream);
    streams.delete(key);
  });
}).observe(document.body, { childList: true, subtree: true });

addEventListener("pagehide", () => streams.forEach(end));

behaviour("[data-live]", (element) => {
  const { live, liveChannel = live } = element.dataset;
  let stream = streams.get(liveChannel);
  if (!(stream?.source.readyState < 2)) {
    const opened = { source: new EventSource(live), elements: [] };
    opened.source.addEventListener("message", ({ data }) => opened.elements.forEach((each) => refresh(each, data)));
    streams.set(liveChannel, (stream = opened));
  }
  stream.elements.push(element);
});
