// SPDX-License-Identifier: AGPL-3.0-or-later
// htmx: the CSRF header, and answers that must not be swapped into a fragment's place.
import htmx from "htmx.org";
import { start, text } from "./behaviours.js";
import { toast } from "./toasts.js";

const WORDS = { 403: "textRefusedRight", 404: "textGone", 429: "textTooMany" };
const meta = document.querySelector('meta[name="csrf-token"]');

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  const { request } = ctx;
  if (meta && !/^(GET|HEAD|QUERY)$/i.test(request.method)) request.headers["X-CSRFToken"] = meta.content;
});

const failed = (words) => toast(words || text("textError"), "danger", { passing: true });

/** Signed out: what is written stays in the page, and the sign-in opens beside it. */
function signIn(way) {
  toast(text("textSignIn"), "danger", { url: way, label: text("textSignInWay"), beside: true, passing: true });
}

/** Signed in anew in another tab: this page's forms take the token that counts now. */
async function renew() {
  try {
    const reply = await fetch(location.href);
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    const fresh = page.querySelector('meta[name="csrf-token"]')?.content;
    if (reply.redirected) return signIn(reply.url);
    if (!reply.ok || !fresh) return failed();
    meta.content = fresh;
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((field) => { field.value = fresh; });
    return failed(text("textRenewed"));
  } catch {
    return failed(text("textNetwork"));
  }
}

function explain({ raw, status }, source) {
  const way = raw.headers.get("X-Sign-In");
  if (way && source.hasAttribute?.("hx-push-url")) location.assign(way);
  else if (way) signIn(way);
  else if (raw.headers.get("X-Refused") === "form") renew();
  else failed(text(WORDS[status] ?? ""));
}

document.addEventListener("htmx:before:response", (event) => {
  const { response, sourceElement } = event.detail.ctx;
  const { raw, status } = response;
  if (status >= 500 || [401, 403, 404, 429].includes(status)) {
    event.preventDefault();
    explain(response, sourceElement);
  } else if (raw.redirected && !raw.headers.has("X-Fragment")) {
    // The answer is a page of its own: go there instead of nesting it.
    event.preventDefault();
    location.assign(raw.url);
  } else document.querySelectorAll("#toasts > [data-passing]").forEach((item) => item.remove());
});

document.addEventListener("htmx:error", () => failed(text(navigator.onLine ? "textError" : "textNetwork")));
document.addEventListener("htmx:after:process", (event) => start(event.target === document ? document : event.target));

export default htmx;
