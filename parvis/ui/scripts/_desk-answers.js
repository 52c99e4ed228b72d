// SPDX-License-Identifier: AGPL-3.0-or-later
// What is said at the desk when the server refuses: signed out, signed in anew elsewhere, no right, gone, too many.
import { text } from "@ui/behaviours.js";

const WORDS = { 403: "textRefusedRight", 404: "textGone", 429: "textTooMany" };

/** Signed out: what is written stays in the page, and the sign-in opens beside it. */
function signIn(way, toast) {
  toast(text("textSignIn"), "danger", { url: way, label: text("textSignInWay"), beside: true, passing: true });
}

/** Signed in anew in another tab: this page's forms take the token that counts now. */
async function renew(say, toast) {
  try {
    const reply = await fetch(location.href);
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    const fresh = page.querySelector('meta[name="csrf-token"]')?.content;
    if (reply.redirected) return signIn(reply.url, toast);
    if (!reply.ok || !fresh) return say("textError");
    document.querySelector('meta[name="csrf-token"]').content = fresh;
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((field) => { field.value = fresh; });
    return say("textRenewed");
  } catch {
    return say("textNetwork");
  }
}

document.addEventListener("parvis:failed", (event) => {
  event.preventDefault();
  const { raw, source, toast } = event.detail;
  const say = (name) => toast(text(name) || text("textError"), "danger", { passing: true });
  const way = raw.headers.get("X-Sign-In");
  if (way && source.hasAttribute?.("hx-push-url")) location.assign(way);
  else if (way) signIn(way, toast);
  else if (raw.headers.get("X-Refused") === "form") renew(say, toast);
  else say(WORDS[raw.status] ?? "textError");
});
