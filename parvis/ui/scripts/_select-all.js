// SPDX-License-Identifier: AGPL-3.0-or-later
// `data-select-all`: one box ticks all rows of a list; how many are ticked is told, and what one may do with them shown.
import { behaviour } from "@ui/behaviours.js";

behaviour("[data-select-all]", (box) => {
  const scope = box.form ?? document;
  const boxes = () => [...scope.querySelectorAll("[data-select]")];
  const show = () => {
    const ticked = boxes().filter((one) => one.checked).length;
    box.checked = ticked > 0 && ticked === boxes().length;
    box.indeterminate = ticked > 0 && !box.checked;
    document.querySelectorAll("[data-selected-count]").forEach((output) => { output.textContent = ticked; });
    document.querySelectorAll("[data-when-selected]").forEach((bar) => { bar.hidden = ticked === 0; });
  };
  box.addEventListener("change", () => { boxes().forEach((one) => { one.checked = box.checked; }); show(); });
  scope.addEventListener("change", (event) => { if (event.target.matches("[data-select]")) show(); });
  show();
});
