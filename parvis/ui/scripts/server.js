// SPDX-License-Identifier: AGPL-3.0-or-later
// htmx: the CSRF header, and answers that must not be swapped into a fragment's place.
import htmx from "htmx.org";
import { start, text } from "./behaviours.js";
import { passed, toast } from "./toasts.js";

const meta = document.querySelector('meta[name="csrf-token"]');

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  const { request } = ctx;
  if (meta && !/^(GET|HEAD|QUERY)$/i.test(request.method)) request.headers["X-CSRFToken"] = meta.content;
});

const failed = (words) => toast(words || text("textError"), "danger", { passing: true });

document.addEventListener("htmx:before:response", (event) => {
  const { response, sourceElement } = event.detail.ctx;
  const { raw, status } = response;
  if (status >= 500 || [401, 403, 404, 429].includes(status)) {
    event.preventDefault();
    // The desk has words and ways of its own (_desk-answers.js), and then says so.
    if (document.dispatchEvent(new CustomEvent("parvis:failed", { cancelable: true, detail: { raw, source: sourceElement, toast } }))) failed();
  } else if (raw.redirected && !raw.headers.has("X-Fragment")) {
    // The answer is a page of its own: go there instead of nesting it.
    event.preventDefault();
    location.assign(raw.url);
  } else passed();
});

document.addEventListener("htmx:error", () => failed(text(navigator.onLine ? "textError" : "textNetwork")));
document.addEventListener("htmx:after:process", (event) => start(event.target === document ? document : event.target));

export default htmx;
