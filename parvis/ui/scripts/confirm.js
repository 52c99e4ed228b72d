// SPDX-License-Identifier: AGPL-3.0-or-later
// `data-confirm="…"` on a form or a button: ask before sending.
document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
  if (question && !window.confirm(question)) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, { capture: true });
