// SPDX-License-Identifier: AGPL-3.0-or-later
// Short messages at the foot of the page. They leave by themselves, unless they hold an act or bad news.
import { behaviour, text } from "./behaviours.js";

const STAY_MS = 9000;
const MOST = 2;
const LASTING = ".toast-danger, :has(a, form)";

/** Act after act, the messages do not pile up over the work: only the latest good news stays. */
function makeRoom(list) {
  const passing = [...list.children].filter((item) => !item.matches(LASTING));
  passing.slice(0, -MOST).forEach((item) => item.remove());
}

function attend(item) {
  const close = item.querySelector("[data-dismiss]");
  close.hidden = false;
  close.addEventListener("click", () => item.remove());
  const list = item.closest("#toasts");
  if (!list || item.matches(LASTING)) return;
  makeRoom(list);
  let timer = setTimeout(() => item.remove(), STAY_MS);
  for (const event of ["pointerenter", "focusin"]) item.addEventListener(event, () => clearTimeout(timer));
  for (const event of ["pointerleave", "focusout"]) item.addEventListener(event, () => { timer = setTimeout(() => item.remove(), STAY_MS); });
}

behaviour("[data-toast]", attend);

/** What is no longer so: messages that are `passing` go. */
export const passed = () => document.querySelectorAll("#toasts > [data-passing]").forEach((item) => item.remove());

/** Show a message; with `url`, a link named `label`, `beside` in another tab. `passing`: gone with the next success. */
export function toast(message, tone = "info", { url = "", label = "", beside = false, passing = false } = {}) {
  const list = document.getElementById("toasts");
  if (!list || !message) return;
  if ([...list.querySelectorAll("p")].some((known) => known.textContent === message)) return;
  const item = document.createElement("div");
  if (passing) item.dataset.passing = "";
  item.className = `toast toast-${tone}`;
  item.setAttribute("role", tone === "danger" ? "alert" : "status");
  const words = document.createElement("p");
  words.textContent = message;
  item.append(words);
  if (url) {
    const link = Object.assign(document.createElement("a"), { className: "toast-act", href: url, textContent: label });
    if (beside) link.target = "_blank";
    item.append(link);
  }
  const close = Object.assign(document.createElement("button"), { className: "tool", type: "button", textContent: "×" });
  close.setAttribute("aria-label", text("textClose"));
  close.dataset.dismiss = "";
  item.append(close);
  list.append(item);
  attend(item);
}
