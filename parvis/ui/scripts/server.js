// SPDX-License-Identifier: AGPL-3.0-or-later
// htmx: the CSRF header, and answers that must not be swapped into a fragment's place.
import htmx from "htmx.org";
import { start, text } from "./behaviours.js";
import { toast } from "./toasts.js";

const token = document.querySelector('meta[name="csrf-token"]')?.content;

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  const { request } = ctx;
  if (token && !/^(GET|HEAD|QUERY)$/i.test(request.method)) request.headers["X-CSRFToken"] = token;
});

document.addEventListener("htmx:before:response", (event) => {
  const { raw, status } = event.detail.ctx.response;
  if (status >= 500 || status === 403 || status === 404 || status === 429) {
    event.preventDefault();
    toast(text("textError"), "danger");
  } else if (raw.redirected && !raw.headers.has("X-Fragment")) {
    // The session ended, or the answer is a page of its own: go there instead of nesting it.
    event.preventDefault();
    location.assign(raw.url);
  }
});

document.addEventListener("htmx:error", () => toast(text(navigator.onLine ? "textError" : "textNetwork"), "danger"));
document.addEventListener("htmx:after:process", (event) => start(event.target === document ? document : event.target));

export default htmx;
