// SPDX-License-Identifier: AGPL-3.0-or-later
// `data-opens="id"` opens a native dialog; a click beside it closes it.
import { behaviour } from "./behaviours.js";

function open(opener) {
  const dialog = document.getElementById(opener.dataset.opens);
  if (!dialog?.showModal) return false;
  dialog.showModal();
  dialog.addEventListener("close", () => opener.focus(), { once: true });
  return true;
}

behaviour("[data-opens]", (opener) => {
  opener.addEventListener("click", (event) => { if (open(opener)) event.preventDefault(); });
  opener.addEventListener("keydown", (event) => {
    if (event.key === " " && opener.matches("a")) { event.preventDefault(); opener.click(); }
  });
});

behaviour("dialog.dialog", (dialog) => {
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
});
